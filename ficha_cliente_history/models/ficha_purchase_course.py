from odoo import api, models
from odoo.tools import SQL

# Amounts are whole numbers of this part of the currency's unit: as exact as any
# currency is, and added up without a decimal point.
PARTS = 10_000

ARRAYS = ("days", "gaps", "totals", "credit_days", "credit_totals")


class FichaPurchaseCourse(models.Model):
    """All purchase days of a customer of a company in one row, in order.

    *Resultados* asks the same of every customer: which purchase was the last one until
    the edge of a period, how many there are between two of them, what they add up to.
    Of an ordered array that is one look-up, and a customer is one row instead of one
    for each purchase. The arrays are PostgreSQL's own, the ORM has no type for them:

    - ``days``: the days on which something was bought, ascending
    - ``gaps``: of each of them, how many days after the one before; 0 of the first
    - ``totals``: what was bought until then, in ``PARTS`` of the unit; it begins with
      0, so that ``totals[n + 1]`` is that of the first ``n`` days
    - ``credit_days``, ``credit_totals``: the same of days on which something was given
      back and nothing bought; empty where there are none

    So ``n = width_bucket(day, days)`` is how many purchases there are until a day, and
    ``days[n]`` is the last one of them.

    Made of ``ficha.purchase.day`` by its refresh, so the rows are those of the same
    queue, and checked by the same night.
    """

    _name = "ficha.purchase.course"
    _inherit = "ficha.purchase.kept.mixin"
    _description = "Purchases in Order"
    _rec_name = "partner_id"
    _order = "id"
    _auto = False  # the table is made below

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS ficha_purchase_course (
                id serial PRIMARY KEY,
                partner_id int NOT NULL,
                company_id int NOT NULL,
                days date[] NOT NULL,
                gaps int[] NOT NULL,
                totals bigint[] NOT NULL,
                credit_days date[],
                credit_totals bigint[],
                UNIQUE (partner_id, company_id)
            )
            """
        )

    # -- making the rows ---------------------------------------------------------------

    @api.model
    def _rebuild(self, ids):
        """:param ids: of commercial entities; all when None
        :return: set of the ids of customers whose rows differed
        """
        Day = self.env["ficha.purchase.day"]
        days = SQL(
            """SELECT partner_id, company_id, day, purchases > 0 AS bought, amount
                 FROM ficha_purchase_day WHERE %s""",
            Day._of_customers(ids),
        )
        key = ("partner_id", "company_id")
        return Day._rebuild_table(
            self._table,
            key,
            ARRAYS,
            self._of_days(days, SQL(", ").join(map(SQL.identifier, key))),
            ids,
        )

    @api.model
    def _of_days(self, days, key):
        """SELECT of the customers and their arrays from days: the one place that says
        how.

        :param SQL days: SELECT of the key, ``day`` (once for each), ``bought`` and
            ``amount``
        :param SQL key: columns, ``partner_id`` first
        """
        return SQL(
            """
            SELECT %(key)s,
                   COALESCE(array_agg(day ORDER BY day) FILTER (WHERE bought), '{}')
                       AS days,
                   COALESCE(array_agg(gap ORDER BY day) FILTER (WHERE bought), '{}')
                       AS gaps,
                   0::bigint || array_agg(total ORDER BY day) FILTER (WHERE bought)
                       AS totals,
                   array_agg(day ORDER BY day) FILTER (WHERE NOT bought)
                       AS credit_days,
                   CASE WHEN bool_or(NOT bought) THEN
                       0::bigint
                       || array_agg(total ORDER BY day) FILTER (WHERE NOT bought)
                   END AS credit_totals
              FROM (
                SELECT %(key)s, day, bought,
                       COALESCE(day - lag(day) OVER step, 0) AS gap,
                       (sum(part) OVER step)::bigint AS total
                  FROM (
                    SELECT %(key)s, day, bought,
                           round(amount * %(parts)s)::bigint AS part
                      FROM (%(days)s) AS doc
                  ) AS one
                WINDOW step AS (PARTITION BY %(key)s, bought ORDER BY day)
              ) AS course
             GROUP BY %(key)s
            """,
            key=key,
            days=days,
            parts=PARTS,
        )
