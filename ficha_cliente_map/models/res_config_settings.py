from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    map_tiles = fields.Char(related="company_id.map_tiles", readonly=False)
    map_tiles_attribution = fields.Char(
        related="company_id.map_tiles_attribution", readonly=False
    )
    map_geocode = fields.Boolean(related="company_id.map_geocode", readonly=False)
    map_checkin_metres = fields.Integer(
        related="company_id.map_checkin_metres", readonly=False
    )
    map_checkin_days = fields.Integer(
        related="company_id.map_checkin_days", readonly=False
    )
