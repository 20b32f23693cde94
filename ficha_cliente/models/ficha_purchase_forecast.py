from odoo import api, models
from odoo.tools import SQL

# Nine is the smallest number of intervals whose shortest and longest enclose eight in
# ten of what comes next; fewer, and the customer is compared with customers like them.
OWN_INTERVALS = 9
# usual interval of a company where nobody has come back yet
USUAL_DAYS = 90
# so many purchases at most vouch for a customer
VOUCHING_PURCHASES = 12

FORECAST_COLUMNS = """
    row.last_purchase_date + round(own.typical * scale.ratios[101])::int
        AS expected_date,
    row.last_purchase_date + ceil(own.typical * scale.ratios[181])::int
        AS late_from_date,
    row.last_purchase_date + range.low AS expected_from_date,
    row.last_purchase_date + LEAST(
        GREATEST(range.middle, range.low), GREATEST(range.high, range.low)
    ) AS next_expected_date,
    row.last_purchase_date + GREATEST(range.high, range.low) AS expected_to_date,
    CASE WHEN scale.usual IS NOT NULL AND row.purchase_days > 0 THEN
        CASE WHEN longer.number >= %(enough)s THEN 'own' ELSE 'similar' END::varchar
    END AS expected_basis,
    CASE WHEN longer.number >= %(enough)s THEN longer.number
         WHEN row.purchase_days > 0 THEN scale.interval_count
    END AS expected_basis_count,
    CASE WHEN row.purchase_days > 0 THEN round((
        1 - 1 / (1 + power(
            1 + own.silence / (COALESCE(scale.usual, %(usual)s) + past.span), past.n
        ) / past.n)
    )::numeric, 4)::float8 END AS drift_risk
"""

# The rhythm of each company's bands of customers, with the limits of its segments; the
# arrays are read once, not for each customer.
FORECAST_WITH = """
    scale AS MATERIALIZED (
        SELECT cut.company_id,
               cut.customer_count,
               cut.recency::date[] AS recency,
               cut.frequency::int[] AS frequency,
               cut.monetary::numeric[] AS monetary,
               cut.tier_a,
               cut.tier_b,
               bands.band,
               rhythm.usual_days AS usual,
               rhythm.interval_count,
               rhythm.ratios::float8[] AS ratios
          FROM ficha_segment_cut AS cut
         CROSS JOIN generate_series(0, 3) AS bands(band)
          LEFT JOIN ficha_purchase_rhythm AS rhythm
            ON rhythm.company_id = cut.company_id AND rhythm.band = bands.band
    )
"""

# OFFSET 0: each step is reckoned once, and not written out in every use of it
FORECAST_FROM = """
    ficha_purchase_summary AS row
    LEFT JOIN scale
      ON scale.company_id = row.company_id
     AND scale.band = width_bucket(row.purchase_days - 1, ARRAY[1, 3, 8])
    CROSS JOIN LATERAL (
      SELECT (row.last_purchase_date - row.first_purchase_date
                  + 3 * scale.usual) / (row.purchase_days + 2) AS typical,
             %(today)s - row.last_purchase_date AS silence
      OFFSET 0
    ) AS own
    CROSS JOIN LATERAL (
      -- their own intervals that are longer than the silence
      SELECT cardinality(row.intervals)
                 - width_bucket(own.silence, row.intervals) AS number
      OFFSET 0
    ) AS longer
    CROSS JOIN LATERAL (
      -- place of the silence among the ratios; beyond the last of them the
      -- ratios are stretched
      SELECT LEAST(place, 197) AS place,
             own.typical * CASE WHEN place > 197 THEN
                 own.silence / own.typical / scale.ratios[197] ELSE 1
             END AS unit
        FROM width_bucket(own.silence / own.typical, scale.ratios) AS place
      OFFSET 0
    ) AS beyond
    CROSS JOIN LATERAL (
      SELECT CASE WHEN scale.usual IS NOT NULL THEN GREATEST(
                 own.silence + 1,
                 CASE WHEN longer.number >= %(enough)s THEN %(own_low)s
                      ELSE ceil(%(like_low)s)::int END
             ) END AS low,
             CASE WHEN longer.number >= %(enough)s THEN %(own_middle)s
                  ELSE round(%(like_middle)s)::int END AS middle,
             CASE WHEN longer.number >= %(enough)s THEN %(own_high)s
                  ELSE floor(%(like_high)s)::int END AS high
      OFFSET 0
    ) AS range
    CROSS JOIN LATERAL (
      SELECT LEAST(row.purchase_days, %(vouching)s)::float8 AS n,
             COALESCE(
                 (row.last_purchase_date - row.first_purchase_date)::float8
                     / nullif(row.purchase_days - 1, 0), 0
             ) * (LEAST(row.purchase_days, %(vouching)s) - 1) AS span
      OFFSET 0
    ) AS past
"""


class FichaPurchaseSummary(models.Model):
    """When they will buy again, and how likely it is that they have stopped.

    Both are reckoned from one row of the history and the rhythm of the company
    (:class:`FichaPurchaseRhythm`), with nothing fitted:

    * the *typical interval* of a customer is their own mean, drawn towards the
      company's usual one as if three more usual intervals had been seen;
    * the *expected date* is the last purchase plus the typical interval times the
      median ratio of customers like them; it stays until they buy, so it can be late;
      by the *late date* nine in ten of them would have bought again;
    * the *range* are the 10, 50 and 90 % points among the intervals longer than the
      present silence, so it is never in the past: their own intervals where at least
      nine are longer, else those of customers like them;
    * the *drift risk* says by how much the silence stretches the history, once for each
      purchase made, and that each purchase may have been the last (rule of succession):
      ``odds = ((usual + span + silence) / (usual + span)) ^ n / n``.
    """

    _inherit = "ficha.purchase.summary"

    @api.model
    def _forecast_columns(self):
        """``expected_date, late_from_date, expected_from_date, next_expected_date,
        expected_to_date, expected_basis, expected_basis_count, drift_risk``, from
        :meth:`_forecast_from`.
        """
        return SQL(
            FORECAST_COLUMNS,
            enough=OWN_INTERVALS,
            usual=USUAL_DAYS,
        )

    @api.model
    def _forecast_from(self, today):
        """What the forecast is reckoned from: the rows, named ``row``, with the rhythm
        of their company and the steps in between.

        :param date today: end of the silence
        """
        return SQL(
            FORECAST_FROM,
            today=today,
            enough=OWN_INTERVALS,
            vouching=VOUCHING_PURCHASES,
            **{
                f"{whose}_{name}": point(share)
                for whose, point in (
                    ("own", self._own_point),
                    ("like", self._like_point),
                )
                for name, share in (("low", 0.1), ("middle", 0.5), ("high", 0.9))
            },
        )

    @api.model
    def _own_point(self, share):
        """The point that this share of the longer own intervals does not exceed."""
        return SQL(
            "row.intervals[cardinality(row.intervals) - longer.number"
            " + ceil(%s * longer.number)::int]",
            share,
        )

    @api.model
    def _like_point(self, share):
        """The same, of customers like them, in days."""
        return SQL(
            "beyond.unit * scale.ratios["
            "beyond.place + floor(%s * (201 - beyond.place))::int + 1]",
            share,
        )
