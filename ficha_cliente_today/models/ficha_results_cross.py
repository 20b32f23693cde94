from odoo import models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import DOCUMENT_TYPES, purchase_day
from odoo.addons.ficha_cliente.tools.query import query_refine, query_select

from ..tools.results_ask import Span


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
        both = Span(min(ask.before.start, ask.now.start), ask.now.end)
        active, active_before = SQL("x.now"), SQL("x.before")
        two = SQL("x.now AND x.categories_now >= 2")
        two_before = SQL("x.before AND x.categories_before >= 2")
        share = (
            "count(*) FILTER (WHERE %s)::float / nullif(count(*) FILTER (WHERE %s), 0)"
        )
        figures = [
            self._figure(
                "average",
                self.env._("Categories per customer"),
                "number",
                SQL("avg(x.categories_now) FILTER (WHERE x.now)::float"),
                SQL("avg(x.categories_before) FILTER (WHERE x.before)::float"),
                active,
                active_before,
                better=1,
            ),
            self._figure(
                "two",
                self.env._("Buy in two or more"),
                "share",
                SQL(share, two, active),
                SQL(share, two_before, active_before),
                two,
                two_before,
                better=1,
            ),
            self._count_figure(
                "active", self.env._("Customers who bought"), active, active_before, 1
            ),
        ]
        return measure | {
            "relation": self._cross_relation(ask, both),
            "figures": figures,
            "trend": lambda: self._cross_trend(ask),
        }

    def _cross_relation(self, ask, both):
        """A row for each customer: whether they bought, and in how many categories."""
        date = purchase_day()
        now, before = self._within(date, ask.now), self._within(date, ask.before)
        active = self._documents(both)
        query_refine(active, group=SQL("account_move.commercial_partner_id"))
        lines = self._documents(both, DOCUMENT_TYPES)
        return SQL(
            """SELECT c.id, c.dim, a.now, a.before,
                      coalesce(k.now, 0) AS categories_now,
                      coalesce(k.before, 0) AS categories_before
                 FROM (%s) a(partner_id, now, before)
                 JOIN (%s) c ON c.id = a.partner_id
                 LEFT JOIN (
                    SELECT partner_id, count(*) FILTER (WHERE now > 0) AS now,
                           count(*) FILTER (WHERE before > 0) AS before
                      FROM (
                        SELECT d.partner_id, t.categ_id,
                               sum(-l.balance) FILTER (WHERE d.now) AS now,
                               sum(-l.balance) FILTER (WHERE d.before) AS before
                          FROM (%s) d(id, partner_id, now, before)
                          JOIN account_move_line l ON l.move_id = d.id
                          JOIN product_product v ON v.id = l.product_id
                          JOIN product_template t ON t.id = v.product_tmpl_id
                         WHERE l.display_type = 'product' AND t.categ_id IS NOT NULL
                         GROUP BY d.partner_id, t.categ_id
                      ) bought
                     GROUP BY partner_id
                 ) k ON k.partner_id = a.partner_id""",
            query_select(
                active,
                SQL("account_move.commercial_partner_id"),
                SQL("bool_or(%s)", now),
                SQL("bool_or(%s)", before),
            ),
            self._customers(ask),
            query_select(
                lines,
                SQL("account_move.id"),
                SQL("account_move.commercial_partner_id"),
                now,
                before,
            ),
        )

    def _cross_trend(self, ask):
        month = SQL("date_trunc('month', %s)::date", purchase_day())
        columns = [SQL("account_move.commercial_partner_id"), month]
        active = self._documents(ask.trend)
        query_refine(active, group=SQL(", ").join(columns))
        lines = self._documents(ask.trend, DOCUMENT_TYPES)
        rows = self.env.execute_query(
            SQL(
                """WITH bought AS (
                    SELECT d.partner_id, d.month, t.categ_id
                      FROM (%s) d(id, partner_id, month)
                      JOIN account_move_line l ON l.move_id = d.id
                      JOIN product_product v ON v.id = l.product_id
                      JOIN product_template t ON t.id = v.product_tmpl_id
                     WHERE l.display_type = 'product' AND t.categ_id IS NOT NULL
                     GROUP BY d.partner_id, d.month, t.categ_id
                    HAVING sum(-l.balance) > 0
                )
                SELECT a.month, avg(coalesce(k.number, 0))::float
                  FROM (%s) a(partner_id, month)
                  JOIN (%s) c ON c.id = a.partner_id
                  LEFT JOIN (
                    SELECT partner_id, month, count(*) AS number
                      FROM bought GROUP BY partner_id, month
                  ) k ON k.partner_id = a.partner_id AND k.month = a.month
                 GROUP BY a.month""",
                query_select(lines, SQL("account_move.id"), *columns),
                query_select(active, *columns),
                self._customers(ask),
            )
        )
        return self._month_values(ask, rows)
