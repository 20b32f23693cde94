from odoo import api, fields, models
from odoo.tools import SQL

# share of the revenue of twelve months that tiers A, and A with B, make
TIER_A, TIER_B = 0.80, 0.95


class FichaSegmentThreshold(models.Model):
    """Where the fifths and the tiers of a company's customers begin.

    Computed when everybody is refreshed. A customer refreshed by itself, on the day of
    an invoice, is scored against them, so a new customer has a segment at once.
    """

    _name = "ficha.segment.threshold"
    _description = "Limits of a Company's Segments"
    _log_access = False
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company whose customers are compared with each other.",
    )
    date = fields.Date(help="Day on which the limits were computed.")
    customer_count = fields.Integer(
        string="Customers", help="How many customers were compared."
    )
    recency = fields.Text(
        help="Last purchase of the customers at one, two, three and four fifths, as an "
        "array of PostgreSQL."
    )
    frequency = fields.Text(
        help="Purchase days of the customers at one, two, three and four fifths."
    )
    monetary = fields.Text(
        help="Revenue of two years of the customers at one, two, three and four fifths."
    )
    tier_a = fields.Float(
        string="Tier A from",
        digits=0,
        help="Revenue of twelve months from which a customer is of tier A.",
    )
    tier_b = fields.Float(
        string="Tier B from",
        digits=0,
        help="Revenue of twelve months from which a customer is of tier B.",
    )

    _company_uniq = models.Constraint(
        "UNIQUE(company_id)", "A company has one set of limits."
    )

    @api.model
    def _refresh(self, today, companies=None, rows=None):
        """Compute the limits of companies.

        :param companies: their ids; all when None
        :param SQL rows: table to read instead of the summaries
        :return: ids of the companies whose limits changed
        """
        self.flush_model()
        moved = self.env["ficha.purchase.summary"]._execute_tuned(
            {"work_mem": "64MB"},
            SQL(
                """
                -- 1. who has bought, and what their scores are made of
                WITH customer AS (
                    SELECT company_id,
                           last_purchase_date,
                           purchase_days,
                           revenue_12m + revenue_previous_12m AS amount
                      FROM %(rows)s
                     WHERE purchase_count > 0 AND %(companies)s
                ),
                -- 2. the four limits between the fifths of each of the three figures
                fifth AS (
                    SELECT company_id,
                           count(*) AS customers,
                           %(recency)s AS recency,
                           %(frequency)s AS frequency,
                           %(monetary)s AS monetary
                      FROM customer
                     GROUP BY company_id
                ),
                -- 3. the tiers: customers from the biggest to the smallest; in tier A
                -- are those before whom less than its share of the revenue was added
                -- up, so its limit is the smallest of them (B: A and B together)
                tier AS (
                    SELECT company_id,
                           min(revenue_12m) FILTER (WHERE before < whole * %(tier_a)s)
                               AS tier_a,
                           min(revenue_12m) FILTER (WHERE before < whole * %(tier_b)s)
                               AS tier_b
                      FROM (
                        SELECT company_id,
                               revenue_12m,
                               sum(revenue_12m::float8) OVER (
                                   PARTITION BY company_id
                                   ORDER BY revenue_12m::float8 DESC
                                   ROWS UNBOUNDED PRECEDING
                               ) - revenue_12m::float8 AS before
                          FROM %(rows)s
                         WHERE revenue_12m > 0
                      ) AS ordered
                      JOIN (
                        SELECT company_id, sum(revenue_12m)::float8 AS whole
                          FROM %(rows)s
                         WHERE revenue_12m > 0
                         GROUP BY company_id
                      ) AS company USING (company_id)
                     GROUP BY company_id
                )
                -- 4. one row for each company, written only where a limit moved
                INSERT INTO ficha_segment_threshold AS threshold
                       (company_id, date, customer_count, recency, frequency, monetary,
                        tier_a, tier_b)
                SELECT fifth.company_id,
                       %(today)s,
                       customers,
                       recency::text,
                       frequency::text,
                       monetary::text,
                       tier.tier_a,
                       tier.tier_b
                  FROM fifth
                  LEFT JOIN tier USING (company_id)
                    ON CONFLICT (company_id) DO UPDATE
                   SET date = EXCLUDED.date,
                       customer_count = EXCLUDED.customer_count,
                       recency = EXCLUDED.recency,
                       frequency = EXCLUDED.frequency,
                       monetary = EXCLUDED.monetary,
                       tier_a = EXCLUDED.tier_a,
                       tier_b = EXCLUDED.tier_b
                 WHERE (threshold.customer_count, threshold.recency,
                        threshold.frequency, threshold.monetary,
                        threshold.tier_a, threshold.tier_b)
                       IS DISTINCT FROM
                       (EXCLUDED.customer_count, EXCLUDED.recency, EXCLUDED.frequency,
                        EXCLUDED.monetary, EXCLUDED.tier_a, EXCLUDED.tier_b)
             RETURNING company_id
                """,
                today=today,
                rows=rows or SQL("ficha_purchase_summary"),
                companies=SQL("TRUE")
                if companies is None
                else SQL("company_id = ANY(%s)", companies),
                tier_a=TIER_A,
                tier_b=TIER_B,
                recency=self._quintiles("last_purchase_date"),
                frequency=self._quintiles("purchase_days"),
                monetary=self._quintiles("amount"),
            ),
        )
        self.invalidate_model(flush=False)
        return [company_id for (company_id,) in moved]

    @api.model
    def _quintiles(self, column):
        return SQL(
            "percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY %s)",
            SQL.identifier(column),
        )
