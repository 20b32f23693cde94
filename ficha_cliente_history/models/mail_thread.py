from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_mail_after_hook(self, mails):
        """Extends mail's: an e-mail written to several customers of a list at once is
        an interaction of each. It waits for nobody's word, and marketing mailings,
        which their own module counts, come in through another entry point."""
        if "mailing_id" not in mails._fields or not mails.mailing_id:
            records = {record.id: record for record in self}
            for mail in mails.filtered(lambda mail: mail.state == "outgoing"):
                message = mail.mail_message_id
                record = records.get(message.res_id)
                partners = mail.recipient_ids.filtered("partner_share")
                if record and partners:
                    record._followup_log_mail(message, partners, "out", False)
        return super()._message_mail_after_hook(mails)

    def _followup_log_mail(self, message, partners, direction, answers):
        """Extends the follow-up's: the message becomes an interaction of these
        customers. Conversations of Odoo's own messenger do not: each line would be
        one."""
        if not (
            message.is_internal
            or message.subtype_id.internal
            or self._name in ("discuss.channel", "mail.thread")
        ):
            # sudo: the company of a document that the gateway posts on
            company = self.sudo()._mail_get_companies().get(self.id)
            if not company and direction == "out":
                company = self.env.company
            self.env["ficha.interaction"]._log_mail_later(
                message,
                partners,
                direction,
                answers,
                company or self.env["res.company"],
            )
        return super()._followup_log_mail(message, partners, direction, answers)
