from odoo import api, fields, models
from odoo.tools import SQL

from .ficha_quality import POPULATIONS

# what is counted of a set of rows ``q`` with their contact ``p``
COUNTS = {
    "total": SQL("TRUE"),
    "known": SQL("q.has_identity"),
    "complete": SQL("q.completeness = 100"),
    "stale": SQL("q.freshness_known AND q.freshness < 100"),
    "bad_tax": SQL("q.bad_tax"),
    "bad_phone": SQL("q.bad_phone"),
    "bad_email": SQL("q.bad_email"),
}
SPLITS = [
    ("user", "Salesperson"),
    ("template", "Template"),
    ("source", "Source"),
]


class FichaQualityDay(models.Model):
    """The figures of *Calidad de datos* as they were on a day, for the trend.

    A row for each company, population and value of each split; the rows of a split add
    up to the total. Written by the nightly action.
    """

    _name = "ficha.quality.day"
    _description = "Quality of the Customer Files on a Day"
    _log_access = False
    _order = "day DESC, id"
    _rec_name = "day"

    day = fields.Date(required=True, readonly=True, help="The day of the figures.")
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        ondelete="cascade",
        help="The company the files belong to; empty for those of all companies.",
    )
    population = fields.Selection(
        POPULATIONS, readonly=True, help="Whether they have bought."
    )
    split = fields.Selection(
        SPLITS, required=True, readonly=True, help="How the figures are broken down."
    )
    split_key = fields.Char(
        readonly=True, help="Which salesperson, template or source; empty for none."
    )
    total = fields.Integer(readonly=True, help="Files.")
    known = fields.Integer(readonly=True, help="Files with identifying data.")
    complete = fields.Integer(readonly=True, help="Files in which nothing is missing.")
    stale = fields.Integer(readonly=True, help="Files with something out of date.")
    bad_tax = fields.Integer(readonly=True, help="Files with a wrong tax id.")
    bad_phone = fields.Integer(readonly=True, help="Files with a wrong telephone.")
    bad_email = fields.Integer(readonly=True, help="Files with a wrong e-mail address.")
    duplicates = fields.Integer(readonly=True, help="Files that may be duplicated.")
    completeness_sum = fields.Integer(
        readonly=True, help="Completeness of the files, added up."
    )

    _day_idx = models.Index("(split, day)")

    @api.model
    def _split_sql(self):
        """The value by which rows ``q`` of contacts ``p`` are split, as text."""
        return {
            "user": SQL("p.user_id::text"),
            "template": SQL("q.template_id::text"),
            "source": SQL("q.source"),
        }

    @api.model
    def _snapshot(self, day=None):
        """Note the figures of a day, by default today; a second time replaces them."""
        day = day or fields.Date.context_today(self)
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM ficha_quality_day WHERE day = %s", day))
        columns = SQL(", ").join(map(SQL.identifier, COUNTS))
        counts = SQL(", ").join(
            SQL("count(*) FILTER (WHERE %s)", condition)
            for condition in COUNTS.values()
        )
        for split, key in self._split_sql().items():
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO ficha_quality_day
                           (day, split, company_id, population, split_key,
                            %(columns)s, duplicates, completeness_sum)
                    SELECT %(day)s, %(split)s, p.company_id, q.population, %(key)s,
                           %(counts)s, count(*) FILTER (WHERE %(duplicate)s),
                           sum(q.completeness)
                      FROM ficha_quality q
                      JOIN res_partner p ON p.id = q.partner_id
                     GROUP BY p.company_id, q.population, %(key)s
                    """,
                    columns=columns,
                    day=day,
                    split=split,
                    key=key,
                    counts=counts,
                    duplicate=self._duplicate_sql(),
                )
            )
        self.invalidate_model()

    @api.model
    def _duplicate_sql(self):
        """Whether the contact ``p`` may be there twice."""
        return SQL(
            """p.id IN (SELECT unnest(ARRAY[d.partner_a_id, d.partner_b_id])
                          FROM ficha_duplicate d WHERE d.state = 'open')"""
        )
