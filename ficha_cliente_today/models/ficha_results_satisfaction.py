from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.query import query_select


class FichaResults(models.AbstractModel):
    """Satisfaction: what customers answer, and what becomes of their complaints."""

    _inherit = "ficha.results"

    def _measure_satisfaction(self, ask):
        measure = {
            "key": "satisfaction",
            "title": self.env._("Satisfaction"),
            "help": self.env._(
                "Average of the answers from 1 to 5 noted in interactions of the "
                "period; complaints that came in, those solved, and the median of the "
                "days it took to solve them."
            ),
            "trend_help": self.env._("Average answer of each month"),
            "nothing": self.env._(
                "It appears when answers from 1 to 5 and complaints are noted as "
                "interactions."
            ),
        }
        if not self.env["ficha.interaction"].has_access("read"):
            return measure | {
                "forbidden": self.env._(
                    "It is read from interactions, which you have no permission to "
                    "read."
                )
            }
        answered = SQL("x.satisfaction IS NOT NULL AND %s", self._dated_in(ask.now))
        answered_before = SQL(
            "x.satisfaction IS NOT NULL AND %s", self._dated_in(ask.before)
        )
        opened = SQL("x.complaint AND %s", self._dated_in(ask.now))
        opened_before = SQL("x.complaint AND %s", self._dated_in(ask.before))
        solved = SQL("x.solved AND %s", self._within(SQL("x.solved_day"), ask.now))
        solved_before = SQL(
            "x.solved AND %s", self._within(SQL("x.solved_day"), ask.before)
        )
        average = "avg(x.satisfaction) FILTER (WHERE %s)::float"
        median = (
            "percentile_cont(0.5) WITHIN GROUP (ORDER BY x.solve_days)"
            " FILTER (WHERE %s)::float"
        )
        figures = [
            self._figure(
                "average",
                self.env._("Average answer (1 to 5)"),
                "number",
                SQL(average, answered),
                SQL(average, answered_before),
                answered,
                answered_before,
                better=1,
            ),
            self._count_figure(
                "answers", self.env._("Answers"), answered, answered_before
            ),
            self._count_figure(
                "opened", self.env._("Complaints"), opened, opened_before, -1
            ),
            self._count_figure(
                "solved",
                self.env._("Solved complaints"),
                solved,
                solved_before,
                1,
                column=False,
            ),
            self._figure(
                "solve_days",
                self.env._("Days to solve them"),
                "days",
                SQL(median, solved),
                SQL(median, solved_before),
                solved,
                solved_before,
                better=-1,
                column=False,
            ),
        ]
        return measure | {
            "model": "ficha.interaction",
            "relation": self._satisfaction_relation(ask),
            "figures": figures,
            "trend": lambda: self._satisfaction_trend(ask),
        }

    def _dated_in(self, span):
        return self._within(SQL("x.day"), span)

    def _satisfaction_relation(self, ask):
        """A row for each answer and complaint, with its days in the reader's zone."""
        start = min(ask.before.start, ask.trend.start)
        # a day more on both sides: which day it was depends on the zone
        query = self.env["ficha.interaction"]._search(
            (
                Domain("company_id", "=", False)
                | Domain("company_id", "in", self.env.companies.ids)
            )
            & (Domain("satisfaction", "!=", False) | Domain("kind", "=", "complaint"))
            & (
                (Domain("date", ">=", start) & Domain("date", "<=", ask.now.end))
                | (
                    Domain("solved_on", ">=", start)
                    & Domain("solved_on", "<=", ask.now.end)
                )
            )
        )
        return SQL(
            """SELECT i.*, c.dim
                 FROM (%s) i(id, partner_id, day, satisfaction, complaint, solved,
                             solved_day, solve_days)
                 JOIN (%s) c ON c.id = i.partner_id""",
            query_select(
                query,
                SQL("ficha_interaction.id"),
                SQL("ficha_interaction.commercial_partner_id"),
                day_sql(SQL("ficha_interaction.date"), self.env.tz),
                SQL("ficha_interaction.satisfaction::int"),
                SQL("ficha_interaction.kind = 'complaint'"),
                SQL(
                    "ficha_interaction.kind = 'complaint'"
                    " AND ficha_interaction.complaint_state = 'solved'"
                ),
                day_sql(SQL("ficha_interaction.solved_on"), self.env.tz),
                SQL("ficha_interaction.solve_days"),
            ),
            self._customers(ask),
        )

    def _satisfaction_trend(self, ask):
        rows = self.env.execute_query(
            SQL(
                """SELECT date_trunc('month', x.day)::date, avg(x.satisfaction)::float
                     FROM (%s) x WHERE x.satisfaction IS NOT NULL AND %s GROUP BY 1""",
                self._satisfaction_relation(ask),
                self._dated_in(ask.trend),
            )
        )
        return self._month_values(ask, rows)
