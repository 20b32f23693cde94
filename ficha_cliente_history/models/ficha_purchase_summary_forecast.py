from odoo import api, models
from odoo.tools import SQL

from ..tools import drift as drift_score
from .ficha_purchase_rhythm import FOLDS, PACES, STAGES, class_limits

# Nine is the smallest number of intervals whose shortest and longest enclose eight in
# ten of what comes next; fewer, and the range is that of customers like them.
OWN_INTERVALS = 9

# so many intervals of their own are a habit, whose middle is the usual interval
HABIT_INTERVALS = 3

# usual interval of a company where nobody has come back yet
USUAL_DAYS = 90

# Rows are joined with the one line of their company and band: anything but hashing
# would sort or store the arrays of that line with each of them; and no two customers
# are the same, so that there is nothing to remember of one for another.
FORECASTING = {
    "enable_mergejoin": "off",
    "enable_material": "off",
    "enable_memoize": "off",
}

# so many purchases at most vouch for a customer
VOUCHING_PURCHASES = 12

FORECAST_COLUMNS = """
    told.usual AS usual_interval_days,
    row.last_purchase_date + told.usual AS expected_date,
    row.last_purchase_date + told.low AS expected_from_date,
    row.last_purchase_date + told.high AS expected_to_date,
    row.last_purchase_date + range.low AS next_from_date,
    row.last_purchase_date + LEAST(
        GREATEST(range.middle, range.low), GREATEST(range.high, range.low)
    ) AS next_expected_date,
    row.last_purchase_date + GREATEST(range.high, range.low) AS next_to_date,
    CASE WHEN told.usual IS NULL THEN NULL
         WHEN row.purchase_days > %(enough)s THEN 'own'
         WHEN row.purchase_days > %(habit)s THEN 'both'
         ELSE 'similar'
    END::varchar AS expected_basis,
    CASE WHEN row.purchase_days > %(enough)s THEN row.purchase_days - 1
         WHEN row.purchase_days > 0 THEN COALESCE(scale.interval_count, 0)
    END AS expected_basis_count,
    COALESCE(again.cases, 0) AS return_cases,
    COALESCE(again.came, 0) AS return_count,
    CASE WHEN row.purchase_days > 0 THEN round((%(drift)s)::numeric, 4)::float8
    END AS drift_risk
"""

# The rhythm of each company's bands of customers, by fold, with the limits of its
# segments; the arrays are read once, not for each customer.
FORECAST_WITH = """
    scale AS MATERIALIZED (
        SELECT threshold.company_id,
               threshold.customer_count,
               threshold.recency::date[] AS recency,
               threshold.frequency::int[] AS frequency,
               threshold.monetary::numeric[] AS monetary,
               threshold.tier_a,
               threshold.tier_b,
               -- the drift risk from which a rule says that they drift away
               (SELECT min(rule.percent)
                  FROM ficha_followup_rule AS rule
                 WHERE rule.active
                   AND rule.kind = 'drift_risk'
                   AND COALESCE(rule.company_id, threshold.company_id)
                       = threshold.company_id
               ) AS drifting_percent,
               bands.band,
               folds.fold,
               rhythm.usual_days AS usual,
               rhythm.interval_count,
               rhythm.ratios::float8[] AS ratios,
               choice.score AS drift_score,
               choice.silences::float8[] AS silences,
               choice.frequencies::float8[] AS frequencies,
               choice.risks::float8[] AS risks,
               choice.marks::float8[] AS marks,
               choice.weights::float8[] AS weights
          FROM ficha_segment_threshold AS threshold
         CROSS JOIN generate_series(0, 3) AS bands(band)
         CROSS JOIN generate_series(0, %(folds)s - 1) AS folds(fold)
          LEFT JOIN %(rhythm)s AS rhythm
            ON rhythm.company_id = threshold.company_id
           AND rhythm.band = bands.band
           AND rhythm.fold = folds.fold
          -- another order of risk than that of the formula, where it was more right
          LEFT JOIN ficha_drift_choice AS choice
            ON choice.company_id = threshold.company_id AND choice.score <> 'risk'
           AND threshold.customer_count >= %(tried)s
    )
"""

