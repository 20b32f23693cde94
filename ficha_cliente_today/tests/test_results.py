from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..tools.results_ask import Ask, spans
from .common_results import ResultsCommon


@tagged("post_install", "-at_install")
class TestResultsPeriods(TransactionCase):
    """Which days a period has, and those before it."""

    def days(self, period, today, **more):
        found, window = spans(period, fields.Date.to_date(today), **more)
        return [f"{span.start} {span.end}" for span in found], window

    def test_in_progress_up_to_the_same_day(self):
        for period, expected, window in (
            ("month", ["11-01 11-22", "10-01 10-22", "09-01 09-22"], 1),
            ("quarter", ["10-01 11-22", "07-01 08-22", "04-01 05-22"], 3),
        ):
            found, months = self.days(period, "2026-11-22")
            self.assertEqual([day.replace("2026-", "") for day in found], expected)
            self.assertEqual(months, window)
        found, months = self.days("year", "2026-11-22")
        self.assertEqual(
            found,
            [f"{y}-01-01 {y}-11-22" for y in (2026, 2025, 2024)],
        )

    def test_whole_when_over(self):
        found, _months = self.days("month", "2026-03-31")
        self.assertEqual(
            found,
            ["2026-03-01 2026-03-31", "2026-02-01 2026-02-28", "2026-01-01 2026-01-31"],
        )
        found, _months = self.days("month", "2026-03-30")
        self.assertEqual(found[1], "2026-02-01 2026-02-28")
        found, _months = self.days("quarter", "2026-02-10", offset=-1)
        self.assertEqual(found[0], "2025-10-01 2025-12-31")
        self.assertEqual(found[1], "2025-07-01 2025-09-30")

    def test_twelve_months_and_own_days_follow_each_other(self):
        found, months = self.days("12m", "2024-02-29")
        self.assertEqual(
            found,
            ["2023-03-01 2024-02-29", "2022-03-01 2023-02-28", "2021-03-01 2022-02-28"],
        )
        self.assertEqual(months, 12)
        day = fields.Date.to_date
        found, months = self.days(
            "custom", "2026-06-15", start=day("2026-03-01"), end=day("2026-04-30")
        )
        self.assertEqual(
            found,
            ["2026-03-01 2026-04-30", "2025-12-30 2026-02-28", "2025-10-30 2025-12-29"],
        )
        self.assertEqual(months, 2)

    def test_months_of_the_chart_are_complete(self):
        day = fields.Date.to_date
        for today, last in (("2026-11-22", "2026-10-01"), ("2026-11-30", "2026-11-01")):
            found, window = spans("month", day(today))
            ask = Ask(*found, window)
            self.assertEqual(ask.months[-1], day(last))
            self.assertEqual(len(ask.months), 12)


