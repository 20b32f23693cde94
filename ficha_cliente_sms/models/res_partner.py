from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _ficha_lines(self):
        """Extends ours: SMS is one of the channels on the ficha."""
        return [*super()._ficha_lines(), ("sms", "own_news", "phone")]
