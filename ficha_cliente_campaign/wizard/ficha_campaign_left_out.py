from collections import defaultdict

from odoo import Command, api, fields, models

from odoo.addons.ficha_cliente.tools.arguments import only_one


class FichaCampaignLeftOut(models.TransientModel):
    """Whom a campaign that is being prepared would leave out, by reason: what its
    launch would find now."""

    _name = "ficha.campaign.left.out"
    _description = "Who a Campaign Leaves out"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one(
        "ficha.campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The campaign that is being prepared.",
    )
    customer_count = fields.Integer(
        string="Customers of the segment", readonly=True, help="At this moment."
    )
    taken_count = fields.Integer(
        string="In the campaign",
        readonly=True,
        help="To be contacted, or left alone to compare with.",
    )
    left_out_count = fields.Integer(
        string="Left out", readonly=True, help="Who would not be contacted."
    )
    line_ids = fields.One2many(
        "ficha.campaign.left.out.line",
        "left_out_id",
        string="Reasons",
        readonly=True,
        help="Most frequent first.",
    )

    @api.model
    def _of(self, campaign):
        """:return: the dialog of a campaign, made now"""
        customers = campaign._customers_of_now().with_company(campaign.company_id)
        _channels, reasons = campaign._channels_and_left_out(customers)
        by_reason = defaultdict(list)
        for customer in customers:
            if reason := reasons.get(customer.id):
                by_reason[reason].append(customer.id)
        return self.create(
            {
                "campaign_id": campaign.id,
                "customer_count": len(customers),
                "taken_count": len(customers) - len(reasons),
                "left_out_count": len(reasons),
                "line_ids": [
                    Command.create(
                        {
                            "reason": reason,
                            "count": len(ids),
                            "partner_ids": [Command.set(ids)],
                        }
                    )
                    for reason, ids in sorted(
                        by_reason.items(), key=lambda item: (-len(item[1]), item[0])
                    )
                ],
            }
        )


class FichaCampaignLeftOutLine(models.TransientModel):
    """One reason, and whom it keeps out."""

    _name = "ficha.campaign.left.out.line"
    _description = "Reason to Be Left out"
    _rec_name = "reason"
    _order = "count desc, id"

    left_out_id = fields.Many2one(
        "ficha.campaign.left.out",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The dialog.",
    )
    reason = fields.Char(required=True, readonly=True, help="Why.")
    count = fields.Integer(
        string="How many", readonly=True, help="Customers whom it keeps out."
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", readonly=True, help="Who they are."
    )

    def action_view_customers(self):
        """Whom this reason keeps out.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.reason[:1].upper() + self.reason[1:],
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", self.partner_ids.ids)],
            "context": {"create": False},
        }
