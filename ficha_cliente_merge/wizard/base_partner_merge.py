from odoo import api, models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base's: what our own merge refuses for the sake of the accounts is
        refused here too (the core's guard is called by Enterprise only), and merges
        that need a contact which is deleted now can no longer be undone.

        :raise UserError: entries secured by a hash would change
        """
        # sudo: Odoo's wizard moves everything in SQL; these are checks and its traces
        Merge = self.env["ficha.merge"].sudo()
        if reason := Merge._refuse_secured(src_partners.sudo()):
            raise UserError(reason)
        gone = src_partners.ids
        Merge.search(
            [
                ("state", "=", "done"),
                "|",
                ("survivor_id", "in", gone),
                ("source_ids.partner_id", "in", gone),
            ]
        )._make_final()
        return super()._update_foreign_keys(src_partners, dst_partner)
