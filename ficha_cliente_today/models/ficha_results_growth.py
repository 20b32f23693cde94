from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import (
    DOCUMENT_TYPES,
    is_purchase,
    purchase_day,
)
from odoo.addons.ficha_cliente.tools.query import query_refine, query_select

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
        now, before = SQL("x.now"), SQL("x.before")
        bought = SQL("x.purchases_now > 0")
        bought_before = SQL("x.purchases_before > 0")
        figures = [
            self._figure(
                "revenue",
                self.env._("Sales before taxes"),
                "money",
                SQL("coalesce(sum(x.revenue_now), 0)::float"),
                SQL("coalesce(sum(x.revenue_before), 0)::float"),
                now,
                before,
                better=1,
            ),
            self._figure(
                "purchases",
                self.env._("Purchases"),
                "count",
                SQL("coalesce(sum(x.purchases_now), 0)::int"),
                SQL("coalesce(sum(x.purchases_before), 0)::int"),
                bought,
                bought_before,
                better=1,
            ),
            self._figure(
                "ticket",
                self.env._("Average purchase"),
                "money",
                SQL("(sum(x.revenue_now) / nullif(sum(x.purchases_now), 0))::float"),
                SQL(
                    "(sum(x.revenue_before)"
                    " / nullif(sum(x.purchases_before), 0))::float"
                ),
                bought,
                bought_before,
                better=1,
                column=False,
            ),
        ]
        return measure | {
            "relation": self._sales_relation(ask),
            "figures": figures,
            "trend": lambda: self._sales_trend(ask),
        }

    def _sales_relation(self, ask):
        """A row for each customer with documents: what they are worth, and on how many
        days they bought."""
        date = purchase_day()
        query = self._documents(
            Span(min(ask.before.start, ask.now.start), ask.now.end), DOCUMENT_TYPES
        )
        query_refine(query, group=SQL("account_move.commercial_partner_id"))
        amount = SQL("account_move.amount_untaxed_signed * %s", self._document_rate())
        columns = [SQL("account_move.commercial_partner_id")]
        for span in (ask.now, ask.before):
            within = self._within(date, span)
            columns += [
                SQL("bool_or(%s)", within),
                SQL("sum(%s) FILTER (WHERE %s)", amount, within),
                SQL(
                    "count(DISTINCT %s) FILTER (WHERE %s AND %s)",
                    date,
                    within,
                    is_purchase(),
                ),
            ]
        return SQL(
            """SELECT c.id, c.dim, d.*
                 FROM (%s) d(partner_id, now, revenue_now, purchases_now,
                             before, revenue_before, purchases_before)
                 JOIN (%s) c ON c.id = d.partner_id""",
            query_select(query, *columns),
            self._customers(ask),
        )

    def _sales_trend(self, ask):
        query = self._documents(ask.trend, DOCUMENT_TYPES)
        month = SQL("date_trunc('month', %s)::date", purchase_day())
        partner = SQL("account_move.commercial_partner_id")
        query_refine(query, group=SQL("%s, %s", partner, month))
        amount = SQL("account_move.amount_untaxed_signed * %s", self._document_rate())
        rows = self.env.execute_query(
            SQL(
                """SELECT d.month, sum(d.amount)::float
                     FROM (%s) d(partner_id, month, amount)
                     JOIN (%s) c ON c.id = d.partner_id
                    GROUP BY d.month""",
                query_select(query, partner, month, SQL("sum(%s)", amount)),
                self._customers(ask),
            )
        )
        return self._month_values(ask, rows, nothing=0)

    # -- the base of customers ---------------------------------------------------------

    def _measure_base(self, ask):
        measure = {
            "key": "base",
            "title": self.env._("Customer base"),
            "help": self.env._(
                "New customers bought for the first time in the period. The base are "
                "the customers who bought in the twelve months up to its last day, and "
                "it grows or shrinks against that of the day before the period began."
            ),
            "trend_help": self.env._("New customers of each month"),
            "nothing": self.env._("It appears when invoices are posted to customers."),
        }
        if not self._may_read_documents():
            return measure | {"forbidden": self._forbidden_text()}
        new = SQL("x.now AND NOT %s", self._bought_before(ask.now.start))
        new_before = SQL("x.before AND NOT %s", self._bought_before(ask.before.start))
        growth = "%s::float / nullif(%s, 0) - 1"
        figures = [
            self._count_figure("new", self.env._("New customers"), new, new_before, 1),
            self._count_figure(
                "base",
                self.env._("Customers at the end"),
                SQL("x.base_now"),
                SQL("x.base_before"),
                1,
            ),
            self._figure(
                "growth",
                self.env._("Growth of the base"),
                "share",
                SQL(
                    growth,
                    SQL(COUNT, SQL("x.base_now")),
                    SQL(COUNT, SQL("x.base_start")),
                ),
                SQL(
                    growth,
                    SQL(COUNT, SQL("x.base_before")),
                    SQL(COUNT, SQL("x.base_start_before")),
                ),
                SQL("x.base_now"),
                SQL("x.base_before"),
                better=1,
            ),
        ]
        return measure | {
            "relation": self._base_relation(ask),
            "figures": figures,
            "trend": lambda: self._base_trend(ask),
        }

    def _base_span(self, day):
        """The twelve months up to a day."""
        return Span(day - relativedelta(years=1) + DAY, day)

    def _base_relation(self, ask):
        """A row for each customer: whether they bought in the periods, and in the
        twelve months before each of their edges."""
        spans = [
            ask.now,
            ask.before,
            self._base_span(ask.now.end),
            self._base_span(ask.now.start - DAY),
            self._base_span(ask.before.end),
            self._base_span(ask.before.start - DAY),
        ]
        date = purchase_day()
        query = self._documents(Span(min(span.start for span in spans), ask.now.end))
        query_refine(query, group=SQL("account_move.commercial_partner_id"))
        return SQL(
            """SELECT c.id, c.dim, d.*
                 FROM (%s) d(partner_id, now, before, base_now, base_start,
                             base_before, base_start_before)
                 JOIN (%s) c ON c.id = d.partner_id""",
            query_select(
                query,
                SQL("account_move.commercial_partner_id"),
                *(SQL("bool_or(%s)", self._within(date, span)) for span in spans),
            ),
            self._customers(ask),
        )

    def _base_trend(self, ask):
        query = self._documents(ask.trend)
        query_refine(query, group=SQL("account_move.commercial_partner_id"))
        rows = self.env.execute_query(
            SQL(
                """SELECT date_trunc('month', x.day)::date, count(*)
                     FROM (%s) x(id, day)
                     JOIN (%s) c ON c.id = x.id
                    WHERE NOT %s
                    GROUP BY 1""",
                query_select(
                    query,
                    SQL("account_move.commercial_partner_id"),
                    SQL("min(%s)", purchase_day()),
                ),
                self._customers(ask),
                self._bought_before(ask.trend.start),
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
                self.env._("Bought"),
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
                "have come until today: showed interest, asked for an offer, bought. "
                "Those of the period before had more time."
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
        zone and how far it is."""
        return SQL(
            """SELECT c.id, c.dim, f.day, f.stage
                 FROM (
                    SELECT id, ficha_lifecycle AS stage,
                           (create_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day
                      FROM res_partner
                     WHERE ficha_lifecycle IS NOT NULL
                       AND create_date BETWEEN %s AND %s
                 ) f
                 JOIN (%s) c ON c.id = f.id
                WHERE %s""",
            str(self.env.tz),
            # a day more on both sides: which day it was depends on the zone
            span.start - DAY,
            span.end + 2 * DAY,
            self._customers(ask),
            self._within(SQL("f.day"), span),
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
