from odoo import models
from odoo.tools import SQL

from .ficha_results_facts import CUSTOMER, DAY, ONCE

# Of so many entries of a customer the different ones are found by comparing them.
COMPARED = 8


class FichaResults(models.AbstractModel):
    """Cross-selling: in how many product categories each customer buys."""

    _inherit = "ficha.results"

    def _measure_cross(self, ask):
        measure = {
            "key": "cross",
            "title": self.env._("Cross-selling"),
            "help": self.env._(
                "In how many product categories each customer who bought in the period "
                "did so, on average. The category is the product's own; it counts when "
                "more was invoiced than credited."
            ),
            "trend_help": self.env._("Categories per customer who bought that month"),
            "nothing": self.env._(
                "It appears when invoices with products are posted to customers."
            ),
        }
        if not self._may_read_documents():
            return measure | {"forbidden": self._forbidden_text()}
        figures = [
            self._figure(
                "average",
                self.env._("Categories per customer"),
                "number",
                *self._fact_share("categories", "active"),
                *self._fact(ask, "active"),
                better=1,
            ),
            self._figure(
                "two",
                self.env._("Buy in two or more"),
                "share",
                *self._fact_share("two", "active"),
                *self._fact(ask, "two"),
                better=1,
            ),
            self._fact_figure(
                ask, "active", self.env._("Customers who bought"), "active", 1
            ),
        ]
        return measure | {
            "relation": self._facts(ask),
            "added": self._added(ask),
            "figures": figures,
            "trend": lambda: self._cross_trend(ask),
        }

    def _varieties(self, ask):
        """SELECT of ``partner_id`` and the categories of each customer in order, of the
        days that the question is about, see ``ficha.purchase.day._varieties``."""
        varieties = self.env["ficha.purchase.day"]._varieties(
            min(ask.before.start, ask.now.start, ask.trend.start), ask.now.end
        )
        return self._of_only(ask, varieties)

    def _categories(self, ask, varieties, key=CUSTOMER):
        """SELECT of the customers and in how many categories more was invoiced than
        credited, ``kinds`` and ``kinds_before``.

        :param SQL varieties: as :meth:`_varieties`
        :param SQL key: columns of it, a row for each
        """
        places = [
            SQL(f"width_bucket(%s::date, d.days) AS m{number}", day)
            for number, day in enumerate(self._edges(ask))
        ]
        return SQL(
            """SELECT %(key)s, COALESCE(c.now, %(now)s) AS kinds,
                      COALESCE(c.before, %(before)s) AS kinds_before, %(once)s
                 FROM (SELECT %(key)s, d.categories, %(places)s
                         FROM (%(varieties)s) d) v
                 LEFT JOIN (%(added)s) c USING (%(key)s)""",
            key=key,
            now=self._number_of_categories(2),
            before=self._number_of_categories(0),
            once=ONCE,
            places=SQL(", ").join([*places, ONCE]),
            varieties=varieties,
            added=self._categories_added_up(ask, varieties, key),
        )

    def _number_of_categories(self, first):
        """In how many categories they bought in a period: of how many entries each of
        its own that none before it has. Most customers have two or three.

        :param int first: number of the edge before the period, see ``_edges``
        """
        since, until = f"v.m{first}", f"v.m{first + 1}"
        number = SQL("0")
        for place in range(COMPARED, 1, -1):
            number = SQL(
                f"""CASE WHEN {until} - {since} < {place} THEN 0 ELSE
                    (v.categories[{since} + {place}]
                     <> ALL (v.categories[{since} + 1:{since} + {place - 1}]))::int
                    + %s END""",
                number,
            )
        return SQL(f"LEAST({until} - {since}, 1) + %s", number)

    def _categories_added_up(self, ask, varieties, key):
        """SELECT of the customers and in how many categories more was invoiced than
        credited, ``now`` and ``before``: of customers who gave something back in these
        periods, or bought too much to compare it."""
        day = SQL("e.day")
        start, end = self._edges(ask)[0], self._edges(ask)[-1]
        return SQL(
            """SELECT %(key)s, (count(*) FILTER (WHERE now > 0))::int AS now,
                      (count(*) FILTER (WHERE before > 0))::int AS before
                 FROM (
                    SELECT %(key)s, e.category,
                           sum(e.amount) FILTER (WHERE %(now)s) AS now,
                           sum(e.amount) FILTER (WHERE %(before)s) AS before
                      FROM (
                        SELECT %(key)s, unnest(d.days[d.n + 1:d.m]) AS day,
                               unnest(d.categories[d.n + 1:d.m]) AS category,
                               unnest(d.amounts[d.n + 1:d.m]) AS amount
                          FROM (SELECT d.*, width_bucket(%(start)s::date, d.days) AS n,
                                       width_bucket(%(end)s::date, d.days) AS m,
                                       width_bucket(%(end)s::date, d.back_days)
                                       > width_bucket(%(start)s::date, d.back_days)
                                       AS back, %(once)s
                                  FROM (%(varieties)s) d) d
                         WHERE d.back OR d.m - d.n > %(compared)s
                      ) e
                     GROUP BY %(key)s, e.category
                 ) added
                GROUP BY %(key)s""",
            key=key,
            now=self._within(day, ask.now),
            before=self._within(day, ask.before),
            varieties=varieties,
            once=ONCE,
            start=start,
            end=end,
            compared=COMPARED,
        )

    def _cross_trend(self, ask):
        rows = self.env.execute_query(
            SQL(
                """SELECT month, avg(number)::float
                     FROM (
                        SELECT unnest(k.months[k.n + 1:k.m]) AS month,
                               unnest(k.numbers[k.n + 1:k.m]) AS number
                          FROM (SELECT d.months, d.numbers,
                                       width_bucket(%(before)s::date, d.months) AS n,
                                       width_bucket(%(end)s::date, d.months) AS m,
                                       %(once)s
                                  FROM (%(varieties)s) d
                                  %(customers)s) k
                     ) x
                    GROUP BY month""",
                before=ask.trend.start - DAY,
                end=ask.trend.end,
                once=ONCE,
                varieties=self._varieties(ask),
                customers=self._joined_customers(ask, SQL("d.partner_id")),
            )
        )
        return self._month_values(ask, rows)
