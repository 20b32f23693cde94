from odoo import models
from odoo.tools.mail import email_normalize_all


class MailMail(models.Model):
    """An e-mail to many: asked about once more when it is sent."""

    _name = "mail.mail"
    _inherit = ["mail.mail", "ficha.queued.mixin"]

    _ficha_channel = "email"

    def cancel(self):
        """Extends mail's: what is not sent is no message of the month."""
        self.filtered(lambda m: not m._ficha_is_out())._ficha_note_failed()
        return super().cancel()

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Extends mail's: of a message to many, whoever was left out stays left out,
        with why; a mail server that does not answer would make it an error."""
        # sudo: what it is for, whoever sends
        left = self.sudo().filtered(
            lambda one: one.state == "cancel" and one.ficha_purpose_id
        )
        if left and post_send_callback:
            post_send_callback(left.ids)  # they are dealt with
        return super(MailMail, self - left).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )

    def _send(self, *args, **kwargs):
        """Extends mail's: who said no since it was written does not get it."""
        left = self._ficha_ask_again()
        if not left:
            return super()._send(*args, **kwargs)
        rest = self - left
        # core asks whether the server is one of theirs, and of none it is not
        result = super(MailMail, rest)._send(*args, **kwargs) if rest else True
        if told := kwargs.get("post_send_callback"):
            told(left.ids)  # they are dealt with, too
        return result

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Extends mail's: what did not go out is no message of the month, and what
        goes out the second time is."""
        if failure_type:
            self._ficha_note_failed()
        else:
            self._ficha_note_sent()
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    # -- what the mixin asks -----------------------------------------------------------

    def _ficha_recipients(self):
        """Extends ours."""
        return {m.id: m.res_id for m in self if m.model == "res.partner" and m.res_id}

    def _ficha_waits(self):
        """Extends ours."""
        return self.state == "outgoing"

    def _ficha_is_out(self):
        """Extends ours."""
        return self.state == "sent"

    def _ficha_cancel(self, why):
        """Extends ours."""
        self.write(
            {"state": "cancel", "failure_type": "mail_optout", "failure_reason": why}
        )
        notifications = self.env["mail.notification"].sudo()  # as mail's own sending
        notifications.search([("mail_mail_id", "in", self.ids)]).write(
            {
                "notification_status": "canceled",
                "failure_type": "mail_optout",
                "failure_reason": why,
            }
        )

    def _ficha_refused_now(self, purpose, company):
        """Extends ours: of a mailing to a list, whose people may have no ficha, by the
        address."""
        refused = super()._ficha_refused_now(purpose, company)
        apart = self.filtered(lambda m: m.model != "res.partner")
        if not apart:
            return refused
        partners = self._ficha_partners_in(company)
        to = {
            mail: {
                *email_normalize_all(mail.email_to or ""),
                *filter(None, mail.recipient_ids.mapped("email_normalized")),
            }
            for mail in apart
        }
        emails = partners._ficha_refused_emails(set().union(*to.values()), purpose.code)
        why = self.env._("They said no, or the address is not to be used.")
        return refused | {
            mail: why for mail, found in to.items() if found and found <= emails
        }
