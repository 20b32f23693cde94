from odoo import http
from odoo.http import request

from . import door
from .door import Pages, Visit


class FichaPortalDoor(Pages, http.Controller):
    """The same pages for customers who have a login."""

    def _visit(self):
        """The visit of the user, or None where there is no door."""
        # sudo: a setting of the company
        company = request.env.company.sudo()
        if not company.ficha_public_pages or request.env.user._is_internal():
            return None
        # sudo: their own data, the fields of the page only
        partner = door.speak(request.env.user.partner_id.sudo())
        # only who has a login sees that we have an account of theirs
        partner = partner.with_context(ficha_door_login=True, ficha_door_proven=True)
        return Visit(partner, "portal", "/my/ficha", True)

    @door.opened("/my/ficha", auth="user")
    def my_ficha(self, done=None, **_other):
        """What we have of them."""
        visit = self._visit()
        return self.file_page(visit, done=done) if visit else door.gone()

    @door.pressed("/my/ficha", auth="user")
    def my_ficha_correct(self, **typed):
        """What they correct."""
        visit = self._visit()
        return self.file_correct(visit, typed) if visit else door.gone()

    @door.pressed("/my/ficha/address", auth="user")
    def my_ficha_address(self, **typed):
        """Another delivery address."""
        visit = self._visit()
        return self.place_add(visit, typed) if visit else door.gone()

    @door.pressed("/my/ficha/phone", auth="user")
    def my_ficha_phone(self, **typed):
        """The code that went to a new telephone."""
        visit = self._visit()
        return self.phone_confirm(visit, typed) if visit else door.gone()

    @door.pressed("/my/ficha/preferences", auth="user")
    def my_ficha_preferences(self, **typed):
        """What they stop, or ask to start."""
        visit = self._visit()
        return self.preference_change(visit, typed, "portal") if visit else door.gone()

    @door.pressed("/my/ficha/wishes", auth="user")
    def my_ficha_wishes(self, **typed):
        """When they like to be called."""
        visit = self._visit()
        return self.wish_change(visit, typed) if visit else door.gone()

    @door.pressed("/my/ficha/withdraw", auth="user")
    def my_ficha_withdraw(self, **typed):
        """What they take back."""
        visit = self._visit()
        return self.request_withdraw(visit, typed) if visit else door.gone()

    @door.pressed("/my/ficha/download", auth="user")
    def my_ficha_download(self, **_typed):
        """What we have of them, as a file."""
        visit = self._visit()
        return self.file_copy(visit) if visit else door.gone()
