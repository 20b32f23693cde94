import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ficha_cliente.tools.groups import INTERNAL

TILES = re.compile(r"https?://\S+")


class ResCompany(models.Model):
    """The map's own server, for the company that has one: nothing is asked of anybody
    outside until it says so (decision D17)."""

    _inherit = "res.company"

    map_tiles = fields.Char(
        string="Tiles of the map",
        groups=INTERNAL,
        help="Address of your tile server, with {z}, {x} and {y}. Empty: the outlines "
        "of the provinces, and nothing is asked of anybody. With an address, the "
        "browser of who looks at the map asks that server for what it shows.",
    )
    map_tiles_attribution = fields.Char(
        string="Whose tiles they are",
        groups=INTERNAL,
        help="What the licence of the tiles wants written on the map.",
    )

    @api.constrains("map_tiles")
    def _check_map_tiles(self):
        for company in self:
            tiles = company.map_tiles
            if tiles and not (
                TILES.fullmatch(tiles)
                and all(part in tiles for part in ("{z}", "{x}", "{y}"))
            ):
                raise ValidationError(
                    self.env._(
                        "The address of the tiles begins with https:// and has {z}, "
                        "{x} and {y} in it, as your tile server gives it."
                    )
                )
