from odoo import api, fields, models

from ..tools.arguments import only_one
from ..tools.bounds import check_coming_day
from ..tools.words import in_near_date


class FichaReminderDone(models.TransientModel):
    """The small dialog after a contact: how it went, and when to contact next."""

    _name = "ficha.reminder.done"
    _description = "Contact done"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        help="Customer that was contacted.",
    )
    outcome = fields.Selection(
        [
            ("spoke", "We spoke"),
            ("answered", "They answered what we were waiting for"),
            ("wrote", "I wrote to them"),
            ("message", "I left a message"),
            ("call_back", "They asked to be called again"),
            ("ordered", "They ordered"),
            ("no_answer", "No answer"),
        ],
        required=True,
        default="spoke",
        help="“No answer” does not count as a contact: the last contact stays as it "
        "was and the next try is proposed for the next working day.",
    )
    result = fields.Text(
        string="What was said",
        help="What was said or agreed. It is kept in the history of the customer.",
    )
    state_id = fields.Many2one(
        "ficha.followup.state",
        string="Change colour to",
        help="Leave it empty to keep the current colour.",
    )
    next_contact_date = fields.Date(
        string="Next contact",
        compute="_compute_next_contact_date",
        # as the user: it is read from the customer, who may not be theirs to see
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Proposed from the cadence of the colour, in working days. Empty: no "
        "further reminder.",
    )

    @api.depends("outcome", "state_id", "partner_id")
    def _compute_next_contact_date(self):
        for wizard in self:
            wizard.next_contact_date = wizard._proposed_date()

    def _proposed_date(self):
        partner = self.partner_id
        today = fields.Date.context_today(self)
        if self.outcome in ("no_answer", "call_back"):
            company = partner.company_id or self.env.company
            return company._followup_add_working_days(today, 1)
        if (
            not self.state_id
            and partner.next_contact_agreed
            and partner.next_contact_date
            and partner.next_contact_date > today
        ):
            return partner.next_contact_date
        state = self.state_id or partner.followup_state_id
        return partner._followup_by_cadence(state, today)

    def action_confirm(self):
        """Close the open reminder with what was said, move the dates and, if asked,
        change the colour.

        :raises UserError: when the next contact is before today or ten years ahead
        :return: client action that says what was done, with *Undo*, and closes the
            dialog
        """
        only_one(self)
        partner = self.partner_id.commercial_partner_id
        partner._check_followup_rights()
        today = fields.Date.context_today(self)
        date = self.next_contact_date
        if date:
            check_coming_day(self.env, date, today, self.env._("Next contact"))
        Gesture = self.env["ficha.gesture"]
        before = Gesture._state_of(partner)
        activities = self._reminders(partner)
        waited = self._what_waits(partner)
        last = self._last_message()
        agreed = bool(date) and (
            self.outcome == "call_back" or date != self._proposed_date()
        )
        text = self._feedback()
        contacted = self.outcome != "no_answer"
        row = {
            "id": partner.id,
            "next_contact_date": date or None,
            "next_contact_agreed": agreed,
        }
        if contacted:
            row["last_contact_date"] = today
        if self.outcome in ("spoke", "answered", "ordered"):
            row["awaiting_reply_since"] = None
        facts = self._close_reminders(partner, text) or {"text": self.result or text}
        if self.state_id:
            partner._set_followup(self.state_id, facts={partner.id: facts})
        partner._write_followup([row])
        if "awaiting_reply_since" in row:
            partner._followup_evaluate()
        message = self.env._("%(name)s: %(outcome)s", name=partner.name, outcome=text)
        if date:
            day = in_near_date(self.env, date, today, weekday=True)
            message = self.env._(
                "%(message)s. Next contact: %(day)s.", message=message, day=day
            )
        traces = {
            **waited,
            "activities": activities.filtered(lambda a: not a.active).ids,
            "messages": self._messages_of(activities, last).ids,
        }
        if facts.get("model"):
            traces["notes"] = {facts["model"]: facts["ids"]}
        return Gesture._told(Gesture._answer(before, message, **traces))

    def _reminders(self, partner):
        """The activities that are done with this: the open reminder. A module that
        opens the dialog from another activity extends it."""
        return partner._followup_open_reminders()

    def _what_waits(self, partner):
        """Hook: what the contact may put an end to besides, before it does. A module
        that keeps such things extends it, and ``ficha.gesture._undo_traces``.

        :return: dict of traces, see ``ficha.gesture._answer``
        """
        return {}

    def _last_message(self):
        # sudo: only the number of the last message there is
        messages = self.env["mail.message"].sudo()
        return messages.search([], order="id desc", limit=1).id or 0

    def _messages_of(self, activities, last):
        """What was said on the documents of activities by doing them.

        :param last: the messages up to this one were there before
        """
        # sudo: they are the ones that were written just now
        Message = self.env["mail.message"].sudo()
        found = Message.browse()
        for model, group in activities.grouped("res_model").items():
            found += Message.search(
                [
                    ("id", ">", last),
                    ("model", "=", model),
                    ("res_id", "in", group.mapped("res_id")),
                    ("mail_activity_type_id", "!=", False),
                ]
            )
        return found

    def _feedback(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        return ". ".join(filter(None, [labels[self.outcome], self.result]))

    def _close_reminders(self, partner, text):
        """Mark the open reminder done with the result, and note the contact, also when
        there was none.

        :return: as :meth:`_log_interaction`
        """
        reminders = partner._followup_open_reminders()
        kind = reminders.activity_type_id or partner.followup_state_id.activity_type_id
        if reminders:
            reminders.with_context(ficha_dates_by_dialog=True)._action_done(
                feedback=text
            )
        return self._log_interaction(partner, text, kind[:1], reminders[:1])

    def _log_interaction(self, partner, text, activity_type, reminder):
        """Hook: the contact took place and its dates are set. A module that remembers
        contacts extends it.

        :param partner: the customer, a commercial entity
        :param str text: the outcome and what was said
        :param activity_type: ``mail.activity.type`` that the contact was, or empty
        :param reminder: the ``mail.activity`` that was done with it, or empty
        :return: facts of what was noted, as ``followup_facts`` of a customer whose
            colour it changes; None where nothing was
        """