# OFFSET 0: each step is computed once, and not written out in every use of it
FORECAST_FROM = """
    %(rows)s AS row
    LEFT JOIN scale
      ON scale.company_id = row.company_id
     AND scale.band = width_bucket(row.purchase_days - 1, ARRAY[1, 3, 8])
     AND scale.fold = row.partner_id %% %(folds)s
    CROSS JOIN LATERAL (
      -- where nobody else has come back yet, there is only their own mean
      SELECT (row.last_purchase_date - row.first_purchase_date
                  + 3 * COALESCE(scale.usual, nullif(row.mean_interval_days, 0)))
                 / (row.purchase_days + 2) AS typical,
             %(today)s - row.last_purchase_date AS silence
      OFFSET 0
    ) AS own
    CROSS JOIN LATERAL (
      -- the usual interval; it is the same until they buy
      SELECT CASE WHEN own.typical IS NOT NULL THEN GREATEST(1, round(
                 CASE WHEN row.purchase_days > %(habit)s THEN row.median_interval_days
                      ELSE own.typical * COALESCE(scale.ratios[101], 1) END
             )::int) END AS usual
      OFFSET 0
    ) AS habit
    CROSS JOIN LATERAL (
      -- and the range of eight in ten: of their own intervals as many are left out on
      -- either side
      SELECT habit.usual,
             CASE WHEN row.purchase_days > %(enough)s
                  THEN row.intervals[row.purchase_days / 10]
                  ELSE LEAST(
                      habit.usual, floor(own.typical * scale.ratios[21])::int
                  ) END AS low,
             CASE WHEN row.purchase_days > %(enough)s
                  THEN row.intervals[row.purchase_days - row.purchase_days / 10]
                  ELSE GREATEST(
                      habit.usual, ceil(own.typical * scale.ratios[181])::int
                  ) END AS high
      OFFSET 0
    ) AS told
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
      SELECT CASE WHEN own.typical IS NOT NULL THEN GREATEST(
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
    CROSS JOIN LATERAL (
      SELECT 1 - 1 / (1 + power(
                 1 + own.silence / (COALESCE(scale.usual, %(usual)s) + past.span),
                 past.n
             ) / past.n) AS risk
      OFFSET 0
    ) AS raw
    -- what happened next, when others had been silent for as long
    LEFT JOIN %(returns)s AS again
      ON again.company_id = row.company_id
     AND again.fold = row.partner_id %% %(folds)s
     AND again.pace = width_bucket(own.typical, %(paces)s)
     AND again.stage = width_bucket(own.silence / own.typical, %(stages)s)
"""

# Fifths of fewer customers than this say nothing.
ENOUGH_CUSTOMERS = 5

# The first line that holds names the segment. Recency is 1 to 5; value is frequency and
# amount added up, 2 to 10; drift is the risk that is told, 0 to 1. A line's conditions
# are all meant: "recency": (4, 5) is from 4 to 5, "drift": (0, 0.5) is below 0.5.
# Drifting is 1 of whom a rule may say that they drift away: the range of the expected
# purchase is over, or the risk is as high as the rule says.
SEGMENT_RULES = [
    ("new", {"purchase_days": (1, 1), "recency": (4, 5)}),
    (
        "champion",
        {"recency": (4, 5), "value": (8, 10), "drift": (0, 0.5), "drifting": (0, 0)},
    ),
    ("loyal", {"value": (6, 10), "drift": (0, 0.5), "drifting": (0, 0)}),
    ("needs_attention", {"value": (6, 10), "drift": (0, 0.5)}),
    ("promising", {"recency": (3, 5), "drift": (0, 0.5)}),
    ("needs_attention", {"drift": (0, 0.5)}),
    ("cannot_lose", {"value": (8, 10)}),
    ("at_risk", {"value": (6, 10)}),
    ("at_risk", {"value": (5, 10), "drift": (0, 0.8)}),
    ("promising", {"recency": (4, 5), "drift": (0, 0.8)}),
    ("needs_attention", {"recency": (3, 5), "drift": (0, 0.8)}),
    ("hibernating", {"drift": (0, 0.8)}),
    ("hibernating", {"recency": (2, 5)}),
    ("lost", {}),
]

