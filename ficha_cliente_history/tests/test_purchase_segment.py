from odoo.tests import tagged

from ..models.ficha_purchase_summary import SEGMENTS
from ..models.ficha_purchase_summary_forecast import SEGMENT_RULES
from .common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchaseSegment(PurchaseCommon):
    """Scores, tiers and segments of a company's customers."""

    def _rows(self, partners):
        rows = self.Summary.search([("partner_id", "in", partners.ids)])
        return rows.sorted("partner_id")

    def test_fifths(self):
        """Ten customers: two to each score, in each of the three."""
        partners = self._customers(10)
        for index, partner in enumerate(partners):
            # the further on, the later, the oftener and the more
            self._documents(
                *((200 - 10 * index + day, 10) for day in range(index + 1)),
                partner=partner,
            )
        self.Summary._refresh()
        rows = self._rows(partners)
        fifths = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
        for name in ("recency_score", "frequency_score", "monetary_score"):
            self.assertEqual(
                rows.mapped(lambda row, name=name: row[name]), fifths, name
            )

    def test_equal_figures_equal_scores(self):
        """Eight bought once on the same day, two more often: nobody is above an equal
        by accident."""
        partners = self._customers(10)
        for index, partner in enumerate(partners):
            self._documents((50, 10), partner=partner)
            if index > 7:
                self._documents((20, 10), partner=partner)
        self.Summary._refresh()
        rows = self._rows(partners)
        self.assertEqual(rows[:8].mapped("frequency_score"), [1] * 8)
        self.assertEqual(rows[8:].mapped("frequency_score"), [5] * 2)

    def test_too_few_to_compare(self):
        partners = self._customers(4)
        self._documents((50, 10), partner=partners)
        self.Summary._refresh()
        rows = self._rows(partners)
        self.assertEqual(rows.mapped("recency_score"), [0] * 4)
        self.assertFalse(any(rows.mapped("rfm_segment")))

    def test_tiers(self):
        """800 of 1,000 are A, with the next 150 B; older revenue does not count."""
        partners = self._customers(6)
        for partner, amount in zip(partners, (800, 100, 50, 30, 20, 0), strict=True):
            self._documents((50, amount), partner=partner)
        self._documents((500, 9000), partner=partners[5])
        self.Summary._refresh()
        self.assertEqual(
            self._rows(partners).mapped("value_tier"), ["a", "b", "b", "c", "c", "c"]
        )

    def test_new_customer_at_once(self):
        """Refreshed alone, against the limits of the last night."""
        for partner in self._customers(10):
            self._documents((300, 10), (200, 10), (100, 10), partner=partner)
        self.Summary._refresh()
        self._documents((2, 500))
        row = self._refreshed()
        self.assertEqual((row.recency_score, row.monetary_score), (5, 5))
        self.assertEqual(row.rfm_segment, "new")
        self.assertEqual(row.value_tier, "a")
        self.assertEqual((row.segment_date, row.segment_since), (self.today,) * 2)

    def test_two_companies_are_not_compared(self):
        other = self.setup_other_company()["company"]
        partners = self._customers(5)
        for index, partner in enumerate(partners):
            self._documents((50, 1000 * index + 1), partner=partner)
        self._documents((50, 1), partner=partners[0], company=other)
        self.Summary._refresh()
        self.assertEqual(self._row(partners[0], other).value_tier, "a")
        self.assertEqual(self._row(partners[0]).value_tier, "c")

    def test_change_is_an_event(self):
        partners = self._customers(10)
        for index, partner in enumerate(partners):
            self._documents(
                *((30 * day + index, 100) for day in range(6)), partner=partner
            )
        self._documents((0, 100))
        self.Summary._refresh()
        row = self._row()
        self.assertEqual((row.rfm_segment, row.previous_segment), ("new", False))
        self.Summary._refresh(today=self._day(1))
        self.assertEqual(
            (row.segment_since, row.segment_date), (self.today, self._day(1))
        )
        # they drop back while the others go on buying
        for index, partner in enumerate(partners):
            self._documents((-20 - index, 100), partner=partner)
        changed = self.Summary._refresh(today=self._day(40))
        self.assertIn(self.customer.id, changed)
        self.assertEqual(row.recency_score, 1)
        self.assertEqual(row.previous_segment, "new")
        self.assertNotEqual(row.rfm_segment, "new")
        self.assertEqual(row.segment_since, self._day(40))

    def test_every_customer_has_a_segment(self):
        """The rules leave no gap: whatever the scores and the risk, one line holds, and
        every segment can be reached."""

        def segment(**figures):
            for name, conditions in SEGMENT_RULES:
                if all(
                    figures["drift"] < high
                    if key == "drift"
                    else low <= figures[key] <= high
                    for key, (low, high) in conditions.items()
                ):
                    return name

        reached = {
            segment(
                recency=recency,
                value=value,
                drift=drift / 10,
                purchase_days=days,
                drifting=drifting,
            )
            for recency in range(1, 6)
            for value in range(2, 11)
            for drift in range(11)
            for days in (1, 2)
            for drifting in (0, 1)
        }
        self.assertEqual(reached, {key for key, _label in SEGMENTS})

    def test_loyal_is_not_said_of_who_drifts_away(self):
        """Of the best customer, whose range is over: a rule would make them red. In
        time they are loyal; so are they not where a rule speaks of a lower risk."""
        for index, partner in enumerate(self._customers(10)):
            self._documents((300 - index, 10), (250, 10), partner=partner)
        self._documents(*((30 * number, 500) for number in range(12)))
        self.Summary._refresh()
        row = self._row()
        self.assertIn(row.rfm_segment, ("champion", "loyal"))
        for days in (30, 31):  # all their intervals are of 30 days
            self.Summary._refresh(today=self._day(days))
            self.assertEqual(row.rfm_segment in ("champion", "loyal"), days == 30, days)
        self.assertLess(row.drift_risk, 0.5)
        self.assertEqual(row.rfm_segment, "needs_attention")
        rule = (
            self.env["ficha.followup.rule"]
            .sudo()
            .create(
                {
                    "name": "Early",
                    "kind": "drift_risk",
                    "percent": 5,
                    "state_id": self.env.ref("ficha_cliente.followup_state_red").id,
                    "reason": "%(percent)s",
                }
            )
        )
        self.Summary._refresh(today=self._day(30), deep=True)
        self.assertGreaterEqual(row.drift_risk, 0.05)
        self.assertEqual(row.rfm_segment, "needs_attention")
        rule.company_id = self.setup_other_company()["company"]
        self.Summary._refresh(today=self._day(30), deep=True)
        self.assertIn(row.rfm_segment, ("champion", "loyal"), "another company's rule")

    def test_first_customers_of_a_company(self):
        """No night has passed yet: the fifth customer gives all of them a segment."""
        partners = self._customers(5)
        for partner in partners[:4]:
            self._documents((50, 10), partner=partner)
            self._refreshed(partner)
        self.assertFalse(any(self._rows(partners).mapped("rfm_segment")))
        self._documents((20, 10), partner=partners[4])
        self._refreshed(partners[4])
        self.assertTrue(all(self._rows(partners).mapped("rfm_segment")))
