from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_sms_codes = fields.Boolean(
        related="company_id.ficha_sms_codes", readonly=False
    )
