from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import purchase_day
from odoo.addons.ficha_cliente.tools.query import query_refine, query_select

from ..tools.results_ask import TREND_MONTHS, Span
from .ficha_results_customers import PURCHASES


class FichaResults(models.AbstractModel):
    """Attrition: of those who bought in the period before, who did not buy in this one;
    and who came back."""

    _inherit = "ficha.results"

    def _measure_attrition(self, ask):
        measure = {
            "key": "attrition",
            "title": self.env._("Attrition"),
            "help": self.env._(
                "Of the customers who bought in the period before, the share that "
                "bought nothing in this one. Those who came back had bought in earlier "
                "times, not in the period before, and did in this one."
            ),
            "trend_help": self.env._(
                "Share of those who bought in the %(months)s months before and not in "
                "the %(months)s months up to each one",
                months=ask.window,
            )
            if ask.window > 1
            else self.env._(
                "Share of those who bought the month before and not that one"
            ),
            "nothing": self.env._(
                "It appears when customers have bought in two periods or more."
            ),
        }
        if not self._may_read_documents():
            return measure | {"forbidden": self._forbidden_text()}
        lost, lost_before = (
            SQL("x.before AND NOT x.now"),
            SQL("x.earlier AND NOT x.before"),
        )
        had, had_before = SQL("x.before"), SQL("x.earlier")
        back = SQL("x.now AND NOT x.before AND %s", self._bought_until(ask.before))
        back_before = SQL(
            "x.before AND NOT x.earlier AND %s", self._bought_until(ask.earlier)
        )
        share = (
            "count(*) FILTER (WHERE %s)::float / nullif(count(*) FILTER (WHERE %s), 0)"
        )
        figures = [
            self._figure(
                "rate",
                self.env._("Did not buy again"),
                "share",
                SQL(share, lost, had),
                SQL(share, lost_before, had_before),
                lost,
                lost_before,
                better=-1,
            ),
            self._count_figure(
                "lost", self.env._("Customers lost"), lost, lost_before, -1
            ),
            self._count_figure(
                "had",
                self.env._("Had bought before"),
                had,
                had_before,
                column=False,
            ),
            self._count_figure("back", self.env._("Came back"), back, back_before, 1),
        ]
        return measure | {
            "relation": self._attrition_relation(ask),
            "figures": figures,
            "trend": lambda: self._attrition_trend(ask),
        }

    def _bought_until(self, span):
        """Whether customer ``x`` bought before these days began: walks an index, and is
        asked only of the few who could have come back."""
        query = self._documents(Span(span.start.replace(year=1900), span.start))
        query_refine(
            query,
            SQL("account_move.commercial_partner_id = x.id"),
            SQL("%s < %s", purchase_day(), span.start),
        )
        return SQL("EXISTS (%s)", query_select(query, SQL("1")))

    def _attrition_relation(self, ask):
        """A row for each customer: in which of the three periods they bought."""
        date = purchase_day()
        query = self._documents(Span(ask.earlier.start, ask.now.end), PURCHASES)
        query_refine(query, group=SQL("account_move.commercial_partner_id"))
        return SQL(
            """SELECT c.id, c.dim, a.now, a.before, a.earlier
                 FROM (%s) a(partner_id, now, before, earlier)
                 JOIN (%s) c ON c.id = a.partner_id""",
            query_select(
                query,
                SQL("account_move.commercial_partner_id"),
                *(
                    SQL("bool_or(%s)", self._within(date, span))
                    for span in (ask.now, ask.before, ask.earlier)
                ),
            ),
            self._customers(ask),
        )

    def _attrition_trend(self, ask):
        """The share of each month, as long as the period is.

        The months in which a customer bought are the bits of a number, so that each
        month's share is two comparisons of it, however many purchases there were.
        """
        window = ask.window
        first = ask.months[0] - relativedelta(months=2 * window - 1)
        date = purchase_day()
        query = self._documents(Span(first, ask.trend.end))
        query_refine(query, group=SQL("account_move.commercial_partner_id"))
        position = SQL(
            "(extract(year FROM %(date)s) * 12 + extract(month FROM %(date)s))::int - "
            "%(first)s",
            date=date,
            first=first.year * 12 + first.month,
        )
        width = (1 << window) - 1
        columns = []
        for month in range(TREND_MONTHS):
            had = SQL("x.months & %s::bigint <> 0", width << month)
            bought = SQL("x.months & %s::bigint <> 0", width << (month + window))
            columns.append(
                SQL(
                    "count(*) FILTER (WHERE %(had)s AND NOT %(bought)s)::float"
                    " / nullif(count(*) FILTER (WHERE %(had)s), 0)",
                    had=had,
                    bought=bought,
                )
            )
        row = self.env.execute_query(
            SQL(
                """SELECT %s FROM (%s) x(partner_id, months)
                     JOIN (%s) c ON c.id = x.partner_id""",
                SQL(", ").join(columns),
                query_select(
                    query,
                    SQL("account_move.commercial_partner_id"),
                    SQL("bit_or(1::bigint << (%s))", position),
                ),
                self._customers(ask),
            )
        )
        return list(row[0])
