import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ficha_cliente.tools.groups import INTERNAL

TILES = re.compile(r"https?://\S+")
ROUTER = re.compile(r"https?://[^\s?#]+")


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

    map_geocode = fields.Boolean(
        string="Ask the geocoder",
        groups=INTERNAL,
        help="Addresses that are only known by their postcode or town are asked of the "
        "geocoder that is set in Odoo (its module Partners Geolocation), one a second. "
        "Street, postcode and town of your customers go to its server.",
    )
    map_checkin_metres = fields.Integer(
        string="Check-in within (m)",
        default=500,
        groups=INTERNAL,
        help="How near a seller must be to note that they arrived, where the place of "
        "the customer is known exactly; 0: anywhere.",
    )
    map_checkin_days = fields.Integer(
        string="Keep positions for (days)",
        default=30,
        groups=INTERNAL,
        help="Where sellers checked in is forgotten after so many days; when they did "
        "stays.",
    )

    map_router = fields.Selection(
        [
            ("osrm", "OSRM"),
            ("valhalla", "Valhalla"),
            ("ors", "openrouteservice"),
        ],
        string="Router",
        groups=INTERNAL,
        help="Your server of roads. Empty: distances are straight lines times 1.3, and "
        "nothing is asked of anybody. With one, the positions of the customers of a "
        "round go to its server.",
    )
    map_router_url = fields.Char(
        string="Address of the router",
        groups="base.group_system",
        help="Without the path, as https://osrm.example.",
    )
    map_router_key = fields.Char(
        string="Key of the router",
        groups="base.group_system",
        copy=False,
        help="Only where the server asks for one.",
    )

    @api.constrains("map_router", "map_router_url")
    def _check_map_router(self):
        # sudo: whoever may set the router
        for company in self.sudo():
            url = company.map_router_url
            if company.map_router and not (url and ROUTER.fullmatch(url)):
                raise ValidationError(
                    self.env._(
                        "The address of the router begins with https:// and has no "
                        "spaces, as https://osrm.example."
                    )
                )

    def _map_router(self):
        """The company's router.

        :return: ``(kind, address, key)``
        """
        return self.map_router, self.map_router_url, self.map_router_key or ""

    @api.constrains("map_checkin_metres", "map_checkin_days")
    def _check_map_checkin(self):
        for company in self:
            if not 0 <= company.map_checkin_metres <= 100_000:
                raise ValidationError(
                    self.env._("Check-in: write metres between 0 and 100,000.")
                )
            if not 0 <= company.map_checkin_days <= 3650:
                raise ValidationError(
                    self.env._("Positions are kept between 0 and 3,650 days.")
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
