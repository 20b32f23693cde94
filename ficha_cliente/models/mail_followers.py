from odoo import models

from ..tools.merge import Unique


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    # Odoo's own merge drops all followers of who goes when one of them is there already
    _ficha_merge_unique = (Unique(("res_model", "res_id", "partner_id")),)
