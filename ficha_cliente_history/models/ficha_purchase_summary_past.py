from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .ficha_purchase_summary_forecast import OWN_INTERVALS

#: What an average purchase of a customer is taken from.
TICKET_DAYS = 730


class FichaPurchaseSummary(models.Model):
    """The forecast of every customer as it would have been on a day of the past.

    By the same calculation (``_forecast_from``) over other tables: rows of what had
    been bought until then, and the rhythm of the company as it was then. Nothing that
    came later is read, but a correction of a purchase of before, which belongs to the
    day of that. What is told in advance is judged by it, see ``ficha.drift.choice``.
    """

    _inherit = "ficha.purchase.summary"

    @api.model
    def _make_past(self, company, day):
        """Make the temporary table ``ficha_past``: who had bought from a company until
        a day, a row for each customer.

        :param date day: the last one that is known
        :return: ``SQL``, its name. Columns: ``partner_id``, ``purchase_days``,
            ``first_purchase_date``, ``last_purchase_date``, ``mean_interval_days``,
            ``ticket`` (amount of a purchase day), ``silence`` (days), ``typical`` (days
            from a purchase to the next one), those of ``_forecast_columns`` and
            ``risk``, which is that of the formula. :meth:`_drop_past` drops it
        """
        self._drop_past()
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE ficha_past_day ON COMMIT DROP AS
                SELECT partner_id, day, amount,
                       day - lag(day) OVER (PARTITION BY partner_id ORDER BY day)
                           AS gap
                  FROM ficha_purchase_day
                 WHERE company_id = %s AND day <= %s AND purchases > 0
                """,
                company.id,
                day,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE ficha_past_row ON COMMIT DROP AS
                SELECT partner_id,
                       %(company)s AS company_id,
                       count(*)::int AS purchase_days,
                       min(day) AS first_purchase_date,
                       max(day) AS last_purchase_date,
                       avg(gap)::float8 AS mean_interval_days,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY gap)
                           AS median_interval_days,
                       CASE WHEN count(*) > %(enough)s
                            THEN array_agg(gap ORDER BY gap) FILTER (WHERE gap > 0)
                       END AS intervals,
                       COALESCE(avg(amount) FILTER (WHERE day > %(lately)s),
                                avg(amount))::float8 AS ticket
                  FROM ficha_past_day
                 GROUP BY partner_id
                """,
                enough=OWN_INTERVALS,
                company=company.id,
                lately=day - timedelta(days=TICKET_DAYS),
            )
        )
        for name in ("rhythm", "return"):
            self.env.cr.execute(
                SQL(
                    "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING ALL) ON COMMIT DROP",
                    SQL.identifier(f"ficha_past_{name}"),
                    SQL.identifier(f"ficha_purchase_{name}"),
                )
            )
        rhythm, returns = SQL("ficha_past_rhythm"), SQL("ficha_past_return")
        [[days]] = self.env.execute_query(
            SQL("SELECT COALESCE(sum(purchase_days), 0)::int FROM ficha_past_row")
        )
        if days:
            self.env["ficha.purchase.rhythm"]._measure_company(
                day, company.id, days, rhythm, returns, SQL("ficha_past_day")
            )
        self.env.cr.execute("ANALYZE ficha_past_row")
        self._execute_no_rows(
            SQL(
                """
                CREATE TEMPORARY TABLE ficha_past ON COMMIT DROP AS
                WITH %s
                SELECT row.partner_id,
                       row.purchase_days,
                       row.first_purchase_date,
                       row.last_purchase_date,
                       row.mean_interval_days,
                       row.ticket,
                       own.silence,
                       own.typical::float8,
                       raw.risk::float8 AS risk,
                       %s
                  FROM %s
                """,
                self._forecast_with(rhythm),
                self._forecast_columns(SQL("raw.risk")),
                self._forecast_from(day, SQL("ficha_past_row"), returns),
            )
        )
        self.env.cr.execute("ANALYZE ficha_past")
        return SQL("ficha_past")

    @api.model
    def _execute_no_rows(self, query):
        """As ``_forecast_rows``: joined by hashing, else arrays are stored anew."""
        cr = self.env.cr
        cr.execute("SET LOCAL enable_mergejoin = off; SET LOCAL enable_material = off")
        cr.execute(query)
        cr.execute(
            "SET LOCAL enable_mergejoin TO DEFAULT;"
            " SET LOCAL enable_material TO DEFAULT"
        )

    @api.model
    def _drop_past(self):
        self.env.cr.execute(
            "DROP TABLE IF EXISTS"
            " ficha_past, ficha_past_row, ficha_past_day, ficha_past_rhythm,"
            " ficha_past_return"
        )

    @api.model
    def _came_after(self, company, day, until):
        """Who bought after a day.

        :return: SELECT of ``partner_id`` and ``day``, the first one
        """
        return SQL(
            """SELECT partner_id, min(day) AS day
                 FROM ficha_purchase_day
                WHERE company_id = %s AND purchases > 0 AND day > %s AND day <= %s
                GROUP BY partner_id""",
            company.id,
            day,
            until,
        )
