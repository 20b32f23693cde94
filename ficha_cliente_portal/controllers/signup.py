from odoo import http
from odoo.http import request

from ..models.ficha_signup import LATEST, SOONEST
from . import door

BOXES = ("name", "email", "phone", "message")
#: Looks like a box and is none: a person does not see it.
TRAP = "website"


class FichaSignupDoor(http.Controller):
    """A page on which somebody says who they are and what it is about."""

    def _notices(self):
        """What is said on the page; empty where there is none."""
        company = request.env.company.sudo()  # settings of the company
        if not (company.ficha_public_pages and company.ficha_public_signup):
            return None
        notices = request.env["ficha.signup"]._notices()
        if notices:
            request.update_context(lang=notices[0].lang)
        return notices

    def _page(self, notices, status=200, typed=None, errors=None, problem=None):
        return door.page(
            "signup",
            status,
            notices=notices,
            typed=typed or {},
            errors=errors or {},
            problem=problem,
            stamp=request.env["ficha.signup"]._stamp(),
        )

    @door.opened("/alta")
    def signup(self, **_other):
        """Ask for a name, an address and what it is about, and say what becomes of
        it."""
        notices = self._notices()
        return self._page(notices) if notices else door.gone()

    # the token of the form is asked for below, where what was typed can be kept
    @door.pressed("/alta", csrf=False)
    def signup_send(self, **typed):
        """Keep what they sent. Nobody is looked up, and everybody is thanked."""
        notices = self._notices()
        if not notices:
            return door.gone()
        signups = request.env["ficha.signup"]
        said = {name: typed.get(name) or "" for name in BOXES}
        if any("\0" in str(text) for text in said.values()):
            sentence = request.env._("This is not text.")
            return door.page("sentence", 400, sentence=sentence)
        age = signups._stamp_age(typed.get("stamp"))
        if (
            age is None
            or age > LATEST
            or not request.validate_csrf(typed.get("csrf_token"))
        ):
            problem = request.env._("The page had expired: press again.")
            return self._page(notices, 400, said, problem=problem)
        values, errors = signups._read(said)
        if errors:
            partners = request.env["res.partner"]
            words = {n: partners._ficha_door_problem(c) for n, c in errors.items()}
            return self._page(notices, 422, said, words)
        if not typed.get(TRAP) and age >= SOONEST:
            if not door.allowed("signup_visitor", door.visitor()):
                return door.too_often()
            asked = request.httprequest
            signups._receive(
                values,
                notices.filtered(lambda n: f"box_{n.id}" in typed and n.checkbox_label),
                ip=asked.remote_addr,
                user_agent=(asked.user_agent.string or "")[:200],
            )
        # what they typed decides, and not who they are
        sentence = (
            request.env._(
                "Thank you. We have sent you an e-mail: press the link in it, and your "
                "message reaches us."
            )
            if values["email"]
            else request.env._(
                "Thank you. We have sent you an SMS: press the link in it, or wait for "
                "our call."
            )
            if request.env["ficha.link"]._texts_reach(values["phone"])
            else request.env._("Thank you. We will call you at that number.")
        )
        heading = request.env._("Write to us")
        return door.page("sentence", sentence=sentence, heading=heading)
