from odoo.tests import tagged

from ..models.ficha_purchase_rhythm import FOLDS
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
                    "fold": fold,
                    "usual_days": 40,
                    "interval_count": 230,
                    "ratios": f"{{{ratios}}}",
                    "purchase_days": 1000,
                }
                for band in range(4)
                for fold in range(FOLDS)
            ]
        )
        cls.env["ficha.segment.threshold"].sudo().create(
            {"company_id": cls.company.id, "customer_count": 100}
        )

    def _days(self, *dates):
        return [(day - self.today).days for day in dates]

    def _range(self, row):
        """Days from today to start, middle and end of what comes next."""
        return self._days(row.next_from_date, row.next_expected_date, row.next_to_date)

    def _told(self, row):
        """Days from today to the expected day, and to the range around it."""
        return self._days(
            row.expected_from_date, row.expected_date, row.expected_to_date
        )

    def test_bought_once(self):
        self._documents((10, 100))
        row = self._refreshed()
        # typical interval: (0 + 3 x 40) / 3 = 40; the middle ratio is 1, one in ten is
        # below 0.20, nine in ten are below 1.80
        self.assertEqual(row.usual_interval_days, 40)
        self.assertEqual(row.expected_date, self._day(30))
        self.assertEqual(self._told(row), [8 - 10, 40 - 10, 72 - 10])
        # 10 / 40 = 0.25 is the 26th ratio; of the 175 longer ones the 18th is 0.43, the
        # 88th 1.13 and the 158th 1.83: 18 (rounded up), 45 and 73 days after the last
        self.assertEqual(self._range(row), [8, 35, 63])
        self.assertEqual(
            (row.expected_basis, row.expected_basis_count), ("similar", 230)
        )
        self.assertEqual(row.overdue_days, 0)

    def test_late_keeps_its_day_and_its_range(self):
        """What was expected stays until they buy, however late they are; and the days
        late count from that day."""
        self._documents((70, 100))
        row = self._refreshed()
        self.assertEqual(self._told(row), [8 - 70, 40 - 70, 72 - 70])
        self.assertEqual(row.overdue_days, 30)
        self.Summary._refresh(self.customer, today=self._day(20))
        self.assertEqual(self._told(row), [8 - 70, 40 - 70, 72 - 70])
        self._documents((0, 100))
        self.assertEqual(self._refreshed().overdue_days, 0)

    def test_a_habit_of_three_intervals(self):
        """From three intervals on the usual one is the middle of their own; with two it
        is that of customers like them."""
        self._documents((50, 100), (40, 100), (20, 100))
        row = self._refreshed()
        # (30 + 3 x 40) / 5 = 30, times the middle ratio, 1
        self.assertEqual((row.usual_interval_days, row.expected_basis), (30, "similar"))
        self._documents((5, 100))
        row = self._refreshed()
        # of 10, 20 and 15 days
        self.assertEqual((row.usual_interval_days, row.expected_basis), (15, "both"))
        self.assertEqual(row.expected_date, self._day(15 - 5))
        # the range: (45 + 3 x 40) / 6 = 27.5, times 0.20 and 1.80
        self.assertEqual(self._told(row), [5 - 5, 15 - 5, 50 - 5])

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
        self.assertEqual(self._told(row), [20 - 5, 25 - 5, 30 - 5])
        # of 11 intervals two are over when silent for 21: the nine left still do
        self.Summary._refresh(self.customer, today=self._day(16))
        # the 1st, 5th and 9th of them
        self.assertEqual(self._range(row), [22 - 5, 26 - 5, 30 - 5])
        # one more and there are too few to say what comes next; what was expected is
        # their own all the same, however long they are silent
        for days in (17, 300):
            self.Summary._refresh(self.customer, today=self._day(days))
            self.assertEqual(
                (row.expected_basis, row.expected_basis_count), ("own", 11)
            )
            self.assertEqual(self._told(row), [20 - 5, 25 - 5, 30 - 5])

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

    def _measured(self):
        """40 customers with intervals of 10 and 30 days, silent for 30."""
        self.env["ficha.purchase.rhythm"].sudo().search([]).unlink()
        partners = self._customers(40)
        self._documents((70, 10), (60, 10), (30, 10), partner=partners)
        self.Summary._refresh()
        rhythm = (
            self.env["ficha.purchase.rhythm"]
            .sudo()
            .search([("company_id", "=", self.company.id)], order="band, fold")
        )
        return partners, rhythm

    def test_rhythm(self):
        """Measured on what one would have expected before each interval, on those of
        the customers of the other folds: nobody is compared with themselves."""
        partners, rhythm = self._measured()
        folds = [
            sum(partner.id % FOLDS == fold for partner in partners)
            for fold in range(FOLDS)
        ]
        others = [40 - number for number in folds]
        self.assertEqual(
            rhythm.mapped("band"), [band for band in range(4) for _fold in folds]
        )
        self.assertEqual(
            rhythm.mapped("interval_count"), others + others + [0] * 2 * FOLDS
        )
        # intervals of 10 and 30 days
        self.assertEqual(set(rhythm.mapped("usual_days")), {20})
        # 10 against (0 + 3 x 20) / 3 = 20; 30 against (10 + 3 x 20) / 4 = 17.5
        for row in rhythm[: 2 * FOLDS]:
            ratio = (0.5, 30 / 17.5)[row.band]
            ratios = [float(text) for text in row.ratios[1:-1].split(",")]
            self.assertEqual(len(ratios), 201)
            self.assertAlmostEqual(min(ratios), ratio, 6)
            self.assertAlmostEqual(max(ratios), ratio, 6)
        # measured again only when it has moved
        rhythm.write({"interval_count": 7})
        self.Summary._refresh()
        self.assertEqual(rhythm.mapped("interval_count"), [7] * 4 * FOLDS)
        self._documents((20, 10), (5, 10))
        self.Summary._refresh()
        mine = self.customer.id % FOLDS
        once = [number + (fold != mine) for fold, number in enumerate(others)]
        self.assertEqual(
            rhythm.mapped("interval_count"), once + others + [0] * 2 * FOLDS
        )
        row = self._row(partners[0])
        self.assertEqual(row.expected_basis_count, others[partners[0].id % FOLDS])

    def test_what_usually_happens_next(self):
        """Of the second interval one expected (10 + 3 x 20) / 4 = 17.5 days, and it
        took 30: so long that it reached one and a half times that, and within 30 days
        of it they bought. What is going on now has no end yet and does not count."""
        partners, rhythm = self._measured()
        row = self._row(partners[0])
        # (40 + 3 x 20) / 5 = 20; silent for 30
        others = rhythm.filtered(lambda r: r.fold == partners[0].id % FOLDS)[1]
        self.assertEqual(
            (row.return_cases, row.return_count), (others.interval_count,) * 2
        )
        # not late: nothing to tell
        self._documents((1, 10))
        self.assertFalse(self._refreshed().return_cases)
