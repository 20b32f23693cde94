"""However a customer invoice is made, it takes what the customer file says."""

from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.words import in_date
from .common_prefill import PrefillCommon


@tagged("post_install", "-at_install")
class TestPrefill(PrefillCommon):
    def test_created_over_the_api(self):
        for move_type in ("out_invoice", "out_refund"):
            with self.subTest(move_type):
                self.assert_from_a(self.invoice(self.customer_a, move_type))

    def test_written_in_the_form(self):
        form = self.invoice_form()
        form.partner_id = self.customer_a
        with form.invoice_line_ids.new() as line:
            line.product_id = self.product_a
        self.assert_from_a(form.save())

    def test_loaded_from_a_file(self):
        Move = self.env["account.move"].with_user(self.biller)
        header = ["move_type", "partner_id", "invoice_date"]
        header += ["invoice_line_ids/name", "invoice_line_ids/price_unit"]
        result = Move.load(
            header, [["out_invoice", "Prefill Alpha", "2026-01-15", "Work", "80"]]
        )
        self.assertFalse(result["messages"])
        self.assert_from_a(Move.browse(result["ids"]))

    def test_what_the_file_says_stays(self):
        Move = self.env["account.move"].with_user(self.biller)
        result = Move.load(
            ["move_type", "partner_id", "ref", "incoterm_location"],
            [["out_invoice", "Prefill Alpha", "", "Cádiz"]],
        )
        self.assertFalse(result["messages"])
        move = Move.browse(result["ids"])
        self.assertFalse(move.ref, "A blank cell is a value of the file")
        self.assertEqual(move.incoterm_location, "Cádiz")
        self.assertEqual(move.invoice_incoterm_id, self.incoterm_a)

    def test_given_values_stay(self):
        given = {
            "invoice_payment_term_id": self.pay_terms_b.id,
            "preferred_payment_method_line_id": False,
            "fiscal_position_id": False,
            "invoice_user_id": self.seller_b.id,
            "journal_id": self.journal.id,
            "currency_id": self.company.currency_id.id,
            "invoice_incoterm_id": self.incoterm_b.id,
            "incoterm_location": "Here",
            "partner_shipping_id": self.plain.id,
            "ref": "MINE",
        }
        move = self.invoice(
            self.customer_a,
            lines=False,
            narration="<p>Mine</p>",
            invoice_line_ids=[
                Command.create({"product_id": self.product_a.id, "discount": 0.0})
            ],
            **given,
        )
        self.assertRecordValues(move, [given])
        self.assertEqual(move.narration, "<p>Mine</p>")
        self.assertEqual(move.invoice_line_ids.discount, 0.0)

    def test_journal_of_the_menu_stays(self):
        move = (
            self.env["account.move"]
            .with_user(self.biller)
            .with_context(default_journal_id=self.journal.id)
            .create({"move_type": "out_invoice", "partner_id": self.customer_a.id})
        )
        self.assertEqual(move.journal_id, self.journal)
        move.partner_id = self.customer_b
        self.assertEqual(move.journal_id, self.journal)

    def test_customer_without_particulars(self):
        move = self.invoice(self.plain)
        self.assertRecordValues(
            move,
            [
                {
                    "journal_id": self.journal.id,
                    "currency_id": self.company.currency_id.id,
                    "ref": False,
                    "invoice_user_id": self.biller.id,
                    "ficha_prefill_summary": "",
                }
            ],
        )
        self.assertEqual(move.invoice_line_ids.discount, 0.0)

    def test_vendor_bills_and_entries_are_untouched(self):
        bill = self.invoice(self.customer_a, "in_invoice")
        self.assertFalse(bill.ref)
        self.assertFalse(bill.incoterm_location)
        self.assertEqual(bill.currency_id, self.company.currency_id)
        self.assertEqual(bill.invoice_line_ids.discount, 0.0)
        entry = self.env["account.move"].create(
            {"move_type": "entry", "partner_id": self.customer_a.id, "ref": "x"}
        )
        self.assertEqual(entry.ref, "x")
        self.assertFalse(entry.ficha_prefill)

    def test_contact_of_a_company(self):
        """A contact's invoice takes the company's terms, unless it has its own."""
        self.contact_a.standing_discount = 3.0
        self.contact_a.customer_purchase_reference = "PO-CONTACT"
        move = self.invoice(self.contact_a)
        self.assertEqual(move.preferred_payment_method_line_id, self.method)
        self.assertEqual(move.invoice_incoterm_id, self.incoterm_a)
        self.assertEqual(move.journal_id, self.journal_a)
        self.assertEqual(move.ref, "PO-CONTACT")
        self.assertEqual(move.invoice_line_ids.discount, 3.0)

    def test_archived_values_are_left_aside(self):
        self.journal_a.active = False
        self.incoterm_a.active = False
        self.warehouse_a.active = False
        move = self.invoice(self.customer_a, lines=False)
        self.assertEqual(move.journal_id, self.journal)
        self.assertFalse(move.invoice_incoterm_id)
        self.assertEqual(move.partner_shipping_id, self.customer_a)

    def test_delivery_address_of_another_company(self):
        """It is not used, and it stops nobody from invoicing."""
        self.warehouse_a.company_id = self.env["res.company"].create({"name": "Far"})
        move = self.invoice(self.customer_a, lines=False)
        self.assertEqual(move.partner_shipping_id, self.customer_a)

    def test_journal_with_its_own_currency_decides(self):
        self.journal_a.currency_id = self.company.currency_id
        move = self.invoice(self.customer_a)
        self.assertEqual(move.currency_id, self.company.currency_id)

    def test_company_terms_stay_above_the_observations(self):
        self.env["ir.config_parameter"].set_param("account.use_invoice_terms", True)
        self.company.terms_type = "plain"
        self.company.invoice_terms = "<p>Our terms</p>"
        move = self.invoice(self.customer_a)
        self.assertLess(
            move.narration.index("Our terms"), move.narration.index("Ring twice")
        )

    def test_two_companies(self):
        other = self.setup_other_company()["company"]
        self.assertFalse(self.customer_a.with_company(other).standing_discount)
        self.customer_a.with_company(other).write(
            {"standing_discount": 40.0, "customer_purchase_reference": "PO-OTHER"}
        )
        biller = self.biller
        biller.company_ids = [Command.link(other.id)]
        move = (
            self.env["account.move"]
            .with_user(biller)
            .with_context(allowed_company_ids=[other.id, self.company.id])
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer_a.id,
                    "invoice_line_ids": [
                        Command.create({"name": "x", "price_unit": 1})
                    ],
                }
            )
        )
        self.assertEqual(move.company_id, other)
        self.assertEqual(move.journal_id.company_id, other)
        self.assertEqual(move.currency_id, other.currency_id)
        self.assertEqual(move.ref, "PO-OTHER")
        self.assertEqual(move.invoice_line_ids.discount, 40.0)
        self.assertEqual(self.invoice(self.customer_a).ref, "PO-A")

    def test_required_purchase_order(self):
        self.customer_a.write(
            {
                "purchase_reference_required": True,
                "customer_purchase_reference": False,
            }
        )
        for partner in (self.customer_a, self.contact_a):
            move = self.invoice(partner, invoice_date="2026-01-15")
            self.assertTrue(move.ficha_reference_missing)
            with self.assertRaisesRegex(UserError, "(?s)Alpha.*Customer Reference"):
                move.action_post()
            self.assertEqual(move.state, "draft")
            move.ref = "PO-9"
            self.assertFalse(move.ficha_reference_missing)
            move.action_post()
            self.assertEqual(move.state, "posted")

    def test_required_purchase_order_costs_the_same_for_many(self):
        moves = self.env["account.move"].create(
            [
                {"move_type": "out_invoice", "partner_id": partner.id}
                for partner in self.env["res.partner"].create(
                    [{"name": f"q{number}"} for number in range(20)]
                )
            ]
        )
        self.env.flush_all()

        def cost(batch):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.filtered(lambda move: move._ficha_lacks_reference())
            return self.env.cr.sql_log_count - before

        cost(moves[:1])  # what is read once, such as access rules
        self.assertEqual(cost(moves), cost(moves[:2]))

    def test_required_purchase_order_waits_for_the_day(self):
        """A scheduled invoice is checked on its day, and no credit note is."""
        self.customer_a.write(
            {"purchase_reference_required": True, "customer_purchase_reference": ""}
        )
        later = fields.Date.add(fields.Date.today(), days=40)
        move = self.invoice(self.customer_a, invoice_date=later)
        self.assertFalse(move._post(soft=True))
        self.assertEqual(move.auto_post, "at_date")
        refund = self.invoice(self.customer_a, "out_refund", invoice_date="2026-01-15")
        refund.action_post()
        self.assertEqual(refund.state, "posted")

    def test_imported_document_is_left_alone(self):
        move = self.env["account.move"].create({"move_type": "out_invoice"})
        with move._get_edi_creation() as imported:
            imported.partner_id = self.customer_a
            imported.invoice_line_ids = [
                Command.create({"name": "From the file", "price_unit": 50})
            ]
        self.env.flush_all()
        self.assertFalse(move.ref)
        self.assertFalse(move.incoterm_location)
        self.assertFalse(move.narration)
        self.assertEqual(move.journal_id, self.journal)
        self.assertEqual(move.currency_id, self.company.currency_id)
        self.assertEqual(move.invoice_line_ids.discount, 0.0)

    def test_a_standing_discount_ends(self):
        """Until its last day it is on new lines, and the invoice says until when; from
        then on it is not, and the ficha says so."""
        end = date(2026, 5, 15)
        customer = self.customer_a
        customer.standing_discount_end = end
        other = self.setup_other_company()["company"]
        with freeze_time("2026-05-15 10:00:00"):
            move = self.invoice(customer)
            self.assertEqual(move.invoice_line_ids.discount, 10.0)
            told = move.with_env(self.env).ficha_prefill_summary
            self.assertIn(in_date(self.env, end), told)
            self.assertFalse(customer.standing_discount_note)
        with freeze_time("2026-05-16 10:00:00"):
            self.env.invalidate_all()
            # what was promised stays
            self.assertEqual(move.invoice_line_ids.discount, 10.0)
            after = self.invoice(customer)
            self.assertEqual(after.invoice_line_ids.discount, 0.0)
            told = after.with_env(self.env).ficha_prefill_summary
            self.assertNotIn(in_date(self.env, end), told)
            self.assertIn(in_date(self.env, end), customer.standing_discount_note)
            # the contact's own goes on, and where a contact's has ended the company's
            self.contact_a.standing_discount = 3.0
            self.assertEqual(
                self.invoice(self.contact_a).invoice_line_ids.discount, 3.0
            )
            self.contact_a.standing_discount_end = end
            customer.standing_discount_end = False
            self.assertEqual(
                self.invoice(self.contact_a).invoice_line_ids.discount, 10.0
            )
            self.assertFalse(customer.standing_discount_note)
            # each company's own
            customer.standing_discount_end = end
            elsewhere = customer.with_company(other)
            elsewhere.standing_discount = 4.0
            value = customer._ficha_invoice_value("standing_discount", other)
            self.assertEqual(value, 4.0)
            self.assertFalse(elsewhere.standing_discount_note)

    @mute_logger("odoo.models.unlink")
    def test_impossible_figures(self):
        for discount in (-1, 100.5):
            with self.assertRaisesRegex(ValidationError, "Standing discount"):
                self.customer_a.standing_discount = discount
        usual = {"partner_id": self.customer_a.id, "product_id": self.product_a.id}
        for fname, value, label in (
            ("quantity", 0, "Quantity"),
            ("quantity", -2, "Quantity"),
            ("price_unit", -1, "Agreed price"),
            ("discount", 101, "Agreed discount"),
        ):
            with self.assertRaisesRegex(ValidationError, label):
                self.env["ficha.usual.line"].create({**usual, fname: value})

    def test_queries_do_not_grow_with_the_batch(self):
        """Each further invoice costs what it costs to a customer with an empty file."""

        def cost(partners):
            # the least of three: now and then Odoo reads a user anew, or fills a cache
            return min(once(partners) for _time in range(3))

        def once(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["account.move"].create(
                [{"move_type": "out_invoice", "partner_id": p.id} for p in partners]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        Partner = self.env["res.partner"]
        plain = Partner.create([{"name": f"p{i}"} for i in range(12)])
        full = Partner.create(
            [
                {
                    "name": f"f{i}",
                    "invoice_journal_id": self.journal_a.id,
                    "invoice_incoterm_id": self.incoterm_a.id,
                    "standing_discount": i,
                    "customer_purchase_reference": f"PO{i}",
                }
                for i in range(12)
            ]
        )
        growth_plain = cost(plain) - cost(plain[:2])
        growth_full = cost(full) - cost(full[:2])
        self.assertLessEqual(growth_full, growth_plain)
