from odoo import api, models
from odoo.tools import SQL

from .ficha_purchase_forecast import FORECAST_WITH

# Fifths of fewer customers than this say nothing.
ENOUGH_CUSTOMERS = 5

# The first line that holds names the segment. Recency is 1 to 5; value is frequency and
# amount added up, 2 to 10; drift is the drift risk, 0 to 1. A line's conditions are all
# meant: "recency": (4, 5) is from 4 to 5, "drift": (0, 0.5) is below 0.5.
SEGMENT_RULES = [
    ("new", {"purchase_days": (1, 1), "recency": (4, 5)}),
    ("champion", {"recency": (4, 5), "value": (8, 10), "drift": (0, 0.5)}),
    ("loyal", {"value": (6, 10), "drift": (0, 0.5)}),
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

RECKONED_COLUMNS = (
    "expected_date",
    "late_from_date",
    "expected_from_date",
    "next_expected_date",
    "expected_to_date",
    "expected_basis",
    "expected_basis_count",
    "drift_risk",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_segment",
    "value_tier",
)


class FichaPurchaseSummary(models.Model):
    """Scores, segments and tiers of all customers of a company.

    *Scores* are fifths of the company's customers who have ever bought: by the date of
    the last purchase, by the number of purchase days, and by the revenue of the last
    24 months. A score is 1 plus the number of limits (:class:`FichaSegmentCut`) below
    the customer's figure, so equal figures have equal scores, the lower of those they
    span. *Segments* follow from ``SEGMENT_RULES``. *Tiers*: customers in order of their
    revenue of twelve months; those needed to reach 80 % are A, those needed to reach
    95 % are B, the rest C; equal revenue has an equal tier.
    """

    _inherit = "ficha.purchase.summary"

    @api.model
    def _reckon_all(self, today, deep=False):
        """Reckon what depends on other customers and on the day, for everybody.

        Rows that are of today already are left alone, unless the rhythm or the limits
        of their company have moved.

        :return: set of the ids of customers whose expected purchase, drift, segment or
            tier changed
        """
        companies = set(self.env["ficha.purchase.rhythm"]._measure(today, deep))
        companies.update(self.env["ficha.segment.cut"]._reckon(today))
        condition = SQL("row.refreshed_on IS DISTINCT FROM %s", today)
        if deep:
            condition = SQL("TRUE")
        elif companies:
            condition = SQL(
                "(%s OR row.company_id = ANY(%s))", condition, list(companies)
            )
        # drift comes before the limits are applied: segments use both
        return self._reckon_rows(today, condition)

    @api.model
    def _reckon(self, today, ids):
        """The same for some customers, against the limits of the last full refresh.

        A company that has no limits yet, or too few customers to be compared, is
        reckoned as a whole.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT row.company_id
                     FROM ficha_purchase_summary AS row
                     LEFT JOIN ficha_segment_cut AS cut USING (company_id)
                    WHERE %s
                      AND COALESCE(cut.customer_count, 0) < %s""",
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
            self.env["ficha.segment.cut"]._reckon(today, companies)
            condition = SQL("(%s OR row.company_id = ANY(%s))", condition, companies)
        return self._reckon_rows(today, condition)

    @api.model
    def _reckon_rows(self, today, condition):
        """Write what is reckoned from the rows that meet a condition."""
        # rows are joined with the one line of their company and band: anything but
        # hashing would sort or store the arrays of that line with each of them
        rows = self._execute_tuned(
            {"enable_mergejoin": "off", "enable_material": "off"},
            SQL(
                """
                WITH %(forecast_with)s, figure AS MATERIALIZED (
                    SELECT row.id,
                           row.purchase_days,
                           row.refreshed_on,
                           (%(row)s) AS before,
                           %(forecast_columns)s,
                           %(recency)s AS recency_score,
                           %(frequency)s AS frequency_score,
                           %(monetary)s AS monetary_score,
                           CASE WHEN row.revenue_12m >= scale.tier_a THEN 'a'
                                WHEN row.revenue_12m >= scale.tier_b THEN 'b'
                                WHEN row.purchase_count > 0 THEN 'c'
                           END::varchar AS value_tier
                      FROM %(forecast_from)s
                     WHERE %(condition)s
                ), new AS MATERIALIZED (
                    SELECT figure.*,
                           segment.rfm_segment,
                           before IS DISTINCT FROM (%(new)s) AS changed
                      FROM figure
                     CROSS JOIN LATERAL (SELECT %(segment)s AS rfm_segment) AS segment
                )
                UPDATE ficha_purchase_summary AS row
                   SET refreshed_on = %(today)s,
                       segment_date = %(today)s,
                       segment_since = CASE
                           WHEN row.rfm_segment IS NOT DISTINCT FROM new.rfm_segment
                           THEN row.segment_since
                           WHEN new.rfm_segment IS NOT NULL THEN %(today)s
                       END,
                       previous_segment = CASE
                           WHEN row.rfm_segment IS NOT DISTINCT FROM new.rfm_segment
                           THEN row.previous_segment ELSE row.rfm_segment
                       END,
                       %(set)s
                  FROM new
                 WHERE new.id = row.id
                   AND (new.changed OR new.refreshed_on IS DISTINCT FROM %(today)s)
             RETURNING row.partner_id, new.changed
                """,
                **{
                    name: self._score(figure, f"scale.{name}")
                    for name, figure in (
                        ("recency", SQL("row.last_purchase_date")),
                        ("frequency", SQL("row.purchase_days")),
                        (
                            "monetary",
                            SQL("row.revenue_12m + row.revenue_previous_12m"),
                        ),
                    )
                },
                condition=condition,
                forecast_with=SQL(FORECAST_WITH),
                forecast_columns=self._forecast_columns(),
                forecast_from=self._forecast_from(today),
                segment=self._segment(),
                today=today,
                set=SQL(", ").join(
                    SQL("%(name)s = new.%(name)s", name=SQL.identifier(name))
                    for name in RECKONED_COLUMNS
                ),
                row=self._reckoned("row"),
                new=SQL(", ").join(map(SQL.identifier, RECKONED_COLUMNS)),
            ),
        )
        return {partner_id for partner_id, changed in rows if changed}

    @api.model
    def _reckoned(self, alias):
        return SQL(", ").join(SQL.identifier(alias, name) for name in RECKONED_COLUMNS)

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
    def _segment(self):
        """``SEGMENT_RULES`` as an expression over ``figure``."""
        figures = {
            "purchase_days": SQL("figure.purchase_days"),
            "recency": SQL("figure.recency_score"),
            "value": SQL("figure.frequency_score + figure.monetary_score"),
        }
        cases = [SQL("WHEN figure.recency_score IS NULL THEN NULL")]
        for segment, conditions in SEGMENT_RULES:
            terms = [SQL("TRUE")]
            for name, (low, high) in conditions.items():
                if name == "drift":
                    terms.append(SQL("figure.drift_risk < %s", high))
                else:
                    terms.append(SQL("%s BETWEEN %s AND %s", figures[name], low, high))
            cases.append(SQL("WHEN %s THEN %s", SQL(" AND ").join(terms), segment))
        return SQL("CASE %s END::varchar", SQL(" ").join(cases))
