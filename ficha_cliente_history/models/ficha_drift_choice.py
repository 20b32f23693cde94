import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import drift

#: It is chosen again after so many days.
CHOOSE_DAYS = 30


class FichaDriftChoice(models.Model):
    """What orders the customers of a company by the risk of losing them (D16).

    A few scores are tried as of three and six months ago, with nothing but what was
    known then, on who bought in the three months after; of a company too young for
    that, as of some weeks ago. It is all of them together, weighed as was right there,
    unless another one was clearly better; until it is tried again a month later. Where
    there is too little to try them on, it is the risk by the formula.

    The drift risk of each customer (``ficha.purchase.summary.drift_risk``) keeps the
    values of the formula and takes the order of the score, see ``tools/drift.py``.
    """

    _name = "ficha.drift.choice"
    _description = "What the Drift Risk Is Taken From"
    _log_access = False
    _rec_name = "company_id"
    _order = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", help="Whose customers."
    )
    score = fields.Selection(
        [
            ("recency", "Last purchase"),
            ("frequency", "Number of purchases"),
            ("quintiles", "Last purchase and number of purchases, by fifths"),
            ("risk", "Silence against the own rhythm"),
            ("together", "All of them together, weighed on the past"),
        ],
        required=True,
        default="risk",
        help="What the customers are ordered by.",
    )
    day = fields.Date(required=True, help="When it was chosen.")
    tried = fields.Boolean(help="There was enough to try them on.")
    ahead = fields.Integer(
        "Days ahead",
        default=drift.AHEAD_DAYS,
        help="In how many days somebody had to buy again.",
    )
    customers = fields.Integer(help="On how many customers they were tried.")
    areas = fields.Text(
        help="How right each of them was, as JSON: the chance that of two customers, "
        "one who bought and one who did not, it told which."
    )
    silences = fields.Text(help="101 quantiles, as an array of PostgreSQL.")
    frequencies = fields.Text(help="101 quantiles, as an array of PostgreSQL.")
    risks = fields.Text(help="101 quantiles, as an array of PostgreSQL.")
    marks = fields.Text(help="101 quantiles of the score, as an array of PostgreSQL.")
    weights = fields.Text(
        default=lambda self: self._array(drift.WEIGHTS),
        help="What silence, number of purchases and the formula weigh together, as an "
        "array of PostgreSQL.",
    )
    measured = fields.Date(help="As of which day the quantiles are.")

    _company_uniq = models.Constraint(
        "UNIQUE(company_id)", "A company has one drift risk."
    )

    # -- reading -------------------------------------------------------------------

    def _get_areas(self):
        """:return: ``{score: area}``, empty where nothing could be tried"""
        return json.loads(self.areas or "{}")

    @api.model
    def _array(self, values):
        return f"{{{','.join(repr(float(value)) for value in values)}}}"

    def _can_tell(self):
        return bool(self) and self.tried

    def _beats_chance(self):
        return self._can_tell() and self._get_areas()[self.score] >= drift.CHANCE

    # -- making --------------------------------------------------------------------

    @api.model
    def _refresh(self, today, company_ids=None, rows=None):
        """Choose for the companies whose choice is missing or old, and bring what the
        others are told by up to date.

        :param company_ids: all that have customers when None
        :param SQL rows: table to read instead of the summaries of today
        :return: ids of the companies where the order is another one than before
        """
        self = self.sudo()  # as the histories: of all customers, by rules of its own
        self.env["ficha.segment.threshold"].flush_model()
        found = self.env.execute_query(
            SQL(
                """SELECT company_id FROM ficha_segment_threshold
                    WHERE customer_count >= %s AND %s ORDER BY company_id""",
                drift.ENOUGH_CUSTOMERS,
                SQL("TRUE")
                if company_ids is None
                else SQL("company_id = ANY(%s)", list(company_ids)),
            )
        )
        return [
            company_id
            for (company_id,) in found
            if self._refresh_company(
                today, self.env["res.company"].browse(company_id), rows
            )
        ]

    @api.model
    def _refresh_company(self, today, company, rows=None):
        """:return: whether the order is another one than before"""
        choice = self.search([("company_id", "=", company.id)])
        before = choice.score or "risk"
        age = (today - choice.day).days if choice else None
        # where there was too little it is tried again every night
        if not choice.tried or not 0 <= age < CHOOSE_DAYS:
            choice = self._choose(today, company, choice, rows)
        elif choice.score != "risk" and choice.measured != today:
            # once a day: it goes through everybody
            choice._measure(today, rows)
        return choice.score != before

    @api.model
    def _find(self, today, company):
        """Try the scores on the past of a company.

        :return: values of what was found
        """
        for ahead, days in drift.SPANS:
            found = [self._try(company, today, back, ahead) for back in days]
            score, means, weights = drift.choose(found)
            if score:
                break
        return {
            "ahead": ahead,
            "score": score or "risk",
            "day": today,
            "tried": bool(score),
            "customers": max(one.customers for one in found),
            "areas": json.dumps(means),
            "weights": self._array(weights),
        }

    def _choose(self, today, company, choice, rows=None):
        values = self._find(today, company)
        if choice:
            choice.write(values)
        else:
            choice = self.create({"company_id": company.id, **values})
        if choice.score != "risk":
            choice._measure(today, rows)
        return choice

    @api.model
    def _try(self, company, today, back, ahead=drift.AHEAD_DAYS, weights=drift.WEIGHTS):
        """What each score was worth as of some days ago.

        :param int ahead: days after that in which customers came again, or not
        :param weights: what all of them weigh together
        :return: ``drift.Tried``
        """
        Summary = self.env["ficha.purchase.summary"]
        day = today - timedelta(days=back)
        past = Summary._make_past(company, day)
        came = Summary._came_after(company, day, day + timedelta(days=ahead))
        rows = SQL(
            """SELECT past.silence, past.purchase_days, past.risk,
                      came.day IS NOT NULL AS again
                 FROM %s AS past LEFT JOIN (%s) AS came USING (partner_id)""",
            past,
            came,
        )
        grid = drift.grid_sql(rows, weights)
        scored = drift.scored_sql(rows, grid)
        [[customers, number, *areas]] = self.env.execute_query(drift.areas_sql(scored))
        cells = self.env.execute_query(drift.cells_sql(rows, grid))
        Summary._drop_past()
        areas = dict(zip(drift.SCORES, areas, strict=True))
        return drift.Tried(customers, number, areas, cells)

    def _measure(self, today, rows=None):
        """The quantiles of today that the order is read from.

        :param SQL rows: table to read instead of the summaries
        """
        Summary = self.env["ficha.purchase.summary"]
        customers = SQL(
            """WITH %s
               SELECT own.silence, row.purchase_days, raw.risk
                 FROM %s
                WHERE row.company_id = %s AND row.purchase_days > 0""",
            Summary._forecast_with(),
            Summary._forecast_from(today, rows),
            self.company_id.id,
        )
        self.env.flush_all()
        Summary._execute_no_rows(
            SQL("CREATE TEMPORARY TABLE ficha_drift ON COMMIT DROP AS %s", customers)
        )
        customers = SQL("SELECT silence, purchase_days, risk FROM ficha_drift")
        weights = [float(one) for one in self.weights.strip("{}").split(",")]
        grid = drift.grid_sql(customers, weights)
        [[*arrays, _weights]] = self.env.execute_query(grid)
        scored = drift.scored_sql(customers, grid)
        [[marks]] = self.env.execute_query(drift.marks_sql(scored, f"by_{self.score}"))
        self.env.cr.execute("DROP TABLE ficha_drift")
        if marks is None:
            return  # nobody is left
        names = ("silences", "frequencies", "risks", "marks")
        values = {
            name: self._array(array)
            for name, array in zip(names, (*arrays, marks), strict=True)
        }
        self.write({**values, "measured": today})
        self.flush_recordset()
