from odoo import models


class MailBlacklist(models.Model):
    """Odoo's black list of addresses."""

    _name = "mail.blacklist"
    _inherit = ["mail.blacklist", "ficha.blacklist.mixin"]

    _ficha_listed = ("email", "email", "electronic")
