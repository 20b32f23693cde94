from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base's: a purchase history is not added to another. The rows of those
        who go are deleted, and the one of who stays is made again from the documents of
        all."""
        rows = self.env["ficha.purchase.summary"].sudo()  # nobody may delete them
        rows.search([("partner_id", "in", src_partners.ids)]).unlink()
        self.env["ficha.purchase.queue"]._mark(
            partners=(dst_partner | dst_partner.commercial_partner_id).ids
        )
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extends base's: the kept contact may take a parent company from another."""
        result = super()._update_values(src_partners, dst_partner)
        self.env["ficha.purchase.queue"]._mark(
            partners=dst_partner.commercial_partner_id.ids
        )
        return result
