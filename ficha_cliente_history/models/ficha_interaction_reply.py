from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.bounds import check_days
from odoo.addons.ficha_cliente.tools.words import in_date

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
            filter(None, [f"“{first.display_name}”", first.contact_id.name, since])
        )
        if len(self) > 1:
            words = self.env._(
                "%(first)s, and %(more)s more", first=words, more=len(self) - 1
            )
        return words

    def write(self, vals):
        """Extends write: what waits for us, or no longer does, may be what a rule gives
        the customer's colour for."""
        if vals.keys().isdisjoint(("needs_reply", "replied_on")):
            return super().write(vals)
        before = {interaction.id: interaction._is_reply_owed() for interaction in self}
        result = super().write(vals)
        changed = self.filtered(lambda i: i._is_reply_owed() != before[i.id])
        if changed and not self.env.context.get("ficha_evaluates_later"):
            changed.commercial_partner_id._followup_evaluate()
        return result

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
                answers[interaction] = answer.date
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
                    answers[interaction] = mail.date
        self._set_replied(answers)

    @api.model
    def _set_replied(self, answers):
        """Note when these were answered, and let the rules decide once for all.

        :param answers: ``{interaction: moment}``
        """
        if not answers:
            return
        for interaction, moment in answers.items():
            interaction.with_context(ficha_evaluates_later=True).replied_on = moment
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
        waiting._set_replied({i: max(now, i.date) for i in waiting})
        return True

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
