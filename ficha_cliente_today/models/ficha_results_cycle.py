from odoo import models
from odoo.tools import SQL

from ..tools.results_ask import Span

MEDIAN = "percentile_cont(0.5) WITHIN GROUP (ORDER BY x.days) FILTER (WHERE %s)::float"


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
        now = self._within(SQL("x.day"), ask.now)
        before = self._within(SQL("x.day"), ask.before)
        # each one once, with their last purchase of the period
        customers = "count(*) FILTER (WHERE %s AND %s)"
        figures = [
            self._figure(
                "median",
                self.env._("Days between purchases"),
                "days",
                SQL(MEDIAN, now),
                SQL(MEDIAN, before),
                now,
                before,
                better=-1,
            ),
            self._figure(
                "customers",
                self.env._("Customers who bought again"),
                "count",
                SQL(customers, now, SQL("x.last")),
                SQL(customers, before, SQL("x.last_before")),
                now,
                before,
                better=1,
            ),
            self._count_figure(
                "repeats", self.env._("Repeat purchases"), now, before, 1, column=False
            ),
        ]
        start = min(ask.before.start, ask.now.start)
        return measure | {
            "relation": self._cycle_relation(ask, Span(start, ask.now.end)),
            "figures": figures,
            "trend": lambda: self._cycle_trend(ask),
        }

    def _cycle_relation(self, ask, span):
        """A row for each purchase day of the span that has one before it, however long
        ago; whether it is the customer's last one of the period, or of that before."""
        return SQL(
            """SELECT c.id, c.dim, d.day, d.day - d.previous_day AS days,
                      %s AS last, %s AS last_before
                 FROM (%s) d
                 JOIN (%s) c ON c.id = d.partner_id
                WHERE d.previous_day IS NOT NULL AND %s""",
            self._last_until(ask.now.end),
            self._last_until(ask.before.end),
            self._steps(),
            self._customers(ask),
            self._within(SQL("d.day"), span),
        )

    def _cycle_trend(self, ask):
        rows = self.env.execute_query(
            SQL(
                """SELECT %s,
                          percentile_cont(0.5) WITHIN GROUP (
                              ORDER BY d.day - d.previous_day
                          )::float
                     FROM (%s) d
                     %s
                    WHERE d.previous_day IS NOT NULL AND %s
                    GROUP BY 1""",
                self._month_sql(SQL("d.day")),
                self._steps(),
                self._joined_customers(ask, SQL("d.partner_id")),
                self._within(SQL("d.day"), ask.trend),
            )
        )
        return self._month_values(ask, rows)
