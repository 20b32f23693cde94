import random
from datetime import date, timedelta

from odoo.tests import BaseCase

from ..tools import demand
from ..tools.demand import Line


def months(number, first=date(2022, 1, 1)):
    return [demand.after("month", first, place) for place in range(number)]


class TestDemand(BaseCase):
    """From sums to a forecast, its range and its record; without a database."""

    def _lines(self, kind, starts, summed, ahead=0):
        """What was summed the day before each period, and for some that follow."""
        lines = [
            Line(start - timedelta(days=1), start, 1, amount)
            for start, amount in zip(starts, summed, strict=True)
        ]
        after = starts[-1]
        day = demand.after(kind, after) - timedelta(days=1)
        for lead in range(1, ahead + 1):
            after = demand.after(kind, after)
            lines.append(Line(day, after, lead, summed[-1]))
        return lines

    def test_calendar(self):
        self.assertEqual(demand.first_of("week", date(2026, 12, 9)), date(2026, 12, 7))
        self.assertEqual(demand.after("month", date(2026, 12, 1)), date(2027, 1, 1))
        self.assertEqual(
            demand.after("month", date(2026, 1, 1), -13), date(2024, 12, 1)
        )
        self.assertEqual(
            demand.year_before("week", date(2026, 12, 7)), date(2025, 12, 8)
        )
        self.assertEqual(demand.season_key("week", date(2026, 12, 28)), 52)

    def test_level_follows_what_came(self):
        """Twice as much comes as the customers alone were expected to buy."""
        starts = months(12)
        lines = self._lines("month", starts, [100.0] * 12, ahead=2)
        demand.foresee("month", lines, dict.fromkeys(starts, 200.0))
        self.assertIsNone(lines[0].foreseen)  # nothing had come yet
        self.assertIsNone(lines[1].foreseen)  # and one month tells no level
        self.assertAlmostEqual(lines[2].foreseen, 200)
        self.assertAlmostEqual(lines[-1].foreseen, 200)
        # it was always right, so its range is narrow
        self.assertAlmostEqual(lines[-1].low, 200)
        self.assertAlmostEqual(lines[-1].high, 200)

    def test_nothing_of_after(self):
        """What came later changes nothing that was told before."""
        lot = random.Random(3)
        starts = months(40)
        summed = [lot.uniform(50, 150) for _start in starts]
        came = {start: lot.uniform(80, 220) for start in starts}
        whole = self._lines("month", starts, summed)
        demand.foresee("month", whole, came)
        for number in (5, 20, 30, 37):
            part = self._lines("month", starts[: number + 1], summed[: number + 1])
            known = {start: came[start] for start in starts[:number]}
            demand.foresee("month", part, known)
            told, then = whole[number], part[number]
            for name in ("foreseen", "low", "high", "same", "mean"):
                self.assertEqual(getattr(told, name), getattr(then, name), name)

    def test_twelve_months_are_twelve(self):
        """Whatever the day of the month: 52 weeks that are over, and not 56."""
        for today in (date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 4)):
            for kind, number in (("month", 12), ("week", 52)):
                start, found = demand.record_since(kind, today), 0
                while demand.after(kind, start) <= today:
                    start, found = demand.after(kind, start), found + 1
                self.assertEqual(found, number, (kind, today))

    def test_season_from_two_years_on(self):
        """Decembers are three times the rest: known after two of them, not after
        one."""
        for years, least in ((1, 0), (3, 1.5)):
            starts = months(12 * years + 11)
            came = {start: 300.0 if start.month == 12 else 100.0 for start in starts}
            lines = self._lines("month", starts, [100.0] * len(starts), ahead=1)
            demand.foresee("month", lines, came)
            self.assertEqual(lines[-1].start.month, 12)
            self.assertGreater(lines[-1].foreseen, 100 * least)
            if years == 1:
                self.assertLess(lines[-1].foreseen, 130)
        # the year before is there from the second year on
        self.assertEqual(lines[-1].same, 300)
        self.assertIsNone(lines[3].same)
        self.assertAlmostEqual(lines[-1].mean, 100)

    def test_range_is_that_of_past_errors(self):
        lot = random.Random(5)
        starts = months(60)
        came = {start: 100 * lot.uniform(0.7, 1.3) for start in starts}
        lines = self._lines("month", starts, [100.0] * 60)
        demand.foresee("month", lines, came)
        told = [line for line in lines if line.low is not None]
        inside = sum(line.low <= line.came <= line.high for line in told) / len(told)
        self.assertGreaterEqual(inside, 0.7)
        self.assertLessEqual(inside, 0.97)
        self.assertIsNone(lines[4].low)  # of too few nothing is said

    def test_a_range_of_few_months_holds(self):
        """Two hundred shops of a year each, from the fifth error on: eight in ten come
        in their range, with outliers too; and it is not merely wide."""
        for odd, widest in ((0, 2.5), (0.1, 4.5)):
            inside, widths = [], []
            for seed in range(200):
                lot = random.Random(seed)
                starts = months(12)
                came = {
                    start: lot.lognormvariate(4, 0.6 if lot.random() < odd else 0.2)
                    for start in starts
                }
                lines = self._lines("month", starts, [50.0] * 12)
                demand.foresee("month", lines, came)
                for line in lines:
                    if line.low is not None:
                        inside.append(line.low <= line.came <= line.high)
                        widths.append(line.high / line.low)
            self.assertEqual(len(inside), 1200)
            self.assertGreaterEqual(sum(inside) / len(inside), 0.8)
            self.assertLessEqual(sum(inside) / len(inside), 0.9)
            self.assertLess(sum(widths) / len(widths), widest)

    def test_range_of_what_is_often_nothing(self):
        """Every third month nothing comes: that is in the range, which has an end."""
        starts = months(24)
        came = {
            start: 0.0 if number % 3 == 2 else 90.0
            for number, start in enumerate(starts)
        }
        lines = self._lines("month", starts, [60.0] * 24)
        demand.foresee("month", lines, came)
        self.assertEqual(lines[-1].low, 0)
        self.assertGreater(lines[-1].high, 89)
        self.assertLess(lines[-1].high, 200)
        record = demand.record("month", lines, starts[-12])
        self.assertEqual(record.ranged, 12)
        self.assertGreaterEqual(record.inside, 0.8)

    def test_record(self):
        """Customers who are known to come tell more than means do; who are not, do
        not."""
        lot = random.Random(7)
        starts = months(36)
        truth = [lot.uniform(50, 150) for _start in starts]
        came = dict(zip(starts, truth, strict=True))
        since = starts[-12]
        knowing = self._lines("month", starts, truth)
        demand.foresee("month", knowing, came)
        record = demand.record("month", knowing, since)
        self.assertEqual((record.verdict, record.periods), ("good", 12))
        self.assertLess(record.ours, record.mean)
        self.assertLess(record.ours, record.same)
        blind = self._lines("month", starts, [lot.uniform(5, 500) for _s in starts])
        demand.foresee("month", blind, came)
        record = demand.record("month", blind, since)
        self.assertIn(record.verdict, ("mean", "same"))
        # the same each year: nothing is better than the year before
        yearly = {start: 100.0 + 50 * (start.month % 5) for start in starts}
        level = self._lines("month", starts, [100.0] * 36)
        demand.foresee("month", level, yearly)
        self.assertEqual(demand.record("month", level, since).verdict, "same")

    def test_record_of_too_little(self):
        starts = months(6)
        lines = self._lines("month", starts, [100.0] * 6)
        demand.foresee("month", lines, dict.fromkeys(starts, 90.0))
        self.assertEqual(demand.record("month", lines, starts[0]).verdict, "few")
        self.assertEqual(demand.record("month", [], starts[0]).verdict, "few")
        nothing = months(24)
        lines = self._lines("month", nothing, [0.0] * 24)
        demand.foresee("month", lines, dict.fromkeys(nothing, 0.0))
        self.assertEqual(demand.record("month", lines, nothing[0]).verdict, "few")

    def test_weeks(self):
        first = date(2024, 1, 1)
        starts = [first + timedelta(weeks=place) for place in range(60)]
        lines = self._lines("week", starts, [10.0] * 60, ahead=3)
        demand.foresee("week", lines, dict.fromkeys(starts, 12.0))
        self.assertAlmostEqual(lines[-1].foreseen, 12)
        self.assertAlmostEqual(lines[-1].mean, 12)
        record = demand.record("week", lines, starts[-52])
        self.assertEqual(record.periods, 52)
        # both are always right: then the simple rule is as good
        self.assertEqual(record.verdict, "mean")

    def test_peaks(self):
        came = dict.fromkeys(months(24), 100.0)
        usual = demand.normal("month", came)
        self.assertEqual(demand.peak("month", 210, usual), 2.1)
        self.assertIsNone(demand.peak("month", 120, usual))
        self.assertIsNone(demand.peak("month", None, usual))
        self.assertIsNone(demand.peak("week", 5, 0.0))
