from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base's: how good the data of those who go was says nothing any more,
        and what was not to be asked of them may be asked of the kept contact."""
        # sudo: nobody has rights on these rows
        for model in ("ficha.quality", "ficha.question.rest"):
            rows = self.env[model].sudo()
            rows.search([("partner_id", "in", src_partners.ids)]).unlink()
        self.env["ficha.quality.queue"]._mark(dst_partner.ids)
        return super()._update_foreign_keys(src_partners, dst_partner)
