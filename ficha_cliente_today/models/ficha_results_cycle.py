from odoo import models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import purchase_day
from odoo.addons.ficha_cliente.tools.query import query_refine, query_select

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
        customers = "count(DISTINCT x.id) FILTER (WHERE %s)"
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
                SQL(customers, now),
                SQL(customers, before),
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
        ago: the one before the first of the span is looked up in an index."""
        days = self._documents(span)
        query_refine(
            days,
            group=SQL("account_move.commercial_partner_id, %s", purchase_day()),
        )
        past = self._documents(Span(span.start.replace(year=1900), span.start))
        query_refine(
            past,
            SQL("account_move.commercial_partner_id = d.partner_id"),
            SQL("%s < d.day", purchase_day()),
            # asked only of the first of the span
            SQL("d.previous IS NULL"),
            order=SQL("%s DESC", purchase_day()),
            limit=1,
        )
        return SQL(
            """SELECT c.id, c.dim, d.day, d.day - coalesce(d.previous, p.day) AS days
                 FROM (
                    SELECT partner_id, day, lag(day) OVER (
                               PARTITION BY partner_id ORDER BY day) AS previous
                      FROM (%s) b(partner_id, day)
                 ) d
                 JOIN (%s) c ON c.id = d.partner_id
                 LEFT JOIN LATERAL (%s) p(day) ON d.previous IS NULL
                WHERE coalesce(d.previous, p.day) IS NOT NULL""",
            query_select(
                days,
                SQL("account_move.commercial_partner_id"),
                purchase_day(),
            ),
            self._customers(ask),
            query_select(past, purchase_day()),
        )

    def _cycle_trend(self, ask):
        rows = self.env.execute_query(
            SQL(
                """SELECT date_trunc('month', x.day)::date,
                          percentile_cont(0.5) WITHIN GROUP (ORDER BY x.days)::float
                     FROM (%s) x GROUP BY 1""",
                self._cycle_relation(ask, ask.trend),
            )
        )
        return self._month_values(ask, rows)
