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
        figures = [
            self._figure(
                "average",
                self.env._("Categories per customer"),
                "number",
                *self._fact_share("categories", "active"),
                *self._fact("active"),
                better=1,
            ),
            self._figure(
                "two",
                self.env._("Buy in two or more"),
                "share",
                *self._fact_share("two", "active"),
                *self._fact("two"),
                better=1,
            ),
            self._fact_figure(
                "active", self.env._("Customers who bought"), "active", 1
            ),
        ]
        relation = self._cross_relation(ask)
        return measure | {
            "relation": relation,
            "added": self._add_facts(relation, ("categories",), ("active", "two")),
            "figures": figures,
            "trend": lambda: self._cross_trend(ask),
            # The rows of a customer are together, in the table and in its index: going
            # through them in that order takes half of what it costs to look up one of
            # several hundred thousand groups for each of them.
            "planner": {"enable_hashagg": "off"},
        }

    def _cross_relation(self, ask):
        """The facts of each customer, and in how many categories they bought, in two or
        more (``two``)."""
        further = []
        for suffix, number, start, end in (
            ("", "c.now", "k.n2", "k.n3"),
            ("_before", "c.before", "k.n0", "k.n1"),
        ):
            active = f"{end} > {start}"
            further += [
                SQL(
                    f"CASE WHEN {active} THEN COALESCE({number}, 0) END AS %s",
                    SQL.identifier(f"categories{suffix}"),
                ),
                SQL(
                    f"({active} AND COALESCE({number}, 0) >= 2) AS %s",
                    SQL.identifier(f"two{suffix}"),
                ),
            ]
        joined = SQL(
            "LEFT JOIN (%s) c ON c.partner_id = k.partner_id", self._categories(ask)
        )
        return self._facts_relation(ask, further, joined)

    def _categories(self, ask):
        """SELECT of ``partner_id`` and in how many categories they bought, ``now`` and
        ``before``."""
        span = Span(min(ask.before.start, ask.now.start), ask.now.end)
        return SQL(
            """-- added up once, and not by each of several processes
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
               SELECT * FROM number""",
            now=self._within(SQL("d.day"), ask.now),
            before=self._within(SQL("d.day"), ask.before),
            products=self._products(span),
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
