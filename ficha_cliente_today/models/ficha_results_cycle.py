from odoo import models
from odoo.tools import SQL


class FichaResults(models.AbstractModel):
    """Purchase cycle: how many days pass between one purchase and the next."""

    _inherit = "ficha.results"

    def _measure_cycle(self, ask):
        measure = {
            "key": "cycle",
            "title": self.env._("Purchase cycle"),
            "help": self.env._(
                "Median of the days since the purchase before, for the purchases of "
                "the period. Several invoices of one day are one purchase; a "
                "customer's very first one has none before it."
            ),
            "trend_help": self.env._("Median days, for the purchases of each month"),
            "nothing": self.env._(
                "It appears when customers have bought on two days or more."
            ),
        }
        if not self._may_read_documents():
            return measure | {"forbidden": self._forbidden_text()}
        again, again_before = self._fact(ask, "again")
        repeats = [
            SQL("coalesce(%s, 0)::bigint", total) for total in self._fact_sum("repeats")
        ]
        figures = [
            self._figure(
                "median",
                self.env._("Days between purchases"),
                "days",
                SQL("NULL"),
                SQL("NULL"),
                again,
                again_before,
                better=-1,
                apart=lambda: self._cycle_medians(ask),
            ),
            self._fact_figure(
                ask, "customers", self.env._("Customers who bought again"), "again", 1
            ),
            self._figure(
                "repeats",
                self.env._("Repeat purchases"),
                "count",
                *repeats,
                again,
                again_before,
                better=1,
                column=False,
            ),
        ]
        return measure | {
            "relation": self._facts(ask),
            "added": self._added(ask),
            "figures": figures,
            "trend": lambda: self._cycle_trend(ask),
        }

    def _cycle_medians(self, ask):
        """How many days lie between a purchase and the one before, half of the times.

        Intervals are counted by length and not sorted: there are few lengths.

        :return: pair ``(now, before)`` in all, and ``{dim: pair}``
        """
        day = SQL("g.day")
        gaps = SQL(
            """SELECT c.dim, %s AS before, g.days
                 FROM (
                    SELECT k.partner_id, unnest(k.days[k.n0 + 1:k.n3]) AS day,
                           unnest(k.gaps[k.n0 + 1:k.n3]) AS days
                      FROM (SELECT d.partner_id, d.days, d.gaps, %s FROM (%s) d) k
                 ) g
                 JOIN (%s) c ON c.id = g.partner_id
                -- the first purchase of all has none before it
                WHERE g.days > 0""",
            SQL(
                "CASE WHEN %s THEN 0 WHEN %s THEN 1 END",
                self._within(day, ask.now),
                self._within(day, ask.before),
            ),
            self._places(ask),
            self._courses(),
            self._customers(ask),
        )
        total, found = [None, None], {}
        for number, dim, in_all, median in self.env.execute_query(
            SQL(
                """WITH length AS MATERIALIZED (
                       SELECT dim, before, days, count(*)::int AS times
                         FROM (%s) gap
                        GROUP BY dim, before, days
                   ),
                   placed AS (
                       SELECT *, sum(times) OVER (part ORDER BY days) AS upto,
                              sum(times) OVER part AS number
                         FROM (
                            SELECT before, dim, days, sum(times)::int AS times,
                                   grouping(dim) = 1 AS in_all
                              FROM length
                             WHERE before IS NOT NULL
                             GROUP BY GROUPING SETS (
                                (before, days), (before, dim, days)
                             )
                         ) added
                       WINDOW part AS (PARTITION BY before, in_all, dim)
                   )
                   SELECT before, dim, in_all, avg(days)::float
                     FROM placed
                    -- the one in the middle, or the two of them
                    WHERE upto >= (number + 1) / 2
                      AND upto - times < (number + 2) / 2
                    GROUP BY before, dim, in_all""",
                gaps,
            )
        ):
            pair = total if in_all else found.setdefault(dim, [None, None])
            pair[number] = median
        return tuple(total), {dim: tuple(pair) for dim, pair in found.items()}

    def _cycle_trend(self, ask):
        gap = SQL("unnest(k.gaps[k.n + 1:k.m])")
        day = SQL("unnest(k.days[k.n + 1:k.m])")
        month = self._month_number(ask, day)
        rows = self.env.execute_query(
            SQL(
                """SELECT month, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)
                     FROM (%s) x
                    WHERE gap > 0
                    GROUP BY 1""",
                self._purchases_in(
                    ask, ask.trend, SQL("%s AS month", month), SQL("%s AS gap", gap)
                ),
            )
        )
        months = ask.months
        return self._month_values(
            ask, [(months[number - 1], value) for number, value in rows]
        )
