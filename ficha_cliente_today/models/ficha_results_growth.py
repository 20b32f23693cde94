from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import day_sql

from ..tools.results_ask import Span

DAY = timedelta(days=1)
COUNT = "count(*) FILTER (WHERE %s)"


class FichaResults(models.AbstractModel):
    """Sales, how the base of customers grows, and what becomes of who is written down.

    The base of customers on a day are those who bought in the twelve months up to it.
    """

    _inherit = "ficha.results"

    # -- sales -------------------------------------------------------------------------

    def _measure_sales(self, ask):
        measure = {
            "key": "sales",
            "title": self.env._("Sales"),
            "help": self.env._(
                "What was invoiced to customers in the period less what was credited, "
                "before taxes. Several invoices of one day are one purchase."
            ),
            "trend_help": self.env._("Sales of each month, before taxes"),
            "nothing": self.env._("It appears when invoices are posted to customers."),
        }
        if not self._may_read_documents():
            return measure | {"forbidden": self._forbidden_text()}
        revenues, numbers = self._fact_sum("amount"), self._fact_sum("bought")
        documents, active = self._fact(ask, "documents"), self._fact(ask, "active")
        figures = [
            self._figure(
                "revenue",
                self.env._("Sales before taxes"),
                "money",
                *(self._money(SQL("coalesce(%s, 0)", total)) for total in revenues),
                *documents,
                better=1,
            ),
            self._figure(
                "purchases",
                self.env._("Purchases"),
                "count",
                *(SQL("coalesce(%s, 0)::bigint", number) for number in numbers),
                *active,
                better=1,
            ),
            self._figure(
                "ticket",
                self.env._("Average purchase"),
                "money",
                *(
                    self._money(SQL("(%s / nullif(%s, 0))", *pair))
                    for pair in zip(revenues, numbers, strict=True)
                ),
                *active,
                better=1,
                column=False,
            ),
        ]
        return measure | {
            "relation": self._facts(ask),
            "added": self._added(ask),
            "figures": figures,
            "trend": lambda: self._sales_trend(ask),
        }

    def _sales_trend(self, ask):
        rows = self.env.execute_query(
            SQL(
                """SELECT %s, sum(d.amount)::float
                     FROM (%s) d
                     %s
                    GROUP BY 1""",
                self._month_sql(SQL("d.day")),
                self._days(ask.trend),
                self._joined_customers(ask, SQL("d.partner_id")),
            )
        )
        return self._month_values(ask, rows, nothing=0)

    # -- the base of customers ---------------------------------------------------------

    def _measure_base(self, ask):
        measure = {
            "key": "base",
            "title": self.env._("Customer base"),
            "help": self.env._(
                "New customers bought for the first time in the period, whenever their "
                "file was made. The base are "
                "the customers who bought in the twelve months up to its last day, and "
                "it grows or shrinks against that of the day before the period began."
            ),
            "trend_help": self.env._("New customers of each month"),
            "nothing": self.env._("It appears when invoices are posted to customers."),
        }
        if not self._may_read_documents():
            return measure | {"forbidden": self._forbidden_text()}
        ends, starts = self._fact_sum("base"), self._fact_sum("base_start")
        figures = [
            self._fact_figure(ask, "new", self.env._("New customers"), "new", 1),
            self._fact_figure(
                ask, "base", self.env._("Customers at the end"), "base", 1
            ),
            self._figure(
                "growth",
                self.env._("Growth of the base"),
                "share",
                *(
                    SQL("(%s::float / nullif(%s, 0)::float - 1)", *pair)
                    for pair in zip(ends, starts, strict=True)
                ),
                *self._fact(ask, "base"),
                better=1,
            ),
        ]
        return measure | {
            "relation": self._facts(ask),
            "added": self._added(ask),
            "figures": figures,
            "trend": lambda: self._base_trend(ask),
        }

    def _base_trend(self, ask):
        first = SQL("d.days[1]")
        rows = self.env.execute_query(
            SQL(
                """SELECT %s, count(*)
                     FROM (%s) d
                     %s
                    WHERE %s
                    GROUP BY 1""",
                self._month_sql(first),
                self._courses(ask),
                self._joined_customers(ask, SQL("d.partner_id")),
                self._within(first, ask.trend),
            )
        )
        return self._month_values(ask, rows, nothing=0)

    # -- from being written down to buying ---------------------------------------------

    def _measure_funnel(self, ask):
        now = self._within(SQL("x.day"), ask.now)
        before = self._within(SQL("x.day"), ask.before)
        steps = {
            "opened": (self.env._("New customer files"), SQL("TRUE")),
            "interested": (
                self.env._("Showed interest"),
                SQL("x.stage IN ('lead', 'prospect', 'customer', 'former')"),
            ),
            "offered": (
                self.env._("Asked for an offer"),
                SQL("x.stage IN ('prospect', 'customer', 'former')"),
            ),
            "bought": (
                self.env._("Are customers by now"),
                SQL("x.stage IN ('customer', 'former')"),
            ),
        }
        conditions = {
            key: (SQL("%s AND %s", now, step), SQL("%s AND %s", before, step))
            for key, (_label, step) in steps.items()
        }
        figures = [
            self._count_figure(key, label, *conditions[key], 1)
            for key, (label, _step) in steps.items()
        ]
        share = f"{COUNT}::float / nullif({COUNT}, 0)"
        figures.append(
            self._figure(
                "rate",
                self.env._("Became customers"),
                "share",
                *(
                    SQL(share, conditions["bought"][n], conditions["opened"][n])
                    for n in (0, 1)
                ),
                *conditions["bought"],
                better=1,
                column=False,
            )
        )
        return {
            "key": "funnel",
            "title": self.env._("Funnel"),
            "help": self.env._(
                "The customer files that were made in the period, and how far they "
                "have come until today: showed interest, asked for an offer, became "
                "customers. Those of the period before had more time. Who bought "
                "before their file was made, as when a list is imported, is counted "
                "here and is no new customer: those bought for the first time in the "
                "period."
            ),
            "trend_help": self.env._("New customer files of each month"),
            "nothing": self.env._("It appears when new customer files are made."),
            "relation": self._funnel_relation(
                ask, Span(min(ask.before.start, ask.now.start), ask.now.end)
            ),
            "figures": figures,
            "trend": lambda: self._funnel_trend(ask),
        }

    def _funnel_relation(self, ask, span):
        """A row for each customer file made in these days, with its day in the reader's
        zone and how far it is. Contacts that stand for nobody are none."""
        made = day_sql(SQL("p.create_date"), self.env.tz)
        return SQL(
            """SELECT id, dim, day, stage
                 FROM (
                    SELECT id, dim, %s AS day, stage
                      FROM (%s) p
                     WHERE stage IS NOT NULL AND create_date BETWEEN %s AND %s
                           AND id != ALL(%s)
                    OFFSET 0  -- the day of each is worked out once
                 ) f
                WHERE %s""",
            made,
            self._customers(
                ask, SQL("p.ficha_lifecycle AS stage"), SQL("p.create_date")
            ),
            # a day more on both sides: which day it was depends on the zone
            span.start - DAY,
            span.end + 2 * DAY,
            self.env["res.partner"]._ficha_nobody_ids(),
            self._within(SQL("day"), span),
        )

    def _funnel_trend(self, ask):
        rows = self.env.execute_query(
            SQL(
                """SELECT date_trunc('month', x.day)::date, count(*)
                     FROM (%s) x GROUP BY 1""",
                self._funnel_relation(ask, ask.trend),
            )
        )
        return self._month_values(ask, rows, nothing=0)
