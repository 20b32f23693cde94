from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import ranking


class FichaProductRelation(models.Model):
    """Which products are bought by the same customers of a company."""

    _name = "ficha.product.relation"
    _description = "Products Bought by the Same Customers"
    _log_access = False
    _rec_name = "product_id"
    _order = "likeness DESC, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        help="The company that sells them.",
    )
    source_id = fields.Many2one(
        "product.product",
        string="Who buys",
        required=True,
        index=True,
        ondelete="cascade",
        help="What customers have.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Also buys",
        required=True,
        index=True,
        ondelete="cascade",
        help="What may be proposed to them.",
    )
    together = fields.Integer(help="Customers who bought both.")
    source_buyers = fields.Integer(
        string="Of", help="Customers who bought what they have."
    )
    likeness = fields.Float(
        digits=0, help="From 0 to 1: how much the same customers buy both."
    )

    _company_source_idx = models.UniqueIndex("(company_id, source_id, product_id)")

    @api.model
    def _refresh(self, company, today=None):
        """Make the rows of a company anew, after its demand."""
        Demand = self.env["ficha.product.demand"]
        today = today or fields.Date.context_today(self)
        demand = SQL(
            "(SELECT * FROM ficha_product_demand WHERE company_id = %s)", company.id
        )
        Demand._replace.__func__(
            self,
            company,
            ("product_id", "source_id", "together", "source_buyers", "likeness"),
            ranking.relations_sql(Demand._bought(company, today), demand),
        )