COMPUTED_COLUMNS = (
    "usual_interval_days",
    "expected_date",
    "expected_from_date",
    "expected_to_date",
    "next_from_date",
    "next_expected_date",
    "next_to_date",
    "expected_basis",
    "expected_basis_count",
    "return_cases",
    "return_count",
    "drift_risk",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_segment",
    "value_tier",
)


class FichaPurchaseSummary(models.Model):
    """When they will buy again, and how likely it is that they have stopped.

    Both are computed from one row of the history and the rhythm of the company
    (:class:`FichaPurchaseRhythm`), with nothing fitted:

    * the *usual interval* is the median of their own where there are three or more,
      else the median of customers like them; the *expected date* is the last purchase
      plus the usual interval, and the *range* around it those of eight in ten. All
      three stay until they buy, so all three can pass: then they are late;
    * the range is that of their own intervals where there are at least nine. Else it is
      read from the ratios of customers like them, times the *typical interval*: their
      own mean, drawn towards the company's usual one as if three more usual intervals
      had been seen;
    * *next* is when those who are silent for as long come back, if they do: the 10, 50
      and 90 % points among the intervals longer than the present silence, so it is
      never in the past. It is nowhere shown as what is expected;
    * the *returns* are how often others, silent for as long, bought within 30 days;
    * the *drift risk* says by how much the silence stretches the history, once for each
      purchase made, and that each purchase may have been the last (rule of succession):
      ``odds = ((usual + span + silence) / (usual + span)) ^ n / n``. Where another
      order of the customers was more right on the company's own past
      (:class:`FichaDriftChoice`), they have these risks in that order.
    """

    _inherit = "ficha.purchase.summary"

    @api.model
    def _forecast_with(self, rhythm=None):
        """The CTE ``scale`` that :meth:`_forecast_from` joins.

        :param SQL rhythm: table to read instead of that of today
        """
        return SQL(
            FORECAST_WITH,
            folds=FOLDS,
            rhythm=rhythm or SQL("ficha_purchase_rhythm"),
            tried=drift_score.ENOUGH_CUSTOMERS,
        )

    @api.model
    def _forecast_columns(self, drift=None):
        """The columns from ``usual_interval_days`` to ``drift_risk``, from
        :meth:`_forecast_from`.

        :param SQL drift: the risk; by default that of the order chosen
        """
        return SQL(
            FORECAST_COLUMNS,
            enough=OWN_INTERVALS,
            habit=HABIT_INTERVALS,
            drift=drift or drift_score.risk_sql(),
        )

    @api.model
    def _forecast_from(self, today, rows=None, returns=None):
        """What the forecast is computed from: the rows, named ``row``, with the rhythm
        of their company and the steps in between.

        :param date today: end of the silence
        :param SQL rows: table to read instead of the summaries of today; ``returns``
            likewise
        """
        return SQL(
            FORECAST_FROM,
            rows=rows or SQL("ficha_purchase_summary"),
            returns=returns or SQL("ficha_purchase_return"),
            usual=USUAL_DAYS,
            today=today,
            enough=OWN_INTERVALS,
            habit=HABIT_INTERVALS,
            vouching=VOUCHING_PURCHASES,
            folds=FOLDS,
            paces=class_limits(PACES),
            stages=class_limits(STAGES),
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

    # --------------------------------------------------------------------------
    # Scores, segments and tiers of all customers of a company.
    #
    # *Scores* are fifths of the company's customers who have ever bought: by the
    # date of the last purchase, by the number of purchase days, and by the
    # revenue of the last 24 months. A score is 1 plus the number of limits
    # (:class:`FichaSegmentThreshold`) below the customer's figure, so equal figures
    # have equal scores, the lower of those they span. *Segments* follow from
    # ``SEGMENT_RULES``. *Tiers*: customers in order of their revenue of twelve
    # months; those needed to reach 80 % are A, those needed to reach 95 % are B,
    # the rest C; equal revenue has an equal tier.
    # --------------------------------------------------------------------------

    @api.model
    def _forecast_all(self, today, deep=False):
        """Compute what depends on other customers and on the day, for everybody.

        Rows that are of today already are left alone, unless the rhythm or the limits
        of their company have moved.

        :return: set of the ids of customers whose expected purchase, drift, segment or
            tier changed
        """
        companies = self._measure_companies(today, deep)
        condition = SQL("row.refreshed_on IS DISTINCT FROM %s", today)
        if deep:
            condition = SQL("TRUE")
        elif companies:
            condition = SQL(
                "(%s OR row.company_id = ANY(%s))", condition, list(companies)
            )
        # drift comes before the limits are applied: segments use both
        return self._forecast_rows(today, condition)

    @api.model
    def _measure_companies(self, today, force=False, rows=None):
        """What the customers of each company are told by.

        :param SQL rows: table to read instead of the summaries
        :return: set of the ids of the companies where any of it moved
        """
        companies = set(
            self.env["ficha.purchase.rhythm"]._measure(today, force, rows=rows)
        )
        companies.update(self.env["ficha.segment.threshold"]._refresh(today, rows=rows))
        companies.update(self.env["ficha.drift.choice"]._refresh(today, rows=rows))
        return companies

    @api.model
    def _forecast(self, today, ids):
        """The same for some customers, against the limits of the last full refresh.

        A company that has no limits yet, or too few customers to be compared, is
        computed as a whole.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT row.company_id
                     FROM ficha_purchase_summary AS row
                     LEFT JOIN ficha_segment_threshold AS threshold USING (company_id)
                    WHERE %s
                      AND COALESCE(threshold.customer_count, 0) < %s""",
                self._rows(ids),
                ENOUGH_CUSTOMERS,
            )
        )
        condition = SQL(
            "%s AND row.refreshed_on IS DISTINCT FROM %s", self._rows(ids), today
        )
        if rows:
            companies = [company_id for (company_id,) in rows]
            self.env["ficha.purchase.rhythm"]._measure(today, companies=companies)
            self.env["ficha.segment.threshold"]._refresh(today, companies)
            condition = SQL("(%s OR row.company_id = ANY(%s))", condition, companies)
        return self._forecast_rows(today, condition)

    @api.model
    def _forecast_rows(self, today, condition):
        """Write what is computed from the rows that meet a condition; of customers who
        objected to it nothing is."""
        rows = self._execute_tuned(
            FORECASTING,
            SQL(
                """
                WITH %(forecast)s
                UPDATE ficha_purchase_summary AS row
                   SET refreshed_on = %(today)s,
                       segment_date = %(today)s,
                       segment_since = CASE
                           WHEN row.rfm_segment IS NOT DISTINCT FROM new.rfm_segment
                           THEN row.segment_since
                           WHEN new.rfm_segment IS NOT NULL THEN %(today)s
                       END,
                       previous_segment = CASE
                           WHEN new.silent THEN NULL
                           WHEN row.rfm_segment IS NOT DISTINCT FROM new.rfm_segment
                           THEN row.previous_segment ELSE row.rfm_segment
                       END,
                       %(set)s
                  FROM new
                 WHERE new.id = row.id
                   AND (new.changed OR new.refreshed_on IS DISTINCT FROM %(today)s)
             RETURNING row.partner_id, new.changed
                """,
                forecast=self._forecast_new(today, condition),
                today=today,
                set=SQL(", ").join(
                    SQL("%(name)s = new.%(name)s", name=SQL.identifier(name))
                    for name in COMPUTED_COLUMNS
                ),
            ),
        )
        return {partner_id for partner_id, changed in rows if changed}

    @api.model
    def _forecast_new(self, today, condition, rows=None):
        """CTEs, of which ``new`` has the ``id`` of each row that meets a condition,
        whether the customer objected to it (``silent``) and ``COMPUTED_COLUMNS``; of
        rows that are in the table also whether they ``changed`` and ``refreshed_on``.

        :param SQL rows: table of rows that are to come into it
        """
        no_profile = self.env["res.partner"]._ficha_no_profile_sql()
        silent, told = SQL("FALSE"), "%s"
        if no_profile is not None:
            silent = SQL("COALESCE(row.partner_id IN (%s), FALSE)", no_profile)
            told = "CASE WHEN NOT figure.silent THEN %s END"
        columns = [SQL.identifier(name) for name in COMPUTED_COLUMNS]
        self.env["ficha.followup.rule"].flush_model(
            ["active", "company_id", "kind", "percent"]
        )
        before = changed = SQL("")
        if not rows:
            before = SQL(
                "row.refreshed_on, (%s) AS before,", self._forecast_identifiers("row")
            )
            changed = SQL(
                "figure.refreshed_on, before IS DISTINCT FROM (%s) AS changed,",
                SQL(", ").join(SQL(told, column) for column in columns),
            )
        return SQL(
            """
            %(forecast_with)s, figure AS MATERIALIZED (
                SELECT row.id,
                       row.purchase_days,
                       %(silent)s AS silent,
                       %(before)s
                       %(forecast_columns)s,
                       %(recency)s AS recency_score,
                       %(frequency)s AS frequency_score,
                       %(monetary)s AS monetary_score,
                       scale.drifting_percent,
                       CASE WHEN row.revenue_12m >= scale.tier_a THEN 'a'
                            WHEN row.revenue_12m >= scale.tier_b THEN 'b'
                            WHEN row.purchase_count > 0 THEN 'c'
                       END::varchar AS value_tier
                  FROM %(forecast_from)s
                 WHERE %(condition)s
            ), new AS MATERIALIZED (
                SELECT figure.id,
                       figure.silent,
                       %(changed)s
                       %(named)s
                  FROM figure
                 CROSS JOIN LATERAL (SELECT %(segment)s AS rfm_segment) AS segment
            )
            """,
            **{
                name: self._score(figure, f"scale.{name}")
                for name, figure in (
                    ("recency", SQL("row.last_purchase_date")),
                    ("frequency", SQL("row.purchase_days")),
                    ("monetary", SQL("row.revenue_12m + row.revenue_previous_12m")),
                )
            },
            condition=condition,
            forecast_with=self._forecast_with(),
            forecast_columns=self._forecast_columns(),
            forecast_from=self._forecast_from(today, rows),
            segment=self._segment(today),
            silent=silent,
            before=before,
            changed=changed,
            named=SQL(", ").join(SQL(f"{told} AS %s", c, c) for c in columns),
        )

    @api.model
    def _forecast_identifiers(self, alias):
        return SQL(", ").join(SQL.identifier(alias, name) for name in COMPUTED_COLUMNS)

    # -- one customer against the limits -----------------------------------------------

    @api.model
    def _score(self, figure, limits):
        """1 to 5; empty where there are too few customers to be compared."""
        return SQL(
            "CASE WHEN scale.customer_count >= %(enough)s AND row.purchase_count > 0 "
            "THEN 1 + (%(figure)s > %(limits)s[1])::int + (%(figure)s > "
            "%(limits)s[2])::int + (%(figure)s > %(limits)s[3])::int + (%(figure)s > "
            "%(limits)s[4])::int END",
            enough=ENOUGH_CUSTOMERS,
            figure=figure,
            limits=SQL(limits),
        )

    @api.model
    def _segment(self, today):
        """``SEGMENT_RULES`` as an expression over ``figure``."""
        risk = self._told_risk_sql("figure", today)
        figures = {
            "purchase_days": SQL("figure.purchase_days"),
            "recency": SQL("figure.recency_score"),
            "value": SQL("figure.frequency_score + figure.monetary_score"),
            "drifting": SQL(
                """(COALESCE(figure.expected_to_date < %s, FALSE)
                    OR COALESCE(round(%s * 100) >= figure.drifting_percent,
                        FALSE))::int""",
                today,
                risk,
            ),
        }
        cases = [SQL("WHEN figure.recency_score IS NULL THEN NULL")]
        for segment, conditions in SEGMENT_RULES:
            terms = [SQL("TRUE")]
            for name, (low, high) in conditions.items():
                if name == "drift":
                    terms.append(SQL("%s < %s", risk, high))
                else:
                    terms.append(SQL("%s BETWEEN %s AND %s", figures[name], low, high))
            cases.append(SQL("WHEN %s THEN %s", SQL(" AND ").join(terms), segment))
        return SQL("CASE %s END::varchar", SQL(" ").join(cases))
