from odoo import fields, models
from odoo.exceptions import UserError


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

    def action_put_in_queue(self):
        """Extends mass_mailing's: what has ended is offered to nobody any more."""
        for mailing in self:
            # sudo: where the campaign is, whoever sends
            campaign = mailing.sudo().ficha_campaign_id
            if campaign and campaign.state != "running":
                raise UserError(
                    self.env._(
                        "The campaign of this mailing has ended: nobody is written to "
                        "for it any more. Make another campaign, or a mailing of its "
                        "own."
                    )
                )
        return super().action_put_in_queue()

    def _action_send_mail(self, res_ids=None):
        """Extends mass_mailing's: in the company of the campaign, whoever sends (the
        scheduler is in no company's name): what each customer is told of their own is
        that of this company."""
        for mailing in self:
            # sudo: whose campaign it is, whoever sends
            company = mailing.sudo().ficha_campaign_id.company_id
            if company and (self.env.su or company in self.env.user.company_ids):
                mailing = mailing.with_company(company)
            super(MailingMailing, mailing)._action_send_mail(res_ids=res_ids)
        return True
