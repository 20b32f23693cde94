from odoo import models
from odoo.tools import email_normalize


class MailingMailing(models.Model):
    """Where the links at the foot of a mailing to customers lead: to what they receive,
    once the company has opened its pages for customers."""

    _inherit = "mailing.mailing"

    def _get_unsubscribe_url(self, email_to, res_id):
        """Extends mass_mailing's."""
        ours = self._ficha_preferences_url(email_to, res_id)
        return ours or super()._get_unsubscribe_url(email_to, res_id)

    def _get_unsubscribe_oneclick_url(self, email_to, res_id):
        """Extends mass_mailing's: the button of the mail program (RFC 8058)."""
        ours = self._ficha_preferences_url(email_to, res_id)
        return ours or super()._get_unsubscribe_oneclick_url(email_to, res_id)

    def _ficha_preferences_url(self, email_to, res_id):
        """The page of whoever this mailing goes to, or False: no contact of ours, or
        the pages are not open. The company is that of who is responsible for the
        mailing: the scheduler that sends it works for another one."""
        # sudo: settings of the company
        company = self.sudo().user_id.company_id or self.env.company.sudo()
        if not company.ficha_public_pages or self.mailing_model_real != "res.partner":
            return False
        # sudo: the sender need not see everybody whom the mailing goes to
        partner = self.env["res.partner"].sudo().browse(res_id).exists()
        if not partner or partner.email_normalized != email_normalize(email_to):
            return False
        # sudo: who presses the button need not work for that company
        links = self.env["ficha.link"].sudo().with_company(company)
        return links._issue_preferences(partner.with_company(company), email_to)
