from odoo import api, models


class PhoneBlacklist(models.Model):
    """As :class:`MailBlacklist`, for telephones."""

    _inherit = "phone.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends phone_validation's."""
        rows = super().create(vals_list)
        rows._ficha_mirror()
        return rows

    def write(self, vals):
        """Extends phone_validation's: taken off the list, or put on it again."""
        if "number" in vals:
            self._ficha_mirror(on=False)
        result = super().write(vals)
        if {"active", "number"} & vals.keys():
            self._ficha_mirror()
        return result

    def unlink(self):
        """Extends phone_validation's."""
        self._ficha_mirror(on=False)
        return super().unlink()

    def _ficha_mirror(self, on=True):
        # sudo: as for addresses
        suppressions = self.env["ficha.suppression"].sudo()
        there = self.filtered("active") if on else self.browse()
        suppressions._mirror("phone", there.mapped("number"), "all", True)
        suppressions._mirror("phone", (self - there).mapped("number"), "all", False)
