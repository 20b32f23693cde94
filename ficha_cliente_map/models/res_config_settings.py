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
    map_router = fields.Selection(related="company_id.map_router", readonly=False)
    map_router_url = fields.Char(related="company_id.map_router_url", readonly=False)
    map_router_key = fields.Char(related="company_id.map_router_key", readonly=False)
