from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _ficha_cancel(self, why):
        """Extends ours: the trace of the mailing says so, and why."""
        result = super()._ficha_cancel(why)
        # sudo: as core's own sending
        self.sudo().mailing_trace_ids.write(
            {
                "trace_status": "cancel",
                "failure_type": "mail_optout",
                "failure_reason": why,
            }
        )
        return result
