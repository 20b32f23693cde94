from odoo import fields, models


class FichaInteraction(models.Model):
    _inherit = "ficha.interaction"

    _today_idx = models.Index("(date, user_id, commercial_partner_id)")

    def _touch_customers(self):
        """Extended: logged from a line of *Hoy*, it is the contact that was due. A date
        that had been agreed is used up, and so is the activity of the line."""
        result = super()._touch_customers()
        if not self.env.context.get("ficha_contact_due"):
            return result
        today = fields.Date.context_today(self)
        # sudo: as the touch itself
        due = self.commercial_partner_id.sudo().filtered(
            lambda partner: partner.next_contact_date
            and partner.next_contact_date <= today
        )
        due._followup_reminder_done()
        activity_id = self.env.context.get("ficha_activity_id")
        activity = self.env["mail.activity"].browse(activity_id or []).exists()
        if activity.res_model == "res.partner" and activity.active:
            # more than one reads the activity and the customer's messages, and what was
            # said is in the interaction
            private = self[:1].private and self._hidden_name()
            activity.with_context(ficha_dates_by_dialog=True)._action_done(
                feedback=private
            )
        return result