@tagged("post_install", "-at_install")
class TestResults(ResultsCommon):
    """The measures over purchases, worked out by hand; see ResultsCommon."""

    def test_cross_selling(self):
        """Aceros bought in two categories (the pallets were credited), Barrio in one,
        Duero nothing that has one: (2 + 1 + 0) / 3. Before, Aceros and Costa one each.
        """
        self.assertFigures(
            self.measure("cross"), average=(1, 1), two=(1 / 3, 0), active=(3, 2)
        )
        buyers = self.aceros | self.barrio | self.duero
        self.assertEqual(self.listed("cross", "active"), buyers)
        self.assertEqual(self.listed("cross", "two"), self.aceros)
        self.assertFalse(self.listed("cross", "two", before=True))
        self.assertEqual(
            self.listed("cross", "average", before=True), self.aceros | self.costa
        )

    def test_attrition_and_who_came_back(self):
        """Of Aceros and Costa, Costa did not buy. Barrio had bought in November, not in
        winter, and does again; Duero is new and did not come back."""
        self.assertFigures(
            self.measure("attrition"),
            rate=(0.5, 1),
            lost=(1, 1),
            had=(2, 1),
            back=(1, 0),
        )
        self.assertEqual(self.listed("attrition", "rate"), self.costa)
        self.assertEqual(self.listed("attrition", "lost", before=True), self.barrio)
        self.assertEqual(self.listed("attrition", "back"), self.barrio)
        self.assertEqual(self.listed("attrition", "had"), self.aceros | self.costa)

    def test_lost_by_their_own_rhythm(self):
        """Costa buys every 60 days: not lost in a month without a purchase, not even
        two months after the last one. Barrio buys every 20 and is waited for 50 days
        (30 more): lost on 20 April. Neither of another company's rhythm."""
        other = self.env["res.company"].create({"name": "Another"})
        for partner, company, usual in (
            (self.costa, self.company, 60),
            (self.barrio, self.company, 20),
            (self.barrio, other, 300),
        ):
            Summary = self.env["ficha.purchase.summary"].sudo()
            Summary.search(
                [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
            ).unlink()
            Summary.create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "usual_interval_days": usual,
                }
            )
        # Barrio had not bought for 50 days when winter began, and came back in March
        self.assertFigures(
            self.measure("attrition"),
            rate=(0, None),
            lost=(1, 0),
            had=(2, 0),
            back=(1, 0),
        )
        self.assertEqual(self.listed("attrition", "lost"), self.barrio)
        for month, lost in (
            ("2026-03", self.env["res.partner"]),
            ("2026-04", self.barrio),
            ("2026-05", self.env["res.partner"]),
        ):
            days = {"date_from": f"{month}-01", "date_to": f"{month}-30"}
            found = self.listed("attrition", "lost", **days)
            self.assertEqual(found & (self.costa | self.barrio), lost, month)
        # 28 February and 120 days
        days = {"date_from": "2026-06-01", "date_to": "2026-06-30"}
        self.assertIn(self.costa, self.listed("attrition", "lost", **days))
        # of the two months up to March and April, Costa is lost in neither
        self.assertEqual(self.measure("attrition")["trend"][-2:], [0, 0])

    def test_purchase_cycle(self):
        """Aceros: 59 and 30 days; Barrio: 120, two invoices of a day being one
        purchase. Before, Costa: 60.
        """
        self.assertFigures(
            self.measure("cycle"), median=(59, 60), customers=(2, 1), repeats=(3, 1)
        )
        self.assertEqual(self.listed("cycle", "customers"), self.aceros | self.barrio)
        self.assertEqual(self.listed("cycle", "median", before=True), self.costa)

    def test_borders_of_the_period(self):
        """A day less at either end, and the purchases of that day are out."""
        later = {"date_from": "2026-03-02"}
        self.assertNotIn(self.barrio, self.listed("cross", "active", **later))
        sooner = {"date_to": "2026-04-29"}
        self.assertNotIn(self.duero, self.listed("cross", "active", **sooner))
        # and then the period before begins and ends elsewhere, too
        self.assertFigures(self.measure("cross", **later), active=(2, 3))

    def test_by_salesperson(self):
        rows = self.measure("cross")["rows"]
        self.assertEqual(
            [(row["label"], row["values"]) for row in rows],
            [
                (self.ana.name, [(1.5, 1), (0.5, 0), (2, 1)]),
                (self.luis.name, [(None, 1), (None, 0), (0, 1)]),
                ("No salesperson", [(0, None), (0, None), (1, 0)]),
            ],
        )
        ana = str(self.ana.id)
        self.assertEqual(
            self.listed("cross", "active", row=ana), self.aceros | self.barrio
        )
        self.assertEqual(self.listed("cross", "active", row=""), self.duero)
        self.assertEqual(
            self.listed("attrition", "lost", row=ana, before=True), self.barrio
        )
        self.assertFalse(self.listed("attrition", "lost", row=ana))

    def test_by_segment_and_value(self):
        Summary = self.env["ficha.purchase.summary"].sudo()
        Summary.search([("company_id", "=", self.company.id)]).unlink()
        for partner, segment, tier in (
            (self.aceros, "champion", "a"),
            (self.barrio, "loyal", "b"),
            (self.costa, "at_risk", "a"),
        ):
            Summary.create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "rfm_segment": segment,
                    "value_tier": tier,
                }
            )
        rows = self.measure("attrition", dimension="segment")["rows"]
        self.assertEqual([row["key"] for row in rows], ["champion", "loyal", "at_risk"])
        rows = self.measure("attrition", dimension="tier")["rows"]
        self.assertEqual(
            [(row["label"], row["values"][0]) for row in rows],
            [("A", (0.5, None)), ("B", (None, 1))],
        )
        listed = self.listed("attrition", "lost", dimension="tier", row="a")
        self.assertEqual(listed, self.costa)
        self.assertFigures(self.measure("cross", segments=["champion"]), active=(1, 1))

    def test_chart_by_month(self):
        """Twelve complete months up to April: the last four are told here."""
        trends = {m["key"]: m["trend"] for m in self.results()["measures"]}
        self.assertEqual(self.results()["months"][-1], "Apr 26")
        self.assertEqual({len(values) for values in trends.values()}, {12})
        # January: Aceros. February: Costa. March: Aceros in two, Barrio in one. April:
        # Aceros' pallets were credited, and what Duero bought has no category.
        self.assertEqual(trends["cross"][-4:], [1, 1, 1.5, 0])
        # Those of October and November, Barrio, bought neither in December nor in
        # January. Of November and December, Barrio and Costa, only Costa did after.
        # Of December and January, Costa and Aceros, both did. Of winter's, Aceros.
        self.assertEqual(trends["attrition"][-4:], [1, 0.5, 0, 0.5])
        self.assertEqual(trends["cycle"][-4:], [None, 60, (59 + 120) / 2, 30])

    def test_only_customers_of_one_person(self):
        self.assertFigures(self.measure("cross", user_ids=self.luis.ids), active=(0, 1))

    def test_archived_customers_were_lost_as_well(self):
        self.costa.active = False
        self.assertFigures(self.measure("attrition"), lost=(1, 1))
        self.assertEqual(self.listed("attrition", "lost"), self.costa)

    def test_nothing_yet(self):
        answer = self.results(date_from="2020-01-01", date_to="2020-01-31")
        self.assertTrue(answer["empty"])
        self.assertFalse(any(m["rows"] for m in answer["measures"]))
        self.assertFalse(self.results()["empty"])

    def test_questions_that_make_no_sense(self):
        for question in (
            {"date_to": "2026-02-01"},
            {"date_to": False},
            {"period": "decade"},
            {"dimension": "shoe_size"},
        ):
            with self.assertRaises(UserError):
                self.results(**question)
        for measure, figure in (("cross", "nothing"), ("_search", "x")):
            with self.assertRaisesRegex(UserError, "no such figure"):
                self.listed(measure, figure)
        for text in ("", "{}", "no json", '{"question": {"x": 1}, "measure": "cross"}'):
            with self.assertRaises(UserError):
                self.env["res.partner"].search([("in_results", "=", text)])

    def test_as_many_queries_for_many_customers(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.results()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(8):
            self.sell(self._customer(f"More {number}", self.ana), "2026-03-05")
        count()  # new products and contacts empty some of Odoo's caches
        self.assertLessEqual(count(), few)
