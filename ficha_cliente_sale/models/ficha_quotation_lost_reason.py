from odoo import fields, models


class FichaQuotationLostReason(models.Model):
    """Why a quotation came to nothing."""

    _name = "ficha.quotation.lost.reason"
    _description = "Reason a Quotation Was Lost"
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, help="Name shown in the lists and the pivot."
    )
    sequence = fields.Integer(default=10, help="Order in which the reasons are shown.")
    active = fields.Boolean(
        default=True, help="Untick it to keep the reason without offering it."
    )
    by_customer = fields.Boolean(
        string="The customer said no",
        help="The quotation was rejected, and not just cancelled by us.",
    )
    is_missed = fields.Boolean(
        string="A missed purchase",
        default=True,
        help="Untick it for what was never going to be bought, such as a quotation "
        "made twice.",
    )
