from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from ..tools.results_ask import TREND_MONTHS, WAITED_DAYS, WAITED_MONTHS

DAY = timedelta(days=1)


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
        back = SQL("x.now AND NOT x.had AND x.known")
        back_before = SQL("x.before AND NOT x.had_before AND x.known_before")
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

    def _patience(self):
        """SELECT of ``partner_id`` and ``days``: how long after a purchase each
        customer is waited for; of who buys from several companies, the longest."""
        Summary = self.env["ficha.purchase.summary"]
        Summary.flush_model(["usual_interval_days"])
        patience = Summary._patience_sql("h")
        several = len(self.env.companies) > 1
        return SQL(
            """SELECT h.partner_id, LEAST(%s, %s) AS days
                 FROM ficha_purchase_summary h
                WHERE h.company_id = ANY(%s) AND %s > 0 %s""",
            SQL("max(%s)", patience) if several else patience,
            WAITED_DAYS,
            self.env.companies.ids,
            patience,
            SQL("GROUP BY h.partner_id") if several else SQL(""),
        )

    def _attrition_relation(self, ask):
        """A row for each customer: whether, in the period and in the one before, they
        ``had`` been a customer when it began, were ``lost`` by its end, and bought
        (``now``, ``before``); and whether they had ever bought when it began
        (``known``)."""
        first = ask.before.start - timedelta(days=WAITED_DAYS)
        columns, lasts = [], {}
        for span, alias, suffix, bought in (
            (ask.now, "now", "", "now"),
            (ask.before, "before", "_before", "before"),
        ):
            last = SQL.identifier("a", f"{alias}_last")
            known = SQL.identifier("a", f"{alias}_known")
            lasts[f"{alias}_last"] = self._last_until(span.end)
            lasts[f"{alias}_known"] = self._last_until(span.start - DAY)
            days = SQL("COALESCE(w.days, %s)", (span.end - span.start).days + 1)
            columns += [
                SQL(
                    "COALESCE(%(known)s >= %(first)s AND %(known)s + %(days)s >="
                    " %(start)s, FALSE) AS %(name)s",
                    known=known,
                    first=first,
                    days=days,
                    start=span.start,
                    name=SQL.identifier(f"had{suffix}"),
                ),
                SQL(
                    "COALESCE(%(last)s >= %(first)s AND %(last)s + %(days)s BETWEEN"
                    " %(start)s AND %(end)s, FALSE) AS %(name)s",
                    last=last,
                    first=first,
                    days=days,
                    start=span.start,
                    end=span.end,
                    name=SQL.identifier(f"lost{suffix}"),
                ),
                SQL(
                    "COALESCE(%s >= %s, FALSE) AS %s",
                    last,
                    span.start,
                    SQL.identifier(bought),
                ),
                SQL("%s IS NOT NULL AS %s", known, SQL.identifier(f"known{suffix}")),
            ]
        return SQL(
            """SELECT c.id, c.dim, %s
                 FROM (
                    SELECT d.partner_id, %s
                      FROM (%s) d
                     WHERE %s
                     GROUP BY d.partner_id
                 ) a
                 JOIN (%s) c ON c.id = a.partner_id
                 LEFT JOIN (%s) w ON w.partner_id = a.partner_id""",
            SQL(", ").join(columns),
            SQL(", ").join(
                SQL("max(d.day) FILTER (WHERE %s) AS %s", last, SQL.identifier(name))
                for name, last in lasts.items()
            ),
            self._steps(),
            SQL(" OR ").join(lasts.values()),
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
        past = window + WAITED_MONTHS
        starts = [
            first + relativedelta(months=number)
            for number in range(-past, TREND_MONTHS + 1)
        ]

        def month_of(day):
            """Number of the month of a day, 0 being the first of the chart; whatever
            comes after it has the next number."""
            return SQL("(width_bucket(%s, %s::date[]) - %s)", day, starts, past + 1)

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
                                   b.month,
                                   COALESCE(b.next, %(never)s) AS next,
                                   COALESCE(%(gone)s, b.month + %(window)s) AS gone
                              FROM (
                                SELECT d.partner_id, d.day, %(month)s AS month,
                                       %(next)s AS next
                                  FROM (%(steps)s) d
                                 WHERE d.day BETWEEN %(start)s AND %(end)s
                                   -- whose next one is earlier says nothing of the
                                   -- months of the chart
                                   AND (d.next_day IS NULL OR d.next_day >= %(chart)s)
                                OFFSET 0  -- the months of each are worked out once
                              ) b
                              LEFT JOIN (%(patience)s) w USING (partner_id)
                             -- the last purchase of each month
                             WHERE b.next IS NULL OR b.next > b.month
                            OFFSET 0
                          ) m
                         GROUP BY m.partner_id
                     ) x
                     %(customers)s""",
                columns=SQL(", ").join(columns),
                had=had,
                lost=lost,
                month=month_of(SQL("d.day")),
                next=month_of(SQL("d.next_day")),
                gone=month_of(SQL("b.day + w.days")),
                window=window,
                never=TREND_MONTHS,
                steps=self._steps(),
                start=starts[0],
                end=ask.trend.end,
                chart=first - relativedelta(months=window - 1),
                patience=self._patience(),
                customers=self._joined_customers(ask, SQL("x.partner_id")),
            )
        )
        return list(row[0])
