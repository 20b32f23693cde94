from odoo import api, models


class FichaHandover(models.Model):
    """Quotations go with the portfolio; what was sold stays with who sold it."""

    _inherit = "ficha.handover"

    @api.model
    def _handover_kinds(self):
        """Extends _handover_kinds with quotations that may still be accepted."""
        return super()._handover_kinds() | {
            "quotation": {
                "label": self.env._("Open quotations"),
                "model": "sale.order",
                "user": "user_id",
                "customer": "partner_id.commercial_partner_id",
                "company": "company_id",
                "domain": self.env["sale.order"]._ficha_open_domain(),
            }
        }
