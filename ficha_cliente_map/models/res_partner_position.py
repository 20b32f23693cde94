from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from odoo.addons.ficha_cliente.tools.groups import INTERNAL

from ..tools.distance import is_place
from ..tools.locate import NOWHERE, Address, merge_located
from ..tools.outlines import km_from_spain

PRECISIONS = [
    ("person", "Put by a person"),
    ("geocoder", "By the geocoder"),
    ("postcode", "By the postcode"),
    ("town", "By the town"),
    ("province", "By the province"),
]
COLUMNS = {
    "map_latitude": "float8",
    "map_longitude": "float8",
    "map_precision": "varchar",
}
CHUNK = 5000


class ResPartner(models.Model):
    """Where a contact is, and how near that is known. What a person said goes before
    Odoo's own coordinates (its geocoder writes them), and these before what the address
    tells: its postcode, its town, its province (decision D17)."""

    _inherit = "res.partner"

    map_latitude = fields.Float(
        string="Latitude on the map",
        compute="_compute_map_position",
        store=True,
        aggregator=None,
        groups=INTERNAL,
        prefetch="ficha",
        help="Degrees; south is negative. How near it is known: Position.",
    )
    map_longitude = fields.Float(
        string="Longitude on the map",
        compute="_compute_map_position",
        store=True,
        aggregator=None,
        groups=INTERNAL,
        prefetch="ficha",
        help="Degrees; west is negative. How near it is known: Position.",
    )
    map_precision = fields.Selection(
        PRECISIONS,
        string="Position",
        compute="_compute_map_position",
        store=True,
        groups=INTERNAL,
        prefetch="ficha",
        help="How it is known where they are. Empty: nobody knows, and they are not on "
        "the map.",
    )
    map_note = fields.Char(
        string="Where that comes from",
        compute="_compute_map_note",
        groups=INTERNAL,
        prefetch="ficha",
        help="How near the position on the map is, and what to do about it.",
    )

    # what is in view, among all; with what the map of customer files asks of each, so
    # that a million need not be read for a view of all of them
    _map_place = models.Index(
        "(map_latitude, map_longitude) INCLUDE (id, map_precision, followup_color,"
        " ficha_lifecycle, user_id, active, partner_share, is_company, parent_id,"
        " company_id) WHERE map_precision IS NOT NULL"
    )
    # who is not on the map: few, where it is looked after
    _map_nowhere = models.Index("(id) WHERE map_precision IS NULL")

    def _auto_init(self):
        """Extends _auto_init: with the columns there, the ORM does not place a million
        contacts one by one; ``post_init_hook`` does it in SQL."""
        for name, kind in COLUMNS.items():
            if not column_exists(self.env.cr, "res_partner", name):
                create_column(self.env.cr, "res_partner", name, kind)
        return super()._auto_init()

    @api.depends(
        "zip",
        "city",
        "state_id",
        "country_id",
        "partner_latitude",
        "partner_longitude",
        "pin_latitude",
        "pin_longitude",
    )
    def _compute_map_position(self):
        located = self._map_located()
        for partner in self:
            if is_place(partner.pin_latitude, partner.pin_longitude):
                found = (partner.pin_latitude, partner.pin_longitude, "person")
            elif partner._map_is_geocoded():
                found = (
                    partner.partner_latitude,
                    partner.partner_longitude,
                    "geocoder",
                )
            else:
                found = located[partner][:3]
            (
                partner.map_latitude,
                partner.map_longitude,
                partner.map_precision,
            ) = found

    def _map_is_geocoded(self):
        """Whether Odoo's own coordinates are a place where the address may be: whatever
        wrote them, they may be in the sea, or the wrong way round."""
        self.ensure_one()
        point = (self.partner_latitude, self.partner_longitude)
        # sudo: the code of the country, for who may write contacts and reads little
        # else
        country = self.country_id.sudo().code
        return is_place(*point) and not km_from_spain(point, country)

    def _map_located(self):
        """Where the addresses are by themselves, whoever has put a pin.

        :return: ``{partner: Located}``
        """
        rows = {
            partner: (partner.country_id, partner.state_id, partner.zip, partner.city)
            for partner in self
        }
        own = self.env["ficha.place"]._find(
            {(row[0].id, row[2] or "", row[3] or "") for row in rows.values()}
        )
        found = {}
        for partner, (country, state, postcode, city) in rows.items():
            # sudo: the codes of country and province, for who may write contacts and
            # reads little else
            address = Address(
                country.sudo().code, state.sudo().code, postcode or "", city or ""
            )
            found[partner] = merge_located(
                own.get((country.id, postcode or "", city or "")), address
            )
        return found

    @api.model
    def _map_locate_all(self):
        """Places all contacts by their addresses, one by one address and not by
        contact, in SQL: for the installation."""
        cr = self.env.cr
        self.env["res.partner"].flush_model()
        cr.execute(
            """
            SELECT DISTINCT COALESCE(p.country_id, 0), COALESCE(c.code, ''),
                   COALESCE(p.state_id, 0), COALESCE(s.code, ''),
                   COALESCE(p.zip, ''), COALESCE(p.city, '')
              FROM res_partner p
              LEFT JOIN res_country c ON c.id = p.country_id
              LEFT JOIN res_country_state s ON s.id = p.state_id
            """
        )
        rows = cr.fetchall()
        own = self.env["ficha.place"]._find({(r[0], r[4], r[5]) for r in rows})
        found = []
        for country, code, state, state_code, postcode, city in rows:
            place = merge_located(
                own.get((country, postcode, city)),
                Address(code, state_code, postcode, city),
            )
            if place.precision:
                found.append((country, state, postcode, city, *place[:3]))
        for start in range(0, len(found), CHUNK):
            values = SQL(", ").join(
                SQL("%s", row) for row in found[start : start + CHUNK]
            )
            cr.execute(
                SQL(
                    """
                    UPDATE res_partner p
                       SET map_latitude = v.latitude, map_longitude = v.longitude,
                           map_precision = v.precision
                      FROM (VALUES %s) AS v (country, state, zip, city,
                                             latitude, longitude, precision)
                     WHERE COALESCE(p.country_id, 0) = v.country
                       AND COALESCE(p.state_id, 0) = v.state
                       AND COALESCE(p.zip, '') = v.zip
                       AND COALESCE(p.city, '') = v.city
                    """,
                    values,
                )
            )
        cr.execute(
            """
            SELECT p.id, p.partner_latitude, p.partner_longitude, c.code
              FROM res_partner p
              LEFT JOIN res_country c ON c.id = p.country_id
             WHERE p.partner_latitude <> 0 OR p.partner_longitude <> 0
            """
        )
        fits = [
            partner
            for partner, latitude, longitude, country in cr.fetchall()
            if is_place(latitude, longitude)
            and not km_from_spain((latitude, longitude), country)
        ]
        cr.execute(
            """
            UPDATE res_partner
               SET map_latitude = partner_latitude,
                   map_longitude = partner_longitude, map_precision = 'geocoder'
             WHERE id = ANY(%s)
            """,
            [fits],
        )
        cr.execute(
            """
            UPDATE res_partner
               SET map_latitude = pin_latitude,
                   map_longitude = pin_longitude, map_precision = 'person'
             WHERE pin_latitude <> 0 OR pin_longitude <> 0
            """
        )
        self.env["res.partner"].invalidate_model(list(COLUMNS), flush=False)

    @api.depends(
        "map_precision",
        "pin_address",
        "street",
        "street2",
        "state_id",
        "country_id",
        "partner_latitude",
        "partner_longitude",
    )
    @api.depends_context("lang")
    def _compute_map_note(self):
        located = self._map_located()
        notes = self._map_notes()
        for partner in self:
            found = located.get(partner, NOWHERE)
            name = {"place": found.place, "zip": partner.zip, "town": partner.city}
            name["country"] = partner.country_id.name
            note = notes.get(found.note) and notes[found.note] % name
            point = (partner.partner_latitude, partner.partner_longitude)
            if is_place(*point) and not partner._map_is_geocoded():
                far = self.env._(
                    "Odoo's coordinates, %(latitude)s and %(longitude)s, are not in "
                    "Spain, so they do not count.",
                    latitude=point[0],
                    longitude=point[1],
                )
                note = f"{far} {note}" if note else far
            if partner.map_precision == "person":
                partner.map_note = (
                    self.env._(
                        "Put by a person, when the address was “%s”. The address has "
                        "changed since: look whether they moved.",
                        partner.pin_address,
                    )
                    # also as it was kept without province and country
                    if partner.pin_address
                    not in (partner._pin_place(), partner._map_address())
                    else self.env._("Put by a person.")
                )
            elif partner.map_precision == "geocoder":
                partner.map_note = self.env._("By the geocoder, from the address.")
            elif not partner.map_precision:
                partner.map_note = note or ""
            else:
                how = {
                    "postcode": self.env._("By the postcode, in %(place)s."),
                    "town": self.env._("By the town, %(place)s."),
                    "province": self.env._(
                        "By the province, %(place)s: it may be far from here."
                    ),
                }[partner.map_precision] % name
                partner.map_note = f"{how} {note}" if note else how

    def _map_notes(self):
        """What is to be said of an address, by the note of ``locate``."""
        return {
            "empty": self.env._(
                "Not on the map: there is no address. Write a postcode or a town, or "
                "put the pin yourself."
            ),
            "abroad": self.env._(
                "Not on the map: nobody has said where %(country)s's postcodes and "
                "towns are. Put the pin, or ask for the place in Configuration, Places."
            ),
            "country": self.env._(
                "Not on the map: the address does not say in which country it is. "
                "Choose the country."
            ),
            "postcode": self.env._("“%(zip)s” is no postcode of Spain: correct it."),
            "box": self.env._(
                "%(zip)s is a postcode of post boxes, which does not say where they "
                "are: write the postcode of the street, or put the pin."
            ),
            "zero": self.env._(
                "The postcode %(zip)s was read with a zero in front: write it so."
            ),
            "elsewhere": self.env._(
                "%(town)s is a town of another province than the postcode %(zip)s: "
                "look whether one of the two is wrong."
            ),
            "state": self.env._(
                "The postcode %(zip)s is of another province: one of the two is wrong."
            ),
            "town": self.env._(
                "%(town)s is not among the towns of the postcode %(zip)s: one of the "
                "two is wrong."
            ),
            "which": self.env._(
                "Not on the map: several towns are called %(town)s. Write the "
                "postcode, or choose the province."
            ),
            "unknown": self.env._(
                "Not on the map: no town of Spain is called %(town)s here. Write the "
                "postcode, or choose the province."
            ),
        }
