from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY

from .common_missed import MissedCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPurchaseCorrected(MissedCommon):
    """A corrected invoice is one purchase, wherever purchases are told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Summary = cls.env["ficha.purchase.summary"]
        cls.twin = cls.customer.copy({"name": "The same without a correction"})

    @classmethod
    def _modify(cls, invoice, days):
        """*Reverse and create invoice*: the new one, posted."""
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "date": cls.today - relativedelta(days=days),
                    "journal_id": invoice.journal_id.id,
                }
            )
        )
        wizard.modify_moves()
        new = wizard.new_move_ids
        new.invoice_date = cls.today - relativedelta(days=days)
        new.action_post()
        return new

    def _figures(self, partner):
        self.Summary._refresh(partner)
        row = self.Summary.search([("partner_id", "=", partner.id)])
        return row.read(
            [
                "purchase_count",
                "purchase_days",
                "revenue",
                "average_ticket",
                "first_purchase_date",
                "last_purchase_date",
                "first_amount",
                "last_amount",
                "purchase_count_12m",
                "revenue_12m",
                "mean_interval_days",
                "median_interval_days",
                "rfm_segment",
                "next_expected_date",
                "drift_risk",
            ]
        )

    def test_no_change_of_ticket_rhythm_or_segment(self):
        """Two customers who bought the same; of one, an invoice was corrected."""
        invoices = {}
        for partner in (self.customer, self.twin):
            for days in (400, 310, 220, 130, 40):
                invoices[partner, days] = self._invoice(
                    days, (self.boxes, 100), partner=partner
                )
        before = self._figures(self.customer)
        for days in (310, 40):
            self._modify(invoices[self.customer, days], days - 12)
        after, other = self._figures(self.customer), self._figures(self.twin)
        for rows in (before, after, other):
            self.assertEqual(len(rows), 1)
            del rows[0]["id"]
        self.assertEqual(after, before)
        self.assertEqual(after, other)

    def test_first_purchase_is_the_first(self):
        invoice = self._invoice(40, (self.boxes, 100))
        self._modify(invoice, 30)
        (row,) = self._figures(self.customer)
        first = self.today - relativedelta(days=40)
        self.assertEqual(row["first_purchase_date"], first)
        self.assertEqual((row["purchase_count"], row["purchase_days"]), (1, 1))

    def test_undone(self):
        """A purchase undone is no purchase day; the row tells what is left."""
        self._invoice(200, (self.boxes, 100))
        self._credit(self._invoice(40, (self.boxes, 70)), 35)
        (row,) = self._figures(self.customer)
        self.assertEqual(
            row["last_purchase_date"], self.today - relativedelta(days=200)
        )
        self.assertEqual((row["purchase_count"], row["revenue"]), (1, 100))
        self.assertEqual(row["average_ticket"], 100)

    def test_credited_in_part_lowers_the_amount(self):
        invoice = self._invoice(40, (self.boxes, 100))
        self._credit(invoice, 10, amount=30)
        (row,) = self._figures(self.customer)
        self.assertEqual(
            (row["last_amount"], row["average_ticket"], row["purchase_count"]),
            (70, 70, 1),
        )

    def test_whole_refresh_and_night(self):
        """All at once, by the queue's way or at night, it is the same."""
        for days in (400, 310, 220):
            self._invoice(days, (self.boxes, 100))
        self._modify(self._invoice(40, (self.boxes, 100)), 30)
        alone = self._figures(self.customer)
        self.Summary._refresh(deep=True)
        row = self.Summary.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(row.read(list(alone[0])), alone)
        self.Summary._reconcile(self.today)
        self.assertEqual(row.read(list(alone[0])), alone)
        self.assertNotIn(self.customer.id, self.Summary._refresh())

    def test_later_correction_is_found_by_comparing(self):
        """A row made before the correction is behind its documents."""
        invoice = self._invoice(40, (self.boxes, 100))
        self._figures(self.customer)
        self._modify(invoice, 30)
        self.assertIn(self.customer.id, self.Summary._refresh())

    # -- missed ------------------------------------------------------------------------

    def test_corrected_is_not_missed(self):
        invoice = self._invoice(40, (self.boxes, 100))
        self._credit(invoice, 35)
        self.assertEqual(self._missed().mapped("amount"), [100])
        self._invoice(34, (self.boxes, 80))
        self.assertFalse(self._missed())

    def test_reversed_and_made_again_is_not_missed(self):
        self._modify(self._invoice(40, (self.boxes, 100)), 30)
        self.assertFalse(self._missed())

    def test_not_missed_while_what_replaces_it_is_a_draft(self):
        """*Reverse and create invoice* leaves the new one as a draft: for those minutes
        nobody has missed anything. Thrown away, it was missed after all."""
        invoice = self._invoice(40, (self.boxes, 100))
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": self.today, "journal_id": invoice.journal_id.id})
        )
        wizard.modify_moves()
        self.assertEqual(wizard.new_move_ids.state, "draft")
        self.assertFalse(self._missed())
        wizard.new_move_ids.unlink()
        self.assertEqual(self._missed().mapped("amount"), [100])

    def test_credited_in_part_is_missed_in_part(self):
        self._credit(self._invoice(40, (self.boxes, 100)), 35, amount=30)
        self.assertEqual(self._missed().mapped("amount"), [30])

    def test_issued_twice_is_not_missed(self):
        self._invoice(40, (self.boxes, 100))
        self._credit(self._invoice(39, (self.boxes, 100)), 35)
        self.assertFalse(self._missed())

    def test_cancelled_double_is_not_missed(self):
        self._invoice(40, (self.boxes, 100))
        self._cancelled(40, (self.boxes, 100))
        self.assertFalse(self._missed())
        self._cancelled(40, (self.film, 100))
        self.assertEqual(self._missed().mapped("amount"), [100])

    def test_draft_issued_in_another_invoice_is_not_missed(self):
        self._draft(40, (self.boxes, 100))
        self.assertEqual(self._missed().mapped("amount"), [100])
        self._invoice(38, (self.boxes, 90))
        self.assertFalse(self._missed())

    def test_draft_of_another_week_is_missed(self):
        self._draft(40, (self.boxes, 100))
        self._invoice(20, (self.boxes, 100))
        self.assertEqual(self._missed().mapped("amount"), [100])

    # -- the page and the timeline -----------------------------------------------------

    def _panel(self):
        self.env.flush_all()
        self.env.invalidate_all()
        customer = self.customer.with_user(self.clerk).with_context(lang="en_US")
        return customer.get_purchase_panel()

    def test_products_and_months(self):
        """Today is the 15th of May 2026: bought in April, corrected in May."""
        new = self._modify(self._invoice(20, (self.boxes, 100)), 5)
        panel = self._panel()
        self.assertEqual(
            {
                month: amount
                for row in panel["chart"]["series"]
                for month, amount in zip(row["months"], row["amounts"], strict=True)
                if amount
            },
            {"2026-04-01": 100},
        )
        (item,) = panel["products"]
        self.assertEqual((item["times"], item["amount"], item["price"]), (1, 100, 100))
        action = self.customer.action_view_purchases_of("month", "2026-04-01")
        found = self.env["account.move"].search(action["domain"])
        self.assertIn(new, found)
        self.assertEqual(sum(found.mapped("amount_untaxed_signed")), 100)
        told = {line["id"]: line["corrects"] for line in panel["documents"]}
        self.assertTrue(told[new.id])

    def test_who_bought_a_product(self):
        """What was given back in full was not bought."""
        self._credit(self._invoice(20, (self.boxes, 100)), 15)
        self._invoice(20, (self.film, 100))
        Partner = self.env["res.partner"].with_user(self.clerk)
        found = [
            Partner.search([("bought_product_ids", "in", product.ids)])
            for product in (self.boxes, self.film)
        ]
        self.assertEqual(found, [Partner, self.customer | self.contact])

    def _entries(self):
        """Invoices of the timeline, as a clerk sees them, by id."""
        clerk = self._user(
            "corrected_clerk",
            "ficha_cliente.group_ficha_user,account.group_account_readonly",
        )
        page = (
            self.env["ficha.timeline"]
            .with_user(clerk)
            .with_context(lang="en_US")
            .get_page(self.customer.id, kinds=["invoice"])
        )
        return {entry["open"]["res_id"]: entry for entry in page["entries"]}

    def test_timeline_of_a_double(self):
        """What was issued twice is of the purchase that it doubled."""
        first = self._invoice(40, (self.boxes, 100))
        double = self._invoice(40, (self.boxes, 100))
        double.ref = first.name  # as a debit note has it
        self._credit(double, 39)
        entries = self._entries()
        note = entries[double.id]["note"]
        self.assertIn(f"The same purchase as {first.name}", note)
        self.assertEqual(note.count(first.name), 1, "said once")
        self.assertNotIn("same purchase", entries[first.id]["note"] or "")

    def test_timeline_in_another_currency(self):
        """In the company's money, as in the tiles, with its own beside it."""
        currency = self.setup_other_currency(
            "CHF", rates=[("2020-01-01", 4.0)], rounding=0.01
        )
        (invoice,) = self._documents((40, 500), currency=currency)
        entry = self._entries()[invoice.id]
        self.assertEqual(entry["amount"], 125)
        self.assertEqual(entry["currency_id"], self.company.currency_id.id)
        self.assertIn("500", entry["note"])

    def test_timeline(self):
        old = self._invoice(40, (self.boxes, 100))
        new = self._modify(old, 30)
        entries = self._entries()
        self.assertIn(f"Corrects {old.name}", entries[new.id]["note"])
        self.assertEqual(entries[old.id]["state"], "Credited in full")
        self.assertEqual({e["basis"] for e in entries.values()}, {"before taxes"})
        self.assertEqual(sum(entry["amount"] for entry in entries.values()), 100)
