from odoo import http
from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.addons.ficha_cliente.tools.email_address import normal_email

from ..tools.typed import Refused, line, person_name
from . import door


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
            # who has no link yet chooses the password once the address is confirmed
            qcontext["ficha_quiet"] = not qcontext.get("token")
        return qcontext

    @http.route()
    def web_auth_signup(self, *args, **kw):
        """Extends auth_signup's: who signs up without an invitation is answered the
        same whoever they are, and the e-mail decides (:class:`FichaDoorRequest`)."""
        qcontext = self.get_auth_signup_qcontext()
        if (
            request.httprequest.method != "POST"
            or not qcontext.get("ficha_quiet")
            or not qcontext.get("signup_enabled")
        ):
            return super().web_auth_signup(*args, **kw)
        try:
            name = person_name(qcontext.get("name"))
            login = normal_email(line(qcontext.get("login")))
            if not login:
                raise Refused("email")
        except Refused as problem:
            words = request.env["res.partner"]._ficha_door_problem(problem.args[0])
            qcontext["error"] = words
        else:
            request.env["ficha.door.request"]._receive(
                "signup", login, name=name, visitor=door.visitor()
            )
            qcontext["ficha_message"] = request.env._(
                "We have sent you an e-mail: press the link in it to go on."
            )
        response = request.render("auth_signup.signup", qcontext)
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        return response
