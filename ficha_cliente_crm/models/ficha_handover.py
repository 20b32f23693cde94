from odoo import api, models
from odoo.fields import Domain


class FichaHandover(models.Model):
    """Leads and opportunities go with the portfolio; those won or lost stay."""

    _inherit = "ficha.handover"

    @api.model
    def _handover_kinds(self):
        """Extends _handover_kinds with leads and opportunities in progress."""
        return super()._handover_kinds() | {
            "opportunity": {
                "label": self.env._("Leads and opportunities"),
                "model": "crm.lead",
                "user": "user_id",
                "customer": "partner_id.commercial_partner_id",
                "company": "company_id",
                "domain": Domain("won_status", "=", "pending")
                & Domain("active", "=", True),
            }
        }
