"""Changing the customer of a draft, and what never changes afterwards."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.func import reset_cached_properties

from ..tools.words import in_date
from .common_prefill import PrefillCommon


@tagged("post_install", "-at_install")
class TestPrefillChange(PrefillCommon):
    # what a person sets on a draft of A, that no file of another may replace
    def typed(self):
        return {
            "invoice_payment_term_id": self.env.ref(
                "account.account_payment_term_immediate"
            ).id,
            "fiscal_position_id": False,
            "invoice_user_id": self.biller.id,
            "journal_id": self.journal.id,
            "invoice_incoterm_id": False,
            "incoterm_location": "Typed",
            "partner_shipping_id": self.plain.id,
            "ref": "TYPED",
        }

    def test_written_over_the_api(self):
        move = self.invoice(self.customer_a)
        self.assert_from_a(move)
        move.partner_id = self.customer_b
        self.assert_from_b(move)

    def test_changed_in_the_form(self):
        form = self.invoice_form()
        form.partner_id = self.customer_a
        form.partner_id = self.customer_b
        with form.invoice_line_ids.new() as line:
            line.product_id = self.product_a
        move = form.save()
        self.assert_from_b(move)
        self.assertEqual(move.currency_id, self.company.currency_id)

    def test_changed_in_the_form_with_lines(self):
        form = self.invoice_form()
        form.partner_id = self.customer_a
        with form.invoice_line_ids.new() as line:
            line.product_id = self.product_a
        with form.invoice_line_ids.new() as line:
            line.product_id = self.product_a
            line.discount = 33.0
        with form.invoice_line_ids.new() as line:
            line.product_id = self.product_a
            line.discount = 0.0
        form.partner_id = self.customer_b
        move = form.save()
        self.assertEqual(move.invoice_line_ids.mapped("discount"), [25.0, 33.0, 0.0])

    def test_changed_in_the_form_of_a_saved_draft(self):
        move = self.invoice(self.customer_a)
        with self.invoice_form(move) as form:
            form.partner_id = self.customer_b
        self.assert_from_b(move)
        with self.invoice_form(move) as form:
            form.partner_id = self.customer_a
        self.assertEqual(move.ref, "PO-A")
        self.assertEqual(move.invoice_user_id, self.seller_a)

    def test_typed_before_the_customer(self):
        form = self.invoice_form()
        form.invoice_payment_term_id = self.pay_terms_b
        form.incoterm_location = "Typed"
        form.partner_id = self.customer_a
        move = form.save()
        self.assertEqual(move.invoice_payment_term_id, self.pay_terms_b)
        self.assertEqual(move.incoterm_location, "Typed")
        self.assertEqual(move.invoice_incoterm_id, self.incoterm_a)

    def test_typed_values_stay_over_the_api(self):
        move = self.invoice(self.customer_a)
        move.write({**self.typed(), "narration": "<p>Typed</p>"})
        move.invoice_line_ids.discount = 0.0
        move.partner_id = self.customer_b
        self.assertRecordValues(move, [self.typed()])
        self.assertEqual(move.narration, "<p>Typed</p>")
        self.assertEqual(move.invoice_line_ids.discount, 0.0)

    def test_typed_values_stay_in_the_form(self):
        form = self.invoice_form()
        form.partner_id = self.customer_a
        form.invoice_payment_term_id = self.pay_terms_b
        form.ref = "TYPED"
        form.invoice_incoterm_id = self.env["account.incoterms"]
        form.narration = "<p>Typed</p>"
        form.partner_id = self.customer_b
        move = form.save()
        self.assertRecordValues(
            move,
            [
                {
                    "invoice_payment_term_id": self.pay_terms_b.id,
                    "ref": "TYPED",
                    "invoice_incoterm_id": False,
                    "incoterm_location": "Vigo",
                    "invoice_user_id": self.seller_b.id,
                }
            ],
        )
        self.assertEqual(move.narration, "<p>Typed</p>")
        # and they still stay when the saved draft changes hands again
        move.partner_id = self.customer_a
        self.assertEqual(move.ref, "TYPED")
        self.assertEqual(move.incoterm_location, "Bilbao")

    def test_given_together_with_the_customer(self):
        move = self.invoice(self.customer_a)
        move.write({"partner_id": self.customer_b.id, "ref": "PO-A"})
        self.assertEqual(move.ref, "PO-A")
        move.partner_id = self.plain
        self.assertEqual(move.ref, "PO-A", "It was written, not filled in")

    def test_refilled_although_the_file_changed_meanwhile(self):
        move = self.invoice(self.customer_a)
        self.customer_a.write(
            {"customer_purchase_reference": "NEW", "standing_discount": 1.0}
        )
        self.assertEqual(move.ref, "PO-A", "Editing the file changes no other draft")
        self.assertEqual(move.invoice_line_ids.discount, 10.0)
        move.partner_id = self.customer_b
        self.assert_from_b(move)

    def test_to_a_customer_without_particulars(self):
        move = self.invoice(self.customer_a, lines=False)
        move.partner_id = self.plain
        self.assertRecordValues(
            move,
            [
                {
                    "journal_id": self.journal.id,
                    "currency_id": self.company.currency_id.id,
                    "invoice_payment_term_id": False,
                    "invoice_incoterm_id": False,
                    "incoterm_location": False,
                    "ref": False,
                    "narration": False,
                }
            ],
        )

    def let_depend_on_the_customer(self, *names):
        """As a module does whose documents have a kind that comes from the customer,
        and the journal from the kind (sale_order_type): more computes of Odoo's run
        when the customer changes than without it."""
        registry = self.env.registry
        for name in names:
            field = registry["account.move"]._fields[name]
            before = registry.field_depends[field]
            registry.field_depends[field] = (*before, "partner_id")
            self.addCleanup(registry.field_depends.__setitem__, field, before)
        reset_cached_properties(registry)
        self.addCleanup(reset_cached_properties, registry)

    def test_nothing_of_a_stays_whatever_else_follows_the_customer(self):
        self.let_depend_on_the_customer("journal_id", "currency_id", "ref")
        move = self.invoice(self.customer_a)
        self.assert_from_a(move)
        move.partner_id = self.plain
        nothing = {
            "journal_id": self.journal.id,
            "invoice_payment_term_id": False,
            "invoice_incoterm_id": False,
            "incoterm_location": False,
            "ref": False,
        }
        self.assertRecordValues(move, [nothing])
        form = self.invoice_form()
        form.partner_id = self.customer_a
        self.assertEqual(form.journal_id, self.journal_a)
        form.partner_id = self.plain
        self.assertRecordValues(form.save(), [nothing])
        with self.invoice_form(self.invoice(self.customer_a)) as form:
            form.partner_id = self.plain
        self.assertRecordValues(form.record, [nothing])
        # and to one whose file has them
        move = self.invoice(self.customer_a)
        move.partner_id = self.customer_b
        self.assert_from_b(move)

    def test_what_was_typed_stays_whatever_else_follows_the_customer(self):
        self.let_depend_on_the_customer("journal_id", "currency_id", "ref")
        move = self.invoice(self.customer_a)
        move.write({"journal_id": self.journal_b.id, "ref": "TYPED"})
        move.partner_id = self.plain
        self.assertEqual(move.journal_id, self.journal_b)
        self.assertEqual(move.ref, "TYPED")
        # nor a number that it had
        move = self.invoice(self.customer_a, invoice_date="2026-01-15")
        move.action_post()
        move.button_draft()
        move.partner_id = self.plain
        self.assertEqual(move.journal_id, self.journal_a)

    def test_currency_stays_once_there_are_prices(self):
        move = self.invoice(self.customer_b)
        price = move.invoice_line_ids.price_unit
        move.partner_id = self.customer_a
        self.assertEqual(move.currency_id, self.company.currency_id)
        self.assertEqual(move.invoice_line_ids.price_unit, price)

    def test_issued_stays_issued(self):
        move = self.invoice(self.customer_a, invoice_date="2026-01-15")
        move.action_post()
        self.customer_a.write(
            {
                "lang": self.env["res.lang"].search([], limit=1).code,
                "invoice_observations": "Others",
                "standing_discount": 50,
                "invoice_incoterm_id": self.incoterm_b.id,
                "customer_purchase_reference": "NEW",
                "property_payment_term_id": self.pay_terms_b.id,
            }
        )
        self.env["ir.config_parameter"].set_param("account.use_invoice_terms", True)
        self.env.add_to_compute(move._fields["narration"], move)
        self.env.flush_all()
        self.assert_from_a(move)

    def test_copies(self):
        move = self.invoice(self.customer_a)
        move.incoterm_location = "Typed"
        copy = move.copy()
        self.assertEqual(copy.ref, "PO-A")
        self.assertEqual(copy.invoice_user_id, self.seller_a)
        copy.partner_id = self.customer_b
        self.assertEqual(copy.incoterm_location, "Typed")
        self.assertEqual(copy.invoice_incoterm_id, self.incoterm_b)
        self.assertEqual(copy.invoice_line_ids.discount, 25.0)

    def test_copies_after_the_discount_has_ended(self):
        """They go without it, and say so; what was given by hand stays. The end may
        have been written after the first invoice."""
        end = date(2026, 5, 15)
        lines = [
            Command.create({"product_id": self.product_a.id}),
            Command.create({"product_id": self.product_a.id, "discount": 3}),
        ]
        with freeze_time("2026-05-15 10:00:00"):
            before = self.invoice(self.customer_a)
            self.customer_a.standing_discount_end = end
            move = self.invoice(
                self.customer_a,
                lines=False,
                invoice_line_ids=lines,
                invoice_date="2026-05-15",
                auto_post="monthly",
            )
            self.assertEqual(
                move.copy().invoice_line_ids.mapped("discount"), [10.0, 3.0]
            )
        with freeze_time("2026-05-16 10:00:00"):
            self.env.invalidate_all()
            after = self.invoice(self.customer_a, lines=False, invoice_line_ids=lines)
            move.action_post()
            following = self.env["account.move"].search(
                [("auto_post_origin_id", "=", move.id), ("id", "!=", move.id)]
            )
            for copy in (move.copy(), following):
                self.assertEqual(copy.invoice_line_ids.mapped("discount"), [0.0, 3.0])
                self.assertEqual(copy.amount_total, after.amount_total)
                told = copy.with_env(self.env).ficha_prefill_summary
                self.assertNotIn(in_date(self.env, end), told)
            self.assertEqual(before.copy().invoice_line_ids.discount, 0.0)
            self.assertEqual(move.invoice_line_ids.mapped("discount"), [10.0, 3.0])
            refund = move._reverse_moves([{"invoice_date": move.invoice_date}])
            self.assertEqual(refund.amount_total, move.amount_total)
            # given again: it goes on, and what is said is the new end
            end = date(2026, 12, 31)
            self.customer_a.standing_discount_end = end
            copy = move.copy()
            self.assertEqual(copy.invoice_line_ids.mapped("discount"), [10.0, 3.0])
            told = copy.with_env(self.env).ficha_prefill_summary
            self.assertIn(in_date(self.env, end), told)

    def test_recurring_invoice(self):
        move = self.invoice(
            self.customer_a, invoice_date="2026-01-15", auto_post="monthly"
        )
        move.action_post()
        following = self.env["account.move"].search(
            [("auto_post_origin_id", "=", move.id), ("id", "!=", move.id)]
        )
        self.assert_from_a(following)

    def test_reversal_keeps_the_invoice_terms(self):
        move = self.invoice(self.customer_a, invoice_date="2026-01-15")
        move.action_post()
        self.customer_a.write({"standing_discount": 0, "invoice_journal_id": False})
        refund = move._reverse_moves([{"invoice_date": move.invoice_date}])
        self.assertEqual(refund.journal_id, self.journal_a)
        self.assertEqual(refund.amount_total, move.amount_total)
        self.assertEqual(refund.currency_id, self.other_currency)

    def test_draft_from_before_the_module(self):
        move = self.invoice(
            self.plain,
            invoice_line_ids=[Command.create({"name": "x", "price_unit": 1})],
        )
        move.ref = "OLD"
        move.flush_recordset()
        self.env.cr.execute(
            "UPDATE account_move SET ficha_prefill = NULL WHERE id = %s", [move.id]
        )
        move.invalidate_recordset()
        move.partner_id = self.customer_b
        self.assertEqual(move.ref, "OLD")
        self.assertEqual(move.journal_id, self.journal)
        self.assertEqual(move.invoice_payment_term_id, self.pay_terms_b)

    def test_what_odoo_computes_stays(self):
        """A date or an exchange rate set by hand survives a change of customer."""
        move = self.invoice(self.customer_a, invoice_date="2026-01-15")
        move.invoice_currency_rate = 3.5
        self.plain.invoice_journal_id = self.journal_a
        move.partner_id = self.plain
        self.assertEqual(move.currency_id, self.other_currency)
        self.assertEqual(move.invoice_currency_rate, 3.5)
        bill = self.invoice(self.customer_a, "in_invoice", invoice_date="2026-01-15")
        bill.date = "2026-01-20"
        with self.invoice_form(bill) as form:
            form.partner_id = self.customer_b
        self.assertEqual(str(bill.date), "2026-01-20")
