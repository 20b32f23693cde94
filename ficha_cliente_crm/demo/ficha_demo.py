"""Demo data of leads and opportunities, see ``ficha_cliente/demo/ficha_demo.py``."""

from dateutil.relativedelta import relativedelta

from odoo import fields

from odoo.addons.ficha_cliente.demo.ficha_demo import silent


def load_leads(env, rows):
    """Leads and opportunities of the demo customers.

    :param list rows: tuples with the external name of the customer, lead or
        opportunity, what about, the expected revenue, the days since it began, the
        reason it was lost (its name) or nothing, and the next step or nothing
    """
    env = silent(env)
    today = fields.Date.context_today(env.user)
    now = fields.Datetime.now()
    for name, kind, subject, revenue, days, reason, step in rows:
        partner = env.ref(f"ficha_cliente.{name}", raise_if_not_found=False)
        if not partner:
            continue
        lead = env["crm.lead"].create(
            {
                "name": subject,
                "type": kind,
                "partner_id": partner.id,
                "user_id": partner.user_id.id,
                "expected_revenue": revenue,
            }
        )
        env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [now - relativedelta(days=days), lead.id],
        )
        lead.invalidate_recordset(["create_date"])
        if reason:
            lead.action_set_lost(lost_reason_id=_get_lost_reason(env, reason).id)
            lead.date_closed = now - relativedelta(days=max(days - 20, 1))
        elif step:
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=today + relativedelta(days=3),
                summary=step,
                user_id=partner.user_id.id or env.uid,
            )


def _get_lost_reason(env, name):
    Reason = env["crm.lost.reason"]
    found = Reason.search([("name", "=", name)], limit=1)
    return found or Reason.create({"name": name})
