from odoo import models


class FichaReminderDone(models.TransientModel):
    _inherit = "ficha.reminder.done"

    def _reminders(self, partner):
        """Extended: with the activity of the line of *Hoy*."""
        line = self.env.context.get("ficha_activity_id")
        activity = self.env["mail.activity"].browse(line or []).exists()
        # sudo: compared with the others; it is done as the user, below
        return super()._reminders(partner) | activity.sudo()

    def _close_reminders(self, partner, text):
        """Extended: opened from a line of *Hoy* that stands for another activity (a
        planned visit or call), that activity is done, and with it the open reminder:
        the contact took place."""
        activity_id = self.env.context.get("ficha_activity_id")
        activity = self.env["mail.activity"].browse(activity_id or []).exists()
        if not activity:
            return super()._close_reminders(partner, text)
        # sudo: only which it is
        reminders = partner._followup_open_reminders() - activity.sudo()
        kind = activity.activity_type_id
        for done in (activity, reminders):
            done.with_context(ficha_dates_by_dialog=True)._action_done(feedback=text)
        return self._log_interaction(partner, text, kind, activity)
