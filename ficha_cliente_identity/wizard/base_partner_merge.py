from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base: keys are made of a contact's data and follow them, not the
        foreign key. Those of who goes are deleted, those of who stays made anew."""
        keys = self.env["ficha.identity.key"]
        keys._flush_pending()
        self.env.cr.execute(
            SQL(
                "DELETE FROM ficha_identity_key"
                " WHERE partner_id = ANY(%(gone)s) OR contact_id = ANY(%(gone)s)",
                gone=src_partners.ids,
            )
        )
        result = super()._update_foreign_keys(src_partners, dst_partner)
        contacts = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE parent_id = %s OR id = %s",
                dst_partner.id,
                dst_partner.id,
            )
        )
        keys._mark(partner_id for (partner_id,) in contacts)
        return result
