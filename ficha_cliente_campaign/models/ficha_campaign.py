from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.ficha_cliente.models.ficha_condition_mixin import FAILS
from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import check_days
from odoo.addons.ficha_cliente.tools.by_hand import untouched
from odoo.addons.ficha_cliente.tools.conditions import read_condition
from odoo.addons.ficha_cliente.tools.groups import PERSONAL

from ..tools.personal import asks_segments, personal_fields

DAYS = 30
#: Where a campaign is, which its buttons say and nobody writes by hand.
BY_BUTTONS = ("state", "launched_on", "launched_by_id", "drawn")


class FichaCampaign(models.Model):
    """Something that is offered to some customers, and what it brought.

    Who they are is frozen when it is launched (:class:`FichaCampaignMember`): a share
    of them, drawn once, is left alone to compare with; who may not be contacted and who
    is in another campaign is left out, with the reason. What it brought is in
    ``ficha_campaign_result``.
    """

    _name = "ficha.campaign"
    _description = "Campaign"
    _inherit = ["mail.thread", "ficha.condition.mixin", "ficha.closed.name.mixin"]
    _condition_among_depends = ("company_id",)
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
        [
            ("draft", "Being prepared"),
            ("launching", "Being launched"),
            ("running", "Running"),
            ("done", "Ended"),
        ],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        tracking=True,
        help="Where it is.",
    )
    segment_id = fields.Many2one(
        "ficha.segment",
        string="Segment",
        index="btree_not_null",
        ondelete="set null",
        domain="[('company_id', '=', company_id)]",
        help="Which customers: those who are in it on the day of the launch.",
    )
    domain = fields.Char(
        string="Which customers",
        default="[]",
        required=True,
        help="Instead of a segment. It is asked once, when the campaign is launched.",
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

    @api.constrains("segment_id", "company_id")
    def _check_segment(self):
        for campaign in self:
            segment = campaign.segment_id
            if segment and segment.company_id != campaign.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(segment)s” is of %(company)s: choose a segment of the "
                        "company of the campaign.",
                        segment=segment.name,
                        company=segment.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's: who writes the conditions may read what they ask for. Not
        a constraint: Odoo checks those as superuser. Where it is, its buttons say."""
        if not self.env.su:
            beginning = untouched(self, BY_BUTTONS)
            vals_list = [{**vals, **beginning} for vals in vals_list]
        campaigns = super().create(vals_list)
        for campaign in campaigns:
            campaign._segment_domain()
        return campaigns

    def write(self, vals):
        """Extends the ORM's: who was in it and how it is counted stays as it was
        launched, and where it is, its buttons say."""
        if not self.env.su and not vals.keys().isdisjoint(BY_BUTTONS):
            raise AccessError(
                self.env._(
                    "Where a campaign is, is not written by hand: use its buttons."
                )
            )
        frozen = {
            "domain",
            "segment_id",
            "company_id",
            "control_share",
            "launched_on",
            "channel_id",
            "by_preference",
            "how",
            "message_b",
            "overlap",
        }
        if frozen & vals.keys() and any(c.state != "draft" for c in self):
            raise UserError(
                self.env._(
                    "A campaign that was launched keeps its customers: duplicate it to "
                    "ask for others."
                )
            )
        result = super().write(vals)
        if "domain" in vals:
            for campaign in self:
                campaign._segment_domain()
        return result

    def copy_data(self, default=None):
        """Extends the ORM's: the copy says that it is one, else nobody could tell which
        of the two holds a customer."""
        return [
            {**vals, "name": self.env._("%s (copy)", campaign.name)}
            if "name" not in (default or {})
            else vals
            for campaign, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_launched(self):
        if any(campaign.state == "launching" for campaign in self):
            raise UserError(
                self.env._(
                    "Stop the launch of the campaign before you delete it: it is being "
                    "launched."
                )
            )
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

    @api.depends_context("uid")
    @api.depends("segment_id.domain", "segment_id.domain_user_id", "state")
    def _compute_domain_problem(self):
        # EXTENDS ours: once it was launched nothing is asked any more
        asked = self.filtered(lambda campaign: campaign.state == "draft")
        (self - asked).domain_problem = False
        return super(FichaCampaign, asked)._compute_domain_problem()

    def _condition_author(self):
        # EXTENDS ours: the conditions of a campaign are asked by who launches it
        return self.env.user

    def _condition_problem(self):
        # EXTENDS ours: with a segment, it is the segment that is asked
        segment = self.segment_id
        if not segment:
            return super()._condition_problem()
        problem = segment.has_access("read") and segment._condition_problem()
        return problem and self.env._(
            "Segment “%(segment)s”: %(problem)s",
            segment=segment.name,
            problem=problem,
        )

    def _segment_domain(self):
        """What was asked for, checked as the condition of a segment is.

        :return: ``Domain`` on ``res.partner``
        :raises ValidationError: where it is none, or asks for what it may not
        :raises AccessError: where it asks for what the user may not read
        """
        Partner = self.env["res.partner"]
        try:
            domain = read_condition(self.domain)
            domain.validate(Partner)
            personal = personal_fields(Partner, domain)
            segments = asks_segments(Partner, domain)
        except FAILS as error:
            raise ValidationError(self._condition_sentence()) from error
        if segments:
            raise ValidationError(
                self.env._(
                    "“%s” asks who is in a segment: choose that one in “Segment”.",
                    self.name,
                )
            )
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
        if not self.env.su:
            self._check_condition_fields(domain, Partner)
        return domain

    def _is_personal(self):
        """Whether it asks for personal data, itself or by its segment: then who is in
        it is for those who may see such data."""
        # sudo: the answer of somebody who may see personal data
        mine = self.sudo()
        return mine.uses_personal or mine.segment_id.personal

    def _segment_customers(self):
        """The customers of the segment, as the user may see them."""
        Partner = self.env["res.partner"].with_company(self.company_id)
        who = (
            Domain("ficha_segment_ids", "in", self.segment_id.ids)
            if self.segment_id
            else self._segment_domain()
        )
        return Partner.search(who & Partner._segment_among_domain(self.company_id))

    def _condition_among(self):
        """Extends the mixin's: customers of its company that are not archived."""
        among = self.env["res.partner"]._segment_among_domain(self.company_id)
        return super()._condition_among() & among

    @api.depends("domain", "segment_id", "company_id")
    def _compute_segment_count(self):
        for campaign in self:
            try:
                with self.env.cr.savepoint(flush=False):
                    campaign.segment_count = len(campaign._segment_customers())
            except FAILS:  # it asks for what is gone, or not for the reader
                campaign.segment_count = 0

    # -- gestures ------------------------------------------------------------------

    def action_end(self):
        """End it: the result is what it is now, its customers are free, and who has
        not been contacted yet is not to be."""
        for campaign in self:
            if campaign.state not in ("launching", "running"):
                raise UserError(self.env._("Only a running campaign can be ended."))
            campaign.check_access("write")
            today = fields.Date.context_today(campaign)
            # sudo: also who may not read what the segment asks for
            campaign.sudo().write(
                {"state": "done", "date_end": min(campaign.date_end, today)}
            )
            campaign._take_reminders_back()

    @api.model
    def _past(self):
        """Campaigns that run although their last day has passed everywhere."""
        yesterday = fields.Date.subtract(fields.Date.context_today(self), days=1)
        # sudo: everybody's, whoever the scheduler works as
        return self.sudo().search(
            [("state", "=", "running"), ("date_end", "<", yesterday)], order="id"
        )

    def _end_past(self):
        """They are over without anybody pressing a button: their result is final."""
        self.write({"state": "done"})
        self._take_reminders_back()

    def _take_reminders_back(self):
        """What is over is offered to nobody any more: who has not been contacted yet
        is not to be called for it. Should it go on, they are reminded of again."""
        # sudo: reminders are of whoever was to contact them
        waiting = (
            self.env["ficha.campaign.member"]
            .sudo()
            .search([("campaign_id", "in", self.ids), ("activity_id", "!=", False)])
            .filtered(lambda one: one.activity_id.active)
        )
        waiting.planned = False
        waiting._stop_contact()

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
            "view_mode": "list,kanban",
            "mobile_view_mode": "kanban",
            "domain": [("campaign_id", "=", self.id)],
            "context": {"search_default_contacted": 1, "create": False},
        }
