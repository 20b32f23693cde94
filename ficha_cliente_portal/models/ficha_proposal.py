from odoo import api, models


class FichaProposal(models.Model):
    """What customers propose of themselves."""

    _inherit = "ficha.proposal"

    @api.model
    def _untold_fields(self):
        """Extends the core's: whoever reads the messages of a customer does not read
        their account."""
        return super()._untold_fields() | {"ficha_iban"}
