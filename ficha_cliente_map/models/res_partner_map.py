from zlib import crc32

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import (
    MAX_ID,
    a_flag,
    a_number,
    a_word,
    an_id,
    asks,
    maybe,
)
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_is_empty,
    query_join,
    query_refine,
    query_select,
)
from odoo.addons.ficha_cliente.tools.words import in_near_date

from ..tools.arguments import a_degree, a_domain, a_view, keys_of_the_legend
from ..tools.distance import distance_km
from ..tools.grid import side

# Up to so many points are sent one by one, and gathered by the browser.
MANY = 5000
# Up to so many in view the clusters say their money.
MONEY = 30_000
NEAR = 20
# degrees around a point in which neighbours are looked for, one after the other
NEAR_BOXES = (0.1, 0.5, 3, 400)

# what a colour of the map is: shape and colour, so that it is never the colour alone
MARKS = {
    "red": ("red", "diamond"),
    "yellow": ("yellow", "triangle"),
    "green": ("green", "circle"),
    "": ("grey", "ring"),
}
# what the search may group by, and the map shows with colours
GROUPED = ("many2one", "selection", "char", "boolean")
# groups that the legend names; the smaller ones are one line
GROUPS = 60
# of more groups than so many none are shown
KEYS = 3000
# what of a client's context names may depend on: not what adds addresses to them
NAMING = ("lang", "tz", "allowed_company_ids")
PALETTE = [
    ("blue", "circle"),
    ("red", "diamond"),
    ("yellow", "triangle"),
    ("green", "square"),
    ("purple", "star"),
    ("teal", "cross"),
    ("brown", "circle"),
    ("pink", "diamond"),
    ("navy", "triangle"),
    ("olive", "square"),
]


