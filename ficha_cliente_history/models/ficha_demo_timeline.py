from datetime import time

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import plaintext2html

NOISELESS = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_quick_update": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "ficha_no_touch": True,
    "ficha_no_answer": True,
}


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_timeline(self, rows):
        """E-mails, notes, meetings and activities of the last months.

        :param list rows: tuples with what it is (``in``, ``out``, ``note``,
            ``meeting``, ``done``), the external name of the customer or contact, the
            days since, the hour, the title, the text, and the external name of the
            colleague.
        """
        today = fields.Date.context_today(self)
        for what, name, days, hour, title, text, colleague in rows:
            partner = self.env.ref(f"ficha_cliente.{name}").with_context(**NOISELESS)
            user = self.env.ref(f"ficha_cliente.{colleague}")
            day = today - relativedelta(days=days)
            moment = fields.Datetime.to_datetime(day).combine(day, time(hour, 10))
            if what == "meeting":
                self._load_meeting(partner, moment, title, text, user)
            elif what == "done":
                self._load_activity(partner, day, title, text, user)
            else:
                self._load_message(what, partner, moment, title, text, user)

    def _load_meeting(self, partner, start, title, place, user):
        partner.env["calendar.event"].create(
            {
                "name": title,
                "location": place,
                "start": start,
                "stop": start + relativedelta(hours=1),
                "user_id": user.id,
                "partner_ids": [Command.set((partner | user.partner_id).ids)],
            }
        )

    def _load_activity(self, partner, day, title, feedback, user):
        activity = partner.activity_schedule(
            "mail.mail_activity_data_todo", summary=title, user_id=user.id
        )
        activity.with_context(ficha_dates_by_dialog=True).action_feedback(
            feedback=feedback
        )
        activity.write({"date_done": day, "date_deadline": day})

    def _load_message(self, what, partner, moment, title, text, user):
        """A message and, unless it is a note, the interaction it entered as."""
        incoming = what == "in"
        author = partner if incoming else user.partner_id
        kind, subtype = ("email" if incoming else "comment"), "mail.mt_comment"
        if what == "note":
            subtype = "mail.mt_note"
        message = self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": partner.id,
                "message_type": kind,
                "subtype_id": self.env.ref(subtype).id,
                "is_internal": what == "note",
                "author_id": author.id,
                "email_from": author.email_formatted,
                "subject": title,
                "body": plaintext2html(text),
                "date": moment,
            }
        )
        if what == "note":
            return
        customer = partner.commercial_partner_id
        partner.env["ficha.interaction"].sudo().create(
            {
                "partner_id": customer.id,
                "contact_id": partner.id if partner != customer else False,
                "date": moment,
                "kind": "message",
                "channel_id": self.env.ref("ficha_cliente.channel_email").id,
                "direction": what,
                "subject": title,
                "user_id": user.id,
                "message_id": message.id,
            }
        )

    @api.model
    def _load_payments(self, names):
        """The last invoices of these customers were paid by transfer.

        :param list names: external names of the customers
        """
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        if not journal.inbound_payment_method_line_ids:
            return
        for name in names:
            customer = self.env.ref(f"ficha_cliente.{name}")
            invoices = self.env["account.move"].search(
                customer._get_purchase_domain()
                & Domain("move_type", "=", "out_invoice")
                & Domain("payment_state", "in", ("paid", "in_payment")),
                order="invoice_date DESC",
                limit=4,
            )
            self.env["account.payment"].with_context(**NOISELESS).create(
                [
                    {
                        "partner_id": customer.id,
                        "payment_type": "inbound",
                        "journal_id": journal.id,
                        "amount": invoice.amount_total,
                        "currency_id": invoice.currency_id.id,
                        "date": max(invoice.invoice_date, invoice.invoice_date_due),
                        "memo": invoice.name,
                        "invoice_ids": [Command.link(invoice.id)],
                        "state": "paid",
                    }
                    for invoice in invoices
                ]
            )
