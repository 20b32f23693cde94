from odoo import http
from odoo.http import request

from ..models.ficha_link import SESSION
from ..models.res_partner_door import on_site
from ..tools import short_code
from . import door
from .door import Pages, Visit

FACTS = ("zip", "tax", "amount", "code")


class FichaLinkDoor(Pages, http.Controller):
    """Where the links of messages lead. Opening changes nothing, pressing does."""

    @door.opened("/f/<path:token>")
    def link(self, token, **_other):
        """One button, that says nothing of anybody; the same page as for everything
        else that is not there when the link cannot be used."""
        if short_code.read(token):  # of a QR code: a box to press, nobody is looked up
            return door.code_page(token)
        link = door.link_of(token, *request.env["ficha.link"]._scopes_once())
        if not link:
            return door.gone()
        return door.page("landing", company=link.company_id, scope=link.scope)

    @door.pressed("/f/<path:token>")
    def link_use(self, token, **_other):
        """Use the link: open the visit, or do what was to be confirmed."""
        if door.closed():
            return door.too_often()
        browser, links = request.session.sid, request.env["ficha.link"]
        once = links._scopes_once()
        link = door.link_of(token, *once)
        if not link or not _site_is_there(link) or not link._use(browser):
            link = links._find_used(token, browser, once)
            if not link:
                return door.missed()
            return self._do(link, again=True)
        return self._do(link)

    def _do(self, link, again=False):
        """What the button of a link does.

        :param bool again: it was pressed twice, and is done: say so once more
        """
        if sentence := link._press(again):
            return door.page("sentence", company=link.company_id, sentence=sentence)
        if link.scope == "confirm_signup":
            # sudo: whoever has the token registered
            signup = request.env["ficha.signup"].sudo().browse(link.data["signup"])
            if not again and signup.exists():
                signup._confirm()
                link.data = {**link.data, "done": True}
            if not link.data.get("done"):
                return door.gone()
            return door.page(
                "sentence",
                company=link.company_id,
                heading=request.env._("Write to us"),
                sentence=request.env._("Thank you: your message has reached us."),
            )
        if link.scope == "confirm_account":
            # sudo: whoever has the token signed up with this address
            users = request.env["res.users"].sudo().with_company(link.company_id)
            if site := link.data.get("site"):
                users = users.with_context(**on_site(site))
            url = users._ficha_open_account(link.data["name"], link.data["email"])
            return door.moved(url)
        partner = door.speak(link.partner_id)
        if link.scope == "correct":
            return self._with_key(door.moved("/f/ficha"), link._open_visit())
        if link.scope == "not_me":
            if not again:
                partner._ficha_not_me(link.data, link.create_date)
            sentence = request.env._(
                "Thank you for telling us. What was written is taken back, and the "
                "links to your data do not work any more. If you have a password with "
                "us, change it."
            )
            return door.page("sentence", company=link.company_id, sentence=sentence)
        if again:
            done = link.data.get("done")
        elif link.scope == "consent":
            asked = request.httprequest
            done = partner._ficha_preference_on(
                link.data["key"],
                "link",
                address=link._sent_to(),
                ip=asked.remote_addr,
                user_agent=(asked.user_agent.string or "")[:200],
            )
        else:
            done = partner._ficha_email_confirmed(link.data)
        link.data = {**link.data, "done": done}
        sentence = (
            request.env._("Thank you, it is confirmed.")
            if done
            else request.env._("Nothing to confirm.")
        )
        return door.page("sentence", company=link.company_id, sentence=sentence)

    # -- the visit ---------------------------------------------------------------------

    def _with_key(self, response, key):
        response.set_cookie(
            door.COOKIE,
            key,
            max_age=int(SESSION.total_seconds()),
            path="/f",
            secure=request.httprequest.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
        return response

    def _visit(self):
        """The visit that is open in this browser, or None."""
        link = request.env["ficha.link"]._find_visit(
            request.httprequest.cookies.get(door.COOKIE) or ""
        )
        if not link:
            return None
        partner = door.speak(link.partner_id)
        return Visit(
            partner.with_context(ficha_door_proven=link.proven),
            "link",
            "/f/ficha",
            link.proven,
            link,
        )

    @door.opened("/f/ficha")
    def visit(self, done=None, **_other):
        """The page of the customer whose visit is open."""
        visit = self._visit()
        return self.file_page(visit, done=done) if visit else door.gone()

    @door.pressed("/f/ficha")
    def visit_correct(self, **typed):
        """What they correct."""
        visit = self._visit()
        return self.file_correct(visit, typed) if visit else door.gone()

    @door.pressed("/f/address")
    def visit_address(self, **typed):
        """Another delivery address."""
        visit = self._visit()
        return self.place_add(visit, typed) if visit else door.gone()

    @door.pressed("/f/prove")
    def visit_prove(self, **typed):
        """Two things that the customer knows; the visit has another key afterwards."""
        key = request.httprequest.cookies.get(door.COOKIE) or ""
        visit = self._visit()
        if not visit:
            # pressed twice: the first answer, with the new key, was thrown away
            link = request.env["ficha.link"]._find_proven(key, request.session.sid)
            if not link:
                return door.gone()
            return self._with_key(door.moved("/f/ficha"), link._open_visit(key))
        if not door.allowed("proof", door.visitor()):
            return door.too_often()
        answers = {name: str(typed.get(name) or "")[:40] for name in FACTS}
        if visit.link._prove(answers):
            return self._with_key(door.moved("/f/ficha"), visit.link._open_visit(key))
        if visit.link.revoked_on:
            response = door.guarded(door.gone())
            response.delete_cookie(door.COOKIE, path="/f")
            return response
        sentence = request.env._("That does not match what we have.")
        return self.file_page(visit, 422, errors={"proof": sentence})

    @door.pressed("/f/code")
    def visit_code(self, **_typed):
        """Send a code to another address of theirs, or a telephone."""
        visit = self._visit()
        if not visit or visit.proven:
            return door.gone()
        if not door.allowed("proof", door.visitor()):
            return door.too_often()
        visit.link._send_code()
        return door.moved("/f/ficha?done=code")

    @door.pressed("/f/phone")
    def visit_phone(self, **typed):
        """The code that went to a new telephone."""
        visit = self._visit()
        return self.phone_confirm(visit, typed) if visit else door.gone()

    @door.pressed("/f/preferences")
    def visit_preferences(self, **typed):
        """What they stop, or ask to start."""
        visit = self._visit()
        return self.preference_change(visit, typed, "link") if visit else door.gone()

    @door.pressed("/f/wishes")
    def visit_wishes(self, **typed):
        """When they like to be called."""
        visit = self._visit()
        return self.wish_change(visit, typed) if visit else door.gone()

    @door.pressed("/f/withdraw")
    def visit_withdraw(self, **typed):
        """What they take back."""
        visit = self._visit()
        return self.request_withdraw(visit, typed) if visit else door.gone()

    @door.pressed("/f/download")
    def visit_download(self, **_typed):
        """What we have of them, as a file."""
        visit = self._visit()
        return self.file_copy(visit) if visit else door.gone()


def _site_is_there(link):
    """Whether the website that the link is of, where it is of one, still exists."""
    site = (link.data or {}).get("site")
    if not site or "website" not in request.env:
        return True
    # sudo: that there is one, for whoever has its link
    return bool(request.env["website"].sudo().browse(site).exists())
