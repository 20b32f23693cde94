from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _try_apply_code(self, code):
        """Extends sale_loyalty's: a coupon of a campaign is its customer's, and holds
        while they are in that campaign."""
        # sudo: whose it is is looked up for whoever types it in
        card = self.env["loyalty.card"].sudo().search([("code", "=", code)], limit=1)
        if card.program_id.ficha_campaign_id:
            entity = card.partner_id.commercial_partner_id
            # somebody on the website may not have said yet who they are
            known = self.partner_id and not self.partner_id.is_public
            if known and self.partner_id.commercial_partner_id != entity:
                return {
                    "error": self.env._(
                        "This coupon is of another customer: it can only be used on "
                        "an order of theirs."
                    )
                }
            if not self._ficha_coupon_member(card):
                return {
                    "error": self.env._(
                        "This coupon does not hold any more: its customer is not in "
                        "that campaign now."
                    )
                }
        return super()._try_apply_code(code)

    def _ficha_coupon_member(self, card):
        """:return: the customer of the campaign who has the coupon, as superuser"""
        # sudo: campaigns of everybody; whoever sells takes the coupon
        return (
            self.env["ficha.campaign.member"]
            .sudo()
            .search(
                [
                    ("campaign_id", "=", card.program_id.ficha_campaign_id.id),
                    ("partner_id", "=", card.partner_id.commercial_partner_id.id),
                    ("side", "=", "contacted"),
                ],
                limit=1,
            )
        )

    def _ficha_offer(self, member):
        """Extends ours: the coupon is on the quotation, too."""
        result = super()._ficha_offer(member)
        card = member.coupon_id
        if card and member.order_id == self:
            # sudo: whoever makes a quotation need not know coupons
            order = self.sudo()
            found = order._try_apply_code(card.code)
            if "error" not in found:
                for coupon, rewards in found.items():
                    order._apply_program_reward(rewards[:1], coupon)
        return result

    def _ficha_campaigns_accepted(self):
        """Extends ours: who uses their coupon has accepted."""
        result = super()._ficha_campaigns_accepted()
        # sudo: coupons are no affair of whoever confirms
        for order in self.sudo():
            for card in order.order_line.coupon_id:
                if not card.program_id.ficha_campaign_id:
                    continue
                member = order._ficha_coupon_member(card)
                if member and member.outcome != "accepted":
                    member.write({"outcome": "accepted", "order_id": order.id})
        return result
