from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base's: possible duplicates follow to the kept contact first. Left to
        itself the merge would make pairs twice, or in the wrong order, and delete them
        all."""
        self.env["ficha.duplicate"]._follow_merge(src_partners.ids, dst_partner.id)
        return super()._update_foreign_keys(src_partners, dst_partner)
