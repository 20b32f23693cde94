from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_contacts_kept(self, rows):
        """When somebody last spoke to each customer, and whose word is awaited.

        :param list rows: tuples with the external name of the customer, the days since
            the last contact, and the days since we wrote without an answer (or nothing).
        """
        today = fields.Date.context_today(self)
        for name, spoken, written in rows:
            partner = self.env.ref(f"ficha_cliente.{name}")
            partner.last_contact_date = today - relativedelta(days=spoken)
            if written is not None:
                partner.awaiting_reply_since = today - relativedelta(days=written)

    @api.model
    def _load_followup(self, rows):
        """Colours that a person gave, and then those that the rules give.

        :param list rows: tuples with the external name of the customer, the colour, the
            reason, the days it has had it, and the days until the next contact.
        """
        today = fields.Date.context_today(self)
        quiet = self.with_context(tracking_disable=True)
        partners = self.env["res.partner"]
        for name, color, reason, days, next_days in rows:
            partner = quiet.env.ref(f"ficha_cliente.{name}")
            partner._set_followup(
                self.env.ref(f"ficha_cliente.followup_state_{color}"),
                reason,
                mode="manual",
                manual_until=today + relativedelta(days=next_days + 15),
            )
            partner.next_contact_date = today + relativedelta(days=next_days)
            partner._write_followup(
                [{"id": partner.id, "followup_since": today - relativedelta(days=days)}]
            )
            partners |= partner
        customers = self.env["ir.model.data"].search(
            [
                ("module", "=", "ficha_cliente"),
                ("model", "=", "res.partner"),
                ("name", "=like", "demo\\_%"),
            ]
        )
        others = self.env["res.partner"].browse(customers.mapped("res_id")) - partners
        others.commercial_partner_id._followup_evaluate()
