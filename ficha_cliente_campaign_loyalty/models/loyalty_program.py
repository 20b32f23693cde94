from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    ficha_campaign_id = fields.Many2one(
        "ficha.campaign",
        string="Campaign of customers",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The campaign whose customers have these coupons.",
    )
    ficha_key = fields.Char(
        string="Discount of the campaign",
        readonly=True,
        copy=False,
        help="How much its coupons give, and on what.",
    )
