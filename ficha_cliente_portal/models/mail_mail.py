from markupsafe import Markup

from odoo import models
from odoo.tools.mail import append_content_to_html


class MailMail(models.Model):
    """What is sent to many customers for news says how to stop it, in its foot and to
    the mail program (LSSI 21.2, RFC 8058). What answers a customer has no such thing.
    """

    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, *args, **kwargs):
        """Extends mail's: the way out is put in when the message leaves, and is kept
        nowhere. A mailing of *Email Marketing* has its own."""
        emails = super()._prepare_outgoing_list(*args, **kwargs)
        # sudo: what it is for, whoever sends
        news = self.sudo().ficha_purpose_id.kind == "marketing"
        partner = self.env["res.partner"]
        if news and self.model == "res.partner" and not self._ficha_of_a_mailing():
            # sudo: the sender need not see everybody
            partner = partner.sudo().browse(self.res_id or []).exists()
        address = partner.email_normalized
        for email in emails:
            if address and address in email["email_to_normalized"]:
                email |= self._ficha_way_out(partner, address, email)
        return emails

    def _ficha_of_a_mailing(self):
        return "mailing_id" in self._fields and bool(self["mailing_id"])

    def _ficha_way_out(self, partner, address, email):
        """:return: what of an e-mail is different with the way out in it"""
        # the scheduler that sends it works for another company; sudo: whoever writes
        # to many need not see each, and the link is the customer's own
        partner = self._ficha_partners_in(self.ficha_company_no).browse(partner.id)
        partner = partner.sudo()
        lang = partner.lang or partner.env.company._ficha_lang()
        partner = partner.with_context(lang=lang)
        env, company = partner.env, partner.env.company
        if company.ficha_public_pages:
            purpose = self.sudo().ficha_purpose_id.code
            url = env["ficha.link"]._issue_preferences(partner, address, purpose)
            headers = {
                "List-Unsubscribe": f"<{url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
            said = env._("Choose or stop what you receive from us")
            foot = Markup('<a href="%s">%s</a>') % (url, said)
            plain = f"{said}: {url}"
        elif company.email:
            headers = {"List-Unsubscribe": f"<mailto:{company.email}>"}
            foot = plain = env._(
                "If you want no more of these, write to %s, and none is sent.",
                company.email,
            )
        else:
            return {}
        foot = Markup('<p style="font-size: 12px;">%s</p>') % foot
        return {
            "headers": {**email["headers"], **headers},
            "body": append_content_to_html(email["body"], foot, plaintext=False),
            "body_alternative": f"{email['body_alternative']}\n\n{plain}",
        }
