from datetime import date

from odoo.tests import tagged

from .common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchaseSummary(PurchaseCommon):
    """What was bought, in one row, against values worked out by hand."""

    def test_figures(self):
        self._documents((500, 1000), (100, 300), (40, 200), (30, 100), (10, 600))
        row = self._refreshed()
        self.assertRecordValues(
            row,
            [
                {
                    "purchase_count": 5,
                    "purchase_days": 5,
                    "revenue": 2200.0,
                    "average_ticket": 440.0,
                    "first_purchase_date": date(2024, 12, 31),
                    "last_purchase_date": date(2026, 5, 5),
                    "first_amount": 1000.0,
                    "last_amount": 600.0,
                    "purchase_count_12m": 4,
                    "revenue_12m": 1200.0,
                    "purchase_count_previous_12m": 1,
                    "revenue_previous_12m": 1000.0,
                    # intervals of 400, 60, 10 and 20 days
                    "mean_interval_days": 122.5,
                    "median_interval_days": 40.0,
                    "currency_id": self.company.currency_id.id,
                    "refreshed_on": self.today,
                }
            ],
        )
        # deviations 277.5, -62.5, -112.5 and -102.5 from the mean: their squares make
        # 104,075, a third of which is 34,691.7
        self.assertAlmostEqual(row.interval_spread_days, 186.257, 2)

    def test_same_day_is_one_purchase_day(self):
        self._documents((40, 100), (40, 50), (10, 30), (10, 20), (10, 10))
        row = self._refreshed()
        self.assertEqual((row.purchase_count, row.purchase_days), (5, 2))
        self.assertEqual((row.mean_interval_days, row.median_interval_days), (30, 30))
        self.assertEqual((row.first_amount, row.last_amount), (150, 60))
        self.assertEqual(row.interval_spread_days, 0)
        self.assertEqual(row.average_ticket, 42)

    def test_credit_note(self):
        """Lowers the revenue, is no purchase, and its day is no purchase day."""
        self._documents((50, 500), (20, 100), (5, 120, "out_refund"))
        row = self._refreshed()
        self.assertEqual((row.purchase_count, row.purchase_days), (2, 2))
        self.assertEqual(row.revenue, 480)
        self.assertEqual(row.average_ticket, 240)
        self.assertEqual(row.last_purchase_date, self._day(-20))
        self.assertEqual(row.last_amount, 100)
        self.assertEqual(row.mean_interval_days, 30)

    def test_only_a_credit_note(self):
        self._documents((5, 120, "out_refund"))
        row = self._refreshed()
        self.assertEqual((row.purchase_count, row.revenue), (0, -120))
        for name in ("last_purchase_date", "expected_date", "rfm_segment"):
            self.assertFalse(row[name], name)

    def test_receipt_is_a_purchase(self):
        self._documents((20, 100, "out_receipt"))
        self.assertEqual(self._refreshed().purchase_count, 1)

    def test_what_does_not_count(self):
        self._documents((20, 100), post=False)
        cancelled = self._documents((10, 100), post=False)
        cancelled.button_cancel()
        self._documents((-3, 100))  # dated ahead
        self.assertFalse(self._refreshed())

    def test_dated_ahead_counts_on_its_day(self):
        self._documents((-3, 100))
        self.Summary._refresh(today=self._day(2))
        self.assertFalse(self._row())
        self.Summary._refresh(today=self._day(3))
        self.assertEqual(self._row().revenue, 100)

    def test_cancelled_afterwards(self):
        """The row goes with the last document."""
        invoices = self._documents((20, 100), (10, 50))
        self.assertEqual(self._refreshed().revenue, 150)
        invoices[0].button_draft()
        self.assertEqual(self._refreshed().revenue, 50)
        invoices[1].button_draft()
        invoices[1].button_cancel()
        self.assertFalse(self._refreshed())

    def test_foreign_currency(self):
        currency = self.setup_other_currency(
            "CHF", rates=[("2020-01-01", 4.0)], rounding=0.01
        )
        self._documents((20, 100), currency=currency)
        row = self._refreshed()
        self.assertEqual((row.revenue, row.currency_id), (25, self.company.currency_id))

    def test_two_companies(self):
        other = self.setup_other_company()["company"]
        self._documents((20, 300))
        self._documents((15, 70), (5, 30), company=other)
        self._refreshed()
        self.assertEqual(self._row().revenue, 300)
        self.assertEqual(self._row(company=other).revenue, 100)
        self.assertEqual(self._row(company=other).mean_interval_days, 10)

    def test_contact_and_archived(self):
        """What a contact buys is its company's; archived customers keep theirs."""
        self._documents((20, 300), partner=self.contact)
        self.assertEqual(self._refreshed(self.contact), self._row().browse())
        self.assertEqual(self._row().revenue, 300)
        self.customer.child_ids.active = False
        self.customer.active = False
        self._documents((10, 50))
        self.assertEqual(self._refreshed().revenue, 350)

    def test_peak_months(self):
        """March and September in three years, and nothing in an even spread."""
        march, september = date(2026, 3, 10), date(2025, 9, 10)
        days = [
            (self.today - day.replace(year=day.year - years)).days
            for day in (march, september)
            for years in range(3)
        ]
        self._documents(*((day, 100) for day in days), (days[0] - 1, 900))
        self.assertEqual(self._refreshed().peak_months, "3,9")
        other = self._customers(1)
        self._documents(*((30 * i, 100) for i in range(24)), partner=other)
        self.assertFalse(self._refreshed(other).peak_months)

    def test_all_as_one_by_one(self):
        """Everybody at once or one by one: the same rows; and again: nothing changes.

        The whole base goes another way (compare, then make again what differs)."""
        partners = self._customers(7)
        for index, partner in enumerate(partners):
            self._documents(
                *((20 * i + index, 100 + i) for i in range(index + 1)),
                (3, 10, "out_refund"),
                partner=partner,
            )
        names = sorted(set(self.Summary._fields) - {"id", "display_name"})
        rows = self.Summary.search([("partner_id", "in", partners.ids)])
        self.assertFalse(rows)
        self.assertLessEqual(set(partners.ids), set(self.Summary._refresh()))
        rows = self.Summary.search([("partner_id", "in", partners.ids)], order="id")
        self.assertEqual(len(rows), 7)
        whole = rows.read(names)
        self.assertFalse(self.Summary._refresh())
        self.assertFalse(self.Summary._refresh(partners))
        self.assertFalse(self.Summary._refresh(deep=True))
        rows.sudo().unlink()
        self.Summary._refresh(partners)
        rows = self.Summary.search([("partner_id", "in", partners.ids)])
        alone = rows.sorted("partner_id").read(names)
        whole.sort(key=lambda values: values["partner_id"])
        for values in whole + alone:
            del values["id"]
        self.assertEqual(alone, whole)

    def test_months_move_with_the_calendar(self):
        self._documents((360, 100), (10, 50))
        self.Summary._refresh()
        self.assertEqual(self._row().revenue_12m, 150)
        self.Summary._refresh(today=self._day(10))
        self.assertEqual(self._row().revenue_12m, 50)
        self.assertEqual(self._row().revenue_previous_12m, 100)
        self.assertEqual(self._row().refreshed_on, self._day(10))

    def test_queries_do_not_grow(self):
        def count(partners):
            before = self.env.cr.sql_log_count
            self.Summary._refresh(partners)
            return self.env.cr.sql_log_count - before

        partners = self._customers(100)
        self._documents((90, 10), (50, 10), (10, 10))
        self.Summary._refresh()  # limits and rhythm are there
        self._documents((30, 100), (60, 20), partner=partners)
        self.env.flush_all()
        count(partners[:5])  # the first of a company are compared as a whole
        few = count(partners[5:15])
        self.assertEqual(count(partners[15:]), few)
        self.assertLess(few, 15)
        self.assertEqual(self._row(partners[99]).revenue, 120)
