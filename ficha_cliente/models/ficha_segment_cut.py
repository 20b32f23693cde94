from odoo import fields, models


class FichaSegmentCut(models.Model):
    """Where the fifths and the tiers of a company's customers begin.

    Reckoned when everybody is refreshed. A customer refreshed by itself, on the day of
    an invoice, is scored against them, so a new customer has a segment at once.
    """

    _name = "ficha.segment.cut"
    _description = "Limits of a Company's Segments"
    _log_access = False
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company whose customers are compared with each other.",
    )
    date = fields.Date(help="Day on which the limits were reckoned.")
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
