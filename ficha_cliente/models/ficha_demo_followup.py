from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_contacts_kept(self, rows):
        """When somebody last spoke to each customer, and whose word is awaited.

        :param list rows: tuples with the external name of the customer, the days since
            the last contact, and the days since we wrote without an answer (or
            nothing).
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
        others = quiet.env["res.partner"].browse(customers.mapped("res_id")) - partners
        others.commercial_partner_id._followup_evaluate()

    @api.model
    def _load_reminders(self):
        """What the night before would have left for this morning."""
        Partner = self.env["res.partner"]
        rows = Partner._followup_due(0, 1000)
        if rows:
            Partner._followup_create_reminders(rows)
        plans = self.env["ficha.followup.plan"].search([("partner_id", "!=", False)])
        plans._prepare_occurrences()

    @api.model
    def _load_proposals(self, rows):
        """Something the last invoice of a customer said otherwise than its ficha.

        :param list rows: tuples with the external name of the customer, the field and
            the value, or the external name of the record, which its ficha would take.
        """
        for name, field, value in rows:
            partner = self.env.ref(f"ficha_cliente.{name}")
            if partner._fields[field].type == "many2one":
                value = self.env.ref(value).id
            invoice = self.env["account.move"].search(
                [
                    ("commercial_partner_id", "=", partner.id),
                    ("state", "=", "posted"),
                    ("move_type", "=", "out_invoice"),
                ],
                order="invoice_date desc, id desc",
                limit=1,
            )
            if invoice:
                self.env["ficha.proposal"]._propose(
                    partner, {field: value}, "invoice", invoice
                )
