from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.merge import Unique
from odoo.addons.ficha_cliente.tools.words import in_date

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
            ("waiting", "Being looked at"),
            ("free", "To be drawn"),
        ],
        required=True,
        readonly=True,
        help="Who is left alone is compared with those who are contacted.",
    )
    left_out_reason = fields.Char(
        string="Why left out", readonly=True, help="Why they may not be contacted."
    )
    taken_by_id = fields.Many2one(
        "ficha.campaign",
        string="Taken by",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="The campaign that took them out of this one.",
    )
    taken_side = fields.Char(
        string="Taken from",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="The side on which they were before.",
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

    planned = fields.Boolean(
        readonly=True, help="What they are to get at the launch has been made."
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Reminder",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The reminder to contact them, while it is open.",
    )
    variant = fields.Selection(
        [("a", "First message"), ("b", "Second message")],
        string="Message",
        readonly=True,
        help="Which of the two messages they get, by lot.",
    )
    discount = fields.Float(
        string="Discount (%)",
        readonly=True,
        help="The biggest one that they get, within the limits.",
    )
    own_discount = fields.Float(
        string="Own discount (%)",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="The standing discount that they had at the launch anyway: that of the "
        "campaign costs what it is more.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price list",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The price list that gives them the discount until the campaign ends.",
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The quotation in which it was offered, or with which they took it.",
    )
    contacted_on = fields.Date(
        string="Contacted", readonly=True, help="When they were told of it first."
    )
    opened_on = fields.Date(
        string="Opened", readonly=True, help="When they opened the message first."
    )
    answered_on = fields.Date(
        string="Answered", readonly=True, help="When they first said something."
    )
    news_on = fields.Date(
        string="Last news",
        readonly=True,
        help="When something last happened with it; at first, the launch.",
    )
    not_compared = fields.Boolean(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Merged from customers on different sides: they do not count in the "
        "result.",
    )
    step_text = fields.Char(
        string="How far",
        compute="_compute_step_text",
        help="The last that is known: contacted, opened, answered, what they said; of "
        "who is left out, why.",
    )

    # pages of the timeline walk it
    _timeline_idx = models.Index(
        "(partner_id, news_on DESC, id DESC) WHERE side = 'contacted'"
    )
    _campaign_partner_idx = models.UniqueIndex("(campaign_id, partner_id)")

    @api.depends(
        "partner_id.active",
        "side",
        "left_out_reason",
        "outcome",
        "refusal_reason",
        "contacted_on",
        "opened_on",
        "answered_on",
        "campaign_id.state",
    )
    @api.depends_context("lang")
    def _compute_step_text(self):
        for member in self:
            member.step_text = False
            if member.side == "contacted":
                member.step_text = member._step_words()
            elif member.side == "left_out":
                member.step_text = member.left_out_reason

    def _step_words(self):
        # sudo: whether somebody is still there
        if not self.partner_id.sudo().active:
            return self.env._("Archived or merged meanwhile")
        if self.outcome:
            labels = dict(self._fields["outcome"]._description_selection(self.env))
            if self.outcome == "refused" and self.refusal_reason:
                field = self._fields["refusal_reason"]
                reasons = dict(field._description_selection(self.env))
                return f"{labels['refused']}: {reasons[self.refusal_reason]}"
            return labels[self.outcome]
        if self.answered_on:
            return self.env._("Answered")
        if self.opened_on:
            return self.env._("Opened")
        if self.contacted_on:
            return self.env._("Sent or told")
        if self.campaign_id.state == "done":
            return self.env._("Was not contacted")
        return self.env._("Not contacted yet")

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
        if vals.get("outcome"):
            today = fields.Date.context_today(self)
            vals = {**vals, "news_on": today}
            if vals["outcome"] != "unreached":
                # sudo: the days of an answer are written with it
                self.sudo().filtered(lambda one: not one.contacted_on).write(
                    {"contacted_on": today}
                )
            if vals["outcome"] in ("accepted", "refused"):
                # sudo: as above
                self.sudo().filtered(lambda one: not one.answered_on).write(
                    {"answered_on": today}
                )
        result = super().write(vals)
        if vals.get("outcome") == "refused":
            refused._note_refusal()
        return result

    def _stop_contact(self):
        """They are not to be contacted any more: what was planned is taken back."""
        # sudo: reminders are of whoever was to contact them
        self.sudo().activity_id.filtered("active").unlink()

    def _note_refusal(self):
        self.env["ficha.interaction"].create(
            [
                {
                    "partner_id": one.partner_id.id,
                    "company_id": one.company_id.id,
                    "kind": "refusal",
                    "refusal_reason": one.refusal_reason or "later",
                    "channel_id": one.channel_id.id,
                    "subject": self.env._("Campaign")
                    if one.campaign_id._is_personal()
                    else self.env._("Campaign: %s", one.campaign_id.name),
                    "product_ids": [Command.set(one.campaign_id.product_ids.ids)],
                }
                for one in self
                if one.campaign_id.product_ids
            ]
        )

    @api.model
    def _told_columns(self):
        """What those who are contacted were given, that stays theirs when they turn out
        to be the same customer as another one of the campaign.

        Extension point: a module adds its own, with ``super()``.

        :return: names of columns
        """
        return [
            "activity_id",
            "channel_id",
            "discount",
            "order_id",
            "own_discount",
            "planned",
            "pricelist_id",
            "variant",
        ]

    def _shown_name(self):
        """What whoever has the customer before them is told of the campaign.

        Extension point: a module adds what else is to be said, with ``super()``.
        """
        campaign = self.campaign_id
        if campaign.discount_by == "standing" and self.discount:
            return self.env._(
                "%(campaign)s (%(discount)g %% on everything until %(day)s)",
                campaign=campaign.name,
                discount=self.discount,
                day=in_date(self.env, campaign.date_end),
            )
        return campaign.name

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
            names.append(member._shown_name())
        return result

    @api.model
    def _standing(self, entity, company):
        """The discount that a running campaign gives a customer on everything.

        :return: ``(discount, last day)``; None where there is none
        """
        if not self.env["ficha.campaign"]._any_standing(company.id):
            return None
        # sudo: what is given is given by whoever makes the document
        member = self.sudo().search(
            [
                ("partner_id", "=", entity.id),
                ("side", "=", "contacted"),
                ("discount", ">", 0),
                ("campaign_id.discount_by", "=", "standing"),
                ("campaign_id.state", "in", ("launching", "running")),
                ("campaign_id.company_id", "=", company.id),
                ("campaign_id.date_end", ">=", fields.Date.context_today(self)),
            ],
            order="discount DESC, id DESC",
            limit=1,
        )
        return (member.discount, member.campaign_id.date_end) if member else None

    @api.model
    def _discounts_sql(self, partner_ids):
        """Price lists of running campaigns.

        :param list partner_ids: contacts, of whom their company's counts
        :return: SELECT of the contact and the price list, in the active company
        """
        return SQL(
            """
            SELECT DISTINCT ON (contact.id) contact.id, member.pricelist_id
              FROM res_partner AS contact
              JOIN ficha_campaign_member AS member
                ON member.partner_id = contact.commercial_partner_id
              JOIN ficha_campaign AS campaign ON campaign.id = member.campaign_id
             WHERE contact.id = ANY(%s) AND member.side = 'contacted'
               AND member.pricelist_id IS NOT NULL
               AND campaign.state IN ('launching', 'running')
               AND campaign.company_id = %s AND campaign.date_end >= %s
             ORDER BY contact.id, member.id DESC
            """,
            list(partner_ids),
            self.env.company.id,
            fields.Date.context_today(self),
        )
