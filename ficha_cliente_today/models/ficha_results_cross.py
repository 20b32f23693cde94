from odoo import models
from odoo.tools import SQL

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
            # The rows of a customer are together, in the table and in its index: going
            # through them in that order takes half of what it costs to look up one of
            # several hundred thousand groups for each of them.
            "planner": {"enable_hashagg": "off"},
        }

    def _cross_relation(self, ask, both):
        """A row for each customer and period in which they bought: that of their last
        purchase in it, with the number of categories."""
        day = SQL("d.day")
        within = {"now": ask.now, "before": ask.before}
        last = {
            name: SQL("(%s >= %s AND %s)", day, span.start, self._last_until(span.end))
            for name, span in within.items()
        }
        return SQL(
            """SELECT c.id, c.dim, a.now, a.before,
                      coalesce(k.now, 0) AS categories_now,
                      coalesce(k.before, 0) AS categories_before
                 FROM (
                    SELECT d.partner_id, %(last_now)s AS now, %(last_before)s AS before
                      FROM (%(steps)s) d
                     WHERE %(last_now)s OR %(last_before)s
                 ) a
                 JOIN (%(customers)s) c ON c.id = a.partner_id
                 LEFT JOIN (
                    -- added up once, and not by each of several processes
                    WITH category AS MATERIALIZED (%(categories)s),
                    number AS MATERIALIZED (
                        SELECT partner_id, count(*) FILTER (WHERE now > 0) AS now,
                               count(*) FILTER (WHERE before > 0) AS before
                          FROM (
                            SELECT d.partner_id, t.categ_id,
                                   sum(d.amount) FILTER (WHERE %(now)s) AS now,
                                   sum(d.amount) FILTER (WHERE %(before)s) AS before
                              FROM (%(products)s) d
                              JOIN category t ON t.id = d.product_id
                             GROUP BY d.partner_id, t.categ_id
                          ) bought
                         GROUP BY partner_id
                    )
                    SELECT * FROM number
                 ) k ON k.partner_id = a.partner_id""",
            last_now=last["now"],
            last_before=last["before"],
            now=self._within(day, ask.now),
            before=self._within(day, ask.before),
            steps=self._steps(),
            customers=self._customers(ask),
            products=self._products(both),
            categories=self._product_categories(),
        )

    def _products(self, span):
        """SELECT of ``partner_id``, ``day``, ``product_id`` and ``amount``, in the
        currency of the company that sold."""
        return self.env["ficha.purchase.day"]._products(span.start, span.end)

    def _product_categories(self):
        """SELECT of the ``id`` of each product and its ``categ_id``."""
        return SQL(
            """SELECT v.id, t.categ_id
                 FROM product_product v
                 JOIN product_template t ON t.id = v.product_tmpl_id
                WHERE t.categ_id IS NOT NULL"""
        )

    def _cross_trend(self, ask):
        rows = self.env.execute_query(
            SQL(
                """WITH category AS MATERIALIZED (%(categories)s)
                   SELECT a.month, avg(coalesce(k.number, 0))::float
                     FROM (
                        SELECT DISTINCT d.partner_id, %(month)s AS month
                          FROM (%(days)s) d
                         WHERE d.bought
                     ) a
                     %(customers)s
                     LEFT JOIN (
                        SELECT partner_id, month, count(*) AS number
                          FROM (
                            SELECT d.partner_id, %(month)s AS month
                              FROM (%(products)s) d
                              JOIN category t ON t.id = d.product_id
                             GROUP BY 1, 2, t.categ_id
                            HAVING sum(d.amount) > 0
                          ) bought
                         GROUP BY partner_id, month
                     ) k ON k.partner_id = a.partner_id AND k.month = a.month
                    GROUP BY a.month""",
                month=self._month_sql(SQL("d.day")),
                days=self._days(ask.trend),
                customers=self._joined_customers(ask, SQL("a.partner_id")),
                products=self._products(ask.trend),
                categories=self._product_categories(),
            )
        )
        return self._month_values(ask, rows)
