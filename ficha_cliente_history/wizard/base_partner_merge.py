from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):  # noqa: F811
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


class BasePartnerMergeAutomaticWizard(models.TransientModel):  # noqa: F811
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extends base: interactions have followed by their foreign keys, which know
        nothing of companies. What was said with a person who is now a contact belongs
        to the company, and an e-mail that went to both is one interaction."""
        result = super()._update_values(src_partners, dst_partner)
        # sudo: whoever merges may not be one who sees private interactions
        Interaction = self.env["ficha.interaction"].sudo()
        Interaction.invalidate_model()
        customer = dst_partner.commercial_partner_id
        if customer != dst_partner:
            said = Interaction.search([("partner_id", "=", dst_partner.id)])
            said.filtered(lambda i: not i.contact_id).contact_id = dst_partner
            said.partner_id = customer
        mails = Interaction.search(
            [("commercial_partner_id", "=", customer.id), ("message_id", "!=", False)],
            order="id",
        )
        for same in mails.grouped("message_id").values():
            same[1:].unlink()
        return result
