from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: As of how many days ago the next purchase is told, and compared with what came.
BACK_DAYS = 90
#: Of fewer customers nothing can be said.
ENOUGH = 30


class FichaDemandRecord(models.Model):
    """How right the demand foreseen was in the last twelve months (D16), beside "same
    as last year" and a moving mean. What does not beat them is not shown."""

    _name = "ficha.demand.record"
    _description = "Record of the Demand Foreseen"
    _log_access = False
    _rec_name = "company_id"
    _order = "company_id, period, id"

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", help="Whose customers."
    )
    category_id = fields.Many2one(
        "product.category", ondelete="cascade", help="Of which category."
    )
    product_id = fields.Many2one(
        "product.product", ondelete="cascade", help="Of which product."
    )
    period = fields.Selection(
        [("month", "Month"), ("week", "Week")], required=True, help="How long it is."
    )
    periods = fields.Integer(help="How many of them were foreseen and came.")
    ours = fields.Float(digits=0, help="Error of what was foreseen, by what came.")
    same = fields.Float(digits=0, help="Error of the same as last year.")
    mean = fields.Float(digits=0, help="Error of the moving mean.")
    has_same = fields.Boolean(help="There was a last year to compare with.")
    ranged = fields.Integer(help="How many of them were told in a range.")
    inside = fields.Float(digits=0, help="Share of those that came in their range.")
    verdict = fields.Selection(
        [
            ("few", "Too few data to say"),
            ("good", "Better than the simple rules"),
            ("same", "No better than the same as last year"),
            ("mean", "No better than a moving mean"),
        ],
        required=True,
        help="Whether it is shown.",
    )

    _one_idx = models.UniqueIndex(
        "(company_id, period, COALESCE(category_id, 0), COALESCE(product_id, 0))"
    )

    @api.model
    def _replace(self, company, records):
        """:param records: list of ``(kind, category id, product id, Record)``, ids 0
        where there is none"""
        self.search([("company_id", "=", company.id)]).unlink()
        self.create(
            [
                {
                    "company_id": company.id,
                    "period": kind,
                    "category_id": category or False,
                    "product_id": product or False,
                    "periods": record.periods,
                    "ours": record.ours,
                    "same": record.same,
                    "mean": record.mean,
                    "has_same": record.same is not None,
                    "ranged": record.ranged,
                    "inside": record.inside,
                    "verdict": record.verdict,
                }
                for kind, category, product, record in records
            ]
        )


class FichaNextRecord(models.Model):
    """How right the expected purchase of each customer was: as it was told three months
    ago, beside their last purchase plus their own mean interval."""

    _name = "ficha.next.record"
    _description = "Record of the Next Purchase"
    _log_access = False
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", help="Whose customers."
    )
    day = fields.Date(required=True, help="As of which day it was told.")
    customers = fields.Integer(
        help="Who was not late that day, had come twice or more, and bought since."
    )
    inside = fields.Float(digits=0, help="Share of them who came in the range told.")
    days_off = fields.Float(
        digits=0, help="Days between the day told and the purchase, in the middle."
    )
    simple_days_off = fields.Float(
        digits=0, help="The same of the last purchase plus their own mean interval."
    )

    _company_uniq = models.Constraint("UNIQUE(company_id)", "One for each company.")

    def _can_tell(self):
        return bool(self) and self.customers >= ENOUGH

    def _is_beaten(self):
        return self._can_tell() and self.days_off >= self.simple_days_off

    @api.model
    def _refresh(self, company, today):
        """Measure it on the past of a company."""
        Summary = self.env["ficha.purchase.summary"]
        day = today - timedelta(days=BACK_DAYS)
        past = Summary._make_past(company, day)
        [[customers, inside, off, simple]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*),
                       avg((came.day BETWEEN expected_from_date
                                         AND expected_to_date)::int)::float8,
                       percentile_cont(0.5) WITHIN GROUP (
                           ORDER BY abs(came.day - expected_date)),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(
                           came.day - last_purchase_date - mean_interval_days))
                  FROM %s AS past
                  JOIN (%s) AS came USING (partner_id)
                 WHERE expected_date >= %s AND purchase_days > 1
                """,
                past,
                Summary._came_after(company, day, today),
                day,
            )
        )
        Summary._drop_past()
        self.search([("company_id", "=", company.id)]).unlink()
        self.create(
            {
                "company_id": company.id,
                "day": day,
                "customers": customers,
                "inside": inside or 0,
                "days_off": off or 0,
                "simple_days_off": simple or 0,
            }
        )
