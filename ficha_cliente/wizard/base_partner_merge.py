from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extends the core's: codes survive a merge, whichever contact is kept.

        The kept contact's code stays and the others become previous codes of it. When
        it has none, it takes the code of the oldest of the others. Previous codes of
        the others have followed by their foreign key already. The core would copy a
        code while its owner still exists (a violation of uniqueness), or lose it; so it
        does not get to see them.
        """
        # sudo: the codes are the merged customer's, whoever merges
        coded = src_partners.sudo().filtered("client_code")
        coded = coded.sorted(lambda partner: (partner.create_date, partner.id))
        codes = [(partner.client_code, partner.display_name) for partner in coded]
        for partner in coded:
            partner.with_context(tracking_disable=True)._set_client_code(False)
        result = super()._update_values(src_partners, dst_partner)
        # after the core, which may have given the kept contact a parent company
        entity = dst_partner.sudo().commercial_partner_id
        for code, name in codes:
            entity._receive_client_code(
                code, self.env._("Merged with %(name)s", name=name)
            )
        if entity != dst_partner:
            dst_partner._hand_over_client_code(
                self.env._("Merged with another contact")
            )
        return result
