from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base's: the origin of a value follows the value.

        The core takes a value from those who go where the kept contact has none, and
        the last of them wins; so does the origin. The other rows are deleted, as they
        would break the unique index when the foreign keys move.
        """
        # sudo: whoever merges may not be one who sees personal data
        origins = self.env["ficha.value.origin"].sudo()
        partners = (src_partners | dst_partner).sudo()
        rows = origins.search([("partner_id", "in", partners.ids)])
        kept = origins.browse()
        for (name, company), same in rows.grouped(
            lambda row: (row.field_name, row.company_id)
        ).items():
            field = partners._fields.get(name)
            if not field:
                continue
            # what is computed stays as it is on the kept contact
            sources = src_partners.sudo() if field.compute is None else ()
            owners = [
                partner
                for partner in (*sources, dst_partner.sudo())
                if partner.with_company(company or self.env.company)[name]
            ]
            if owners:
                kept |= same.filtered(
                    lambda row, last=owners[-1]: row.partner_id == last
                )
        (rows - kept).unlink()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extends base's: it was nobody who wrote these values just now."""
        kept = dst_partner.with_context(ficha_no_origin=True)
        return super()._update_values(src_partners, kept)
