from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

from odoo.addons.ficha_cliente.tools.places import fold_place

from ..tools.distance import is_place


class FichaPlace(models.Model):
    """Where a postcode or a town is, as the company says: for other countries, and
    where Spain's tables are not near enough. It goes before them."""

    _name = "ficha.place"
    _description = "Place of a Postcode or Town"
    _order = "country_id, zip, city, id"
    _rec_name = "city"

    country_id = fields.Many2one(
        "res.country", required=True, ondelete="cascade", help="Where the place is."
    )
    zip = fields.Char(
        string="Postcode",
        index="btree_not_null",
        help="As it is written in addresses. Empty: the town, whatever its postcode.",
    )
    city = fields.Char(
        string="Town", help="As it is written in addresses, or empty for a postcode."
    )
    city_key = fields.Char(
        compute="_compute_city_key",
        store=True,
        index="btree_not_null",
        help="The town without capitals and accents.",
    )
    latitude = fields.Float(
        digits=(10, 7), required=True, help="In degrees, south is negative."
    )
    longitude = fields.Float(
        digits=(10, 7), required=True, help="In degrees, west is negative."
    )

    @api.depends("city")
    def _compute_city_key(self):
        for place in self:
            place.city_key = fold_place(place.city) or False

    @api.constrains("latitude", "longitude", "zip", "city")
    def _check_place(self):
        for place in self:
            if not place.zip and not place.city:
                raise ValidationError(
                    self.env._(
                        "Give the place a postcode, or a town, or both: that is how "
                        "addresses find it."
                    )
                )
            if not is_place(place.latitude, place.longitude):
                raise ValidationError(
                    self.env._(
                        "%(latitude)s, %(longitude)s is no place on the globe. The "
                        "latitude goes from -90 to 90, the longitude from -180 to 180.",
                        latitude=place.latitude,
                        longitude=place.longitude,
                    )
                )

    @api.model
    @tools.ormcache()
    def _countries(self):
        """Ids of the countries of which the company has said anything."""
        # sudo: a place is no secret, and it is the same for everybody
        return frozenset(
            country.id for (country,) in self.sudo()._read_group([], ["country_id"])
        )

    @api.model
    def _find(self, addresses):
        """What the company has said about addresses.

        :param addresses: set of ``(country id, postcode, town)``
        :return: ``{address: (latitude, longitude, precision, name)}`` of those known,
            in one query, and none where nobody ever wrote a place of those countries
        """
        countries = self._countries()
        asked = [address for address in addresses if address[0] in countries]
        if not asked:
            return {}
        # sudo: a place is no secret, and a contact is placed whoever writes it
        places = self.sudo().search(
            Domain("country_id", "in", [address[0] for address in asked])
            & (
                Domain("zip", "in", [address[1] for address in asked if address[1]])
                | Domain("city_key", "in", [fold_place(a[2]) for a in asked if a[2]])
            )
        )
        known = {}
        for place in places:
            known.setdefault(
                (place.country_id.id, place.zip or "", place.city_key or ""), place
            )
        found = {}
        for address in asked:
            country, postcode, city = address
            town = fold_place(city)
            keys = [((country, "", town), "town")] if town else []
            if postcode:
                keys.insert(0, ((country, postcode, ""), "postcode"))
                keys.insert(0, ((country, postcode, town), "postcode"))
            for key, precision in keys:
                if place := known.get(key):
                    name = place.city or place.zip
                    found[address] = (place.latitude, place.longitude, precision, name)
                    break
        return found

    def _contacts(self):
        """The contacts whose address names one of these places."""
        # sudo: where a town is does not depend on who says so; also for those of other
        # companies
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        if not self:
            return Partner
        return Partner.search(
            Domain("country_id", "in", self.country_id.ids)
            & (
                Domain("zip", "in", [zip for zip in self.mapped("zip") if zip])
                | Domain.OR(
                    Domain("city", "=ilike", escape_psql(city))
                    for city in set(self.mapped("city"))
                    if city
                )
            )
        )

    def _place_anew(self, partners):
        """What the places say has changed: these contacts are computed again."""
        self.env.registry.clear_cache()
        for name in ("map_latitude", "map_longitude", "map_precision"):
            self.env.add_to_compute(partners._fields[name], partners)

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: contacts that are there already are placed anew."""
        places = super().create(vals_list)
        self._place_anew(places._contacts())
        return places

    def write(self, vals):
        """Extends write: contacts that were there, and those that now are."""
        before = self._contacts()
        done = super().write(vals)
        self._place_anew(before | self._contacts())
        return done

    def unlink(self):
        """Extends unlink: its contacts are placed by what is left."""
        before = self._contacts()
        done = super().unlink()
        self._place_anew(before)
        return done
