from odoo import api, models
from odoo.tools import SQL

from .ficha_purchase_forecast import OWN_INTERVALS
from .ficha_purchase_summary_refresh import HASHES

# columns that come from the documents, in the order of the SELECT in _rebuild_rows
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


class FichaPurchaseSummary(models.Model):
    """Making rows anew from their documents."""

    _inherit = "ficha.purchase.summary"

    @api.model
    def _rebuild(self, today, ids=None):
        """Make the rows of customers from their documents, and delete those of
        customers without any.

        :param ids: of commercial entities; all when None
        :return: set of the ids of customers whose row was made, changed or deleted
        """
        changed = self._delete_rows(today, ids)
        changed |= self._rebuild_rows(today, ids)
        if ids is None:
            # what follows joins the table with itself: let it be planned well
            self.env.cr.execute("ANALYZE ficha_purchase_summary")
        changed |= self._rebuild_payments(today, ids)
        return changed

    @api.model
    def _rebuild_rows(self, today, ids):
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        # all documents are grouped by walking the index, which costs half of hashing
        planner = {"work_mem": "128MB", "enable_hashagg": "off"} if ids is None else {}
        rows = self._execute_tuned(
            planner,
            SQL(
                """
                WITH doc AS (
                    SELECT commercial_partner_id AS partner_id,
                           company_id,
                           invoice_date AS day,
                           sum(amount_untaxed_signed)
                               FILTER (WHERE move_type <> 'out_refund') AS bought,
                           %(documents_columns)s
                      FROM account_move
                     WHERE %(documents)s
                     GROUP BY commercial_partner_id, company_id, invoice_date
                ), day AS (
                    -- days since the purchase day before; a day with credit notes
                    -- only is no purchase day
                    SELECT doc.*,
                           CASE WHEN purchase_count > 0 THEN day - max(day)
                               FILTER (WHERE purchase_count > 0)
                               OVER (PARTITION BY partner_id, company_id ORDER BY day
                                     ROWS BETWEEN UNBOUNDED PRECEDING
                                              AND 1 PRECEDING)
                           END AS gap
                      FROM doc
                ), customer AS (
                    SELECT partner_id,
                           company_id,
                           sum(purchase_count)::int AS purchase_count,
                           (count(*) FILTER (WHERE purchase_count > 0))::int
                               AS purchase_days,
                           sum(revenue) AS revenue,
                           min(day) FILTER (WHERE purchase_count > 0)
                               AS first_purchase_date,
                           max(day) FILTER (WHERE purchase_count > 0)
                               AS last_purchase_date,
                           array_agg(bought ORDER BY day)
                               FILTER (WHERE purchase_count > 0) AS amounts,
                           %(months)s,
                           avg(gap)::float8 AS mean,
                           array_agg(gap ORDER BY gap) FILTER (WHERE gap > 0)
                               AS intervals,
                           stddev_samp(gap)::float8 AS spread,
                           sum(paid_count)::int AS paid_count,
                           ((sum(hash) %% %(hashes)s + %(hashes)s) %% %(hashes)s)::int
                               AS documents_hash
                      FROM day
                     GROUP BY partner_id, company_id
                ), peak AS (
                    -- months with more purchase days than chance would put there: two
                    -- standard deviations above an even spread
                    SELECT partner_id,
                           company_id,
                           string_agg(month::text, ',' ORDER BY place) AS months
                      FROM (
                        SELECT partner_id,
                               company_id,
                               month,
                               count(*) AS days,
                               sum(count(*)) OVER customer AS all_days,
                               row_number() OVER (
                                   customer ORDER BY count(*) DESC, sum(bought) DESC
                               ) AS place
                          FROM doc
                         CROSS JOIN LATERAL (
                            SELECT date_part('month', day)::int AS month
                          ) AS calendar
                         WHERE purchase_count > 0
                         GROUP BY partner_id, company_id, month
                        WINDOW customer AS (PARTITION BY partner_id, company_id)
                      ) AS months
                     WHERE place <= 3
                       AND days >= 2
                       AND days >= all_days / 12 + 2 * sqrt(all_days / 12)
                     GROUP BY partner_id, company_id
                )
                INSERT INTO ficha_purchase_summary AS row
                       (partner_id, company_id, refreshed_on, %(columns)s)
                SELECT customer.partner_id,
                       customer.company_id,
                       NULL,  -- to be reckoned
                       purchase_count,
                       purchase_days,
                       revenue,
                       CASE WHEN purchase_count > 0 THEN
                           round(revenue / purchase_count, currency.decimal_places)
                       END,
                       first_purchase_date,
                       last_purchase_date,
                       amounts[1],
                       amounts[purchase_days],
                       purchase_count_12m,
                       revenue_12m,
                       purchase_count_previous_12m,
                       revenue_previous_12m,
                       peak.months,
                       mean,
                       (intervals[purchase_days / 2]
                           + intervals[(purchase_days + 1) / 2]) / 2.0,
                       spread,
                       CASE WHEN purchase_days > %(enough)s THEN intervals END,
                       paid_count,
                       documents_hash,
                       company.currency_id
                  FROM customer
                  JOIN res_company company ON company.id = customer.company_id
                  JOIN res_currency currency ON currency.id = company.currency_id
                  LEFT JOIN peak ON peak.partner_id = customer.partner_id
                                AND peak.company_id = customer.company_id
                 ORDER BY customer.partner_id, customer.company_id
                    ON CONFLICT (partner_id, company_id) DO UPDATE
                   SET %(set)s
                 WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
             RETURNING row.partner_id
                """,
                documents_columns=self._document_columns(),
                months=self._month_columns(
                    today, SQL("day"), SQL("purchase_count"), SQL("revenue")
                ),
                documents=self._documents(today, ids),
                columns=columns,
                enough=OWN_INTERVALS,
                hashes=HASHES,
                set=SQL(", ").join(
                    SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name))
                    for name in ("refreshed_on", *COLUMNS)
                ),
                old=SQL(", ").join(SQL.identifier("row", name) for name in COLUMNS),
                new=SQL(", ").join(
                    SQL.identifier("excluded", name) for name in COLUMNS
                ),
            ),
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
