from odoo import fields, models


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    ficha_campaign_id = fields.Many2one(
        "ficha.campaign",
        string="Campaign of customers",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The campaign it was made for.",
    )
