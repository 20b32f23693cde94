from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _prepare_mail_values_mailing_traces(self, mail_values_all):
        """Extends mass_mailing's: the trace of whom a mailing left out says why, in
        words, as the message itself would."""
        traces = super()._prepare_mail_values_mailing_traces(mail_values_all)
        for res_id, values in mail_values_all.items():
            if values.get("failure_reason") and traces.get(res_id):
                traces[res_id]["failure_reason"] = values["failure_reason"]
        return traces
