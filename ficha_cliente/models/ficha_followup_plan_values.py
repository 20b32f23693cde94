from datetime import timedelta

from odoo import models


class FichaFollowupPlan(models.Model):
    """What an occurrence becomes: an activity, or an event with its activity."""

    _inherit = "ficha.followup.plan"

    def _activity_type(self):
        xmlid = {
            "call": "mail.mail_activity_data_call",
            "visit": "ficha_cliente.mail_activity_type_visit",
            "email": "mail.mail_activity_data_email",
            "samples": "ficha_cliente.mail_activity_type_samples",
            "survey": "ficha_cliente.mail_activity_type_survey",
        }[self.kind]
        # a company may have deleted one of the types
        return self.env.ref(xmlid, raise_if_not_found=False) or self.env.ref(
            "ficha_cliente.mail_activity_type_reminder"
        )

    def _activity_values(self, day):
        user = self._responsible()
        labels = dict(
            self.with_context(lang=user.lang or self.env.lang)
            ._fields["kind"]
            ._description_selection(
                self.with_context(lang=user.lang or self.env.lang).env
            )
        )
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.partner_id.id,
            "activity_type_id": self._activity_type().id,
            "summary": f"{labels[self.kind]}: {self.partner_id.name}",
            "note": self.note,
            "date_deadline": day,
            "user_id": user.id,
            "automated": True,
        }

    def _event_values(self, day):
        values = self._activity_values(day)
        start = self._start_utc(day)
        user = self._responsible()
        return {
            "name": values["summary"],
            "start": start,
            "stop": start + timedelta(hours=self.duration),
            "user_id": user.id or self.env.uid,
            # the customer is no attendee: nobody is sent an invitation
            "partner_ids": [(6, 0, user.partner_id.ids)],
            "location": self.partner_id.contact_address_inline
            if self.kind != "call"
            else False,
            "description": self.note,
            "res_model_id": values["res_model_id"],
            "res_id": self.partner_id.id,
            "activity_ids": [(0, 0, values)],
        }
