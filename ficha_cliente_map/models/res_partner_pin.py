from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.sql import column_exists, create_column

from odoo.addons.ficha_cliente.tools.arguments import NotThis, only_one
from odoo.addons.ficha_cliente.tools.groups import INTERNAL

from ..tools.arguments import a_degree
from ..tools.distance import is_place
from ..tools.locate import EXACT
from ..tools.outlines import km_from_spain

PIN = ("pin_latitude", "pin_longitude", "pin_address")


class ResPartner(models.Model):
    """The pin: where a person says that a contact is. It stays when the address
    changes, and says so."""

    _inherit = "res.partner"

    pin_latitude = fields.Float(
        digits=(10, 7),
        copy=False,
        aggregator=None,
        groups=INTERNAL,
        prefetch="ficha",
        help="Where a person put them, in degrees; south is negative.",
    )
    pin_longitude = fields.Float(
        digits=(10, 7),
        copy=False,
        aggregator=None,
        groups=INTERNAL,
        prefetch="ficha",
        help="Where a person put them, in degrees; west is negative.",
    )
    pin_address = fields.Char(
        string="Address of the pin",
        compute="_compute_pin_address",
        store=True,
        copy=False,
        groups=INTERNAL,
        prefetch="ficha",
        help="The address when the pin was put.",
    )

    def _auto_init(self):
        """Extends _auto_init: a new column is empty, as no pin has been put yet."""
        if not column_exists(self.env.cr, "res_partner", "pin_address"):
            create_column(self.env.cr, "res_partner", "pin_address", "varchar")
        return super()._auto_init()

    # not on the address: it is what the address was
    @api.depends("pin_latitude", "pin_longitude")
    def _compute_pin_address(self):
        for partner in self:
            put = is_place(partner.pin_latitude, partner.pin_longitude)
            partner.pin_address = partner._pin_place() if put else False

    def _pin_place(self):
        """The whole address of a pin, to be compared with itself later: with province
        and country, whose names are not those of a reader's language."""
        self.ensure_one()
        # sudo: their names, for who may write contacts and reads little else
        state, country = self.state_id.sudo(), self.country_id.sudo()
        parts = (self._map_address(), state.name, country.code)
        return ", ".join(filter(None, parts))

    def _map_address(self):
        """The address in one line."""
        self.ensure_one()
        parts = (self.street, self.street2, self.zip, self.city)
        return ", ".join(part.strip() for part in parts if part and part.strip())

    def _map_destination(self):
        """What a navigator is told: where they are, when that is known exactly. Else
        the street, which it finds better than the middle of a postcode.

        :return: text; empty of who is nowhere
        """
        self.ensure_one()
        street = (self.street or "").strip()
        if street and self.map_precision not in EXACT:
            town = " ".join(filter(None, (self.zip, self.city)))
            parts = filter(None, (street, town.strip(), self.country_id.name))
            # what separates stops in the address of a way
            return ", ".join(parts).replace("|", " ")
        if place := self._map_point():
            return f"{place[0]:.6f},{place[1]:.6f}"
        return ""

    @api.constrains("pin_latitude", "pin_longitude")
    def _check_pin(self):
        for partner in self:
            latitude, longitude = partner.pin_latitude, partner.pin_longitude
            if not latitude and not longitude:
                continue
            if not is_place(latitude, longitude):
                raise ValidationError(
                    self.env._(
                        "%(latitude)s, %(longitude)s is no place on the globe. The "
                        "latitude goes from -90 to 90, the longitude from -180 to 180.",
                        latitude=latitude,
                        longitude=longitude,
                    )
                )
            country = partner.country_id.code
            away = km_from_spain((latitude, longitude), country)
            if away and not km_from_spain((longitude, latitude), country):
                raise ValidationError(
                    self.env._(
                        "Latitude and longitude are the wrong way round: in Spain they "
                        "are %(latitude)s and %(longitude)s.",
                        latitude=longitude,
                        longitude=latitude,
                    )
                )
            if away:
                raise ValidationError(
                    self.env._(
                        "This point is %(km)s km from Spain, in the sea or in another "
                        "country, and the address is in Spain. Put the pin on land, or "
                        "correct the country.",
                        km=round(away),
                    )
                )

    def ficha_put_pin(self, latitude, longitude):
        """Puts this contact where a person says it is.

        :param float latitude: degrees; so ``longitude``
        :return: what the page then says of its position
        """
        only_one(self)
        try:
            latitude, longitude = map(a_degree, (latitude, longitude))
        except NotThis:
            raise UserError(self.env._("A position is two numbers.")) from None
        self.write({"pin_latitude": latitude, "pin_longitude": longitude})
        return self.map_note

    def _ficha_merge_own_fields(self):
        """Extends ours: a pin is two numbers and its address, which go together;
        whether the geocoder was asked is nobody's choice."""
        return super()._ficha_merge_own_fields() | {*PIN, "map_asked"}

    def _ficha_merge_values(self, others):
        """Extends ours: the pin of the kept one, else the first of the others'."""
        values = super()._ficha_merge_values(others)
        for partner in self | others:
            if is_place(partner.pin_latitude, partner.pin_longitude):
                return values | {name: partner[name] for name in PIN}
        return values

    def ficha_remove_pin(self):
        """Takes the pin away: the address says again where they are."""
        self.write({"pin_latitude": 0, "pin_longitude": 0})
