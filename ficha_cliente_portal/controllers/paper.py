from odoo import http
from odoo.http import request

from ..tools import short_code
from ..tools.typed import Refused, paragraph
from . import door


class FichaPaperDoor(http.Controller):
    """Where the codes on paper lead, and the question for another link."""

    def _is_open(self):
        # sudo: a setting of the company
        return request.env.company.sudo().ficha_public_pages

    @door.opened("/f")
    def code(self, **_other):
        """A box for the code. Nobody is looked up."""
        return door.code_page()

    @door.pressed("/f")
    def code_use(self, code="", do="", text="", **_other):
        """With a code one writes what has changed, or has the link sent to the address
        that we know. It shows nothing of anybody."""
        if not self._is_open():
            return door.gone()
        # before anything is looked up: codes are not to be tried one after another
        if door.closed() or not door.allowed("paper_visitor", door.visitor()):
            return door.too_often()
        known = short_code.read(code)
        link = request.env["ficha.link"]._find_paper(code)
        if not link:
            return door.missed()
        if not door.allowed("paper", known):
            return door.too_often()
        sentence = None
        if do == "send":
            request.env["ficha.door.request"]._receive(
                "link", "", link=link, visitor=door.visitor()
            )
            sentence = request.env._(
                "If we have an e-mail address of yours, a link is on its way to it."
            )
        elif do == "write" and str(text).strip():
            try:
                said = paragraph(text)
            except Refused:
                return door.refused()
            link._use()
            subject = request.env._("Written with the code of a paper")
            link.partner_id._ficha_web_message(subject, said, {})
            sentence = request.env._("Thank you: your message has reached us.")
        if sentence:
            return door.page("sentence", company=link.company_id, sentence=sentence)
        return door.page("paper_page", company=link.company_id, code=known)

    @door.opened("/f/ask")
    def ask(self, **_other):
        """A box for the address to which another link is sent."""
        return door.page("ask") if self._is_open() else door.gone()

    @door.pressed("/f/ask")
    def ask_send(self, email="", **_other):
        """Whoever it is gets the same answer; a job looks whether they are known."""
        if not self._is_open():
            return door.gone()
        request.env["ficha.door.request"]._receive(
            "link", email, visitor=door.visitor()
        )
        sentence = request.env._(
            "If we have an e-mail address of yours, a link is on its way to it."
        )
        return door.page("sentence", sentence=sentence)
