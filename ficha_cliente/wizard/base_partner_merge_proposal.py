from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base: change proposals follow to the kept contact.

        Where several of the merged contacts have the same proposal, one stays: that of
        the kept contact, or the oldest. The others would break the unique index.
        """
        self.env["ficha.proposal"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM ficha_proposal WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (
                            PARTITION BY field_name, COALESCE(company_id, 0), value_key
                            ORDER BY (partner_id = %(kept)s) DESC, id
                        ) AS place
                        FROM ficha_proposal
                        WHERE partner_id IN %(partners)s AND state != 'accepted'
                    ) AS same WHERE place > 1
                )
                """,
                kept=dst_partner.id,
                partners=tuple((src_partners | dst_partner).ids),
            )
        )
        self.env["ficha.proposal"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)
