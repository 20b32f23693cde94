from odoo.tests import tagged

from .common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchaseForecast(PurchaseCommon):
    """Next purchase and drift risk of single customers, worked out by hand in a company
    whose usual interval is 40 days and whose ratios are 0.00, 0.01, ... 2.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ratios = ",".join(f"{index / 100}" for index in range(201))
        cls.env["ficha.purchase.rhythm"].sudo().create(
            [
                {
                    "company_id": cls.company.id,
                    "band": band,
                    "usual_days": 40,
                    "interval_count": 230,
                    "ratios": f"{{{ratios}}}",
                    "purchase_days": 1000,
                }
                for band in range(4)
            ]
        )
        cls.env["ficha.segment.threshold"].sudo().create(
            {"company_id": cls.company.id, "customer_count": 100}
        )

    def _range(self, row):
        """Days from today to start, middle and end."""
        return [
            (day - self.today).days
            for day in (
                row.expected_from_date,
                row.next_expected_date,
                row.expected_to_date,
            )
        ]

    def test_bought_once(self):
        self._documents((10, 100))
        row = self._refreshed()
        # typical interval: (0 + 3 x 40) / 3 = 40; the middle ratio is 1, nine in ten
        # are below 1.80
        self.assertEqual(row.expected_date, self._day(30))
        self.assertEqual(row.late_from_date, self._day(62))
        # 10 / 40 = 0.25 is the 26th ratio; of the 175 longer ones the 18th is 0.43, the
        # 88th 1.13 and the 158th 1.83: 18 (rounded up), 45 and 73 days after the last
        self.assertEqual(self._range(row), [8, 35, 63])
        self.assertEqual(
            (row.expected_basis, row.expected_basis_count), ("similar", 230)
        )
        self.assertEqual(row.overdue_days, 0)

    def test_overdue_is_never_expected_in_the_past(self):
        self._documents((70, 100))
        row = self._refreshed()
        self.assertEqual(row.expected_date, self._day(-30))
        self.assertEqual(row.overdue_days, 30)
        # 70 / 40 = 1.75: 25 ratios are longer; the 3rd is 1.78, the 13th 1.88, the 23rd
        # 1.98: 72, 75 and 79 days after the last
        self.assertEqual(self._range(row), [2, 5, 9])
        # far beyond all ratios the range is stretched
        self._documents((400, 100), partner=self.contact)
        lost = self._customers(1)
        self._documents((800, 100), partner=lost)
        start, middle, end = self._range(self._refreshed(lost))
        self.assertGreaterEqual(start, 1)
        self.assertLessEqual(start, middle)
        self.assertLessEqual(middle, end)

    def test_own_intervals(self):
        """Eleven intervals of 20, 21, ... 30 days, silent for 5."""
        days, rows = 5, [(5, 100)]
        for gap in range(30, 19, -1):
            days += gap
            rows.append((days, 100))
        self._documents(*rows)
        row = self._refreshed()
        self.assertEqual((row.expected_basis, row.expected_basis_count), ("own", 11))
        # the 2nd, 6th and 10th of them
        self.assertEqual(self._range(row), [21 - 5, 25 - 5, 29 - 5])
        self.assertEqual(row.median_interval_days, 25)
        # of 11 intervals two are over when silent for 21: the nine left still do
        self.Summary._refresh(self.customer, today=self._day(16))
        self.assertEqual((row.expected_basis, row.expected_basis_count), ("own", 9))
        # the 1st, 5th and 9th of them
        self.assertEqual(self._range(row), [22 - 5, 26 - 5, 30 - 5])
        # one more and there are too few
        self.Summary._refresh(self.customer, today=self._day(17))
        self.assertEqual(row.expected_basis, "similar")

    def test_drift_risk(self):
        self._documents((0, 100))
        self.assertEqual(self._refreshed().drift_risk, 0.5)
        self.Summary._refresh(self.customer, today=self._day(90))
        # odds (40 + 90) / 40 = 3.25
        self.assertAlmostEqual(self._row().drift_risk, 3.25 / 4.25, 4)
        regular = self._customers(1)
        self._documents(*((31 * index, 100) for index in range(6)), partner=regular)
        self.Summary._refresh(regular, today=self._day(75))
        # odds ((40 + 155 + 75) / (40 + 155)) ^ 6 / 6 = 1.174
        self.assertAlmostEqual(self._row(regular).drift_risk, 0.54, 2)
        self.Summary._refresh(regular, today=self._day(31))
        self.assertAlmostEqual(self._row(regular).drift_risk, 0.29, 2)

    def test_nobody_came_back_yet(self):
        """No interval in the whole company: no forecast, and a risk all the same."""
        other = self.setup_other_company()["company"]
        self._documents((10, 100), company=other)
        row = self._refreshed(company=other)
        self.assertFalse(row.expected_date)
        self.assertFalse(row.expected_basis)
        # odds (90 + 10) / 90
        self.assertAlmostEqual(row.drift_risk, (10 / 9) / (19 / 9), 4)

    def test_rhythm(self):
        """Measured on what one would have expected before each interval."""
        self.env["ficha.purchase.rhythm"].sudo().search([]).unlink()
        for partner in self._customers(40):
            self._documents((70, 10), (60, 10), (30, 10), partner=partner)
        self.Summary._refresh()
        rhythm = (
            self.env["ficha.purchase.rhythm"]
            .sudo()
            .search([("company_id", "=", self.company.id)])
        )
        self.assertEqual(rhythm.mapped("band"), [0, 1, 2, 3])
        self.assertEqual(rhythm.mapped("interval_count"), [40, 40, 0, 0])
        # intervals of 10 and 30 days
        self.assertEqual(set(rhythm.mapped("usual_days")), {20})
        # 10 against (0 + 3 x 20) / 3 = 20; 30 against (10 + 3 x 20) / 4 = 17.5
        for band, ratio in ((0, 0.5), (1, 30 / 17.5)):
            ratios = [float(text) for text in rhythm[band].ratios[1:-1].split(",")]
            self.assertEqual(len(ratios), 201)
            self.assertAlmostEqual(min(ratios), ratio, 6)
            self.assertAlmostEqual(max(ratios), ratio, 6)
        # measured again only when it has moved
        rhythm.write({"interval_count": 7})
        self.Summary._refresh()
        self.assertEqual(rhythm.mapped("interval_count"), [7] * 4)
        self._documents((20, 10), (5, 10))
        self.Summary._refresh()
        self.assertEqual(rhythm.mapped("interval_count"), [41, 40, 0, 0])
