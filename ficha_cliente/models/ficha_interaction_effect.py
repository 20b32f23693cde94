from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date


class FichaInteraction(models.Model):
    """What an interaction changes: the customer's last contact, never backwards, whose
    turn it is, and what had been waiting for an answer."""

    _inherit = "ficha.interaction"

    def _took_place(self):
        """What an entry changes: last contact, whose turn it is, the colour."""
        now = fields.Datetime.now()
        done = self.filtered(lambda interaction: interaction.date <= now)
        if not self.env.context.get("ficha_no_answer"):
            done._answer_what_waited()
        if not self.env.context.get("ficha_no_touch"):
            done._touch_customers()
        if complaints := done.filtered("complaint_state"):
            complaints.partner_id._followup_evaluate()

    def _touch_customers(self):
        """A contact took place with these customers, on the day of each."""
        days, answered = {}, set()
        for interaction in self:
            partner = interaction.commercial_partner_id
            day = partner._followup_day_of(interaction.date)
            days[partner.id] = max(days.get(partner.id, day), day)
            since = partner.sudo().awaiting_reply_since
            if interaction.direction == "in" and since and day >= since:
                answered.add(partner.id)
        # sudo: noting a contact is allowed to who may not edit the customer
        partners = self.env["res.partner"].sudo()
        if answered:
            partners.browse(answered)._followup_touched_on(days, awaiting=False)
        others = [pid for pid in days if pid not in answered]
        if others:
            partners.browse(others)._followup_touched_on(days)

    def _answer_what_waited(self):
        """What we said answers what these customers waited for until then."""
        ours = self.filtered(lambda interaction: interaction.direction == "out")
        latest = {}
        for interaction in ours.sorted(lambda i: (i.date, i.id)):
            latest[interaction.commercial_partner_id.id] = interaction
        if not latest:
            return
        # sudo: also the private ones, which who answers may not see
        waiting = self.sudo().search(
            [
                ("commercial_partner_id", "in", list(latest)),
                ("needs_reply", "=", True),
                ("replied_on", "=", False),
            ]
        )
        for interaction in waiting - ours:
            answer = latest[interaction.commercial_partner_id.id]
            if (interaction.date, interaction.id) < (answer.date, answer.id):
                interaction.replied_on = answer.date

    def action_replied(self):
        """Mark as answered what waits for our reply.

        :return: True
        """
        waiting = self.filtered(lambda i: i.needs_reply and not i.replied_on)
        now = fields.Datetime.now()
        for interaction in waiting:
            interaction.replied_on = max(now, interaction.date)
        return True

    def _set_customer_followup(self, next_contact_date, state_id):
        """What the quick entry says about the customer's next contact and colour."""
        customer = self.commercial_partner_id
        if state_id:
            state = self.env["ficha.followup.state"].browse(state_id)
            customer._set_followup(state, self.subject)
        if next_contact_date:
            date = fields.Date.to_date(next_contact_date)
            if date < fields.Date.context_today(self):
                raise UserError(
                    self.env._(
                        "“Next contact” is %s, which has passed. Choose today or a "
                        "later day, or leave it empty.",
                        format_date(self.env, date),
                    )
                )
            customer.next_contact_date = date
