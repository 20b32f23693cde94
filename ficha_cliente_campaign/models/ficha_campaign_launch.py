import logging
from collections import Counter

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.batches import run_batches
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

from ..tools.effect import draw_control

_logger = logging.getLogger(__name__)

CRON = "ficha_cliente_campaign.ir_cron_campaign_launch"
#: With so many customers it is launched in the background,
BIG = 5_000
#: so many at a time.
BATCH = 500
#: Campaigns that end in one batch, each with the reminders that are left of it.
ENDED = 5
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


class FichaCampaign(models.Model):
    """The launch, in steps that a batch can take each: who they are is written down at
    once; then each is looked at (may they be contacted?), all are drawn together (who
    is left alone?), and who is to be contacted gets it. A small campaign takes them one
    after another, a big one in the background."""

    _inherit = "ficha.campaign"

    launched_by_id = fields.Many2one(
        "res.users",
        string="Launched by",
        readonly=True,
        copy=False,
        help="In whose name it is launched in the background.",
    )
    drawn = fields.Boolean(
        readonly=True, copy=False, help="Who is left alone is known."
    )
    progress_text = fields.Char(
        string="How far it is",
        compute="_compute_progress_text",
        help="While it is launched in the background.",
    )
    overlap = fields.Selection(
        [
            ("first", "The campaign they are in keeps them"),
            ("best", "The one with the bigger discount has them"),
        ],
        string="In another campaign already",
        required=True,
        default="first",
        help="A customer is in one campaign at a time. Who is taken out of another one "
        "is so whether contacted there or left alone, so that its result still holds.",
    )

    @api.depends("state", "drawn", "member_ids.side", "member_ids.planned")
    def _compute_progress_text(self):
        for campaign in self:
            campaign.progress_text = False
            if campaign.state != "launching":
                continue
            # sudo: how many, of the customers of others too
            Member = self.env["ficha.campaign.member"].sudo()
            every = Member.search_count([("campaign_id", "=", campaign.id)])
            left = Member.search_count(campaign._unfinished())
            campaign.progress_text = self.env._(
                "It is being launched: %(done)s of %(every)s customers are ready.",
                done=every - left,
                every=every,
            )

    def _unfinished(self):
        """Members with something left to do, as a domain."""
        return [
            ("campaign_id", "in", self.ids),
            "|",
            ("side", "in", ("waiting", "free")),
            "&",
            ("side", "=", "contacted"),
            ("planned", "=", False),
        ]

    # -- the launch ----------------------------------------------------------------

    def action_launch(self):
        """Freeze the segment, draw who is left alone and plan the others' reminders; in
        the background when they are many.

        :return: None, or a notification that says that it goes on
        """
        only_one(self)
        self.check_access("write")
        self._check_launch()
        customers = self._customers_of_now()
        self._freeze(customers)
        # sudo: in whose name it is launched is written by nothing else
        self.sudo().launched_by_id = self.env.user
        if len(customers) < BIG:
            while self._launch_step(len(customers)):
                pass
            return None
        # sudo: whoever launches need not work with scheduled actions
        self.env.ref(CRON).sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%s customers: it is launched in the background. The campaign says "
                    "how far it is.",
                    len(customers),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_left_out(self):
        """While it is prepared: who of the segment would be left out, and why. It is
        what the launch finds when it is pressed now; the campaign stays as it is.

        :return: window action of a dialog
        """
        only_one(self)
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("This campaign was launched already."))
        dialog = self.env["ficha.campaign.left.out"]._of(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who is left out, and why"),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _customers_of_now(self):
        """The customers of the segment as it is at this moment.

        :raises UserError: nobody is in it, or its conditions cannot be asked
        """
        # sudo: asked in the name of its author, whoever launches
        segment = self.segment_id.sudo()
        segment._refresh()
        if segment.domain_problem:
            raise UserError(segment.domain_problem)
        customers = self._segment_customers()
        if not customers:
            raise UserError(
                self.env._(
                    "Nobody is in the segment of “%(campaign)s”: change its "
                    "conditions.",
                    campaign=self.name,
                )
            )
        return customers

    @api.model
    def _cron_launch(self):
        """Go on with the campaigns that are being launched; those whose last day is
        over have ended. Either in a batch that is tried again when somebody writes the
        same campaign at that moment."""
        # sudo: everybody's, whoever the scheduler works as; each in its own name
        Campaign = self.sudo()

        def launching():
            return Campaign.search([("state", "=", "launching")], order="id")

        def batch(share):
            over = self._past()[:ENDED]
            if over:
                over._end_past()
                return len(over)
            campaign = launching()[:1]
            if not campaign:
                return 0
            try:
                return campaign._as_launcher()._launch_step(max(1, int(BATCH * share)))
            except UserError as error:
                why = str(error)
            except OperationalError:
                raise  # somebody else wrote the same: it is tried again
            except Exception:
                _logger.exception("%s is not launched", campaign)
                why = ""
            # nothing of it stays, and it says why; the others do not wait for it
            self.env.cr.rollback()
            campaign = launching()[:1]
            campaign = campaign.with_context(lang=campaign.launched_by_id.lang)
            campaign._back_to_draft(
                why
                or campaign.env._(
                    "The launch failed, and the server's log says at what: it is being "
                    "prepared again. Tell who looks after Odoo."
                )
            )
            return 1

        def remaining():
            running = launching()
            # sudo: the job's count of what is left
            members = self.env["ficha.campaign.member"].sudo()
            left = members.search_count(running._unfinished())
            return len(self._past()) + len(running) + left

        run_batches(self.env, batch, remaining)

    def _as_launcher(self):
        """The campaign in the name, the company and the language of who launched it."""
        user = self.launched_by_id
        if not user.active:
            user = self.env["res.users"].browse(SUPERUSER_ID)
        return self.with_user(user).with_context(
            allowed_company_ids=self.company_id.ids, lang=user.lang
        )

    def action_cancel_launch(self):
        """Stop a launch in the background: it is a draft again, its reminders and price
        lists go, and whom it took from other campaigns is in those again. What was
        offered meanwhile stays: a quotation, and what a customer said."""
        only_one(self)
        self.check_access("write")
        if self.state != "launching":
            raise UserError(
                self.env._("It is not being launched: end the campaign instead.")
            )
        # sudo: members and reminders are of the launch, whoever launched
        self.sudo()._back_to_draft(self.env._("The launch was stopped."))

    def _back_to_draft(self, why):
        self.member_ids._stop_contact()  # what earlier batches planned
        self.member_ids.unlink()
        self.state = "draft"  # first: of one that is launched the day stays
        self.write({"launched_on": False, "drawn": False})
        self._give_back()
        self.message_post(body=why)

    def _launch_step(self, size):
        """The next thing to do.

        :param int size: with so many customers
        :return: how much that was; 0 when it is over
        """
        # sudo: members are made by the launch and by nothing else
        Member = self.env["ficha.campaign.member"].sudo()
        if self.state != "launching":
            return 0
        mine = [("campaign_id", "=", self.id)]
        waiting = Member.search([*mine, ("side", "=", "waiting")], limit=size)
        if waiting:
            self._look_at(waiting)
            return len(waiting)
        if not self.drawn:
            self._draw(Member)
            return 1
        left = Member.search(
            [*mine, ("side", "=", "contacted"), ("planned", "=", False)], limit=size
        )
        if left:
            self._contact(left)
            left.planned = True
            return len(left)
        # sudo: where it is, is written by its buttons
        self.sudo().state = "running"
        self._launched()
        return 1

    def _launched(self):
        """All customers of the campaign are known, and those who are to be contacted
        have their reminder.

        Extension point: a module makes what it makes for all of them together.
        """

    # -- who ------------------------------------------------------------------------

    def _freeze(self, customers):
        """Write down who is in the segment at this moment."""
        self._one_at_a_time()
        today = fields.Date.context_today(self)
        worth = self._worth(customers)
        self.env["ficha.campaign.member"].flush_model()
        self.env.cr.execute(
            SQL(
                """INSERT INTO ficha_campaign_member
                          (campaign_id, company_id, partner_id, side, worth, news_on,
                           create_uid, create_date, write_uid, write_date)
                   SELECT %s, %s, row.partner_id, 'waiting', row.worth, %s,
                          %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC'
                     FROM unnest(%s::int[], %s::numeric[])
                       AS row (partner_id, worth)""",
                self.id,
                self.company_id.id,
                today,
                self.env.uid,
                self.env.uid,
                list(customers.ids),
                [worth[one.id] for one in customers],
            )
        )
        self.env["ficha.campaign.member"].invalidate_model(flush=False)
        self.invalidate_recordset(["member_ids"], flush=False)
        if self._is_personal():
            # sudo: it stays so, whatever becomes of its segment
            self.sudo().uses_personal = True
        # sudo: where it is, is written by its buttons
        self.sudo().write({"state": "launching", "launched_on": today})

    def _look_at(self, members):
        """Whether these may be contacted, and how."""
        self._one_at_a_time()
        # as the user sees them: what the gate tells is told to them
        customers = members.partner_id.with_env(self.env).with_company(self.company_id)
        channels, reasons = self._channels_and_left_out(customers)
        self._take_from_others(
            members.filtered(lambda one: one.partner_id.id not in reasons)
        )
        for channel in set(channels.values()):
            members.filtered(
                lambda one, c=channel: channels[one.partner_id.id] == c
            ).channel_id = channel
        for reason in set(reasons.values()):
            members.filtered(
                lambda one, r=reason: reasons.get(one.partner_id.id) == r
            ).write({"side": "left_out", "left_out_reason": reason})
        members.filtered(lambda one: one.side == "waiting").side = "free"

    def _channels_and_left_out(self, customers):
        """:return: ``{customer id: ficha.channel}`` by which each would be contacted,
        and ``{customer id: reason in words}`` of those who are not"""
        gone = customers.filtered(lambda one: not one.active)
        channels = {one.id: self._channel_of(one) for one in customers}
        reasons = self._left_out(customers - gone, channels)
        for one in gone:
            reasons[one.id] = self.env._("archived or merged meanwhile")
        return channels, reasons

    def _draw(self, Member):
        """Who is left alone, and who gets the other message; two statements, however
        many they are."""
        Member.flush_model()
        worth = dict(
            self.env.execute_query(
                SQL(
                    """SELECT partner_id, COALESCE(worth, 0)::float
                         FROM ficha_campaign_member
                        WHERE campaign_id = %s AND side = 'free'
                        ORDER BY partner_id""",
                    self.id,
                )
            )
        )
        if not worth:
            mine = Member.search([("campaign_id", "=", self.id)])
            if len(mine) == 1:
                raise UserError(
                    self.env._(
                        "The only customer of the segment may not be contacted: "
                        "%(reason)s.",
                        reason=mine.left_out_reason,
                    )
                )
            raise UserError(
                self.env._(
                    "None of the %(count)s customers of the segment may be contacted: "
                    "%(reasons)s.",
                    count=len(mine),
                    reasons=self._counted(Counter(mine.mapped("left_out_reason"))),
                )
            )
        control = draw_control(worth, self.control_share / 100, f"campaign {self.id}")
        second, two = set(), bool((self.message_b or "").strip())
        if two:
            contacted = {
                id_: value for id_, value in worth.items() if id_ not in control
            }
            second = draw_control(contacted, 0.5, f"message {self.id}")
        self.env.cr.execute(
            SQL(
                """UPDATE ficha_campaign_member
                      SET side = CASE WHEN partner_id = ANY(%(control)s)
                                      THEN 'control' ELSE 'contacted' END,
                          variant = CASE WHEN NOT %(two)s
                                           OR partner_id = ANY(%(control)s) THEN NULL
                                         WHEN partner_id = ANY(%(second)s) THEN 'b'
                                         ELSE 'a' END
                    WHERE campaign_id = %(campaign)s AND side = 'free'""",
                control=list(control),
                second=list(second),
                two=two,
                campaign=self.id,
            )
        )
        Member.invalidate_model(flush=False)
        self.sudo().drawn = True  # sudo: it is written by nothing else

    def _check_launch(self):
        """:raises UserError: where launching makes no sense"""
        if self.state != "draft":
            raise UserError(self.env._("This campaign was launched already."))
        everything = self.discount and self.discount_by == "standing"
        if not self.product_ids and not (self.message or "").strip() and not everything:
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
        if problem := self.product_ids._ficha_not_to_offer(self.company_id):
            raise UserError(problem)

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
        # sudo: a campaign of somebody else counts too
        members = self.env["ficha.campaign.member"].sudo()
        for member in members.search(
            [
                ("partner_id", "in", customers.ids),
                ("campaign_id", "!=", self.id),
                *self._holds_domain(),
            ]
        ):
            offers_less = member.campaign_id.discount < self.discount
            if self.overlap == "best" and offers_less:
                continue
            campaign = member.campaign_id
            reasons[member.partner_id.id] = (
                self.env._("already in another campaign")
                if campaign._is_personal()
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
                    reasons[id_] = customers._ficha_reason_words(answer.code)
        return reasons

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

    # -- how they are contacted -------------------------------------------------------

    def _contact(self, members):
        """What those who are to be contacted get: a reminder each, unless it is
        offered otherwise.

        Extension point, with ``super()``: whoever has a personal discount, for example.
        """
        if self.how == "contact":
            self._remind(self._members_to_remind(members))

    def _members_to_remind(self, members):
        """Those whom somebody has to call, visit or write to.

        Extension point: a module takes away whom it contacts itself, with ``super()``.
        """
        return members

    def _message_of(self, member):
        """What this customer is told."""
        return (member.variant == "b" and self.message_b) or self.message

    def _told_field(self):
        """What each customer is told beside the message, which is the same for many.

        Extension point: a module that gives each something of their own.

        :return: name of a field of ``res.partner``, or None
        """

    def _note_of(self, member):
        """What who contacts this customer has to know.

        Extension point: a module adds what is this customer's alone, with ``super()``.
        """
        return self.script or self._message_of(member)

    def _remind(self, members):
        """A reminder for each customer, for who follows them up: they come up in
        *Hoy*.

        Everybody who works here reads a contact and its reminders, also who has nothing
        to do with customer files: they do not say which campaign it is.
        ``mail.activity`` and *Hoy* say it to who may see it.
        """
        today = fields.Date.context_today(self)
        model_id = self.env["ir.model"]._get_id("res.partner")
        kinds = {
            kind: self.env.ref(xmlid, raise_if_not_found=False)
            for kind, xmlid in ACTIVITY_TYPES.items()
        }
        other = self.env.ref(ACTIVITY_TYPE, raise_if_not_found=False)
        values = []
        for member in members:
            customer = member.partner_id
            kind = kinds.get(member.channel_id.legal_kind) or other
            user = customer.followup_user_id or customer.user_id or self.user_id
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": customer.id,
                    "activity_type_id": kind and kind.id,
                    "summary": self.env._("Campaign"),
                    "date_deadline": today,
                    "user_id": user.id or self.env.uid,
                }
            )
        # sudo: for customers of others, too; they were found with the user's rights
        planned = (
            made_by_us(self.env["mail.activity"])
            .with_context(mail_activity_quick_update=True)
            .create(values)
        )
        for member, activity in zip(members, planned, strict=True):
            member.activity_id = activity
