import json
import math
import random
from datetime import timedelta
from unittest.mock import patch

from psycopg2.extras import execute_values

from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from ..tools import drift
from .common_purchase import PurchaseCommon


def area(scores, again):
    """As ``areas_sql``, by counting pairs."""
    came = [score for score, did in zip(scores, again, strict=True) if did]
    gone = [score for score, did in zip(scores, again, strict=True) if not did]
    pairs = sum((one < other) + (one == other) / 2 for one in came for other in gone)
    return pairs / (len(came) * len(gone))


class TestChoose(BaseCase):
    """Which score is taken, by how right each was."""

    def _areas(self, **areas):
        return dict.fromkeys(drift.SCORES, 0.6) | areas

    def _chosen(self, *found):
        return drift.choose([drift.Tried(*one) for one in found])[0]

    def test_choose(self):
        best = self._areas(quintiles=0.75, frequency=0.73)
        self.assertEqual(self._chosen((500, 200, best)), "quintiles")
        # a thousandth is no difference: the simpler one
        close = self._areas(quintiles=0.7504, frequency=0.75)
        self.assertEqual(self._chosen((500, 200, close)), "frequency")
        # over all days, not on one of them
        other = self._areas(quintiles=0.6, recency=0.8)
        tried = [drift.Tried(500, 200, best), drift.Tried(400, 100, other)]
        score, means, _weights = drift.choose(tried)
        self.assertEqual(score, "recency")
        self.assertAlmostEqual(means["quintiles"], 0.675)

    def test_chance_does_not_choose(self):
        """What is better by little, of few, is so by chance."""
        close = self._areas(together=0.72, frequency=0.735)
        for customers, came, score in (
            (900, 300, "frequency"),
            (400, 80, "together"),
            (400, 340, "together"),  # few stayed away
        ):
            with self.subTest(came=came):
                self.assertEqual(self._chosen((customers, came, close)), score)
        far = self._areas(together=0.72, frequency=0.75)
        self.assertEqual(self._chosen((400, 80, far)), "frequency")

    def test_too_few(self):
        areas = self._areas(together=0.9)
        for customers, came in ((99, 40), (500, 29), (500, 480)):
            tried = drift.Tried(customers, came, areas)
            self.assertEqual(drift.choose([tried]), (None, {}, drift.WEIGHTS))
        self.assertEqual(drift.choose([])[0], None)

    def _cells(self, seed, silence, days, risk, number=2000):
        """Customers who stay away by chance, the likelier the more these weigh."""
        lot = random.Random(seed)
        cells = []
        for _one in range(number):
            places = [lot.random() for _place in range(3)]
            weights = (silence, days, risk)
            at = sum(w * (p - 0.5) for w, p in zip(weights, places, strict=True))
            came = lot.random() > 1 / (1 + math.exp(-at))
            cells.append((*places, 1, int(came)))
        return cells

    def test_weights_are_learnt(self):
        for true in ((3, -1, 0.5), (0.5, -4, 1), (1, -1, 4)):
            found = drift.fit(self._cells(1, *true))
            for one, right in zip(found, true, strict=True):
                self.assertAlmostEqual(one, right, delta=0.5)

    def test_nothing_weighs_on_the_wrong_side(self):
        """Who is silent for longer is never told to be likelier to come, whatever
        chance says; the others are weighed without it."""
        found = drift.fit(self._cells(2, -2, -3, 1))
        self.assertEqual(found[0], 0)
        self.assertAlmostEqual(found[1], -3, delta=0.5)
        # nothing is to be learnt: as before any past
        self.assertEqual(drift.fit(self._cells(3, -2, 3, -2)), drift.WEIGHTS)
        self.assertEqual(drift.fit([]), drift.WEIGHTS)
        self.assertEqual(drift.fit([(0.1, 0.2, 0.3, 50, 50)]), (0, 0, 0))

    def test_area_of_cells(self):
        cells = [
            (round(a, 1), round(b, 1), c, 1, d)
            for a, b, c, _n, d in self._cells(4, 2, -2, 0, number=200)
        ]
        weights = (2.0, -2.0, 0.0)
        scores = [2 * cell[0] - 2 * cell[1] + 0 * cell[2] for cell in cells]
        right = area(scores, [bool(cell[4]) for cell in cells])
        self.assertAlmostEqual(drift.area(weights, cells), right, places=3)

    def test_judged_on_another_day_than_learnt(self):
        """By what it was made of, it would seem better than it is."""
        one = drift.Tried(2000, 900, self._areas(), self._cells(5, 4, -1, 0))
        other = drift.Tried(2000, 900, self._areas(), self._cells(6, 0, -4, 1))
        _score, means, weights = drift.choose([one, other])
        crossed = [
            drift.area(drift.fit(other.cells), one.cells),
            drift.area(drift.fit(one.cells), other.cells),
        ]
        self.assertAlmostEqual(means["together"], sum(crossed) / 2)
        self.assertEqual(weights, drift.fit([*one.cells, *other.cells]))


