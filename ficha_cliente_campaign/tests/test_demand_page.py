from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools import demand, expected
from .common_demand import GOOD, DemandCommon


@tagged("post_install", "-at_install")
class TestDemandPage(DemandCommon):
    """What is foreseen of that shop, and how the pages tell it."""

    # -- the sums ------------------------------------------------------------------

    def test_times_of_a_customer(self):
        """Once by the three points of the next purchase, then every typical interval;
        less by the risk that they do not come at all."""
        self.env.cr.execute(
            """CREATE TEMPORARY TABLE one_past ON COMMIT DROP AS
               SELECT 1 AS partner_id, 0.2::float8 AS risk, 50::float8 AS ticket,
                      20::float8 AS typical, date '2026-05-20' AS next_from_date,
                      date '2026-05-30' AS next_expected_date,
                      date '2026-06-09' AS next_to_date"""
        )
        day = date(2026, 5, 10)

        def times(*stops):
            periods = [
                (number, day + timedelta(days=1), day + timedelta(days=stop + 1))
                for number, stop in enumerate(stops)
            ]
            rows = self.env.execute_query(
                SQL(
                    "SELECT period, times::float8 FROM (%s) AS each ORDER BY 1",
                    expected.each_sql(SQL("one_past"), day, periods),
                )
            )
            return [told for _number, told in rows]

        # days 10, 20, 30 and 40 after it; the last one after 20 typical days more
        for told, right in zip(
            times(10, 20, 30, 40, 60),
            (0.1, 0.5, 0.9 + 10 / 20, 1 + 20 / 20, 1 + 40 / 20),
            strict=True,
        ):
            self.assertAlmostEqual(told, 0.8 * right)

    def test_company_category_and_product(self):
        """Categories hold what is below them, products their share, and all of them add
        up to the company."""
        whole = self._lines(period="month", ahead=True)
        self.assertEqual(len(whole), 6)
        self.assertEqual(whole.mapped("lead"), [1, 2, 3, 4, 5, 6])
        self.assertEqual(whole[0].start, date(2026, 6, 1))
        parts = {
            name: self._lines(period="month", ahead=True, **scope)[0].summed
            for name, scope in (
                ("category", {"category_id": self.category.id}),
                ("parent", {"category_id": self.parent.id}),
                ("rolls", {"product_id": self.rolls.id}),
                ("soap", {"product_id": self.soap.id}),
            )
        }
        self.assertAlmostEqual(parts["rolls"], 0.75 * whole[0].summed, delta=0.1)
        self.assertAlmostEqual(parts["category"], parts["rolls"], delta=0.1)
        self.assertAlmostEqual(parts["parent"], parts["rolls"], delta=0.1)
        self.assertAlmostEqual(
            parts["rolls"] + parts["soap"], whole[0].summed, delta=0.1
        )
        weeks = self._lines(period="week", ahead=True)
        self.assertEqual(len(weeks), 13)
        self.assertTrue(all(line.start.weekday() == 0 for line in weeks))

    def test_close_to_what_comes(self):
        """Twenty customers of about 100 every four weeks are some 2,000 in a month."""
        told = self._lines(period="month", ahead=True)[0]
        self.assertAlmostEqual(told.foreseen, 2170, delta=500)
        self.assertLessEqual(told.low, told.foreseen)
        self.assertGreaterEqual(told.high, told.foreseen)

    def test_nothing_of_after(self):
        """A month of the past is told with what was known then: a year made anew, with
        purchases of after it taken away, says the same."""
        month = date(2025, 9, 1)
        day = month - timedelta(days=1)
        lines = self.Demand.search(
            [("company_id", "=", self.company.id), ("day", "=", day)]
        )
        before = {
            (line.period, line.start, line.category_id, line.product_id): line.summed
            for line in lines
        }
        self.assertTrue(before)
        lines.unlink()
        for table in ("day", "product"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE company_id = %s AND day >= %s AND day < %s",
                    SQL.identifier(f"ficha_purchase_{table}"),
                    self.company.id,
                    month,
                    date(2026, 3, 1),
                )
            )
        self.Demand._refresh_month(self.company, month)
        after = self.Demand.search(
            [("company_id", "=", self.company.id), ("day", "=", day)]
        )
        self.assertEqual(
            before,
            {
                (line.period, line.start, line.category_id, line.product_id): (
                    line.summed
                )
                for line in after
            },
        )

    def test_a_night_more(self):
        """A second night changes nothing and doubles nothing."""
        query = SQL(
            """SELECT period, start, day, ahead, category_id, product_id, summed,
                      foreseen, low, high, same, mean, came
                 FROM ficha_demand WHERE company_id = %s ORDER BY 1, 2, 3, 4, 5, 6""",
            self.company.id,
        )
        before = self.env.execute_query(query)
        self.Demand._refresh_all(self.company, self.today)
        self.assertEqual(self.env.execute_query(query), before)

    def test_no_purchases_no_lines(self):
        other = self._create_company(name="Invented empty shop")
        self.Demand._refresh_all(other, self.today)
        self.assertFalse(self.Demand.search([("company_id", "=", other.id)]))

    # -- the pages -----------------------------------------------------------------

    def test_peaks_and_who_is_behind(self):
        """All come in the same weeks: these are peaks, with the twenty of them."""
        with patch.object(demand, "record", return_value=GOOD):
            self.Demand._refresh_now(self.company, self.today)
        page = self._page()
        found = page.get_demand("week")
        self.assertEqual(found["verdict"], "good")
        self.assertTrue(found["peaks"])
        self.assertIn("times the normal", found["peaks"][0]["text"])
        self.assertRegex(found["peaks"][0]["text"], r"^The week of \d+ \w+, \d\.\d ")
        peak = self.Demand.browse(found["peaks"][0]["id"])
        self.assertEqual(peak.customers, len(peak.behind_ids))
        action = page.open_behind(peak.id)
        shown = self.env["res.partner"].search(action["domain"])
        self.assertEqual(shown, peak.behind_ids.partner_id)
        self.assertLessEqual(shown, self.customers)
        ahead = [point for point in found["points"] if point["came"] is None]
        self.assertGreaterEqual(len(ahead), 13)
        self.assertIn("21 %", found["sentence"])
        with self.assertRaises(UserError):
            page.open_behind(self._lines(period="month", ahead=True)[0].id)
        with self.assertRaises(UserError):
            self._page(self.seller).open_behind(peak.id)

    def test_what_does_not_beat_simple_rules_is_not_shown(self):
        for verdict, words in (("same", "same as last year"), ("mean", "moving mean")):
            beaten = demand.Record(
                periods=12, ours=0.3, same=0.2, mean=0.2, verdict=verdict
            )
            with patch.object(demand, "record", return_value=beaten):
                self.Demand._refresh_now(self.company, self.today)
            found = self._page().get_demand("month")
            self.assertIn("not yet more right", found["sentence"])
            self.assertIn(words, found["sentence"])
            points = found["points"]
            self.assertFalse([p for p in points if p["foreseen"] is not None])
            self.assertFalse(found["peaks"])
            ahead = [p for p in points if p["start"] >= "2026-06-01"]
            self.assertTrue(any(p["simple"] for p in ahead))
        few = demand.Record(periods=2)
        with patch.object(demand, "record", return_value=few):
            self.Demand._refresh_now(self.company, self.today)
        found = self._page().get_demand("month")
        self.assertIn("Too few data to say", found["sentence"])
        self.assertFalse(
            [p for p in found["points"] if p["foreseen"] or p["simple"] or p["low"]]
        )

    def test_record_of_twelve_months(self):
        with patch.object(demand, "record", return_value=GOOD):
            self.Demand._refresh_now(self.company, self.today)
        found = self._page().get_record("month")
        self.assertEqual(len(found["points"]), 12)
        self.assertTrue(all(point["came"] is not None for point in found["points"]))
        self.assertTrue(all(point["foreseen"] for point in found["points"]))
        self.assertTrue(all(point["same"] for point in found["points"][-6:]))
        errors = [row["share"] for row in found["errors"]]
        self.assertEqual(errors, [0.12, 0.21, 0.3])
        self.assertEqual([row["best"] for row in found["errors"]], [True, False, False])
        rates = {rate["key"]: rate for rate in found["rates"]}
        self.assertEqual(list(rates), ["next", "drift", "own", "new"])
        # twenty customers are no shop to tell anything of
        self.assertIn("Too few data to say", rates["next"]["text"])
        self.assertIn("Too few data to say", rates["drift"]["text"])
        self.assertIn("Too few", rates["own"]["text"])
        # whether its range holds what it promises
        self.assertIn("too few data to say yet", found["sentence"])
        record = self.env["ficha.demand.record"].sudo()
        record = record.search(
            self._page()._domain(self._page()._question("month", "company", None))
        )
        record.write({"ranged": 12, "inside": 0.75})
        found = self._page().get_record("month")
        self.assertIn("Of 12 months, 9 came in the range told", found["sentence"])

    def test_rates_in_words(self):
        record = (
            self.env["ficha.next.record"]
            .sudo()
            .search([("company_id", "=", self.company.id)])
        )
        record.write(
            {"customers": 200, "inside": 0.81, "days_off": 6, "simple_days_off": 9}
        )
        self.env["ficha.drift.choice"].sudo().create(
            {
                "company_id": self.company.id,
                "score": "together",
                "day": self.today,
                "tried": True,
                "customers": 900,
                "areas": '{"recency": 0.68, "risk": 0.72, "together": 0.74}',
            }
        )
        rates = {rate["key"]: rate for rate in self._page().get_record()["rates"]}
        self.assertIn("at most 6 days off", rates["next"]["text"])
        self.assertIn("81 %", rates["next"]["text"])
        self.assertTrue(rates["next"]["good"])
        self.assertIn("74 of 100", rates["drift"]["text"])
        self.assertIn(
            "«All of them together, weighed on the past»", rates["drift"]["text"]
        )
        self.assertIn("Last purchase: 68", rates["drift"]["text"])
        record.days_off = 9
        rates = {rate["key"]: rate for rate in self._page().get_record()["rates"]}
        self.assertIn("not yet more right", rates["next"]["text"])
        self.assertFalse(rates["next"]["good"])

    def test_rights(self):
        """Amounts of all customers are for who sees all invoices; how often something
        was right is for everybody; another company's are nobody's here."""
        seller = self._page(self.seller)
        found = seller.get_demand()
        self.assertEqual(list(found), ["forbidden"])
        found = seller.get_record()
        self.assertNotIn("points", found)
        self.assertEqual(len(found["rates"]), 4)
        for name in ("ficha.demand", "ficha.demand.customer", "ficha.demand.record"):
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.seller).search([], limit=1)
        self.assertTrue(self.Demand.with_user(self.biller).search([], limit=1))
        other = self._create_company(name="Invented other shop")
        self.biller.company_ids += other
        page = (
            self._page().with_company(other).with_context(allowed_company_ids=other.ids)
        )
        self.assertTrue(page.get_demand()["empty"])
        alone = self.Demand.with_user(self.biller).with_context(
            allowed_company_ids=other.ids
        )
        self.assertFalse(alone.search([]))

    def test_bad_questions(self):
        page = self._page()
        for question in (
            ("year",),
            ("month", "everything"),
            ("month", "category"),
            ("month", "product", "nothing"),
        ):
            with self.assertRaises(UserError):
                page.get_demand(*question)
        # one that nothing is kept of
        self.assertTrue(page.get_demand("month", "product", 2_000_000_000)["empty"])
