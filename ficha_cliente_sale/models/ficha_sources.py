"""Where values of a customer file come from: orders are one source more."""

from odoo import fields, models


class FichaProposal(models.Model):
    _inherit = "ficha.proposal"

    source = fields.Selection(
        selection_add=[("order", "Quotation or order"), ("other",)],
        ondelete={"order": "cascade"},
    )


class FichaValueOrigin(models.Model):
    _inherit = "ficha.value.origin"

    source = fields.Selection(
        selection_add=[("order", "Quotation or order"), ("other",)],
        ondelete={"order": "cascade"},
    )
