from odoo import fields, models

from odoo.addons.ficha_cliente.tools.words import in_date


class FichaCampaignMember(models.Model):
    _inherit = "ficha.campaign.member"

    coupon_id = fields.Many2one(
        "loyalty.card",
        string="Their coupon",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        groups="sales_team.group_sale_salesman",
        help="The coupon that they were given.",
    )
    coupon_code = fields.Char(
        string="Coupon", related="coupon_id.code", help="The code that they are told."
    )

    def _told_columns(self):
        # EXTENDS ours
        return [*super()._told_columns(), "coupon_id"]

    def _coupon_to_tell(self):
        """Their coupon, as superuser, while there is something left on it: once it is
        used there is nothing to tell."""
        # sudo: the code is told to who sees that they are contacted
        return self.sudo().coupon_id.filtered(lambda card: card.points >= 1)

    def _shown_name(self):
        # EXTENDS ours: whoever has them before them tells them the code
        name = super()._shown_name()
        code = self._coupon_to_tell().code
        if not code:
            return name
        return self.env._("%(campaign)s (coupon %(code)s)", campaign=name, code=code)

    def _coupon_words(self):
        """What the customer is told of their coupon; False without one, or where it is
        used up."""
        card = self._coupon_to_tell()
        if not card:
            return False
        return self.env._(
            "Your coupon: %(code)s. It gives %(discount)g %% until %(day)s.",
            code=card.code,
            discount=self.discount,
            # somebody may have taken its day off
            day=in_date(
                self.env, card.expiration_date or self.sudo().campaign_id.date_end
            ),
        )
