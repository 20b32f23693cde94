from odoo import api, models


class MailBlacklist(models.Model):
    """Who leaves by Odoo's own pages, or is put on its black list: the gate knows it at
    once, and so does the line on the ficha. The list stays Odoo's own."""

    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends mail's."""
        rows = super().create(vals_list)
        rows._ficha_mirror()
        return rows

    def write(self, vals):
        """Extends mail's: taken off the list, or put on it again."""
        if "email" in vals:
            self._ficha_mirror(on=False)
        result = super().write(vals)
        if {"active", "email"} & vals.keys():
            self._ficha_mirror()
        return result

    def unlink(self):
        """Extends mail's."""
        self._ficha_mirror(on=False)
        return super().unlink()

    def _ficha_mirror(self, on=True):
        # sudo: whoever leaves has no rights, and a key tells nobody anything
        suppressions = self.env["ficha.suppression"].sudo()
        there = self.filtered("active") if on else self.browse()
        suppressions._mirror("email", there.mapped("email"), "electronic", True)
        gone = (self - there).mapped("email")
        suppressions._mirror("email", gone, "electronic", False)
