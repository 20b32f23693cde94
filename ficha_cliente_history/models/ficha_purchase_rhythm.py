from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import is_purchase, purchase_day

# A company's rhythm is measured again when its purchase days have changed by this share
# since it was last measured.
MOVED = 0.01
# fewer intervals than this say nothing about a band of customers
ENOUGH = 30

# The customers of a company are dealt into this many folds; what is said of a customer
# by comparison is measured on the other folds, so never on their own intervals.
FOLDS = 5

# What usually happens next, of whom has been silent for long: how long the silence had
# been, in typical intervals, and how long those were, in days (limits of the classes).
STAGES = (1, 1.25, 1.5, 2, 2.5, 3, 4, 6)
PACES = (10, 15, 22, 33, 50, 75, 110, 165, 250, 370)
NEXT_DAYS = 30


def class_limits(limits):
    """Limits of classes as PostgreSQL's ``width_bucket`` takes them."""
    return SQL("%s::float8[]", [float(limit) for limit in limits])


class FichaPurchaseRhythm(models.Model):
    """How the customers of a company come back, in four rows for each fold.

    One row per band of customers: those who have bought once, two or three times, four
    to eight times, more. ``ratios`` are 201 quantiles of how long an interval came to
    be, in units of what one would have expected of that customer just before it: their
    own mean interval, drawn towards the company's usual one as if three more usual
    intervals had been seen. The expected purchase of customers with few intervals of
    their own is read from them.

    Each row is for the customers of one fold (their id, modulo ``FOLDS``) and measured
    on those of the others: nobody is compared with themselves.
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
    fold = fields.Integer(
        help="The customers the row is for; it is measured on those of the other folds."
    )
    usual_days = fields.Float(
        string="Usual interval", help="Mean of all intervals of the others, in days."
    )
    interval_count = fields.Integer(
        string="Intervals", help="How many intervals the ratios were measured on."
    )
    ratios = fields.Text(help="201 quantiles, as an array of PostgreSQL.")
    purchase_days = fields.Integer(
        help="Purchase days of the company when the rhythm was measured."
    )

    _company_band_uniq = models.Constraint(
        "UNIQUE(company_id, band, fold)",
        "A company has one rhythm for each band and fold.",
    )

    @api.model
    def _measure(self, today, force=False, companies=None, rows=None):
        """Measure the rhythm of the companies where it is missing or has moved.

        Of a large company one customer in so many is looked at, some 100,000 purchase
        days: as many quantiles do not get better with more.

        :param date today: documents after it do not count
        :param bool force: whether it has moved or not
        :param companies: ids of the companies to look at; all when None
        :param SQL rows: table to read instead of the summaries
        :return: ids of the companies measured
        """
        self.flush_model()
        found = self.env.execute_query(
            SQL(
                """
                SELECT customer.company_id, customer.days
                  FROM (
                    SELECT company_id, sum(purchase_days) AS days
                      FROM %s
                     WHERE %s
                     GROUP BY company_id
                  ) AS customer
                  LEFT JOIN ficha_purchase_rhythm AS rhythm
                    ON rhythm.company_id = customer.company_id
                   AND rhythm.band = 0 AND rhythm.fold = 0
                 WHERE customer.days > 0
                   AND (%s OR rhythm.id IS NULL
                        OR abs(rhythm.purchase_days - customer.days)
                           > rhythm.purchase_days * %s)
                """,
                rows or SQL("ficha_purchase_summary"),
                SQL("TRUE")
                if companies is None
                else SQL("company_id = ANY(%s)", companies),
                force,
                MOVED,
            )
        )
        for company_id, days in found:
            self._measure_company(today, company_id, int(days))
        self.invalidate_model(flush=False)
        self.env["ficha.purchase.return"].invalidate_model(flush=False)
        return [company_id for company_id, _days in found]

    @api.model
    def _measure_company(
        self, today, company_id, days, rhythm=None, returns=None, purchases=None
    ):
        """Measure one company on its documents until a day.

        :param int days: purchase days it has
        :param SQL rhythm: table to write instead of that of today; ``returns`` likewise
        :param SQL purchases: table of ``partner_id`` and ``day`` (one for each purchase
            day until then) to read instead of the documents
        """
        rhythm = rhythm or SQL("ficha_purchase_rhythm")
        returns = returns or SQL("ficha_purchase_return")
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE company_id = %s", returns, company_id)
        )
        self.env.cr.execute(
            SQL(
                """
                -- 1. purchase days, of one customer in so many where there are very
                -- many
                WITH purchase AS (%(purchases)s),
                -- 2. each with its number, the ones before and after, and the first of
                -- the customer
                day AS MATERIALIZED (
                    SELECT partner_id %% %(folds)s AS fold,
                           day,
                           row_number() OVER history AS n,
                           lag(day) OVER history AS previous,
                           lead(day) OVER history AS next,
                           first_value(day) OVER history AS first
                      FROM purchase
                    WINDOW history AS (PARTITION BY partner_id ORDER BY day)
                ),
                -- 3. for each fold, the usual interval of the others
                others AS MATERIALIZED (
                    SELECT fold.number AS fold,
                           sum(part.days)::float8 / nullif(sum(part.intervals), 0)
                               AS usual
                      FROM generate_series(0, %(folds)s - 1) AS fold(number)
                      LEFT JOIN (
                        SELECT fold,
                               sum(day - previous) AS days,
                               count(previous) AS intervals
                          FROM day
                         GROUP BY fold
                      ) AS part ON part.fold <> fold.number
                     GROUP BY fold.number
                ),
                -- 4. by band, 201 quantiles of how an interval of the others compares
                -- with the one that was typical of the customer then (their own and
                -- three usual ones)
                pool AS (
                    SELECT others.fold,
                           width_bucket(n - 2, ARRAY[1, 3, 8]::bigint[]) AS band,
                           count(*) AS intervals,
                           percentile_cont((
                               SELECT array_agg((i - 0.5) / 201 ORDER BY i)
                                 FROM generate_series(1, 201) AS i
                           )) WITHIN GROUP (
                               ORDER BY (day - previous) * (n + 1)
                                        / (previous - first + 3 * usual)
                           ) AS ratios
                      FROM day
                      JOIN others ON others.fold <> day.fold
                     WHERE n > 1
                     GROUP BY 1, 2
                    HAVING count(*) >= %(enough)s
                ),
                -- 5. every silence, ended or not, with what was typical when it began
                silence AS (
                    SELECT fold,
                           (day - first + 3 * usual) / (n + 2) AS typical,
                           COALESCE(next, %(today)s) - day AS length,
                           next IS NOT NULL AS ended
                      FROM day
                      JOIN others USING (fold)
                     WHERE usual IS NOT NULL
                ),
                -- 6. how often it became so long, and they bought in the days after
                -- that; one that has not ended counts once those days have gone by
                reached AS (
                    SELECT fold,
                           width_bucket(typical, %(paces)s) AS pace,
                           stage,
                           count(*) AS cases,
                           count(*) FILTER (
                               WHERE ended AND length <= mark + %(next_days)s
                           ) AS came
                      FROM silence
                     CROSS JOIN LATERAL generate_series(
                         1, width_bucket(length / typical, %(stages)s)
                     ) AS stage
                     CROSS JOIN LATERAL (
                        SELECT (%(stages)s)[stage] * typical AS mark
                     ) AS moment
                     WHERE length > mark AND (ended OR length >= mark + %(next_days)s)
                     GROUP BY 1, 2, 3
                ),
                returned AS (
                    INSERT INTO %(returns)s
                           (company_id, fold, pace, stage, cases, came)
                    SELECT %(company)s,
                           fold.number,
                           pace,
                           stage,
                           sum(cases),
                           sum(came)
                      FROM generate_series(0, %(folds)s - 1) AS fold(number)
                      JOIN reached ON reached.fold <> fold.number
                     GROUP BY fold.number, pace, stage
                        ON CONFLICT (company_id, fold, pace, stage) DO UPDATE
                       SET cases = EXCLUDED.cases,
                           came = EXCLUDED.came
                )
                -- 7. a row for each band and fold, also for those that too few
                -- intervals speak for
                INSERT INTO %(rhythm)s AS rhythm
                       (company_id, band, fold, usual_days, interval_count, ratios,
                        purchase_days)
                SELECT %(company)s,
                       band,
                       fold,
                       others.usual,
                       COALESCE(pool.intervals, 0),
                       COALESCE(pool.ratios, (
                           -- a third, once and three times at 10, 50 and 90 %%
                           SELECT array_agg(
                               sqrt((i - 0.5) / (201.5 - i))::float8 ORDER BY i
                           ) FROM generate_series(1, 201) AS i
                       ))::text,
                       %(days)s
                  FROM others
                 CROSS JOIN generate_series(0, 3) AS band
                  LEFT JOIN pool USING (band, fold)
                    ON CONFLICT (company_id, band, fold) DO UPDATE
                   SET usual_days = EXCLUDED.usual_days,
                       interval_count = EXCLUDED.interval_count,
                       ratios = EXCLUDED.ratios,
                       purchase_days = EXCLUDED.purchase_days
                """,
                rhythm=rhythm,
                returns=returns,
                purchases=self._purchases(today, company_id, days, purchases),
                company=company_id,
                enough=ENOUGH,
                days=days,
                folds=FOLDS,
                today=today,
                stages=class_limits(STAGES),
                paces=class_limits(PACES),
                next_days=NEXT_DAYS,
            )
        )

    @api.model
    def _purchases(self, today, company_id, days, table=None):
        """SELECT of ``partner_id`` and ``day``, of one customer in so many where there
        are very many; see :meth:`_measure_company`."""
        step = days // 100_000 + 1
        if table:
            return SQL(
                "SELECT partner_id, day FROM %s WHERE partner_id / %s %% %s = 0",
                table,
                FOLDS,
                step,
            )
        return SQL(
            """SELECT DISTINCT commercial_partner_id AS partner_id, %s AS day
                 FROM account_move
                WHERE company_id = %s
                  AND %s
                  AND commercial_partner_id / %s %% %s = 0
                  AND %s""",
            purchase_day(),
            company_id,
            is_purchase(),
            FOLDS,
            step,
            self.env["ficha.purchase.summary"]._documents(today),
        )


class FichaPurchaseReturn(models.Model):
    """What happened next, after a silence had become long.

    One row for each class of silence: how often one became so long (``stage``, in
    typical intervals of the customer: ``STAGES``) among customers who come at that pace
    (``PACES``, in days), and how often they bought in the 30 days after that. As in
    :class:`FichaPurchaseRhythm`, each row is for one fold, counted on the others.
    """

    _name = "ficha.purchase.return"
    _description = "What Happened after a Long Silence"
    _log_access = False
    _order = "company_id, fold, pace, stage"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company whose customers these are.",
    )
    fold = fields.Integer(help="The customers the row is for.")
    pace = fields.Integer(help="Class of the typical interval.")
    stage = fields.Integer(help="Class of the silence, in typical intervals.")
    cases = fields.Integer(help="How often a silence became so long.")
    came = fields.Integer(help="How often they bought in the 30 days after that.")

    _class_uniq = models.Constraint(
        "UNIQUE(company_id, fold, pace, stage)",
        "A class of silences has one row for each fold of a company.",
    )
