from odoo import fields, models


class FichaPurposeUnused(models.TransientModel):
    """A kind of data that no purpose uses, to be read and thrown away."""

    _name = "ficha.purpose.unused"
    _description = "Data that no purpose uses"
    _order = "count desc, id"

    name = fields.Char("Data", readonly=True, help="What it is called on the file.")
    count = fields.Integer(
        "Customers and contacts", readonly=True, help="Of how many we have it."
    )
