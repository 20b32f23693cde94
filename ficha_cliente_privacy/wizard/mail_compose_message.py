from odoo import api, models


class MailComposeMessage(models.TransientModel):
    """Messages to many: whoever may not be written to is left out, and it is said
    why."""

    _name = "mail.compose.message"
    _inherit = ["mail.compose.message", "ficha.left.out.mixin"]

    _ficha_channel = "email"

    @api.depends("composition_mode", "model")
    def _compute_ficha_purpose_id(self):
        return super()._compute_ficha_purpose_id()

    @api.depends("composition_mode", "model", "res_ids", "ficha_purpose_id")
    def _compute_ficha_left_out(self):
        return super()._compute_ficha_left_out()

    def _ficha_to_many(self):
        """Extends ours."""
        return self.composition_mode == "mass_mail" and self.model == "res.partner"

    def _ficha_recipient_ids(self):
        """Extends ours."""
        return self._evaluate_res_ids() if self.res_ids else []

    def _process_mail_values_state(self, mail_values_dict):
        """Extends mail's: the message to who may not be written to is not sent, and
        says why."""
        if self.composition_mode != "mass_mail":
            return super()._process_mail_values_state(mail_values_dict)
        if self.model != "res.partner":
            return self._ficha_of_mailing(
                super()._process_mail_values_state(mail_values_dict)
            )
        left = self._ficha_left_out_of(list(mail_values_dict))
        composer = self.with_context(ficha_left_out_ids=tuple(left))
        result = super(MailComposeMessage, composer)._process_mail_values_state(
            mail_values_dict
        )
        for id_, why in left.items():
            result[id_] |= {"failure_type": "mail_optout", "failure_reason": why}
        queued = self._ficha_queued_values()
        return {id_: values | queued for id_, values in result.items()}

    def _ficha_of_mailing(self, mail_values_dict):
        """The messages of a mailing to a list are news, and asked about as such."""
        if not self._ficha_has_mailing():
            return mail_values_dict
        news = self.env["ficha.purpose"].search([("code", "=", "own_news")], limit=1)
        queued = {
            "ficha_purpose_id": news.id,
            "ficha_company_no": self.env.company.id,
        }
        return {id_: values | queued for id_, values in mail_values_dict.items()}

    def _ficha_has_mailing(self):
        """Whether it is a mailing of *Email Marketing*, where that is installed."""
        return "mass_mailing_id" in self._fields and bool(self["mass_mailing_id"])

    def _get_blacklist_record_ids(self, mail_values_dict, recipients_info=None):
        """Extends mail's: who is left out is no recipient at all, so somebody else with
        the same address is not taken for a repetition."""
        ids = super()._get_blacklist_record_ids(mail_values_dict, recipients_info)
        return ids | set(self.env.context.get("ficha_left_out_ids", ()))

    def _get_optout_emails(self, mail_values_dict):
        """Extends mail's: of a mailing to a list, whose people may have no ficha, the
        addresses of who said no."""
        emails = super()._get_optout_emails(mail_values_dict)
        if not self._ficha_has_mailing() or self.model == "res.partner":
            return emails
        found = self._get_recipients_data(mail_values_dict).values()
        to = {mail for data in found for mail in data["mail_to_normalized"] if mail}
        return [*emails, *self.env["res.partner"]._ficha_refused_emails(to)]