@tagged("post_install", "-at_install")
class TestDriftChoice(PurchaseCommon):
    """A shop of 240 customers where half stopped long ago: who bought often and lately
    comes again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Choice = cls.env["ficha.drift.choice"].sudo()
        cls.partners = cls._customers(240)
        lot = random.Random(15)
        rows = []
        for number, partner in enumerate(cls.partners):
            every, stops = lot.uniform(15, 90), lot.choice((0, 0, 120, 260, 400))
            ago = 500 - lot.uniform(0, 60 if number % 3 else 300)
            while ago > stops:
                rows.append((partner.id, cls.company.id, round(ago)))
                ago -= every * lot.expovariate(1) + 1
        rows = {
            (who, company, cls.today - timedelta(days=ago), 1, 100)
            for who, company, ago in rows
        }
        cls.env.flush_all()
        execute_values(
            cls.env.cr._obj,
            "INSERT INTO ficha_purchase_day"
            " (partner_id, company_id, day, purchases, amount) VALUES %s",
            sorted(rows),
        )
        cls.env.cr.execute(
            """INSERT INTO ficha_purchase_summary
                      (partner_id, company_id, purchase_count, purchase_days,
                       first_purchase_date, last_purchase_date, mean_interval_days)
               SELECT partner_id, company_id, count(*), count(*), min(day), max(day),
                      (max(day) - min(day))::float8 / nullif(count(*) - 1, 0)
                 FROM ficha_purchase_day WHERE company_id = %s GROUP BY 1, 2""",
            (cls.company.id,),
        )
        cls.env["ficha.segment.threshold"].sudo().create(
            {"company_id": cls.company.id, "customer_count": 240}
        )

    def _refresh(self):
        return self.Choice._refresh(self.today, self.company.ids)

    def _choice(self):
        return self.Choice.search([("company_id", "=", self.company.id)])

    def _past(self, back):
        """What was known of each as of some days ago, with all scores."""
        day = self.today - timedelta(days=back)
        table = self.Summary._make_past(self.company, day)
        rows = SQL(
            """SELECT past.*, came.day IS NOT NULL AS again FROM %s AS past
                 LEFT JOIN (%s) AS came USING (partner_id)""",
            table,
            self.Summary._came_after(self.company, day, day + timedelta(days=90)),
        )
        return drift.scored_sql(rows, drift.grid_sql(rows))

    def test_areas(self):
        """What SQL counts is what counting pairs gives; and what is chosen is at least
        as right as each simple one."""
        scored = self._past(90)
        rows = self.env.execute_query(
            SQL(
                "SELECT again, %s FROM (%s) AS scored",
                SQL(", ").join(SQL.identifier(f"by_{n}") for n in drift.SCORES),
                scored,
            )
        )
        again = [row[0] for row in rows]
        [[customers, came, *areas]] = self.env.execute_query(drift.areas_sql(scored))
        self.assertEqual((customers, came), (len(rows), sum(again)))
        for place, (name, found) in enumerate(zip(drift.SCORES, areas, strict=True), 1):
            right = area([row[place] for row in rows], again)
            self.assertAlmostEqual(float(found), right, msg=name)
        self._refresh()
        choice = self._choice()
        self.assertTrue(choice.tried)
        self.assertGreater(choice.customers, 100)
        means = choice._get_areas()
        for name in drift.SIMPLE:
            # what is less than this is chance, of thirty and more who came
            self.assertGreater(
                means[choice.score] + drift.MARGIN / 30**0.5, means[name]
            )
        self.assertTrue(choice._beats_chance())

    def test_cells_are_the_same_customers(self):
        """What is learnt is learnt of all of them, at their places."""
        tried = self.Choice._try(self.company, self.today, 90)
        self.assertEqual(sum(cell[3] for cell in tried.cells), tried.customers)
        self.assertEqual(sum(cell[4] for cell in tried.cells), tried.came)
        right = drift.area(drift.WEIGHTS, tried.cells)
        self.assertAlmostEqual(right, float(tried.areas["together"]), delta=0.01)
        weights = (0.0, 0.0, 1.0)
        told = self.Choice._try(self.company, self.today, 90, weights=weights)
        right = float(told.areas["risk"])
        self.assertAlmostEqual(float(told.areas["together"]), right, delta=0.01)

    def test_weights_are_kept(self):
        """The order of today is that of the weights that were right."""
        self._refresh()
        choice = self._choice()
        choice.write({"score": "together", "weights": "{1.0,0.0,0.0}"})
        choice._measure(self.today)
        self.Summary._forecast_rows(self.today, SQL("TRUE"))
        risks = self._risks()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, last_purchase_date FROM ficha_purchase_summary"
                " WHERE company_id = %s ORDER BY last_purchase_date DESC",
                self.company.id,
            )
        )
        told = [risks[who] for who, _day in rows]
        self.assertEqual(told, sorted(told))

    def test_past_knows_nothing_of_after(self):
        """As of a day, purchases of after it do not count."""
        self._past(90)
        columns = "partner_id, purchase_days, risk, next_expected_date, typical"
        query = SQL(f"SELECT {columns} FROM ficha_past ORDER BY 1")
        before = self.env.execute_query(query)
        self.env.cr.execute(
            "DELETE FROM ficha_purchase_day WHERE company_id = %s AND day > %s",
            (self.company.id, self.today - timedelta(days=90)),
        )
        self._past(90)
        self.assertEqual(self.env.execute_query(query), before)

    def test_risk_in_another_order(self):
        """The values of the formula, in the order of the score: of as many customers it
        is as high as before."""
        self.Summary._forecast_rows(self.today, SQL("TRUE"))
        formula = self._risks()
        for score in ("recency", "together", "quintiles"):
            values = {"company_id": self.company.id, "day": self.today, "tried": True}
            self._choice().unlink()
            choice = self.Choice.create({**values, "score": score})
            choice._measure(self.today)
            self.Summary._forecast_rows(self.today, SQL("TRUE"))
            risks = self._risks()
            self.assertEqual(len(risks), len(formula))
            for limit in (0.5, 0.8):
                before = sum(risk >= limit for risk in formula.values())
                now = sum(risk >= limit for risk in risks.values())
                # quintiles have nine values, so many are equal
                slack = 60 if score == "quintiles" else 4
                self.assertAlmostEqual(before, now, delta=slack, msg=score)
            if score == "recency":
                last = dict(
                    self.env.execute_query(
                        SQL(
                            "SELECT partner_id, last_purchase_date"
                            " FROM ficha_purchase_summary WHERE company_id = %s",
                            self.company.id,
                        )
                    )
                )
                ordered = sorted(last, key=lambda who: last[who], reverse=True)
                told = [risks[who] for who in ordered]
                self.assertEqual(told, sorted(told))

    def _risks(self):
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT partner_id, drift_risk FROM ficha_purchase_summary"
                    " WHERE company_id = %s",
                    self.company.id,
                )
            )
        )

    def test_chosen_once_a_month(self):
        self._refresh()
        choice = self._choice()
        before = choice.score
        choice.write({"score": "frequency", "areas": json.dumps({})})
        self.Choice._refresh(self.today + timedelta(days=20), self.company.ids)
        self.assertEqual(choice.score, "frequency")
        self.assertTrue(choice.marks)
        changed = self.Choice._refresh(
            self.today + timedelta(days=30), self.company.ids
        )
        self.assertEqual(choice.day, self.today + timedelta(days=30))
        self.assertEqual(changed, self.company.ids if before != "frequency" else [])

    def test_too_little_is_tried_again(self):
        """What could not be tried on the day of the installation is not left for a
        month."""
        values = {"company_id": self.company.id, "day": self.today, "tried": False}
        self.Choice.create({**values, "score": "risk"})
        self._refresh()
        self.assertTrue(self._choice().tried)

    def test_a_young_company_is_tried_on_weeks(self):
        asked = []

        def tried(this, company, today, back, ahead):
            asked.append((back, ahead))
            areas = dict.fromkeys(drift.SCORES, 0.6) | {"frequency": 0.7}
            return drift.Tried(500, 200 if ahead < 90 else 3, areas)

        with patch.object(type(self.Choice), "_try", tried):
            values = self.Choice._find(self.today, self.company)
        self.assertEqual(asked, [(90, 90), (180, 90), (45, 45), (90, 45)])
        self.assertEqual((values["score"], values["ahead"]), ("frequency", 45))

    def test_a_small_company_keeps_the_formula(self):
        self.env["ficha.segment.threshold"].sudo().search(
            [("company_id", "=", self.company.id)]
        ).customer_count = 40
        self.assertEqual(self._refresh(), [])
        self.assertFalse(self._choice())
