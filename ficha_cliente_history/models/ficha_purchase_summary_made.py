from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import (
    is_of_purchase,
    is_purchase,
    purchase_day,
)

from .ficha_purchase_summary_documents import DOCUMENT_HASH, HASHES
from .ficha_purchase_summary_forecast import (
    COMPUTED_COLUMNS,
    FORECASTING,
    OWN_INTERVALS,
)
from .ficha_purchase_summary_payment import PAYMENT_COLUMNS

# columns that come from the documents, in the order of the SELECT in _made
COLUMNS = (
    "purchase_count",
    "purchase_days",
    "revenue",
    "average_ticket",
    "first_purchase_date",
    "last_purchase_date",
    "first_amount",
    "last_amount",
    "purchase_count_12m",
    "revenue_12m",
    "purchase_count_previous_12m",
    "revenue_previous_12m",
    "peak_months",
    "mean_interval_days",
    "median_interval_days",
    "interval_spread_days",
    "intervals",
    "paid_count",
    "documents_hash",
    "currency_id",
)

# and all that a row has of them
MADE_COLUMNS = (*COLUMNS, *PAYMENT_COLUMNS)

# All documents are grouped by walking the index, which costs half of hashing.
WALKING = {"work_mem": "128MB", "enable_hashagg": "off"}


