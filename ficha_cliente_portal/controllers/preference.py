from odoo import http
from odoo.http import request

from ..models.res_partner_preference import ALL
from .door import (
    Pages,
    Visit,
    allowed,
    door,
    gone,
    guarded,
    link_of,
    page,
    speak,
    too_often,
    visitor,
)


class FichaPreferenceDoor(Pages, http.Controller):
    """The link at the foot of each message: what they receive, and how to stop it."""

    @http.route(
        "/p/<path:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    @door
    def preferences(self, token, done=None, **_other):
        """What they receive. Opening it stops nothing: programs open links too."""
        link = link_of(token, "preferences")
        if not link:
            return gone()
        partner = speak(link.partner_id)
        return page(
            "preference_page",
            company=link.company_id,
            visit=self._visit_of(link, token, partner),
            preferences=partner._ficha_preferences(),
            sent_to=link.sent_to_masked,
            done=done,
        )

    # The button of a mail program (RFC 8058) has neither cookie nor token of a form,
    # and nothing but less can come of it. To start something takes that token.
    @http.route(
        "/p/<path:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
    )
    @door
    def preferences_change(self, token, **typed):
        """Stop at once what they say, or everything; ask at their address to start."""
        if not allowed("preference", visitor()):
            return too_often()
        link = link_of(token, "preferences")
        if not link:
            return gone() if allowed("wrong", visitor()) else too_often()
        link._use()
        partner = speak(link.partner_id)
        visit = self._visit_of(link, token, partner)
        if typed.get("List-Unsubscribe") == "One-Click":
            self._one_click(link, partner)
            return guarded(request.make_response("", status=200))
        # sudo: a setting of the company
        if typed.get("start") and not link.company_id.sudo().ficha_public_pages:
            return gone()
        if typed.get("start") and not request.validate_csrf(typed.get("csrf_token")):
            sentence = request.env._("The page had expired: open it again.")
            return page("sentence", 400, sentence=sentence)
        return self.preference_change(visit, typed, "link")

    def _one_click(self, link, partner):
        """Stop what the message was one of, by e-mail; everything, if we have no such
        thing any more: whoever presses is never told yes for nothing."""
        keys = [
            key
            for key, (purpose, channel) in partner._ficha_preference_pairs().items()
            if channel.code == "email" and purpose.code == link.data["purpose"]
        ]
        for key in keys or [ALL]:
            partner._ficha_preference_off(key, "one_click")

    def _visit_of(self, link, token, partner):
        return Visit(partner, "link", f"/p/{token}", False, "", link)
