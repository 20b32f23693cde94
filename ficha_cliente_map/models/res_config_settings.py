from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    map_tiles = fields.Char(related="company_id.map_tiles", readonly=False)
    map_tiles_attribution = fields.Char(
        related="company_id.map_tiles_attribution", readonly=False
    )
