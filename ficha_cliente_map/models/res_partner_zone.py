from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import a_text, asks, only_one
from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.searches import searches

from ..tools.arguments import a_degree
from ..tools.distance import is_place
from ..tools.spain import nearest_town, places_called, province_number
from ..tools.zone import AROUND, box, polygon, read_zone

FOUND = 12


class ResPartner(models.Model):
    """Zones drawn on the map, places looked for on it, a new customer put there."""

    _inherit = "res.partner"

    map_zone = fields.Char(
        string="In the zone",
        compute="_compute_map_zone",
        search="_search_map_zone",
        groups=INTERNAL,
        help="To search with: corners of a zone, latitude and longitude of each, as "
        "the map writes them.",
    )

    def _compute_map_zone(self):
        """Nobody has a zone of their own: it is only searched by."""
        self.map_zone = False

    @searches("map_zone")
    def _search_map_zone(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._map_in_zone(text) for text in value)

    @api.model
    def _map_in_zone(self, text):
        """Who is in a zone: by its box, which has an index, and then by its corners.

        :param str text: see :func:`~..tools.zone.read_zone`
        :return: Domain
        :raise UserError: it is no zone
        """
        corners = read_zone(text)
        if not corners:
            raise UserError(
                self.env._(
                    "This is no zone: it has from 3 to 200 corners, each with latitude "
                    "and longitude, such as 37.4,-6.0."
                )
            )
        return Domain("map_precision", "!=", False) & Domain.OR(
            self._map_in_shape(
                [(latitude, longitude - around) for latitude, longitude in corners]
            )
            for around in AROUND
            # where it goes on behind the edge of the map
            if not around or max(abs(corner[1]) for corner in corners) > 180
        )

    @api.model
    def _map_in_shape(self, corners):
        shape = polygon(corners)
        return self._map_inside(box(corners)) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s::polygon @> point(%s, %s)",
                shape,
                SQL.identifier(alias, "map_longitude"),
                SQL.identifier(alias, "map_latitude"),
            )
        )

    def action_map_near(self):
        """The map with whoever else is near this customer."""
        only_one(self)
        self.check_access("read")
        if not self.map_precision:
            raise UserError(
                self.env._(
                    "“%s” is not on the map: write its address, or put its pin.",
                    self.display_name,
                )
            )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ficha_cliente_map.action_ficha_map"
        )
        context = literal_eval(action["context"] or "{}")
        near = {
            "id": self.id,
            "latitude": self.map_latitude,
            "longitude": self.map_longitude,
            "name": self.display_name,
        }
        return action | {"context": context | {"ficha_map_near": near}}

    # -- what the map asks ----------------------------------------------------------

    @api.model
    @api.readonly
    def ficha_map_territories(self):
        """The territories that the reader may see.

        :return: list of dicts ``id, name, seller``, and ``corners``, or ``provinces``
            (numbers of the INE) of those that have no outline; neither of postcodes
            alone, or of another country
        """
        self._map_check()
        return [
            {
                "id": territory.id,
                "name": territory.name,
                "seller": territory.user_id.name or "",
                "corners": read_zone(territory.outline) or [],
                "provinces": [
                    number
                    for state in territory.state_ids
                    if not territory.outline
                    and state.country_id.code == "ES"
                    and (number := province_number(state.code))
                ],
            }
            for territory in self.env["ficha.territory"].search([])
        ]

    @api.model
    @api.readonly
    @asks(text=a_text)
    def ficha_map_find(self, text):
        """Places of that name or postcode: those of the company, then Spain's.

        :return: list of dicts ``name, latitude, longitude``, the likeliest first
        """
        self._map_check()
        text = text.strip()[:100]
        if not text:
            return []
        own = self.env["ficha.place"].search(
            ["|", ("zip", "=", text), ("city", "=ilike", text)], limit=FOUND
        )
        found = [
            {
                "name": ", ".join(filter(None, (place.zip, place.city))),
                "latitude": place.latitude,
                "longitude": place.longitude,
            }
            for place in own
        ]
        found += [
            {"name": name, "latitude": latitude, "longitude": longitude}
            for name, latitude, longitude in places_called(text)
        ]
        return found[:FOUND]

    @api.model
    @api.readonly
    @asks(latitude=a_degree, longitude=a_degree)
    def ficha_map_new(self, latitude, longitude):
        """What the form of a customer found on the map begins with: its pin, and the
        nearest town where that is in Spain.

        :return: context of the form
        """
        self._map_check()
        if not is_place(latitude, longitude):
            raise UserError(self.env._("A position is two numbers."))
        values = {
            "default_pin_latitude": round(latitude, 6),
            "default_pin_longitude": round(longitude, 6),
            "default_is_company": True,
            "ficha_new": True,
        }
        if town := nearest_town((latitude, longitude)):
            name, state = town
            spain = self.env.ref("base.es")
            values.update(
                default_city=name,
                default_country_id=spain.id,
                default_state_id=self.env["res.country.state"]
                .search([("country_id", "=", spain.id), ("code", "=", state)], limit=1)
                .id,
            )
        return values
