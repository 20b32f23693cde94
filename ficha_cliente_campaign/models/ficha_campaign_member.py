from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.merge import Unique

from .ficha_interaction import REFUSAL_REASONS


class FichaCampaignMember(models.Model):
    """A customer of a campaign, as they were when it was launched, and what they
    answered."""

    _name = "ficha.campaign.member"
    _description = "Customer of a Campaign"
    _rec_name = "partner_id"
    _order = "campaign_id, side, id"
    _ficha_merge_unique = (Unique(("campaign_id", "partner_id")),)

    campaign_id = fields.Many2one(
        "ficha.campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="What they are offered.",
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id",
        store=True,
        precompute=True,
        help="The company of the campaign.",
    )
    currency_id = fields.Many2one(
        related="company_id.currency_id", help="Currency of the company."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The customer: a company, or a person who is their own customer.",
    )
    side = fields.Selection(
        [
            ("contacted", "To contact"),
            ("control", "Left alone"),
            ("left_out", "Left out"),
        ],
        required=True,
        readonly=True,
        help="Who is left alone is compared with those who are contacted.",
    )
    left_out_reason = fields.Char(
        string="Why left out", readonly=True, help="Why they may not be contacted."
    )
    channel_id = fields.Many2one("ficha.channel", readonly=True, help="How.")
    worth = fields.Monetary(
        readonly=True,
        groups="ficha_cliente.group_ficha_manager",
        help="What they bought in the twelve months before, before taxes.",
    )
    outcome = fields.Selection(
        [
            ("unreached", "Not reached"),
            ("offered", "Offered"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
        ],
        string="What they answered",
        help="What came of the contact.",
    )
    refusal_reason = fields.Selection(
        REFUSAL_REASONS, string="Why not?", help="Why they do not want it."
    )

    _campaign_partner_idx = models.UniqueIndex("(campaign_id, partner_id)")

    def write(self, vals):
        """Extends the ORM's: only the answer is written down, of who was contacted; a
        refusal is noted on the customer, so that it is not proposed again."""
        if not self.env.su and set(vals) - {"outcome", "refusal_reason"}:
            raise UserError(
                self.env._(
                    "Of a customer of a campaign only the answer can be changed."
                )
            )
        if vals.get("outcome") and any(one.side != "contacted" for one in self):
            raise UserError(
                self.env._(
                    "Only customers who are to be contacted can answer: the others are "
                    "left alone."
                )
            )
        refused = self.filtered(lambda one: one.outcome != "refused")
        result = super().write(vals)
        if vals.get("outcome") == "refused":
            refused._note_refusal()
        return result

    def _note_refusal(self):
        self.env["ficha.interaction"].create(
            [
                {
                    "partner_id": one.partner_id.id,
                    "company_id": one.company_id.id,
                    "kind": "refusal",
                    "refusal_reason": one.refusal_reason or "later",
                    "channel_id": one.channel_id.id,
                    "subject": self.env._("Campaign: %s", one.campaign_id.name),
                    "product_ids": [Command.set(one.campaign_id.product_ids.ids)],
                }
                for one in self
                if one.campaign_id.product_ids
            ]
        )

    @api.model
    def _running(self, entities):
        """Campaigns in which these customers are contacted now.

        :return: ``{customer id: names}``
        """
        result = {}
        for member in self.search(
            [
                ("partner_id", "in", entities.ids),
                ("side", "=", "contacted"),
                ("campaign_id.state", "=", "running"),
                ("campaign_id.date_end", ">=", fields.Date.context_today(self)),
                ("company_id", "in", self.env.companies.ids),
            ]
        ):
            names = result.setdefault(member.partner_id.id, [])
            names.append(member.campaign_id.name)
        return result
