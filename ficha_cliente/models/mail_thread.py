from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Extends mail's _notify_thread: learn that we wrote to a customer, or that a
        customer wrote to us.

        This is where Odoo knows who is really e-mailed. Messages scheduled for later
        come through here again when they leave.
        """
        scheduled = self._is_notification_scheduled(kwargs.get("scheduled_date"))
        recipients_data = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if not scheduled:
            self._followup_learn(message.sudo(), recipients_data)
        return recipients_data

    def _followup_learn(self, message, recipients_data):
        """Note a real touch on the customers that a message comes from or goes to.

        :param message: the posted ``mail.message``
        :param recipients_data: what ``_notify_thread`` notified
        """
        if message.message_type not in ("comment", "email", "email_outgoing"):
            return
        author = message.author_id
        if author and not author.partner_share:
            if author != self.env.ref("base.partner_root") and self._followup_waits():
                self._followup_we_wrote(message, recipients_data)
        elif author:
            author._followup_they_wrote()
        elif self._name == "res.partner" and message.message_type == "email":
            # an answer on the customer's own file from an address we do not know
            self._followup_they_wrote()

    def _followup_waits(self):
        """Whether an e-mail about this document waits for the customer's word.

        Sending an invoice does not: it asks for a payment, not for an answer.
        """
        return self._name != "account.move"

    def _followup_we_wrote(self, message, recipients_data):
        """The customers among those who are notified by e-mail now await our reply."""
        if message.is_internal or message.subtype_id.internal:
            return
        ids = [
            data["id"]
            for data in recipients_data or ()
            if data["id"] and data["notif"] == "email" and data["share"]
        ]
        if ids:
            # sudo: who may write an e-mail need not be allowed to edit the contact
            partners = self.env["res.partner"].sudo().browse(ids)
            partners.filtered("email_normalized")._followup_we_wrote_to()
