from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from ..tools.results_ask import TREND_MONTHS
from .ficha_results_facts import CUSTOMER, ONCE

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
        figures = [
            self._figure(
                "rate",
                self.env._("Lost, of those who were customers"),
                "share",
                *self._fact_share("gone", "had"),
                *self._fact(ask, "gone"),
                better=-1,
            ),
            self._fact_figure(ask, "lost", self.env._("Customers lost"), "lost", -1),
            self._fact_figure(
                ask,
                "had",
                self.env._("Were customers at the beginning"),
                "had",
                column=False,
            ),
            self._fact_figure(ask, "back", self.env._("Came back"), "back", 1),
        ]
        return measure | {
            "relation": self._facts(ask),
            "added": self._added(ask),
            "figures": figures,
            "trend": lambda: self._attrition_trend(ask),
        }

    def _attrition_trend(self, ask):
        """The share of each month, of the months up to it that the period is long.

        Who was a customer when those months begin and is none the day after they end
        was lost in them: see :meth:`_outs_of`.
        """
        window = ask.window
        columns = [
            SQL(
                "COALESCE(sum(number) FILTER (WHERE x.out & %(both)s = %(after)s), 0)"
                "::float / nullif(sum(number) FILTER (WHERE x.out & %(first)s = 0), 0)",
                first=1 << month,
                after=1 << (month + window),
                both=1 << month | 1 << (month + window),
            )
            for month in range(TREND_MONTHS)
        ]
        row = self.env.execute_query(
            SQL(
                """SELECT %s
                     FROM (
                        SELECT out, count(*) AS number FROM (%s) o GROUP BY out
                     ) x""",
                SQL(", ").join(columns),
                self._outs(ask),
            )
        )
        return list(row[0])

    def _outs(self, ask):
        """SELECT of ``out`` of the customers whose results the reader sees."""
        kept = self._kept(ask)
        if not kept:
            return SQL(
                "SELECT o.out FROM (%s) o",
                self._outs_of(
                    ask,
                    self._courses(ask),
                    self._patience(),
                    among=self._joined_customers(ask, SQL("d.partner_id")),
                ),
            )
        outs = SQL(
            "SELECT o.out FROM (%s) o %s",
            self.env["ficha.results.kept"]._select_kept(
                kept, SQL("%s AS out", SQL.identifier(f"out_{ask.window}"))
            ),
            self._joined_customers(ask, SQL("o.partner_id")),
        )
        if not kept.apart:
            return outs
        return SQL("%s UNION ALL (%s)", outs, self._outs(self._only(ask, kept)))

    def _outs_of(self, ask, courses, patience, key=CUSTOMER, among=None):
        """SELECT of the customers who ever bought, and ``out``: on which firsts of a
        month they were no customers, as the bits of a number.

        A customer is one on the first of a month when the last purchase before it was
        not longer ago than they are waited for. So the firsts on which they are none
        lie between the day until which they were waited for and their next purchase:
        only the purchases that were not followed in time are gone through. The firsts
        are those of the twelve months of the chart, and of as many before them as the
        period is long.

        :param SQL courses: as :meth:`_courses`; ``patience`` likewise
        :param SQL key: columns that both of them have, a row for each
        :param SQL among: JOIN of the customers ``d`` that are meant
        """
        window = ask.window
        firsts = [
            ask.months[0] + relativedelta(months=number - window + 1)
            for number in range(window + TREND_MONTHS)
        ]

        def place(day):
            """How many of the firsts there are until a day."""
            return SQL("width_bucket(%s, %s::date[])", day, firsts)

        waited = SQL(
            "COALESCE(l.day + l.wait, (l.day + %s::interval)::date)",
            f"{window} months",
        )
        return SQL(
            """SELECT %(key)s,
                      bit_or((1::bigint << l.till) - (1::bigint << l.since)) AS out
                 FROM (
                    SELECT %(key)s, %(since)s AS since,
                           COALESCE(%(till)s, %(all)s) AS till
                      FROM (
                        SELECT %(key)s, w.days AS wait,
                               unnest(k.days[k.n:]) AS day,
                               unnest(k.gaps[k.n + 1:]) AS gap
                          FROM (
                            -- from the last one before the first of the firsts
                            SELECT %(key)s, d.days, d.gaps,
                                   GREATEST(width_bucket(%(start)s::date, d.days), 1)
                                       AS n,
                                   %(once)s
                              FROM (%(courses)s) d
                              %(among)s
                          ) k
                          LEFT JOIN (%(patience)s) w USING (%(key)s)
                      ) l
                     WHERE l.gap IS NULL OR l.day + l.gap > %(waited)s
                     UNION ALL
                    -- until the first purchase of all they were none either
                    SELECT %(key)s, 0, %(born)s
                      FROM (%(courses)s) d
                      %(among)s
                     WHERE d.days[1] > %(start)s
                    OFFSET 0  -- the places of each are worked out once
                  ) l
                 GROUP BY %(key)s""",
            key=key,
            since=place(waited),
            till=place(SQL("l.day + l.gap")),
            all=len(firsts),
            start=firsts[0] - DAY,
            courses=courses,
            once=ONCE,
            among=among or SQL(""),
            patience=patience,
            waited=waited,
            born=place(SQL("d.days[1]")),
        )
