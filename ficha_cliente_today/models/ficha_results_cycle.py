from collections import Counter, defaultdict

from odoo import models
from odoo.tools import SQL

from ..tools.results_ask import weighted_median


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

        :return: pair ``(now, before)`` in all, and ``{dim: pair}``
        """
        gaps = SQL(
            """SELECT c.dim, g.day, g.days
                 FROM (
                    SELECT k.partner_id, unnest(k.days[k.n0 + 1:k.n3]) AS day,
                           unnest(k.gaps[k.n0 + 1:k.n3]) AS days
                      FROM (SELECT d.partner_id, d.days, d.gaps, %s FROM (%s) d) k
                 ) g
                 JOIN (%s) c ON c.id = g.partner_id""",
            self._places(ask),
            self._courses(ask),
            self._customers(ask),
        )
        times = [
            SQL("count(*) FILTER (WHERE %s)::int", self._within(SQL("gap.day"), span))
            for span in (ask.now, ask.before)
        ]
        total, found = (Counter(), Counter()), {}
        for dim, days, *numbers in self.env.execute_query(
            self._counted(gaps, SQL("dim"), *times)
        ):
            pair = found.setdefault(dim, (Counter(), Counter()))
            for counted, whole, number in zip(pair, total, numbers, strict=True):
                if number:
                    counted[days] = number
                    whole[days] += number
        return self._median_pair(total), {
            dim: self._median_pair(pair) for dim, pair in found.items()
        }

    def _median_pair(self, pair):
        return tuple(weighted_median(counted) for counted in pair)

    def _counted(self, gaps, part, *times):
        """Intervals counted by length, and not sorted: there are few lengths.

        :param SQL gaps: SELECT of the columns ``part`` and ``days``, for each purchase;
            the first one of all has none before it, and 0
        :param times: ``SQL`` of how many times, over the rows ``gap`` of a length
        :return: SELECT of ``part``, ``days`` and ``times``
        """
        return SQL(
            "SELECT %s, days, %s FROM (%s) gap WHERE days > 0 GROUP BY %s, days",
            part,
            SQL(", ").join(times),
            gaps,
            part,
        )

    def _cycle_trend(self, ask):
        gap = SQL("unnest(k.gaps[k.n + 1:k.m])")
        day = SQL("unnest(k.days[k.n + 1:k.m])")
        month = self._month_number(ask, day)
        gaps = self._purchases_in(
            ask, ask.trend, SQL("%s AS month", month), SQL("%s AS days", gap)
        )
        months, found = ask.months, defaultdict(Counter)
        for number, days, times in self.env.execute_query(
            self._counted(gaps, SQL("month"), SQL("count(*)::int"))
        ):
            found[months[number - 1]][days] = times
        return self._month_values(
            ask, [(month, weighted_median(days)) for month, days in found.items()]
        )