class FichaPurchaseSummary(models.Model):
    """Making rows anew from their documents: of some customers, of all, or of a base
    that has no rows yet.

    Where there are none, everything is made beside the table first, so that each row is
    written once, with all that is told in it.
    """

    _inherit = "ficha.purchase.summary"

    # --------------------------------------------------------------------------
    # Rows that are there, and those that lack.
    # --------------------------------------------------------------------------

    @api.model
    def _rebuild(self, today, ids=None):
        """Make the rows of customers from their documents, and delete those of
        customers without any.

        :param ids: of commercial entities; all when None
        :return: set of the ids of customers whose row was made, changed or deleted
        """
        if ids is not None:
            with self._planned_for_few():
                paid = SQL("(%s)", self._payments(today, ids))
                changed = self._delete_rows(today, ids)
                return changed | self._rebuild_rows(today, ids, paid)
        changed = self._delete_rows(today, ids)
        paid = self._make_payments_table(today)
        with self._tuned(WALKING):
            changed |= self._rebuild_rows(today, None, paid)
        self.env.cr.execute(SQL("DROP TABLE %s", paid))
        # what follows joins the table with itself: let it be planned well
        self.env.cr.execute("ANALYZE ficha_purchase_summary")
        return changed

    @api.model
    def _rebuild_rows(self, today, ids, paid):
        """:param SQL paid: table with what :meth:`_payments` gives"""
        # Compared first, and only what differs is inserted: a row that is offered to ON
        # CONFLICT is locked, which writes it, also where nothing differs.
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO ficha_purchase_summary AS row
                       (partner_id, company_id, %(columns)s)
                SELECT made.*
                  FROM (%(made)s) AS made
                  LEFT JOIN ficha_purchase_summary AS old
                         ON old.partner_id = made.partner_id
                        AND old.company_id = made.company_id
                 WHERE old.id IS NULL OR (%(old)s) IS DISTINCT FROM (%(new)s)
                 ORDER BY made.partner_id, made.company_id
                    ON CONFLICT (partner_id, company_id) DO UPDATE
                   SET refreshed_on = NULL,  -- to be computed
                       %(set)s
             RETURNING row.partner_id
                """,
                made=self._made(today, ids, paid),
                columns=SQL(", ").join(map(SQL.identifier, MADE_COLUMNS)),
                set=SQL(", ").join(
                    SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name))
                    for name in MADE_COLUMNS
                ),
                old=SQL(", ").join(
                    SQL.identifier("old", name) for name in MADE_COLUMNS
                ),
                new=SQL(", ").join(
                    SQL.identifier("made", name) for name in MADE_COLUMNS
                ),
            )
        )
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _delete_rows(self, today, ids):
        """Customers whose last document was cancelled, merged or moved away."""
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM ficha_purchase_summary AS row
                 WHERE %(rows)s
                   AND NOT EXISTS (
                       SELECT FROM account_move AS move
                        WHERE move.commercial_partner_id = row.partner_id
                          AND move.company_id = row.company_id
                          AND %(documents)s
                   )
             RETURNING row.partner_id
                """,
                rows=self._rows(ids),
                documents=self._documents(today, ids, "move"),
            )
        )
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _rows(self, ids):
        """Condition on the rows (named ``row``) of these customers; all when None."""
        if ids is None:
            return SQL("TRUE")
        return SQL("row.partner_id = ANY(%s)", list(ids))

    # --------------------------------------------------------------------------
    # From nothing.
    # --------------------------------------------------------------------------

    @api.model
    def _fill(self, today, deep=False):
        """All rows of a base that has none: the same rows as :meth:`_rebuild` and the
        forecast make, each written once.

        They are made in the temporary table ``ficha_made``, the company's rhythm and
        limits are measured on that, and then they go into the table with what is told
        by these. Whoever makes some of them at the same time is met as a serialization
        failure.

        :param bool deep: measure the rhythm of each company, whether it moved or not
        :return: set of the ids of customers
        """
        paid = self._make_payments_table(today)
        made = SQL("ficha_made")
        self._execute_tuned(
            WALKING,
            SQL(
                """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
                   SELECT row_number() OVER ()::int AS id, made.* FROM (%s) AS made""",
                made,
                self._made(today, None, paid),
            ),
        )
        self.env.cr.execute(SQL("DROP TABLE %s", paid))
        self._measure_companies(today, deep, rows=made)
        rows = self._execute_tuned(
            FORECASTING,
            SQL(
                """
                WITH %(forecast)s
                INSERT INTO ficha_purchase_summary AS whole
                       (partner_id, company_id, %(columns)s, refreshed_on,
                        segment_date, segment_since, %(computed)s)
                SELECT row.partner_id,
                       row.company_id,
                       %(values)s,
                       %(today)s,
                       %(today)s,
                       CASE WHEN new.rfm_segment IS NOT NULL THEN %(today)s END,
                       %(told)s
                  FROM %(made)s AS row
                  JOIN new ON new.id = row.id
                 ORDER BY row.id
                    ON CONFLICT (partner_id, company_id) DO NOTHING
             RETURNING whole.partner_id
                """,
                forecast=self._forecast_new(today, SQL("TRUE"), made),
                made=made,
                today=today,
                columns=SQL(", ").join(map(SQL.identifier, MADE_COLUMNS)),
                values=SQL(", ").join(
                    SQL.identifier("row", name) for name in MADE_COLUMNS
                ),
                computed=SQL(", ").join(map(SQL.identifier, COMPUTED_COLUMNS)),
                told=SQL(", ").join(
                    SQL.identifier("new", name) for name in COMPUTED_COLUMNS
                ),
            ),
        )
        self.env.cr.execute(SQL("DROP TABLE %s", made))
        return {partner_id for (partner_id,) in rows}

    # --------------------------------------------------------------------------
    # How: the one place that says it.
    # --------------------------------------------------------------------------

    @api.model
    def _made(self, today, ids, paid):
        """SELECT of ``partner_id``, ``company_id`` and ``MADE_COLUMNS``, in order of
        these two.

        :param ids: of commercial entities; all when None
        :param SQL paid: table with what :meth:`_payments` gives
        """
        return SQL(
            """
            -- 1. documents, in order of the day of their purchase; of each that is one
            -- the interval: days since the purchase before, 0 of another of that day
            WITH doc AS (
                SELECT commercial_partner_id AS partner_id,
                       company_id,
                       %(day)s AS day,
                       amount_untaxed_signed AS amount,
                       %(purchase)s AS purchase,
                       %(of_purchase)s AS of_purchase,
                       payment_state IN ('paid', 'in_payment')
                           AND move_type <> 'out_refund' AS paid,
                       %(hash)s AS hash
                  FROM account_move
                 WHERE %(documents)s
            ),
            step AS (
                SELECT doc.*,
                       CASE WHEN purchase THEN day - max(day)
                           FILTER (WHERE purchase)
                           OVER (PARTITION BY partner_id, company_id ORDER BY day
                                 ROWS BETWEEN UNBOUNDED PRECEDING
                                          AND 1 PRECEDING)
                       END AS gap
                  FROM doc
            ),
            -- 2. one row for each customer and company: what adds up, the amounts in
            -- order of date, the intervals from short to long (their middle is the
            -- median), and the hash that tells whether documents changed
            customer AS (
                SELECT partner_id,
                       company_id,
                       (count(*) FILTER (WHERE purchase))::int AS purchase_count,
                       (count(*) FILTER (
                           WHERE purchase AND gap IS DISTINCT FROM 0
                       ))::int AS purchase_days,
                       sum(amount) AS revenue,
                       min(day) FILTER (WHERE purchase) AS first_purchase_date,
                       max(day) FILTER (WHERE purchase) AS last_purchase_date,
                       array_agg(day ORDER BY day) FILTER (WHERE of_purchase)
                           AS amount_days,
                       array_agg(amount ORDER BY day) FILTER (WHERE of_purchase)
                           AS amounts,
                       %(months)s,
                       avg(gap) FILTER (WHERE gap > 0)::float8 AS mean,
                       array_agg(gap ORDER BY gap) FILTER (WHERE gap > 0)
                           AS intervals,
                       stddev_samp(gap) FILTER (WHERE gap > 0)::float8 AS spread,
                       (count(*) FILTER (WHERE paid))::int AS paid_count,
                       ((sum(hash) %% %(hashes)s + %(hashes)s) %% %(hashes)s)::int
                           AS documents_hash
                  FROM step
                 GROUP BY partner_id, company_id
            ),
            -- 3. what was bought in each month of the calendar, in a pass of its own:
            -- keeping the documents of the first one costs more than reading them again
            month AS (
                SELECT commercial_partner_id AS partner_id,
                       company_id,
                       date_part('month', %(day)s)::int AS month,
                       count(DISTINCT %(day)s) AS days,
                       sum(amount_untaxed_signed) AS bought
                  FROM account_move
                 WHERE %(documents)s AND %(purchase)s
                 GROUP BY 1, 2, 3
                HAVING count(*) >= 2
            ),
            -- with what corrects it, which is rare
            correction AS (
                SELECT commercial_partner_id AS partner_id,
                       company_id,
                       date_part('month', %(day)s)::int AS month,
                       sum(amount_untaxed_signed) AS corrected
                  FROM account_move
                 WHERE %(documents)s
                   AND %(of_purchase)s
                   AND NOT %(purchase)s
                   AND EXISTS (
                       SELECT FROM account_move AS other
                        WHERE other.commercial_partner_id
                              = account_move.commercial_partner_id
                          AND other.company_id = account_move.company_id
                          AND %(other_day)s = %(day)s
                          AND %(other_purchase)s
                          AND %(other_documents)s
                   )
                 GROUP BY 1, 2, 3
            ),
            -- 4. peak months, three at most: those with more purchase days than
            -- chance would put there, two standard deviations above an even spread
            peak AS (
                SELECT partner_id,
                       company_id,
                       (array_agg(
                           month
                           ORDER BY days DESC, bought + COALESCE(corrected, 0) DESC,
                                    month
                       ))[1:3] AS months
                  FROM month
                  LEFT JOIN correction USING (partner_id, company_id, month)
                  JOIN customer USING (partner_id, company_id)
                 WHERE days >= 2
                   AND days >= purchase_days / 12.0::float8
                               + 2 * sqrt(purchase_days / 12.0::float8)
                 GROUP BY partner_id, company_id
            )
            -- 5. the rows, in the order of MADE_COLUMNS
            SELECT customer.partner_id,
                   customer.company_id,
                   purchase_count,
                   purchase_days,
                   revenue,
                   CASE WHEN purchase_count > 0 THEN
                       round(revenue / purchase_count, currency.decimal_places)
                   END AS average_ticket,
                   first_purchase_date,
                   last_purchase_date,
                   %(first_amount)s AS first_amount,
                   %(last_amount)s AS last_amount,
                   purchase_count_12m,
                   revenue_12m,
                   purchase_count_previous_12m,
                   revenue_previous_12m,
                   array_to_string(peak.months, ',') AS peak_months,
                   mean AS mean_interval_days,
                   (intervals[purchase_days / 2]
                       + intervals[(purchase_days + 1) / 2]) / 2.0
                       AS median_interval_days,
                   spread AS interval_spread_days,
                   CASE WHEN purchase_days > %(enough)s THEN intervals END
                       AS intervals,
                   paid_count,
                   documents_hash,
                   company.currency_id,
                   %(paid_columns)s
              FROM customer
              JOIN res_company company ON company.id = customer.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
              LEFT JOIN peak ON peak.partner_id = customer.partner_id
                            AND peak.company_id = customer.company_id
              LEFT JOIN %(paid)s AS paid ON paid.partner_id = customer.partner_id
                                        AND paid.company_id = customer.company_id
             ORDER BY customer.partner_id, customer.company_id
            """,
            day=purchase_day(),
            purchase=is_purchase(),
            of_purchase=is_of_purchase(),
            hash=DOCUMENT_HASH,
            months=self._month_columns(
                today, SQL("day"), SQL("purchase::int"), SQL("amount")
            ),
            first_amount=self._amount_of_day(SQL("first_purchase_date")),
            last_amount=self._amount_of_day(SQL("last_purchase_date")),
            documents=self._documents(today, ids),
            other_day=purchase_day("other"),
            other_purchase=is_purchase("other"),
            other_documents=self._documents(today, ids, "other"),
            paid=paid,
            paid_columns=SQL(", ").join(
                SQL.identifier("paid", name) for name in PAYMENT_COLUMNS
            ),
            enough=OWN_INTERVALS,
            hashes=HASHES,
        )

    @api.model
    def _amount_of_day(self, day):
        """What was bought on a day, from the ordered ``amount_days`` and ``amounts``
        of a customer: mostly one of them."""
        return SQL(
            """CASE width_bucket(%(day)s, amount_days)
                        - array_position(amount_days, %(day)s)
                   WHEN 0 THEN amounts[width_bucket(%(day)s, amount_days)]
                   ELSE (SELECT sum(amount)
                           FROM unnest(
                               amounts[array_position(amount_days, %(day)s):
                                       width_bucket(%(day)s, amount_days)]
                           ) AS part(amount))
               END""",
            day=day,
        )
