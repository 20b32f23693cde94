from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_leads(self, rows):
        """Leads and opportunities of the demo customers.

        :param list rows: tuples with the external name of the customer, lead or
            opportunity, what about, the expected revenue, the days since it began, the
            reason it was lost (its name) or nothing, and the next step or nothing
        """
        self = self.with_context(
            tracking_disable=True, mail_notrack=True, mail_create_nolog=True
        )
        today = fields.Date.context_today(self)
        now = fields.Datetime.now()
        for name, kind, subject, revenue, days, reason, step in rows:
            partner = self.env.ref(f"ficha_cliente.{name}", raise_if_not_found=False)
            if not partner:
                continue
            lead = self.env["crm.lead"].create(
                {
                    "name": subject,
                    "type": kind,
                    "partner_id": partner.id,
                    "user_id": partner.user_id.id,
                    "expected_revenue": revenue,
                }
            )
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE id = %s",
                [now - relativedelta(days=days), lead.id],
            )
            lead.invalidate_recordset(["create_date"])
            if reason:
                lead.action_set_lost(lost_reason_id=self._get_lost_reason(reason).id)
                lead.date_closed = now - relativedelta(days=max(days - 20, 1))
            elif step:
                lead.activity_schedule(
                    "mail.mail_activity_data_call",
                    date_deadline=today + relativedelta(days=3),
                    summary=step,
                    user_id=partner.user_id.id or self.env.uid,
                )

    @api.model
    def _get_lost_reason(self, name):
        Reason = self.env["crm.lost.reason"]
        found = Reason.search([("name", "=", name)], limit=1)
        return found or Reason.create({"name": name})
