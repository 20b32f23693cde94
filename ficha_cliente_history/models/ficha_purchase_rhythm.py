from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import is_purchase, purchase_day

# A company's rhythm is measured again when its purchase days have changed by this share
# since it was last measured.
MOVED = 0.01
# fewer intervals than this say nothing about a band of customers
ENOUGH = 30


class FichaPurchaseRhythm(models.Model):
    """How the customers of a company come back, in four rows.

    One row per band of customers: those who have bought once, two or three times, four
    to eight times, more. ``ratios`` are 201 quantiles of how long an interval came to
    be, in units of what one would have expected of that customer just before it: their
    own mean interval, drawn towards the company's usual one as if three more usual
    intervals had been seen. The expected purchase of each customer is read from them.
    """

    _name = "ficha.purchase.rhythm"
    _description = "Rhythm of a Company's Customers"
    _log_access = False
    _order = "company_id, band"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company whose customers these are.",
    )
    band = fields.Integer(
        help="0: bought on one day; 1: on two or three; 2: on four to eight; 3: on "
        "more."
    )
    usual_days = fields.Float(
        string="Usual interval", help="Mean of all intervals of the company, in days."
    )
    interval_count = fields.Integer(
        string="Intervals", help="How many intervals the ratios were measured on."
    )
    ratios = fields.Text(help="201 quantiles, as an array of PostgreSQL.")
    purchase_days = fields.Integer(
        help="Purchase days of the company when the rhythm was measured."
    )

    _company_band_uniq = models.Constraint(
        "UNIQUE(company_id, band)", "A company has one rhythm for each band."
    )

    @api.model
    def _measure(self, today, force=False, companies=None):
        """Measure the rhythm of the companies where it is missing or has moved.

        Of a large company one customer in so many is looked at, some 100,000 purchase
        days: as many quantiles do not get better with more.

        :param date today: documents after it do not count
        :param bool force: whether it has moved or not
        :param companies: ids of the companies to look at; all when None
        :return: ids of the companies measured
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT customer.company_id, customer.days
                  FROM (
                    SELECT company_id, sum(purchase_days) AS days
                      FROM ficha_purchase_summary
                     WHERE %s
                     GROUP BY company_id
                  ) AS customer
                  LEFT JOIN ficha_purchase_rhythm AS rhythm
                    ON rhythm.company_id = customer.company_id AND rhythm.band = 0
                 WHERE customer.days > 0
                   AND (%s OR rhythm.id IS NULL
                        OR abs(rhythm.purchase_days - customer.days)
                           > rhythm.purchase_days * %s)
                """,
                SQL("TRUE")
                if companies is None
                else SQL("company_id = ANY(%s)", companies),
                force,
                MOVED,
            )
        )
        for company_id, days in rows:
            self._measure_company(today, company_id, int(days))
        self.invalidate_model(flush=False)
        return [company_id for company_id, _days in rows]

    @api.model
    def _measure_company(self, today, company_id, days):
        self.env.cr.execute(
            SQL(
                """
                -- 1. purchase days, of one customer in so many where there are very
                -- many
                WITH purchase AS (
                    SELECT DISTINCT commercial_partner_id AS partner_id,
                                    %(day)s AS day
                      FROM account_move
                     WHERE company_id = %(company)s
                       AND %(purchase)s
                       AND commercial_partner_id %% %(step)s = 0
                       AND %(documents)s
                ),
                -- 2. each with its number, the one before and the first of the customer
                day AS (
                    SELECT day,
                           row_number() OVER history AS n,
                           lag(day) OVER history AS previous,
                           first_value(day) OVER history AS first
                      FROM purchase
                    WINDOW history AS (PARTITION BY partner_id ORDER BY day)
                ),
                -- 3. the usual interval of the company
                company AS (
                    SELECT sum(day - previous)::float8 / nullif(count(previous), 0)
                               AS usual
                      FROM day
                ),
                -- 4. by band, 201 quantiles of how an interval compares with the one
                -- that was typical of the customer then (their own and three usual
                -- ones)
                pool AS (
                    SELECT width_bucket(n - 2, ARRAY[1, 3, 8]::bigint[]) AS band,
                           count(*) AS intervals,
                           percentile_cont((
                               SELECT array_agg((i - 0.5) / 201 ORDER BY i)
                                 FROM generate_series(1, 201) AS i
                           )) WITHIN GROUP (
                               ORDER BY (day - previous) * (n + 1)
                                        / (previous - first + 3 * usual)
                           ) AS ratios
                      FROM day
                     CROSS JOIN company
                     WHERE n > 1
                     GROUP BY 1
                    HAVING count(*) >= %(enough)s
                )
                -- 5. a row for each band, also for those that too few intervals speak
                -- for
                INSERT INTO ficha_purchase_rhythm AS rhythm
                       (company_id, band, usual_days, interval_count, ratios,
                        purchase_days)
                SELECT %(company)s,
                       band,
                       company.usual,
                       COALESCE(pool.intervals, 0),
                       COALESCE(pool.ratios, (
                           -- a third, once and three times at 10, 50 and 90 %%
                           SELECT array_agg(
                               sqrt((i - 0.5) / (201.5 - i))::float8 ORDER BY i
                           ) FROM generate_series(1, 201) AS i
                       ))::text,
                       %(days)s
                  FROM company
                 CROSS JOIN generate_series(0, 3) AS band
                  LEFT JOIN pool USING (band)
                    ON CONFLICT (company_id, band) DO UPDATE
                   SET usual_days = EXCLUDED.usual_days,
                       interval_count = EXCLUDED.interval_count,
                       ratios = EXCLUDED.ratios,
                       purchase_days = EXCLUDED.purchase_days
                """,
                company=company_id,
                day=purchase_day(),
                purchase=is_purchase(),
                step=days // 100_000 + 1,
                documents=self.env["ficha.purchase.summary"]._documents(today),
                enough=ENOUGH,
                days=days,
            )
        )
