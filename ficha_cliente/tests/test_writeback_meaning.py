from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged

from .common_issued import IssuedCommon

DAYS = ("2026-01-15", "2026-02-16", "2026-03-16")


@tagged("post_install", "-at_install")
class TestWritebackMeaning(IssuedCommon):
    """What changes what an amount means, or where it is paid, is not learned in silence
    from one document: currency, fiscal position, journal, payment method."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR")
        cls.usual_journal = cls.company_data["default_journal_sale"]
        account = cls.usual_journal.default_account_id.id
        cls.values = {
            "currency_id": cls.euro,
            "fiscal_position_id": cls.env["account.fiscal.position"].create(
                {"name": "Exempt"}
            ),
            "journal_id": cls.usual_journal.copy(
                {"name": "Exports", "default_account_id": account}
            ),
            "preferred_payment_method_line_id": cls.company_data[
                "default_journal_bank"
            ].inbound_payment_method_line_ids[:1],
        }
        cls.kept_in = {
            "currency_id": "invoice_currency_id",
            "fiscal_position_id": "property_account_position_id",
            "journal_id": "invoice_journal_id",
            "preferred_payment_method_line_id": (
                "property_inbound_payment_method_line_id"
            ),
        }

    def _proposals(self, state="open", partner=None):
        return (
            self.env["ficha.proposal"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", (partner or self.customer).id),
                    ("state", "=", state),
                ]
            )
        )

    def _on_days(self, *days, partner=None, **values):
        """Invoices posted one after another, each on its day."""
        moves = self.env["account.move"]
        for day in days:
            moves += self._invoice(partner, invoice_date=day, **values)
        return moves

    def _in_euros(self, *days, **values):
        return self._on_days(*days, currency_id=self.euro.id, **values)

    def test_one_document_is_asked_about_and_changes_nothing(self):
        for name, value in self.values.items():
            with self.subTest(name):
                partner = self.env["res.partner"].create({"name": name})
                self._invoice(partner, **{name: value.id})
                self.assertFalse(partner[self.kept_in[name]])
                proposal = self._proposals(partner=partner)
                self.assertEqual(proposal.field_name, self.kept_in[name])
                self.assertEqual(proposal.proposed_value, value.display_name)
                following = self._invoice(partner, post=False)
                self.assertNotEqual(following[name], value)
                self.assertFalse(following.ficha_prefill_summary)

    def test_later_amounts_mean_what_they_say(self):
        """By hand or by API: 100 after an invoice in euros is 100 of the company's."""
        self._in_euros(DAYS[0])
        move = self._invoice(invoice_date=DAYS[1])
        self.assertEqual(move.currency_id, self.company.currency_id)
        self.assertEqual(move.amount_total_signed, 100)

    def test_bank_account_to_be_paid_on(self):
        """It comes with the payment method, so it is not learned from one either."""
        usual, other = self.env["res.partner.bank"].create(
            [
                {"acc_number": number, "partner_id": self.company.partner_id.id}
                for number in ("USUAL 1", "OTHER 1")
            ]
        )
        method = self.values["preferred_payment_method_line_id"]
        method.journal_id.bank_account_id = other
        usual.allow_out_payment = True
        first = self._invoice(preferred_payment_method_line_id=method.id)
        self.assertEqual(first.partner_bank_id, other)
        self.assertEqual(self._invoice(post=False).partner_bank_id, usual)

    def test_a_habit_of_three_days_is_learned_and_said(self):
        for name, value in self.values.items():
            with self.subTest(name):
                partner = self.env["res.partner"].create({"name": name})
                moves = self._on_days(*DAYS, partner=partner, **{name: value.id})
                self.assertEqual(partner[self.kept_in[name]], value)
                # in the messages of the customer
                note = partner.message_ids.filtered(
                    lambda message: "last invoices" in (message.body or "")
                )
                self.assertEqual(len(note), 1)
                self.assertIn(value.display_name, note.body)
                self.assertIn(f'data-oe-id="{moves[-1].id}"', note.body)
                # what was asked about before is answered
                self.assertFalse(self._proposals(partner=partner))
                self.assertEqual(
                    self._proposals("accepted", partner).field_name, self.kept_in[name]
                )
                # and on the invoice that it fills, as a draft and once issued
                following = self._invoice(partner, post=False)
                label = following._fields[name]._description_string(following.env)
                said = f"{label}: {value.display_name} (learned from {moves[-1].name})"
                self.assertEqual(following[name], value)
                self.assertIn(said, following.ficha_prefill_summary)
                following.action_post()
                self.assertEqual(following.ficha_prefill_summary, said)

    def test_one_morning_is_one_occasion(self):
        self._in_euros(DAYS[0], DAYS[0], DAYS[0], DAYS[1])
        self.assertFalse(self.customer.invoice_currency_id)
        self.assertEqual(len(self._proposals()), 1)
        self._in_euros(DAYS[2])
        self.assertEqual(self.customer.invoice_currency_id, self.euro)

    def test_posted_together(self):
        moves = self.env["account.move"]
        for day in DAYS:
            moves += self._invoice(
                post=False, invoice_date=day, currency_id=self.euro.id
            )
        moves.action_post()
        self.assertEqual(self.customer.invoice_currency_id, self.euro)

    def test_days_that_disagree_are_no_habit(self):
        self._in_euros(DAYS[0], DAYS[1])
        self._invoice(invoice_date="2026-03-01")
        self._in_euros(DAYS[2])
        self.assertFalse(self.customer.invoice_currency_id)
        # nor where two invoices of one day do
        self._invoice(invoice_date="2026-04-20")
        self._in_euros("2026-04-18", "2026-04-19", "2026-04-20")
        self.assertFalse(self.customer.invoice_currency_id)

    def test_drafts_credit_notes_and_bills_are_no_habit(self):
        self._in_euros(DAYS[0])
        self._in_euros(DAYS[1], move_type="out_refund")
        self._in_euros(DAYS[1], post=False)
        self._in_euros(DAYS[2])
        self.assertFalse(self.customer.invoice_currency_id)

    def test_what_was_rejected_is_not_learned_either(self):
        self._in_euros(DAYS[0])
        self._proposals().with_user(self.ficha_user).action_reject()
        self._in_euros(*DAYS[1:], "2026-04-16")
        self.assertFalse(self.customer.invoice_currency_id)
        self.assertFalse(self._proposals())

    def test_the_file_is_not_overwritten_by_a_habit(self):
        canada = self.setup_other_currency("CAD")
        self.customer.invoice_currency_id = canada
        self._in_euros(*DAYS)
        self.assertEqual(self.customer.invoice_currency_id, canada)
        self.assertEqual(self._proposals().proposed_value, self.euro.display_name)

    def test_a_company_that_asks_about_everything(self):
        self.company.ficha_writeback = "propose"
        self._in_euros(*DAYS)
        self.assertFalse(self.customer.invoice_currency_id)
        self.assertEqual(len(self._proposals()), 1)

    def test_each_company_has_its_own_habits(self):
        other = self.setup_other_company(name="Other Habits")["company"]
        journal = self.env["account.journal"].search(
            [("company_id", "=", other.id), ("type", "=", "sale")], limit=1
        )
        for day in DAYS[:2]:
            self._invoice(
                user=self.env.user,
                invoice_date=day,
                journal_id=journal.id,
                currency_id=self.euro.id,
            )
        self._in_euros(DAYS[2])
        for company in (self.company, other):
            customer = self.customer.with_company(company)
            self.assertFalse(customer.invoice_currency_id)

    def test_invoices_of_a_contact_are_the_company_s(self):
        self._in_euros(DAYS[0], partner=self.contact)
        self._in_euros(DAYS[1])
        last = self._in_euros(DAYS[2], partner=self.contact)
        self.assertEqual(self.customer.invoice_currency_id, self.euro)
        self.assertFalse(self.contact.invoice_currency_id)
        following = self._invoice(self.contact, post=False)
        self.assertIn(last.name, following.ficha_prefill_summary)

    def test_an_accepted_proposal_fills_and_says_so(self):
        move = self._in_euros(DAYS[0])
        self._proposals().with_user(self.ficha_user).action_accept()
        following = self._invoice(post=False)
        self.assertEqual(following.currency_id, self.euro)
        self.assertIn(
            f"EUR (learned from {move.name})", following.ficha_prefill_summary
        )

    def test_what_a_person_wrote_is_said_without_a_document(self):
        self.customer.invoice_currency_id = self.euro
        move = self._invoice(post=False)
        self.assertEqual(move.ficha_prefill_summary, "Currency: EUR")
        move.currency_id = self.company.currency_id
        self.assertFalse(move.ficha_prefill_summary)

    def test_who_typed_it_is_not_told_it_came_from_the_file(self):
        self.customer.invoice_currency_id = self.euro
        move = self._invoice(currency_id=self.euro.id)
        self.assertFalse(move.ficha_prefill_summary)

    def test_an_archived_value_is_not_learned(self):
        position = self.values["fiscal_position_id"]
        self._on_days(*DAYS[:2], fiscal_position_id=position.id)
        draft = self._invoice(
            post=False, invoice_date=DAYS[2], fiscal_position_id=position.id
        )
        position.active = False
        draft.action_post()
        self.assertFalse(self.customer.property_account_position_id)

    def _queries(self, count, days):
        """Of write-back, for customers with an invoice on each of these days."""
        partners = self.env["res.partner"].create(
            [{"name": f"P{number}"} for number in range(count)]
        )
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": fields.Date.to_date(day),
                    "currency_id": self.euro.id,
                    "invoice_line_ids": [
                        Command.create({"name": "W", "price_unit": 1, "tax_ids": []})
                    ],
                }
                for partner in partners
                for day in days
            ]
        )
        # posted, and nothing learned yet
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET state = 'posted' WHERE id = ANY(%s)", [moves.ids]
        )
        moves.invalidate_recordset(["state"])
        moves.mapped(lambda move: (move.ficha_prefill, move.state))
        before = self.env.cr.sql_log_count
        moves._ficha_write_back()
        self.env.flush_all()
        learned = days == DAYS and self.euro
        self.assertEqual(partners.invoice_currency_id, learned or self.euro.browse())
        return self.env.cr.sql_log_count - before

    @freeze_time("2026-05-15")
    def test_costs_no_query_per_customer(self):
        for days in (DAYS[:1], DAYS):
            with self.subTest(days=len(days)):
                self._queries(2, days)
                self.assertEqual(self._queries(3, days), self._queries(9, days))
