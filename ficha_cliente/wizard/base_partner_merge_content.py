from odoo import api, models

from ..models.res_partner_lifecycle import STAGES


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: what said that one of the merged contacts was around, or a relative
        of, another of them says nothing any more, and would be a relation of the kept
        contact with itself."""
        merged = (src_partners | dst_partner).ids
        domain = [("partner_id", "in", merged), ("related_partner_id", "in", merged)]
        for model in ("ficha.relation", "ficha.family.member"):
            # sudo: whoever merges may not be one who sees family data
            self.env[model].sudo().search(domain).unlink()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extended: the kept contact is as far on the way as the farthest of them. The
        core keeps its own stage, and a customer would become a lead in silence."""
        stages = set((src_partners | dst_partner).mapped("ficha_lifecycle"))
        result = super()._update_values(src_partners, dst_partner)
        if "customer" in stages:
            dst_partner._advance_lifecycle("customer")
        elif reached := [stage for stage in STAGES if stage in stages]:
            dst_partner._advance_lifecycle(reached[-1])
        return result
