from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Extends the core's: who comes under another company takes their documents
        there, so the histories of both are refreshed."""
        if "parent_id" not in vals:
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        self.env["ficha.purchase.queue"]._mark(
            partners=(self | before | self.commercial_partner_id).ids
        )
        return result
