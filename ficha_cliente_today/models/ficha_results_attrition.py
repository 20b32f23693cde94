from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import PURCHASE_TYPES, purchase_day
from odoo.addons.ficha_cliente.tools.query import query_refine, query_select

from ..tools.results_ask import TREND_MONTHS, WAITED_DAYS, WAITED_MONTHS, Span


class FichaResults(models.AbstractModel):
    """Attrition: who was lost, each by their own rhythm, and who came back.

    A customer is lost on the day on which they have been waited for long enough: their
    usual interval after the last purchase, and one more of it (30 days at least), as in
    *Hoy* (``ficha.purchase.summary._patience_sql``). Of whom no rhythm is known yet,
    that is as long as the period asked for.
    """

    _inherit = "ficha.results"

    def _measure_attrition(self, ask):
        measure = {
            "key": "attrition",
            "title": self.env._("Attrition"),
            "help": self.env._(
                "Customers are lost when they have not bought for twice their own "
                "usual interval (and at least 30 days longer than it): who buys every "
                "60 days is not lost in a month without a purchase. The share is of "
                "those who were customers when the period began. Those who came back "
                "had been lost before, and bought in the period."
            ),
            "trend_help": self.env._(
                "Share of the customers of %(months)s months before who were lost in "
                "the %(months)s months up to each one",
                months=ask.window,
            )
            if ask.window > 1
            else self.env._(
                "Share of the customers of the beginning of each month who were lost "
                "in it"
            ),
            "nothing": self.env._(
                "It appears when customers have bought in two periods or more."
            ),
        }
        if not self._may_read_documents():
            return measure | {"forbidden": self._forbidden_text()}
        lost, lost_before = SQL("x.lost"), SQL("x.lost_before")
        had, had_before = SQL("x.had"), SQL("x.had_before")
        gone, gone_before = (
            SQL("x.had AND x.lost"),
            SQL("x.had_before AND x.lost_before"),
        )
        back = SQL("x.now AND NOT x.had AND %s", self._bought_until(ask.now))
        back_before = SQL(
            "x.before AND NOT x.had_before AND %s", self._bought_until(ask.before)
        )
        share = (
            "count(*) FILTER (WHERE %s)::float / nullif(count(*) FILTER (WHERE %s), 0)"
        )
        figures = [
            self._figure(
                "rate",
                self.env._("Lost, of those who were customers"),
                "share",
                SQL(share, gone, had),
                SQL(share, gone_before, had_before),
                gone,
                gone_before,
                better=-1,
            ),
            self._count_figure(
                "lost", self.env._("Customers lost"), lost, lost_before, -1
            ),
            self._count_figure(
                "had",
                self.env._("Were customers at the beginning"),
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

    def _patience(self):
        """SELECT of ``partner_id`` and ``days``: how long after a purchase each
        customer is waited for; of who buys from several companies, the longest."""
        Summary = self.env["ficha.purchase.summary"]
        Summary.flush_model(["usual_interval_days"])
        return SQL(
            """SELECT h.partner_id, LEAST(max(%s), %s) AS days
                 FROM ficha_purchase_summary h
                WHERE h.company_id = ANY(%s) AND %s > 0
                GROUP BY h.partner_id""",
            Summary._patience_sql("h"),
            WAITED_DAYS,
            self.env.companies.ids,
            Summary._patience_sql("h"),
        )

    def _attrition_relation(self, ask):
        """A row for each customer: whether, in the period and in the one before, they
        ``had`` been a customer when it began, were ``lost`` by its end, and bought
        (``now``, ``before``)."""
        date = purchase_day()
        first = ask.before.start - timedelta(days=WAITED_DAYS)
        query = self._documents(Span(first, ask.now.end), PURCHASE_TYPES)
        query_refine(query, group=SQL("account_move.commercial_partner_id"))
        columns = []
        for span, alias, suffix, bought in (
            (ask.now, "now", "", "now"),
            (ask.before, "before", "_before", "before"),
        ):
            last = SQL.identifier("a", f"{alias}_last")
            known = SQL.identifier("a", f"{alias}_known")
            days = SQL("COALESCE(w.days, %s)", (span.end - span.start).days + 1)
            columns += [
                SQL(
                    "COALESCE(%s + %s >= %s, FALSE) AS %s",
                    known,
                    days,
                    span.start,
                    SQL.identifier(f"had{suffix}"),
                ),
                SQL(
                    "COALESCE(%s + %s BETWEEN %s AND %s, FALSE) AS %s",
                    last,
                    days,
                    span.start,
                    span.end,
                    SQL.identifier(f"lost{suffix}"),
                ),
                SQL(
                    "COALESCE(%s >= %s, FALSE) AS %s",
                    last,
                    span.start,
                    SQL.identifier(bought),
                ),
            ]
        return SQL(
            """SELECT c.id, c.dim, %s
                 FROM (%s) a(partner_id, now_last, now_known, before_last, before_known)
                 JOIN (%s) c ON c.id = a.partner_id
                 LEFT JOIN (%s) w ON w.partner_id = a.partner_id""",
            SQL(", ").join(columns),
            query_select(
                query,
                SQL("account_move.commercial_partner_id"),
                *(
                    SQL("max(%s) FILTER (WHERE %s %s %s)", date, date, sign, day)
                    for span in (ask.now, ask.before)
                    for sign, day in ((SQL("<="), span.end), (SQL("<"), span.start))
                ),
            ),
            self._customers(ask),
            self._patience(),
        )

    def _attrition_trend(self, ask):
        """The share of each month, of the months up to it that the period is long.

        A row for each customer and month in which they bought, with the month of the
        next one and the month in which they are lost if they do not come back. From
        these follow the months of the chart for which they had been a customer, and
        those for which they were lost: two ranges, and the bits of two numbers.
        """
        window = ask.window
        first = ask.months[0]
        start = first - relativedelta(months=window + WAITED_MONTHS)
        date = purchase_day()
        query = self._documents(Span(start, ask.trend.end), PURCHASE_TYPES)
        query_refine(
            query,
            group=SQL(
                "account_move.commercial_partner_id, date_trunc('month', %s)", date
            ),
        )
        bits = """CASE WHEN %(last)s >= %(first)s
                  THEN (1 << (%(last)s + 1)) - (1 << %(first)s) ELSE 0 END"""
        had = SQL(
            bits,
            first=SQL("GREATEST(m.month + %s, 0)", window),
            last=SQL(
                "LEAST(m.next - 1 + %s, m.gone + %s, %s)",
                window,
                window - 1,
                TREND_MONTHS - 1,
            ),
        )
        lost = SQL(
            bits,
            first=SQL("GREATEST(m.month, m.gone, 0)"),
            last=SQL(
                "LEAST(m.next - 1, m.gone + %s, %s)", window - 1, TREND_MONTHS - 1
            ),
        )
        columns = [
            SQL(
                "count(*) FILTER (WHERE x.had & x.lost & %(bit)s <> 0)::float"
                " / nullif(count(*) FILTER (WHERE x.had & %(bit)s <> 0), 0)",
                bit=1 << month,
            )
            for month in range(TREND_MONTHS)
        ]
        row = self.env.execute_query(
            SQL(
                """SELECT %(columns)s
                     FROM (
                        SELECT m.partner_id,
                               bit_or(%(had)s) AS had,
                               bit_or(%(lost)s) AS lost
                          FROM (
                            SELECT b.partner_id,
                                   %(month)s AS month,
                                   COALESCE(lead(%(month)s) OVER (
                                       PARTITION BY b.partner_id ORDER BY b.day
                                   ), %(never)s) AS next,
                                   COALESCE(%(gone)s, %(month)s + %(window)s) AS gone
                              FROM (%(bought)s) b(partner_id, day)
                              LEFT JOIN (%(patience)s) w USING (partner_id)
                          ) m
                         GROUP BY m.partner_id
                     ) x
                     JOIN (%(customers)s) c ON c.id = x.partner_id""",
                columns=SQL(", ").join(columns),
                had=had,
                lost=lost,
                month=_month_sql(SQL("b.day"), first),
                gone=_month_sql(SQL("b.day + w.days"), first),
                window=window,
                never=TREND_MONTHS + window,
                bought=query_select(
                    query,
                    SQL("account_move.commercial_partner_id"),
                    SQL("max(%s)", date),
                ),
                patience=self._patience(),
                customers=self._customers(ask),
            )
        )
        return list(row[0])


def _month_sql(day, first):
    """Number of the month of a day, 0 being the month of ``first``."""
    return SQL(
        "((extract(year FROM %(day)s) * 12 + extract(month FROM %(day)s))::int"
        " - %(first)s)",
        day=day,
        first=first.year * 12 + first.month,
    )
