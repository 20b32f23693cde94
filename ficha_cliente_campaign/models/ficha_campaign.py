from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.ficha_cliente.models.ficha_condition_mixin import FAILS
from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import check_days
from odoo.addons.ficha_cliente.tools.conditions import condition_fields, read_condition
from odoo.addons.ficha_cliente.tools.groups import PERSONAL, is_personal

from ..tools.effect import draw_control

#: What a channel is used for when something is offered through it, for the gate.
PURPOSES = {"call": "calls", "post": "post"}
PURPOSE = "own_news"
#: The reminder of a channel.
ACTIVITY_TYPES = {
    "call": "mail.mail_activity_data_call",
    "presence": "ficha_cliente.mail_activity_type_visit",
    "electronic": "mail.mail_activity_data_email",
}
ACTIVITY_TYPE = "mail.mail_activity_data_todo"
DAYS = 30


class FichaCampaign(models.Model):
    """Something that is offered to some customers, and what it brought.

    Who they are is frozen when it is launched (:class:`FichaCampaignMember`): a share
    of them, drawn once, is left alone to compare with; who may not be contacted and who
    is in another campaign is left out, with the reason. What it brought is in
    ``ficha_campaign_result``.
    """

    _name = "ficha.campaign"
    _description = "Campaign"
    _inherit = ["mail.thread", "ficha.condition.mixin"]
    _order = "launched_on DESC, id DESC"

    name = fields.Char(required=True, help="What it is called among us.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Whose customers and whose invoices count.",
    )
    currency_id = fields.Many2one(
        related="company_id.currency_id", help="Currency of the company."
    )
    user_id = fields.Many2one(
        "res.users",
        string="In charge",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Contacts those customers whom nobody follows up.",
    )
    state = fields.Selection(
        [("draft", "Being prepared"), ("running", "Running"), ("done", "Ended")],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        tracking=True,
        help="Where it is.",
    )
    domain = fields.Char(
        string="Segment",
        default="[]",
        required=True,
        help="Which customers. It is asked once, when the campaign is launched.",
    )
    uses_personal = fields.Boolean(
        string="May ask for personal data",
        copy=False,
        groups=PERSONAL,
        help="The segment may ask for family, academic and other personal data. Tick "
        "it only when the customers were told.",
    )
    product_ids = fields.Many2many(
        "product.product",
        string="What is offered",
        domain="[('sale_ok', '=', True)]",
        help="Products that it is about. What a customer refuses of them is not "
        "proposed to them any more.",
    )
    message = fields.Text(help="What they are told or written.")
    script = fields.Html(
        string="For the caller", help="What to say and to ask, on each reminder."
    )
    channel_id = fields.Many2one(
        "ficha.channel",
        required=True,
        default=lambda self: self.env.ref("ficha_cliente.channel_phone", False),
        domain="[('code', '!=', False)]",
        help="How they are contacted.",
    )
    by_preference = fields.Boolean(
        string="Each by the channel they prefer",
        default=True,
        help="Where the customer file says which channel they prefer, that one.",
    )
    control_share = fields.Float(
        string="Left alone (%)",
        default=10.0,
        help="So many of those who could be contacted are not, drawn by lot: only "
        "against them it can be told what the campaign brought.",
    )
    date_end = fields.Date(
        string="Counted until",
        default=lambda self: fields.Date.add(
            fields.Date.context_today(self), days=DAYS
        ),
        required=True,
        copy=False,
        help="Purchases from the launch until this day count.",
    )
    launched_on = fields.Date(
        readonly=True, copy=False, help="The day it was launched."
    )
    member_ids = fields.One2many(
        "ficha.campaign.member",
        "campaign_id",
        string="Customers",
        copy=False,
        readonly=True,
        help="Who was in the segment when it was launched.",
    )
    segment_count = fields.Integer(
        string="In the segment now",
        compute="_compute_segment_count",
        help="How many customers the segment has at this moment.",
    )

    # -- what makes no sense -------------------------------------------------------

    @api.constrains("control_share")
    def _check_control_share(self):
        for campaign in self:
            if not 0 <= campaign.control_share <= 50:
                raise ValidationError(
                    self.env._(
                        "“Left alone”: write a share between 0 and 50 %; 10 is usual."
                    )
                )

    @api.constrains("date_end", "launched_on")
    def _check_date_end(self):
        check_days(self, "date_end")
        for campaign in self:
            begin = campaign.launched_on or fields.Date.context_today(campaign)
            if not campaign.date_end or campaign.state == "done":
                continue  # it has to have one, which is said otherwise
            if campaign.date_end < begin:
                raise ValidationError(
                    self.env._(
                        "“Counted until” is before the campaign begins: choose a later "
                        "day."
                    )
                )

    @api.constrains("domain", "uses_personal")
    def _check_domain(self):
        for campaign in self:
            campaign._segment_domain()

    def write(self, vals):
        """Extends the ORM's: who was in it and how it is counted stays as it was
        launched."""
        frozen = {
            "domain",
            "company_id",
            "control_share",
            "launched_on",
            "channel_id",
            "by_preference",
        }
        if frozen & vals.keys() and any(c.state != "draft" for c in self):
            raise UserError(
                self.env._(
                    "A campaign that was launched keeps its customers: duplicate it to "
                    "ask for others."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_launched(self):
        if any(campaign.state == "running" for campaign in self):
            raise UserError(
                self.env._("End the campaign before you delete it: it is running.")
            )

    # -- the segment ---------------------------------------------------------------

    def _condition_sentence(self):
        # EXTENDS ours
        return self.env._(
            "The segment of “%(campaign)s” cannot be read: choose its conditions "
            "again.",
            campaign=self.name,
        )

    def _segment_domain(self):
        """:return: ``Domain`` on ``res.partner`` that was asked for
        :raises ValidationError: where it is none, or asks for personal data though
            nobody ticked that it may
        """
        Partner = self.env["res.partner"]
        try:
            domain = read_condition(self.domain)
            domain.validate(Partner)
            # a set: several conditions on one field
            personal = {
                field._description_string(self.env)
                for _model, field in condition_fields(Partner, domain)
                if is_personal(field)
            }
        except FAILS as error:
            raise ValidationError(self._condition_sentence()) from error
        # sudo: the answer of somebody who may read personal data
        if personal and not self.sudo().uses_personal:
            raise ValidationError(
                self.env._(
                    "The segment asks for personal data (%(fields)s): take that "
                    "condition out, or let somebody who may see personal data tick "
                    "“May ask for personal data”.",
                    fields=", ".join(sorted(personal)),
                )
            )
        return domain

    def _segment_customers(self):
        """The customers of the segment, as the user may see them."""
        # sudo: only which companies stand above this one
        Partner = self.env["res.partner"].with_company(self.company_id)
        return Partner.search(
            self._segment_domain()
            & Partner._followup_customer_domain()
            & Domain("active", "=", True)
            & Domain(
                "company_id", "in", [False, *self.company_id.sudo().parent_ids.ids]
            )
        )

    @api.depends("domain", "company_id")
    def _compute_segment_count(self):
        for campaign in self:
            try:
                with self.env.cr.savepoint(flush=False):
                    campaign.segment_count = len(campaign._segment_customers())
            except FAILS:  # it asks for what is gone, or not for the reader
                campaign.segment_count = 0

    # -- launching -----------------------------------------------------------------

    def action_launch(self):
        """Freeze the segment, draw who is left alone and plan the others' reminders."""
        only_one(self)
        self._check_launch()
        customers = self._segment_customers()
        if not customers:
            raise UserError(
                self.env._(
                    "Nobody is in the segment of “%(campaign)s”: change its "
                    "conditions.",
                    campaign=self.name,
                )
            )
        channels = {one.id: self._channel_of(one) for one in customers}
        reasons = self._left_out(customers, channels)
        free = customers.filtered(lambda one: one.id not in reasons)
        if not free:
            raise UserError(
                self.env._(
                    "None of the %(count)s customers of the segment may be contacted: "
                    "%(reasons)s.",
                    count=len(customers),
                    reasons=self._counted(Counter(reasons.values())),
                )
            )
        worth = self._worth(free)
        control = draw_control(worth, self.control_share / 100, f"campaign {self.id}")
        # sudo: members are made by the launch and by nothing else
        self.env["ficha.campaign.member"].sudo().create(
            [
                {
                    "campaign_id": self.id,
                    "partner_id": one.id,
                    "channel_id": channels[one.id].id,
                    "side": "left_out"
                    if one.id in reasons
                    else "control"
                    if one.id in control
                    else "contacted",
                    "left_out_reason": reasons.get(one.id),
                    "worth": worth.get(one.id, 0.0),
                }
                for one in customers
            ]
        )
        self.write({"state": "running", "launched_on": fields.Date.context_today(self)})
        self._plan_contacts(free.filtered(lambda one: one.id not in control), channels)

    def _check_launch(self):
        """:raises UserError: where launching makes no sense"""
        if self.state != "draft":
            raise UserError(self.env._("This campaign was launched already."))
        if not self.product_ids and not (self.message or "").strip():
            raise UserError(
                self.env._(
                    "“%(campaign)s” offers nothing: choose a product or write what "
                    "they are told.",
                    campaign=self.name,
                )
            )
        if self.date_end < fields.Date.context_today(self):
            raise UserError(
                self.env._("“Counted until” has passed: choose a day from tomorrow on.")
            )
        # a product that cannot be sold is told before anybody calls
        company = self.company_id
        for product in self.product_ids.sudo().with_company(company):
            if not product.active or not product.sale_ok or not product.list_price:
                raise UserError(
                    self.env._(
                        "%(product)s cannot be offered: it is archived, not for sale "
                        "or has no price.",
                        product=product.display_name,
                    )
                )

    def _channel_of(self, customer):
        preferred = customer.preferred_channel_id
        if self.by_preference and preferred.code:
            return preferred
        return self.channel_id

    def _left_out(self, customers, channels):
        """Who is in the segment and not contacted.

        Extension point: another module adds whom it knows, with ``super()``.

        :return: ``{customer id: reason in words}``
        """
        reasons = {}
        members = self.env["ficha.campaign.member"].sudo()
        # sudo: a campaign of somebody else counts too
        for member in members.search(
            [
                ("partner_id", "in", customers.ids),
                ("side", "!=", "left_out"),
                ("campaign_id.state", "=", "running"),
                ("campaign_id.date_end", ">=", fields.Date.context_today(self)),
                ("campaign_id.company_id", "=", self.company_id.id),
            ]
        ):
            campaign = member.campaign_id
            reasons[member.partner_id.id] = (
                self.env._("already in another campaign")
                if campaign.uses_personal
                else self.env._("already in the campaign “%s”", campaign.name)
            )
        customers = customers.with_company(self.company_id)
        for channel in self.env["ficha.channel"].union(*channels.values()):
            some = customers.filtered(
                lambda one, c=channel: channels[one.id] == c and one.id not in reasons
            )
            answers = some._ficha_may_contact(
                PURPOSES.get(channel.legal_kind, PURPOSE), channel.code
            )
            # a visit is no message: there, as in *Hoy*, only a no keeps somebody out
            in_person = channel.legal_kind == "presence"
            for id_, answer in answers.items():
                if answer.refusal if in_person else not answer.ok:
                    reasons[id_] = self._said_no(answer)
        return reasons

    def _said_no(self, answer):
        """Why the gate keeps somebody out, without the day, so that it can be counted.
        The whole sentence is on their ficha."""
        return {
            "deceased": self.env._("has died"),
            "objected": self.env._("asked us not to"),
            "withdrawn": self.env._("took the consent back"),
            "denied": self.env._("said no"),
            "suppressed": self.env._("the address is not to be used"),
            "do_not_contact": self.env._("“Do not contact” is ticked"),
            "minor": self.env._("too young"),
            "robinson_needed": self.env._("the Robinson list was not looked up"),
            "robinson_listed": self.env._("on the Robinson list"),
            "nobody_asked": self.env._("nobody asked them"),
        }.get(answer.code) or self.env._("their data may not be used for this")

    def _worth(self, customers):
        """What customers bought from the company in the last twelve months, by id."""
        worth = dict.fromkeys(customers.ids, 0.0)
        # sudo: who launches does not see these amounts by it
        for row in (
            self.env["ficha.purchase.summary"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", customers.ids),
                    ("company_id", "=", self.company_id.id),
                ],
                ["partner_id", "revenue_12m"],
            )
        ):
            worth[row.partner_id.id] = row.revenue_12m
        return worth

    def _plan_contacts(self, customers, channels):
        """A reminder for each customer, for who follows them up: they come up in
        *Hoy*.

        Everybody who reads a contact reads its reminders: where that is more people
        than see the campaign, they do not say which it is.
        """
        today = fields.Date.context_today(self)
        # sudo: how many companies there are, not which; whether it asks for such data
        several = self.env["res.company"].sudo().search_count([], limit=2) > 1
        personal = self.sudo().uses_personal
        model_id = self.env["ir.model"]._get_id("res.partner")
        kinds = {
            kind: self.env.ref(xmlid, raise_if_not_found=False)
            for kind, xmlid in ACTIVITY_TYPES.items()
        }
        other = self.env.ref(ACTIVITY_TYPE, raise_if_not_found=False)
        values = []
        for one in customers:
            kind = kinds.get(channels[one.id].legal_kind) or other
            user = one.followup_user_id or one.user_id or self.user_id
            shared = several and one.company_id != self.company_id
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": one.id,
                    "activity_type_id": kind and kind.id,
                    "summary": self.env._("Campaign")
                    if personal or shared
                    else self.env._("Campaign: %s", self.name),
                    "note": not (personal or shared) and (self.script or self.message),
                    "date_deadline": today,
                    "user_id": user.id or self.env.uid,
                }
            )
        # sudo: for customers of others, too; they were found with the user's rights
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(values)

    def action_end(self):
        """End it: the result is what it is now, and its customers are free."""
        for campaign in self:
            if campaign.state != "running":
                raise UserError(self.env._("Only a running campaign can be ended."))
            campaign.check_access("write")
            today = fields.Date.context_today(campaign)
            # sudo: also who may not read what the segment asks for
            campaign.sudo().write(
                {"state": "done", "date_end": min(campaign.date_end, today)}
            )

    @api.model
    def _counted(self, counter):
        """``2 asked us not to, 1 on the Robinson list``"""
        return ", ".join(
            f"{number} {reason}" for reason, number in counter.most_common()
        )

    def action_view_members(self):
        """The customers of the campaign.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "ficha.campaign.member",
            "view_mode": "list",
            "domain": [("campaign_id", "=", self.id)],
            "context": {"search_default_contacted": 1, "create": False},
        }