class ResPartner(models.Model):
    """What the map asks: only what is in view, with the rights of who looks."""

    _inherit = "res.partner"

    @api.model
    def _map_colours(self):
        """By what the map may be coloured.

        :return: ``{key: (model, field)}``: of contacts, or of their purchase summary
        """
        return {
            "followup": ("res.partner", "followup_color"),
            "situation": ("res.partner", "ficha_lifecycle"),
            "tier": ("ficha.purchase.summary", "value_tier"),
            "segment": ("ficha.purchase.summary", "rfm_segment"),
        }

    @api.model
    def _map_colour(self, colour):
        """One of them; the follow-up's for a key that nobody knows."""
        colours = self._map_colours()
        if colour not in colours and colour in self._map_groups():
            return self._name, colour
        return colours.get(colour) or colours["followup"]

    @api.model
    def _map_groups(self):
        """The fields of contacts by which the map shows groups: those the reader reads,
        of which each contact has one value at most.

        :return: list of names
        """
        return [
            name
            for name, field in self._fields.items()
            if field.type in GROUPED
            and field.store
            and not field.company_dependent
            and not field.translate
            and self._has_field_access(field, "read")
        ]

    @api.model
    def _map_check(self):
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._(
                    "The map is for who works with customer files: ask for the group "
                    "Customer files."
                )
            )

    @api.model
    def _map_query(self, domain, colour):
        """What is on the map: a query of contacts, and the column of the colour.

        Who may not read purchases gets no colour that tells of them.

        :return: ``(Query, SQL of the key)``
        """
        query = self._search(domain & Domain("map_precision", "!=", False))
        model, name = self._map_colour(colour)
        key = SQL("''")
        if query_is_empty(query):
            return query, key
        if model == self._name:
            # a box that is not ticked is nothing, as a field that is empty
            field = self._fields[name]
            key = SQL(
                "NULLIF(%s::text, %s)",
                query_column(query, name, self),
                "false" if field.type == "boolean" else "",
            )
        elif self.env[model].has_access("read"):
            rows = self.env[model]._search([("company_id", "=", self.env.company.id)])
            query_join(
                query,
                "LEFT JOIN",
                "map_summary",
                SQL(
                    "(%s)",
                    query_select(
                        rows, query_column(rows, "partner_id"), query_column(rows, name)
                    ),
                ),
                SQL("map_summary.partner_id = %s", query_column(query, "id")),
            )
            key = SQL("map_summary.%s", SQL.identifier(name))
        return query, SQL("COALESCE(%s, '')", key)

    @api.model
    @api.readonly
    @asks(
        domain=a_domain,
        view=maybe(a_view),
        zoom=a_number,
        colour=a_word,
        hidden=keys_of_the_legend,
        first=a_flag,
    )
    def ficha_map(
        self, domain, view=None, zoom=6, colour="followup", hidden=(), first=False
    ):
        """What a map shows of some customers.

        :param list domain: whom
        :param list view: south, west, north and east of what is in view; everywhere
            when there is none
        :param int zoom: as maps on screens count, 0 the whole world
        :param str colour: one of :meth:`_map_colours`, or of :meth:`_map_groups`
        :param list hidden: keys of the legend that are switched off
        :param bool first: whether to say where all of them are, and how many are not
            on the map
        :return: dict of ``inside`` (how many are in view), ``legend`` (key, label,
            colour, shape, how many in view), and either ``points`` (id, latitude,
            longitude, key, precision) or, of many, ``clusters`` (latitude, longitude,
            how many, money as text; of more than ``MONEY`` without it). ``refused``:
            there are too many groups, and the colours are those of the follow-up
        """
        self._map_check()
        answer = {"inside": 0, "legend": [], "points": [], "clusters": []}
        answer["refused"] = self._map_too_many(domain & self._map_inside(view), colour)
        if answer["refused"]:
            colour, hidden = "followup", ()
        rows = self._map_gather(domain, view, colour, zoom)
        if first:
            answer.update(self._map_extent(domain, view, rows))
        counts = {}
        for row in rows:
            counts[row[2]] = counts.get(row[2], 0) + row[3]
        answer["legend"] = self._map_legend(colour, counts, hidden)
        shown = [row for row in rows if row[2] not in hidden]
        answer["inside"] = sum(row[3] for row in shown)
        if answer["inside"] > MANY:
            money = {}
            if answer["inside"] <= MONEY:
                money = self._map_money(
                    domain & self._map_inside(view), colour, hidden, zoom
                )
            answer["clusters"] = self._map_clusters(shown, money)
        elif answer["inside"]:
            answer["points"] = self._map_points(domain, view, colour, hidden)
        return answer

    @api.model
    def _map_too_many(self, domain, colour):
        """Whether a field has too many values for groups, as names have."""
        if colour in self._map_colours():
            return False
        query, key = self._map_query(domain, colour)
        if query_is_empty(query):
            return False
        query_refine(query, group=SQL("1"), limit=KEYS + 1)
        return len(self.env.execute_query(query_select(query, key))) > KEYS

    @api.model
    def _map_cell(self, query, zoom):
        """The cell of the screen in which each contact of a query is.

        :return: SQL of its row, and of its column
        """
        high, wide = side(zoom)
        return (
            SQL("floor(%s / %s)", query_column(query, "map_latitude"), high),
            SQL("floor(%s / %s)", query_column(query, "map_longitude"), wide),
        )

    @api.model
    def _map_gather(self, domain, view, colour, zoom):
        """All that are asked for, gathered in cells of the screen: from what is counted
        by place where that answers it, else read one by one.

        :return: list of ``(row, column, key, how many, sum of latitudes, of longitudes,
            south, west, north, east)``
        """
        rows = self._map_from_cells(domain, view, colour, zoom)
        if rows is None:
            rows = self._map_read(domain & self._map_inside(view), colour, zoom)
        return rows

    @api.model
    def _map_read(self, domain, colour, zoom):
        """As :meth:`_map_gather`, of each contact, in one statement."""
        query, key = self._map_query(domain, colour)
        if query_is_empty(query):
            return []
        lat, lng = (query_column(query, f"map_{a}itude") for a in ("lat", "long"))
        query_refine(query, group=SQL("1, 2, 3"))
        # of a million, compiling the statement would take longer than running it
        self.env.cr.execute("SET LOCAL jit = off")
        return self.env.execute_query(
            query_select(
                query,
                *self._map_cell(query, zoom),
                key,
                SQL("count(*)"),
                SQL("sum(%s)", lat),
                SQL("sum(%s)", lng),
                *(
                    SQL("%s(%s)", SQL(name), axis)
                    for name in ("min", "max")
                    for axis in (lat, lng)
                ),
            )
        )

    @api.model
    def _map_money(self, domain, colour, hidden, zoom):
        """What was sold in each cell in twelve months, to who may read it.

        :return: ``{(row, column): money}``
        """
        Summary = self.env["ficha.purchase.summary"]
        query, key = self._map_query(domain, colour)
        if query_is_empty(query) or not Summary.has_access("read"):
            return {}
        rows = Summary._search([("company_id", "=", self.env.company.id)])
        if query_is_empty(rows):
            return {}
        # looked up for each: those in view are few beside all who ever bought
        query_refine(
            rows,
            SQL("%s = %s", query_column(rows, "partner_id"), query_column(query, "id")),
        )
        if hidden:
            query_refine(query, SQL("%s NOT IN %s", key, tuple(hidden)))
        query_refine(query, group=SQL("1, 2"))
        found = self.env.execute_query(
            query_select(
                query,
                *self._map_cell(query, zoom),
                SQL("sum((%s))", query_select(rows, query_column(rows, "revenue_12m"))),
            )
        )
        return {(row, column): money for row, column, money in found}

    @api.model
    def _map_inside(self, view):
        """The condition of being in view.

        Of a number the ORM asks "less, or empty" where it may be below, and then the
        index is read up to its end; who is on no map is left out besides."""
        if not view:
            return Domain.TRUE
        south, west, north, east = view
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s BETWEEN %s AND %s AND %s BETWEEN %s AND %s",
                model._field_to_sql(alias, "map_latitude", query),
                south,
                north,
                model._field_to_sql(alias, "map_longitude", query),
                west,
                east,
            )
        )

    @api.model
    def _map_extent(self, domain, view, rows):
        """Where all of them are, and how many are not on the map."""
        if view:
            rows = self._map_gather(domain, None, "followup", 0)
        extent = None
        if rows:
            south, west, north, east = zip(*(row[6:10] for row in rows), strict=True)
            extent = [min(south), min(west), max(north), max(east)]
        outside = self.search_count(domain & Domain("map_precision", "=", False))
        return {"extent": extent, "unplaced": outside}

    @api.model
    def _map_points(self, domain, view, colour, hidden):
        query, key = self._map_query(domain & self._map_inside(view), colour)
        if hidden:
            query_refine(query, SQL("%s NOT IN %s", key, tuple(hidden)))
        columns = [
            query_column(query, name)
            for name in ("id", "map_latitude", "map_longitude", "map_precision")
        ]
        query_refine(query, limit=MANY)
        return [
            [partner, latitude, longitude, mark, precision]
            for partner, latitude, longitude, precision, mark in self.env.execute_query(
                query_select(query, *columns, key)
            )
        ]

    @api.model
    def _map_clusters(self, rows, money):
        """Cells of the screen, each with its number, middle and money."""
        cells = {}
        for row, column, _key, count, lat, lng, *_box in rows:
            cell = cells.setdefault((row, column), [0, 0.0, 0.0])
            for place, value in enumerate((count, lat, lng)):
                cell[place] += value
        currency = self.env.company.currency_id
        return [
            [
                round(lat / count, 5),
                round(lng / count, 5),
                count,
                currency.format(round(money[cell])) if money.get(cell) else "",
            ]
            for cell, (count, lat, lng) in cells.items()
        ]

    @api.model
    def _map_legend(self, colour, counts, hidden):
        """The keys in view, and those switched off, with their words and marks: in the
        order of the field, or the largest group first."""
        model, name = self._map_colour(colour)
        followup = name == "followup_color"
        nothing = self.env._("No colour") if followup else self.env._("None")
        groups = colour not in self._map_colours()
        shown = counts
        if groups:
            # the largest; nobody reads the words of the others
            largest = sorted(counts, key=lambda key: (-counts[key], not key, key))
            shown = dict.fromkeys(largest[:GROUPS])
        found = [*shown, *(key for key in hidden if key in counts)]
        labels = self._map_labels(model, name, found, hidden)
        a_text = self.env[model]._fields[name].type == "char"
        legend = []
        for place, (key, label) in enumerate([*labels, ("", nothing)]):
            if key not in shown and key not in hidden:
                continue
            mark = (
                MARKS.get(key)
                if followup or not key
                else self._map_mark(key, None if a_text else place)
            ) or MARKS[""]
            legend.append(
                {
                    "key": key,
                    "label": label,
                    "colour": mark[0],
                    "shape": mark[1],
                    "count": counts.get(key, 0),
                }
            )
        if groups:
            # those switched off stay besides, to be switched on again
            legend.sort(key=lambda line: -line["count"])
        return legend

    @api.model
    def _map_mark(self, key, place):
        """Colour and shape of a key, the same wherever the map is moved: of a record by
        its id, of a text by what it says, else by its place among the keys.

        :param place: in the order of the field; None of a text
        :return: ``(colour, shape)``
        """
        if place is None:
            number = crc32(key.encode()) % GROUPS
        else:
            number = int(key) if key.isdecimal() else place
        colours, shapes = zip(*PALETTE, strict=True)
        turn, own = divmod(number, len(PALETTE))
        return colours[own], shapes[(own + turn) % len(PALETTE)]

    @api.model
    def _map_labels(self, model, name, found, asked=()):
        """The words of the keys of a field.

        :param found: keys that contacts of the reader have
        :param asked: keys that a client sends: any; of records that no such contact
            points to, those that the reader may not read get no words
        :return: list of ``(key, words)``, in the order of the field
        """
        field = self.env[model]._fields[name]
        if field.type == "selection":
            return field._description_selection(self.env)
        if field.type == "boolean":
            return [("true", field._description_string(self.env))]
        if field.type == "many2one":
            found, asked = map(_ids_of, (found, asked))
            context = self.env.context
            context = {key: context[key] for key in NAMING if key in context}
            records = self.env(context=context)[field.comodel_name]
            # sudo: the name of what a contact points to, as Odoo's own lists say it
            named = records.sudo().browse(found).exists()
            others = records.browse(asked - found).exists()._filtered_access("read")
            labels = [
                (str(record.id), record.display_name)
                for group in (named, others)
                for record in group
            ]
            return sorted(labels)
        return [(key, key) for key in sorted({*found, *asked}) if key]

    @api.model
    @api.readonly
    def ficha_map_settings(self):
        """What a map is drawn with: outlines, or the company's own tiles.

        :return: dict of ``tiles`` (address, or nothing), ``attribution``, ``colours``
            and ``heats`` (pairs of key and label), ``fields`` (those of the colours),
            ``groups`` (fields that the search may group by), and whether the reader
            ``draws`` territories, ``exports``, ``creates``
        """
        self._map_check()
        company = self.env.company
        heats = {
            "sales": self.env._("Heat: sales of 12 months"),
            "missed": self.env._("Heat: missed purchases"),
        }
        return {
            "fields": {key: name for key, (_m, name) in self._map_colours().items()},
            "groups": self._map_groups(),
            "heats": [(key, heats[key]) for key in self._map_heats() if key in heats],
            "draws": self.env["ficha.territory"].has_access("create"),
            "exports": self.env.user.has_group("base.group_allow_export"),
            "creates": self.has_access("create"),
            "tiles": company.map_tiles or "",
            "attribution": company.map_tiles_attribution or "",
            "colours": [
                ("followup", self.env._("Follow-up colour")),
                ("situation", self.env._("Situation")),
                ("tier", self.env._("Value")),
                ("segment", self.env._("Segment")),
            ],
        }

    @api.model
    @api.readonly
    @asks(partner_id=an_id)
    def ficha_map_card(self, partner_id):
        """What the card of a customer on the map says.

        :return: dict of words
        """
        self._map_check()
        partner = self.browse(partner_id)
        partner.check_access("read")
        today = fields.Date.context_today(self)
        last = partner._get_last_purchase_dates().get(partner.id)
        return {
            "id": partner.id,
            "name": partner.display_name,
            "code": partner.entity_client_code or "",
            "colour": partner.followup_color or "",
            "why": partner.followup_reason or "",
            "last": in_near_date(self.env, last, today) if last else "",
            "next": in_near_date(self.env, partner.next_contact_date, today)
            if partner.next_contact_date
            else "",
            "address": partner._map_address(),
            "note": partner.map_note,
            "phone": partner.phone or "",
            "latitude": partner.map_latitude,
            "longitude": partner.map_longitude,
        }

    @api.model
    @api.readonly
    @asks(domain=a_domain, latitude=a_degree, longitude=a_degree)
    def ficha_map_near(self, domain, latitude, longitude):
        """Who is nearest to a point, among some customers.

        :return: list of dicts ``id, name, km, colour, latitude, longitude``, the
            nearest first
        """
        self._map_check()
        found = self.browse()
        for box in NEAR_BOXES:
            view = [latitude - box, longitude - box, latitude + box, longitude + box]
            query = self._search(
                domain & Domain("map_precision", "!=", False) & self._map_inside(view)
            )
            if query_is_empty(query):
                break
            lat, lng = (query_column(query, f"map_{a}itude") for a in ("lat", "long"))
            query_refine(
                query,
                order=SQL(
                    "(%(lat)s - %(y)s) * (%(lat)s - %(y)s) + power((%(lng)s - %(x)s)"
                    " * cos(radians(%(y)s)), 2), %(id)s",
                    lat=lat,
                    lng=lng,
                    y=latitude,
                    x=longitude,
                    id=query_column(query, "id"),
                ),
                limit=NEAR,
            )
            rows = self.env.execute_query(query_select(query))
            found = self.browse([row[0] for row in rows])
            if len(found) == NEAR:
                break
        here = (latitude, longitude)
        return [
            {
                "id": partner.id,
                "name": partner.display_name,
                "km": round(distance_km(here, partner._map_point()), 1),
                "colour": partner.followup_color or "",
                "latitude": partner.map_latitude,
                "longitude": partner.map_longitude,
            }
            for partner in found
        ]

    def _map_point(self):
        """Latitude and longitude, or None of who is not on the map."""
        self.ensure_one()
        if not self.map_precision:
            return None
        return self.map_latitude, self.map_longitude


def _ids_of(keys):
    """The ids that keys of a legend say; a client may send anything."""
    ids = (int(key) for key in keys if key.isdecimal() and len(key) <= len(str(MAX_ID)))
    return {id_ for id_ in ids if 0 < id_ <= MAX_ID}
