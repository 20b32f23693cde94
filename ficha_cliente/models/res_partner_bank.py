from odoo import api, models

from ..tools.plain_text import visible_values


class ResPartnerBank(models.Model):
    """Accounts are kept as people see them, without marks that nobody sees."""

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends base's: texts as people see them."""
        return super().create([visible_values(self, vals) for vals in vals_list])

    def write(self, vals):
        """Extends base's: texts as people see them."""
        return super().write(visible_values(self, vals))
