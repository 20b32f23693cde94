from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_today_everybody = fields.Boolean(
        related="company_id.ficha_today_everybody", readonly=False
    )
