from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome


class QuietSignupHome(AuthSignupHome):
    """Where the pages for customers are open, the pages for passwords tell nobody who
    has an account."""

    def get_auth_signup_qcontext(self):
        """Extends auth_signup's, for /web/signup and /web/reset_password: an address in
        the address bar leads nobody to the login of whoever has it."""
        qcontext = super().get_auth_signup_qcontext()
        # sudo: a setting of the company
        if request.env.company.sudo().ficha_public_pages:
            qcontext.pop("signup_email", None)
        return qcontext
