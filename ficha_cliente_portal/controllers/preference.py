from odoo import http
from odoo.http import request

from odoo.addons.ficha_cliente.tools.words import in_date

from ..models.ir_http import ONE_CLICK
from ..models.res_partner_preference import ALL
from . import door
from .door import Pages, Visit

#: What is read of a customer who stops something: a contact has two hundred fields.
STOPS = (
    *("email", "phone", "street", "vat", "email_normalized", "phone_sanitized"),
    "commercial_partner_id",
)


class FichaPreferenceDoor(Pages, http.Controller):
    """The link at the foot of each message: what they receive, and how to stop it."""

    @door.opened("/p/<path:token>")
    def preferences(self, token, done=None, **_other):
        """What they receive. Opening it stops nothing: programs open links too."""
        link = door.link_of(token, "preferences")
        if not link:
            return door.gone()
        partner = door.speak(link.partner_id)
        return door.page(
            "preference_page",
            company=link.company_id,
            visit=self._visit_of(link, token, partner),
            preferences=partner._ficha_preferences(),
            pause=in_date(partner.env, partner._ficha_pause()),
            often=partner.ficha_news_often,
            sent_to=link.sent_to_masked,
            done=done,
        )

    # The button of a mail program (RFC 8058) has neither cookie nor token of a form,
    # and nothing but less can come of it. To start something takes that token.
    @door.pressed("/p/<path:token>", csrf=False)
    def preferences_change(self, token, **typed):
        """Stop at once what they say, or everything; ask at their address to start."""
        if not door.allowed("preference", door.visitor()):
            return door.too_often()
        link = door.link_of(token, "preferences")
        if not link:
            return door.missed()
        link._use()
        if typed.get(ONE_CLICK) == "One-Click":
            self._one_click(link, link.partner_id)
            return door.guarded(request.make_response("", status=200))
        partner = door.speak(link.partner_id)
        visit = self._visit_of(link, token, partner)
        # sudo: a setting of the company
        if typed.get("start") and not link.company_id.sudo().ficha_public_pages:
            return door.gone()
        if typed.get("start") and not request.validate_csrf(typed.get("csrf_token")):
            return door.expired()
        return self.preference_change(visit, typed, "link")

    def _one_click(self, link, partner):
        """Stop what the message was one of, by e-mail; everything, if we have no such
        thing any more: whoever presses is never told yes for nothing."""
        partner.fetch(STOPS)
        keys = [
            key
            for key, _id, code, _channel, way in partner._ficha_preference_offers()
            if way == "email" and code == link.data["purpose"]
        ]
        for key in keys or [ALL]:
            partner._ficha_preference_off(key, "one_click")
            partner._ficha_preference_off_there(key, "one_click", link._sent_to())

    def _visit_of(self, link, token, partner):
        return Visit(partner, "link", f"/p/{token}", False, link)
