from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import check_days
from odoo.addons.ficha_cliente.tools.words import in_date, in_near_date, quoted

# What is asked in writing stays asked until somebody answers; what is asked on the
# telephone has mostly been answered there.
ASKING = {
    "message",
    "information_request",
    "complaint",
    "doubt",
    "need",
    "requirement",
}
WRITTEN = {
    "email",
    "web_form",
    "website",
    "whatsapp",
    "sms",
    "post",
    "social",
    "facebook",
    "instagram",
    "x",
    "linkedin",
}
# what is answered by an e-mail
BY_EMAIL = {"email", "web_form", "website"}
# in these two people speak with each other, whoever began
SPOKEN = {"call", "visit"}
# what is written down later than this is history, and nobody waits for it any more
RECENT = 30  # days


class FichaInteraction(models.Model):
    """Whether the customer waits for our answer, since when, and what ends that.

    An e-mail, a message on the portal or a form of the web that comes in waits by
    itself. It is answered by an e-mail to them, by a call or a visit, or by whoever
    says that it was; and a “thank you” needs no answer.
    """

    _inherit = "ficha.interaction"

    needs_reply = fields.Boolean(
        string="Needs reply",
        compute="_compute_needs_reply",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="They wait for an answer from us.",
    )
    replied_on = fields.Datetime(
        string="Replied on", tracking=True, copy=False, help="When we answered."
    )
    replied_by_id = fields.Many2one(
        "res.users",
        string="Answered by",
        copy=False,
        readonly=True,
        help="Who answered them, or said that it was answered.",
    )

    _waiting_idx = models.Index(
        "(commercial_partner_id) WHERE needs_reply IS TRUE AND replied_on IS NULL"
    )

    @api.depends("kind", "direction", "channel_id", "date")
    def _compute_needs_reply(self):
        """Proposed while it is entered; afterwards it is what somebody said."""
        since = fields.Datetime.now() - timedelta(days=RECENT)
        for interaction in self:
            if interaction._origin:
                interaction.needs_reply = interaction.needs_reply
                continue
            interaction.needs_reply = (
                interaction.direction == "in"
                and interaction.kind in ASKING
                and interaction.channel_id.code in WRITTEN
                and (not interaction.date or interaction.date >= since)
            )

    @api.constrains("date", "replied_on")
    def _check_replied_on(self):
        check_days(self, "replied_on")
        for interaction in self:
            if interaction.replied_on and interaction.replied_on < interaction.date:
                raise ValidationError(
                    self.env._(
                        "“Replied on” is before the interaction took place. Choose the "
                        "same moment or a later one."
                    )
                )

    @api.model
    def _reply_owed_domain(self):
        """What waits for our answer, spelt as the partial index.

        :return: ``Domain`` on ``ficha.interaction``
        """
        return Domain("needs_reply", "=", True) & Domain("replied_on", "=", False)

    def _is_reply_owed(self):
        return self.needs_reply and not self.replied_on

    def _reply_owed_words(self):
        """The first of these in few words: what, by whom, since when; how many more.

        What an e-mail says is told to who may read it only (``display_name``).
        """
        first = next(iter(self))  # self[0] would forget what was fetched with it
        Partner = self.env["res.partner"]
        day = Partner._followup_day_of(first.date)
        count = (Partner._followup_today() - day).days
        if count < 1:
            since = self.env._("since today")
        elif count == 1:
            since = self.env._("since yesterday")
        else:
            since = self.env._(
                "since %(day)s (%(count)s days)",
                day=in_date(self.env, day),
                count=count,
            )
        words = " · ".join(
            filter(
                None,
                [quoted(self.env, first.display_name), first.contact_id.name, since],
            )
        )
        if len(self) > 1:
            words = self.env._(
                "%(first)s, and %(more)s more", first=words, more=len(self) - 1
            )
        return words

    def write(self, vals):
        """Extends write: what waits for us, or no longer does, may be what a rule gives
        the customer's colour for."""
        vals = self._with_who_replied(vals)
        if vals.keys().isdisjoint(("needs_reply", "replied_on")):
            return super().write(vals)
        before = {interaction.id: interaction._is_reply_owed() for interaction in self}
        result = super().write(vals)
        changed = self.filtered(lambda i: i._is_reply_owed() != before[i.id])
        if changed and not self.env.context.get("ficha_evaluates_later"):
            changed.commercial_partner_id._followup_evaluate()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: who answered is not said by hand, nor by the context."""
        vals_list = [self._with_who_replied(vals) for vals in vals_list]
        return super().create([{"replied_by_id": False, **v} for v in vals_list])

    @api.model
    def _with_who_replied(self, vals):
        """The values with who answered beside when: the user, unless it is us who know
        better (an e-mail of somebody's)."""
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k != "replied_by_id"}
        if "replied_on" not in vals or "replied_by_id" in vals:
            return vals
        # what is done by the system nobody did
        somebody = vals["replied_on"] and self.env.uid != SUPERUSER_ID
        return {**vals, "replied_by_id": somebody and self.env.uid}

    def _replied_words(self):
        """Who answered and when, in few words; empty where nobody has."""
        if not self.replied_on:
            return ""
        # the day where the reader is
        day = in_near_date(
            self.env, fields.Datetime.context_timestamp(self, self.replied_on).date()
        )
        # sudo: the name of a colleague, who may have left
        who = self.sudo().replied_by_id.name
        if who:
            return self.env._("Answered by %(who)s, %(day)s", who=who, day=day)
        return self.env._("Answered, %s", day)

    # -- what answers ---------------------------------------------------------------

    def _answer_what_waited(self):
        """What we said answers what these customers waited for until then; so does a
        call or a visit that they began."""
        ours = self.filtered(
            lambda i: i.direction == "out" or (i.kind in SPOKEN and not i.needs_reply)
        )
        latest = {}
        for interaction in ours.sorted(lambda i: (i.date, i.id)):
            latest[interaction.commercial_partner_id.id] = interaction
        if not latest:
            return
        # sudo: also the private ones, which who answers may not see
        waiting = self.sudo().search(
            self._reply_owed_domain()
            & Domain("commercial_partner_id", "in", list(latest))
        )
        answers = {}
        for interaction in waiting - ours:
            answer = latest[interaction.commercial_partner_id.id]
            if (interaction.date, interaction.id) < (answer.date, answer.id):
                answers[interaction] = (answer.date, answer.user_id)
        self._set_replied(answers)

    def _answer_on_document(self):
        """An e-mail about a document answers what was asked on that very document, even
        where it answers nothing else: an invoice that is sent."""
        # sudo: who sends the e-mail need not be allowed to read what was noted of it
        mails = self.sudo().filtered(lambda i: i.direction == "out" and i.message_id)
        if not mails:
            return
        # sudo: as what we said
        waiting = self.sudo().search(
            self._reply_owed_domain()
            & Domain("commercial_partner_id", "in", mails.commercial_partner_id.ids)
            & Domain("message_id", "!=", False)
        )
        if not waiting:
            return

        def about(interaction):
            message = interaction.message_id
            return interaction.commercial_partner_id, message.model, message.res_id

        answers = {}
        for mail in mails.sorted(lambda i: (i.date, i.id)):
            for interaction in waiting:
                if about(interaction) == about(mail) and interaction.date <= mail.date:
                    answers[interaction] = (mail.date, mail.user_id)
        self._set_replied(answers)

    @api.model
    def _set_replied(self, answers):
        """Note when these were answered, and let the rules decide once for all.

        :param answers: ``{interaction: (moment, res.users)}``
        """
        if not answers:
            return
        for interaction, (moment, user) in answers.items():
            interaction.with_context(ficha_evaluates_later=True).write(
                {"replied_on": moment, "replied_by_id": user.id}
            )
        # sudo: the rules look at the customer whoever answered
        answered = self.browse(interaction.id for interaction in answers).sudo()
        answered.commercial_partner_id._followup_evaluate()

    # -- gestures -------------------------------------------------------------------

    def action_replied(self):
        """Mark as answered what waits for our reply.

        :return: True
        """
        waiting = self.filtered(lambda i: i._is_reply_owed())
        now = fields.Datetime.now()
        user = self.env.user
        waiting._set_replied({i: (max(now, i.date), user) for i in waiting})
        return True

    def action_reply(self):
        """Answer them: by e-mail where they wrote one, or on the web, and have an
        address; else note what they were told. Either is their answer.

        :return: window action of Odoo's own composer, or of the small dialog
        """
        only_one(self)
        person = self.contact_id or self.partner_id
        code = self.channel_id.code or "email"
        context = self._reply_context()
        # what an e-mail says that one may not read is not told as its subject either
        about = "" if self.is_mail else self._re(self.display_name)
        if not person.email or code not in BY_EMAIL:
            action = person.action_log_interaction("message", code)
            action["context"] |= {
                "default_direction": "out",
                "default_subject": context.get("default_subject", about),
            }
            return action
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": self.partner_id.ids,
                "default_partner_ids": person.ids,
                "default_composition_mode": "comment",
                "default_subject": about,
                "force_email": True,
                **context,
            },
        }

    def _reply_context(self):
        """What Odoo's composer needs to answer in the conversation of an e-mail.

        :return: dict; empty where it was no e-mail, or one of a document on which the
            user may not write
        """
        message = self._readable_messages()[:1]
        if message.model not in self.env or not message.res_id:
            return {}
        document = self.env[message.model].browse(message.res_id).exists()
        if not document or not document.has_access("write"):
            return {}
        return {
            "default_model": document._name,
            "default_res_ids": document.ids,
            "default_parent_id": message.id,
            "default_subject": self._re(message.subject or message.record_name),
        }

    @staticmethod
    def _re(subject):
        """The subject of an answer, as programs of e-mail write it."""
        if not subject or subject.lower().startswith("re:"):
            return subject or ""
        return f"Re: {subject}"

    def action_no_reply_needed(self):
        """They wrote and wait for nothing: “thank you”.

        :return: True
        """
        self.filtered(lambda i: i._is_reply_owed()).needs_reply = False
        return True

    def action_needs_reply(self):
        """They do wait for us, or still do: takes back either of the two above.

        :return: True
        """
        self.write({"needs_reply": True, "replied_on": False})
        return True
