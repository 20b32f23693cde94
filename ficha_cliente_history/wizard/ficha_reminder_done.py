from odoo import models

# The outcomes by which nobody has been answered yet.
UNANSWERED = ("message", "call_back", "no_answer")


class FichaReminderDone(models.TransientModel):
    _inherit = "ficha.reminder.done"

    def _log_interaction(self, partner, text, activity_type, reminder):
        """Extends the follow-up's: the contact becomes an interaction. The dates are
        the dialog's, so the interaction leaves them alone; a call that nobody answered
        does not answer what waited either."""
        # sudo: how a kind of activity is called when it is done
        values = activity_type.sudo()._followup_interaction_values()
        if self.outcome == "wrote":
            values["kind"] = "message"
        elif self.outcome in UNANSWERED and values["kind"] == "reminder":
            values["kind"] = "call"
        log = self.env["ficha.interaction"].with_context(
            ficha_no_touch=True,
            ficha_no_answer=self.outcome in UNANSWERED,
        )
        noted = log._log(
            partner,
            values.pop("kind"),
            text.partition("\n")[0],
            description=self.result,
            direction="in" if self.outcome == "answered" else "out",
            needs_reply=False,  # whoever says so has read it
            activity_id=reminder.id,
            **values,
        )
        super()._log_interaction(partner, text, activity_type, reminder)
        return noted._reason_facts()

    def _what_waits(self, partner):
        """Extends the follow-up's: what they wait for our answer to."""
        # sudo: also the private ones, which are answered with the others
        waiting = partner.sudo()._reply_owed()
        return {**super()._what_waits(partner), "answered": waiting.ids}
