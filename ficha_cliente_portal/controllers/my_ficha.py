from odoo import http
from odoo.http import request

from .door import Pages, Visit, door, gone, speak


class FichaPortalDoor(Pages, http.Controller):
    """The same pages for customers who have a login."""

    def _visit(self):
        """The visit of the user, or None where there is no door."""
        # sudo: a setting of the company
        company = request.env.company.sudo()
        if not company.ficha_public_pages or request.env.user._is_internal():
            return None
        # sudo: their own data, the fields of the page only
        partner = speak(request.env.user.partner_id.sudo())
        return Visit(
            partner, "portal", "/my/ficha", True, request.env._("Customer portal")
        )

    @http.route("/my/ficha", type="http", auth="user", methods=["GET"], readonly=True)
    @door
    def my_ficha(self, done=None, **_other):
        """What we have of them."""
        visit = self._visit()
        return self.file_page(visit, done=done) if visit else gone()

    @http.route("/my/ficha", type="http", auth="user", methods=["POST"])
    @door
    def my_ficha_correct(self, **typed):
        """What they correct."""
        visit = self._visit()
        return self.file_correct(visit, typed) if visit else gone()

    @http.route("/my/ficha/preferences", type="http", auth="user", methods=["POST"])
    @door
    def my_ficha_preferences(self, **typed):
        """What they stop, or ask to start."""
        visit = self._visit()
        return self.preference_change(visit, typed, "portal") if visit else gone()
