from odoo import api, models


class FichaBlacklistMixin(models.AbstractModel):
    """A black list of Odoo's: who leaves by Odoo's own pages, or is put on it, is known
    to the gate at once, and to the line on the ficha. The list stays Odoo's own.
    """

    _name = "ficha.blacklist.mixin"
    _description = "A black list that the gate knows"

    #: Field with what is listed, what kind of point that is, which channels it closes.
    _ficha_listed = ("", "", "")

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the list's: from then on it is not used."""
        rows = super().create(vals_list)
        rows._ficha_mirror()
        return rows

    def write(self, vals):
        """Extends the list's: taken off, put on again, or another one."""
        listed = self._ficha_listed[0]
        if listed in vals:
            self._ficha_mirror(on=False)
        result = super().write(vals)
        if {"active", listed} & vals.keys():
            self._ficha_mirror()
        return result

    def unlink(self):
        """Extends the list's."""
        self._ficha_mirror(on=False)
        return super().unlink()

    def _ficha_mirror(self, on=True):
        name, kind, scope = self._ficha_listed
        # sudo: whoever leaves has no rights, and a key tells nobody anything
        suppressions = self.env["ficha.suppression"].sudo()
        there = self.filtered("active") if on else self.browse()
        suppressions._mirror(kind, there.mapped(name), scope, True)
        suppressions._mirror(kind, (self - there).mapped(name), scope, False)
