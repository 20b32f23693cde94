from odoo import models


class PhoneBlacklist(models.Model):
    """Odoo's black list of telephones."""

    _name = "phone.blacklist"
    _inherit = ["phone.blacklist", "ficha.blacklist.mixin"]

    _ficha_listed = ("number", "phone", "all")
