from odoo import api, models
from odoo.http import request

from odoo.addons.ficha_cliente.tools.arguments import a_text, asks

from ..tools.tokens import network


class ResUsers(models.Model):
    _inherit = "res.users"

    @asks(login=a_text)
    def reset_password(self, login):
        """Extends auth_signup's: where the pages for customers are open, nobody learns
        on the page for forgotten passwords who has an account, neither by what it says
        nor by how long it takes. Whoever has one gets the e-mail, by a job."""
        asked_for = self.env.context.get("ficha_door_request")
        # sudo: a setting of the company
        if asked_for or self.env.company.sudo().ficha_public_pages:
            if not asked_for:
                visitor = request and network(request.httprequest.remote_addr)
                self.env["ficha.door.request"]._receive(
                    "reset", login, visitor=visitor or ""
                )
                return None
            users = self.search(self._get_login_domain(login)) or self.search(
                self._get_email_domain(login)
            )
            # one without an address gets nothing, and core would say so by its name
            if len(users) != 1 or not users.email:
                return None
        return super().reset_password(login)

    @api.model
    def _ficha_site(self):
        """The website that somebody is on.

        :return: ``website``, or None where Odoo's website is not installed
        """
        if "website" not in self.env:
            return None
        # sudo: which accounts are its own is a setting
        return self.env["website"].sudo().get_current_website()

    @api.model
    def _ficha_open_account(self, name, email):
        """Somebody has confirmed the address with which they signed up: they choose a
        password, and get the file that we have of them, or one.

        :return: address of the page on which they do
        """
        partners = self.env["res.partner"]
        partner = partners._ficha_by_email(email, account=True)
        if not partner:
            vals = {"name": name, "email": email, "lang": self.env.lang}
            site = self._ficha_site()
            if site and site.specific_user_account:
                vals["website_id"] = site.id
            partner = partners.with_context(ficha_acquisition="web").create(vals)
        partner.signup_prepare(signup_type="reset" if partner.user_ids else "signup")
        return partner._get_signup_url_for_action()[partner.id]
