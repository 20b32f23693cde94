from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from .common_missed import MissedCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMissedPurchase(MissedCommon):
    """What counts as missed, how much and why."""

    def test_asked_in_all_languages_at_once(self):
        """As a client does that asks for translations."""
        user = new_test_user(
            self.env,
            "missed_languages",
            "base.group_user,ficha_cliente.group_ficha_user",
        )
        if "crm.lead" in self.env:
            user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        missed = self.env["ficha.missed.purchase"].with_user(user)
        rows = missed.with_context(prefetch_langs=True).search([])
        self.assertEqual(len(rows.read(["reason"])), len(rows))

    def test_cancelled_after_issue(self):
        move = self._cancelled(40, (self.boxes, 120), partner=self.contact)
        line = self._missed()
        self.assertEqual(len(line), 1)
        self.assertEqual(line.source, "invoice_cancelled")
        self.assertEqual(line.partner_id, self.customer)
        self.assertEqual(line.date, self.today - relativedelta(days=40))
        self.assertEqual(line.name, move.name)
        self.assertEqual(line.amount, 120)
        self.assertEqual(line.currency_id, self.company.currency_id)
        self.assertIn("after", line.reason)
        self.assertEqual((line.recovered, line.recovered_amount), (False, 0))
        action = line.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", move.id)
        )

    def test_cancelled_before_issue(self):
        """A draft that was cancelled counts when it came to something."""
        self._draft(5, (self.boxes, 80)).button_cancel()
        self._draft(5, (self.boxes, 0)).button_cancel()
        line = self._missed()
        self.assertEqual(line.mapped("amount"), [80])
        self.assertIn("before", line.reason)

    def test_what_was_sold_is_not_missed(self):
        self._invoice(40, (self.boxes, 120))
        bill = self._draft(40, (self.boxes, 70), move_type="in_invoice")
        bill.button_cancel()
        self.assertFalse(self._missed())

    def test_credited_with_reason(self):
        invoice = self._invoice(40, (self.boxes, 300))
        note = self._credit(invoice, 35, "wrong size, twice", amount=90)
        line = self._missed()
        self.assertEqual(line.source, "invoice_credited")
        self.assertEqual(line.amount, 90)
        self.assertEqual(line.date, self.today - relativedelta(days=35))
        self.assertEqual(line.reason, "wrong size, twice")
        self.assertEqual(line.res_id, note.id)

    def test_credited_without_reason(self):
        self._credit(self._invoice(40, (self.boxes, 300)), 35)
        self.assertEqual(self._missed().mapped("reason"), [False])

    def test_credited_with_a_reference_of_its_own(self):
        note = self._credit(self._invoice(40, (self.boxes, 300)), 35, "broken")
        note.ref = "They sent it all back"
        self.assertEqual(self._missed().reason, "They sent it all back")

    def test_credit_note_that_reverses_nothing(self):
        """A bonus is no purchase that was lost."""
        self._invoice(5, (self.boxes, 50), move_type="out_refund")
        self.assertFalse(self._missed())

    def test_draft_left_behind(self):
        self._draft(15, (self.boxes, 50))
        self.assertFalse(self._missed(), "fifteen days are allowed")
        left = self._draft(16, (self.boxes, 60))
        line = self._missed()
        self.assertEqual((line.source, line.amount), ("invoice_draft", 60))
        self.assertEqual((line.name, line.res_id), ("Draft invoice", left.id))
        self.company.ficha_missed_draft_days = 16
        self.assertFalse(self._missed())

    def test_the_day_of_a_draft_is_that_of_the_reader_s_calendar(self):
        """Begun at half past eleven at night in Greenwich: the next day in Madrid, and
        still the evening in Lima. What is told is what was counted."""
        draft = self._draft(17, (self.boxes, 60))
        draft.invoice_date = False
        day = self.today - relativedelta(days=17)
        self._made_on(draft, f"{day} 23:30:00")
        for zone, days in (("Europe/Madrid", 16), ("America/Lima", 17)):
            line = self._missed(tz=zone)
            self.assertEqual(line.date, self.today - relativedelta(days=days), zone)

    def test_draft_that_waits_for_its_date(self):
        recurring = self._draft(60, (self.boxes, 50))
        recurring.auto_post = "monthly"
        recurring.auto_post_until = self.today + relativedelta(years=1)
        ahead = self._draft(-20, (self.boxes, 60))
        self._made_on(ahead, self.today - relativedelta(days=60))
        self.assertFalse(self._missed())
        recurring.auto_post = "no"
        self.assertEqual(self._missed().mapped("amount"), [50])

    def test_days_are_not_negative(self):
        with self.assertRaises(ValidationError):
            self.company.ficha_missed_draft_days = -1

    def test_sums_by_reason_and_month(self):
        self._cancelled(40, (self.boxes, 120))
        self._cancelled(41, (self.film, 30))
        self._draft(40, (self.film, 7)).button_cancel()
        self._invoice(30, (self.film, 10))
        rows = (
            self.env["ficha.missed.purchase"]
            .with_user(self.clerk)
            ._read_group(
                [("partner_id", "=", self.customer.id)],
                ["reason", "date:month"],
                ["amount:sum", "recovered_amount:sum", "__count"],
                order="amount:sum DESC",
            )
        )
        self.assertEqual(
            [(amount, back, count) for _r, _m, amount, back, count in rows],
            [(150, 10, 2), (7, 7, 1)],
        )

    def test_queries_do_not_grow(self):
        """As many queries for thirty documents as for one."""

        def count():
            lines = self._missed()
            before = self.env.cr.sql_log_count
            lines.mapped("recovered_amount")
            lines.mapped("reason")
            return self.env.cr.sql_log_count - before, len(lines)

        self._cancelled(40, (self.boxes, 120))
        count()
        queries, number = count()
        self.assertEqual(number, 1)
        for day in range(41, 71):
            self._cancelled(day, (self.boxes, 10))
        self.assertEqual(count(), (queries, 31))
