from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import a_flag, an_id, asks
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_is_empty,
    query_join,
    query_refine,
    query_select,
)
from odoo.addons.ficha_cliente.tools.words import in_near_date

from ..tools.arguments import COLOURS, VIEW, a_degree, a_domain
from ..tools.distance import distance_km
from ..tools.grid import side
from .res_partner_groups import GROUPED
from .res_partner_properties import PROPERTIES

# Up to so many points are sent one by one, and gathered by the browser.
MANY = 5000
# Up to so many in view the clusters say their money.
MONEY = 30_000
NEAR = 20
# degrees around a point in which neighbours are looked for, one after the other
NEAR_BOXES = (0.1, 0.5, 3, 400)


class ResPartner(models.Model):
    """What the map asks: only what is in view, with the rights of who looks."""

    _inherit = "res.partner"

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
    def _map_query(self, domain, colour, hidden=()):
        """What is on the map: a query of contacts, and the column of the colour.

        Who may not read purchases gets no colour that tells of them.

        :param hidden: keys switched off, see :meth:`_map_key`
        :return: ``(Query, SQL of the key)``
        """
        query = self._search(domain & Domain("map_precision", "!=", False))
        model, name, _part = self._map_colour(colour)
        key = SQL("''")
        if query_is_empty(query):
            return query, key
        if model == self._name:
            key = self._map_key(query, colour, hidden)
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
    @asks(**VIEW, **COLOURS, first=a_flag)
    def ficha_map(
        self, domain, view=None, zoom=6, colour="followup", hidden=(), first=False
    ):
        """What a map shows of some customers.

        :param list domain: whom
        :param list view: south, west, north and east of what is in view; everywhere
            when there is none
        :param int zoom: as maps on screens count, 0 the whole world
        :param str colour: one of :meth:`_map_colours`, or a :meth:`_map_group`
        :param list hidden: keys of the legend that are switched off
        :param bool first: whether to say where all of them are, and how many are not
            on the map
        :return: dict of ``inside`` (how many are in view), ``legend`` (key, label,
            colour, shape, how many in view), ``several`` (whether a customer may count
            in several lines of it), ``switched`` (the condition of those it leaves on),
            and either ``points`` (id, latitude, longitude, key, precision, money) or,
            of many, ``clusters`` (latitude, longitude, how many, money; of more than
            ``MONEY`` without it). Money is what was sold in twelve months, in whole
            units, so that clusters are the sum of what they gather at each zoom.
            ``refused``: there are too many groups, and the colours are those of the
            follow-up
        """
        self._map_check()
        answer = {"inside": 0, "points": [], "clusters": [], "later": False}
        answer["refused"] = self._map_too_many(domain & self._map_inside(view), colour)
        if answer["refused"]:
            colour, hidden = "followup", ()
        rows = self._map_gather(domain, view, colour, zoom, hidden)
        if first:
            answer.update(self._map_extent(domain, view, rows))
        counts = self._map_counts(domain & self._map_inside(view), colour, rows)
        answer["legend"] = self._map_legend(colour, counts, hidden)
        answer["several"] = self._map_several(colour)
        answer["switched"] = list(self._map_switched(colour, hidden))
        off = self._map_off(hidden)
        shown = [row for row in rows if row[2] not in off]
        answer["inside"] = sum(row[3] for row in shown)
        if answer["inside"] > MANY:
            money = {}
            if answer["inside"] > MONEY:
                answer["later"] = self.env["ficha.purchase.summary"].has_access("read")
            else:
                money = self._map_money(
                    domain & self._map_inside(view), colour, hidden, zoom
                )
            answer["clusters"] = self._map_clusters(shown, money)
        elif answer["inside"]:
            answer["points"] = self._map_points(domain, view, colour, hidden)
        return answer

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
    def _map_gather(self, domain, view, colour, zoom, hidden=()):
        """All that are asked for, gathered in cells of the screen: from what is counted
        by place where that answers it, else read one by one.

        :return: list of ``(row, column, key, how many, sum of latitudes, of longitudes,
            south, west, north, east)``
        """
        rows = self._map_from_cells(domain, view, colour, zoom)
        if rows is None:
            rows = self._map_read(domain & self._map_inside(view), colour, zoom, hidden)
        return rows

    @api.model
    def _map_read(self, domain, colour, zoom, hidden=()):
        """As :meth:`_map_gather`, of each contact, in one statement."""
        query, key = self._map_query(domain, colour, hidden)
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
    def _map_sold(self, query):
        """What was sold to each contact of a query in twelve months, in whole units of
        money, to who may read it: looked up for each, as those in view are few beside
        all who ever bought.

        :return: SQL, or None of who may not read it
        """
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return None
        rows = Summary._search([("company_id", "=", self.env.company.id)])
        if query_is_empty(rows):
            return None
        query_refine(
            rows,
            SQL("%s = %s", query_column(rows, "partner_id"), query_column(query, "id")),
        )
        revenue = query_column(rows, "revenue_12m")
        return SQL(
            "(%s)", query_select(rows, SQL("round(%s::numeric)::bigint", revenue))
        )

    @api.model
    def _map_money(self, domain, colour, hidden, zoom):
        """What was sold in each cell in twelve months, to who may read it.

        :return: ``{(row, column): money}``
        """
        query, key = self._map_query(domain, colour, hidden)
        if query_is_empty(query):
            return {}
        sold = self._map_sold(query)
        if sold is None:
            return {}
        if hidden:
            query_refine(query, SQL("%s NOT IN %s", key, tuple(self._map_off(hidden))))
        query_refine(query, group=SQL("1, 2"))
        found = self.env.execute_query(
            query_select(query, *self._map_cell(query, zoom), SQL("sum(%s)", sold))
        )
        return {(row, column): money for row, column, money in found}

    @api.model
    @api.readonly
    @asks(**VIEW, **COLOURS)
    def ficha_map_money(self, domain, view=None, zoom=6, colour="followup", hidden=()):
        """What was sold in twelve months in each cluster of very many, which the map
        asks for once it stands still.

        Each buyer in view is read once: of many that takes longer than the clusters,
        and less than a look-up for each contact.

        Asked as :meth:`ficha_map`.

        :return: list of ``row, column, money``; nothing to who may not read purchases
        """
        self._map_check()
        Summary = self.env["ficha.purchase.summary"]
        query, key = self._map_query(domain & self._map_inside(view), colour, hidden)
        if query_is_empty(query) or not Summary.has_access("read"):
            return []
        rows = Summary._search(
            [("company_id", "=", self.env.company.id), ("revenue_12m", "!=", 0)]
        )
        if query_is_empty(rows):
            return []
        if hidden:
            query_refine(query, SQL("%s NOT IN %s", key, tuple(self._map_off(hidden))))
        revenue = SQL("round(%s::numeric)", query_column(rows, "revenue_12m"))
        query_join(
            query,
            "JOIN",
            "map_sold",
            SQL(
                "(%s)",
                query_select(
                    rows,
                    query_column(rows, "partner_id"),
                    SQL("%s::bigint AS money", revenue),
                ),
            ),
            SQL("map_sold.partner_id = %s", query_column(query, "id")),
        )
        query_refine(query, group=SQL("1, 2"))
        self.env.cr.execute("SET LOCAL jit = off")
        found = self.env.execute_query(
            query_select(
                query, *self._map_cell(query, zoom), SQL("sum(map_sold.money)")
            )
        )
        return [[int(row), int(column), int(money)] for row, column, money in found]

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
        query, key = self._map_query(domain & self._map_inside(view), colour, hidden)
        if hidden:
            query_refine(query, SQL("%s NOT IN %s", key, tuple(self._map_off(hidden))))
        columns = [
            query_column(query, name)
            for name in ("id", "map_latitude", "map_longitude", "map_precision")
        ]
        sold = self._map_sold(query) or SQL("NULL")
        query_refine(query, limit=MANY)
        return [
            [partner, latitude, longitude, mark, precision, int(money or 0)]
            for partner, latitude, longitude, precision, mark, money in (
                self.env.execute_query(query_select(query, *columns, key, sold))
            )
        ]

    @api.model
    def _map_clusters(self, rows, money):
        """Cells of the screen, each with its number, middle, money, row and column."""
        cells = {}
        for row, column, _key, count, lat, lng, *_box in rows:
            cell = cells.setdefault((row, column), [0, 0.0, 0.0])
            for place, value in enumerate((count, lat, lng)):
                cell[place] += value
        return [
            [
                round(lat / count, 5),
                round(lng / count, 5),
                count,
                int(money.get(cell) or 0),
                *map(int, cell),
            ]
            for cell, (count, lat, lng) in cells.items()
        ]

    @api.model
    @api.readonly
    def ficha_map_settings(self):
        """What a map is drawn with: outlines, or the company's own tiles.

        :return: dict of ``tiles`` (address, or nothing), ``attribution``, ``colours``
            and ``heats`` (pairs of key and label), ``fields`` (those of the colours),
            ``grouped`` and ``properties`` (types of fields, and of the company's own
            ones, that the search may group by), ``currency``,
            and whether the reader ``draws`` territories, ``exports``, ``creates``
        """
        self._map_check()
        company = self.env.company
        heats = {
            "sales": self.env._("Heat: sales of 12 months"),
            "missed": self.env._("Heat: missed purchases"),
        }
        return {
            "fields": {key: name for key, (_m, name) in self._map_colours().items()},
            "grouped": list(GROUPED),
            "properties": list(PROPERTIES),
            "currency": company.currency_id.id,
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
            "next": in_near_date(self.env, partner.next_contact_told, today)
            if partner.next_contact_told
            else "",
            "address": partner._map_address(),
            "note": partner.map_note,
            "phone": partner.phone or "",
            "latitude": partner.map_latitude,
            "longitude": partner.map_longitude,
            "destination": partner._map_destination(),
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
            for partner in self._map_nearest(domain, latitude, longitude)
        ]

    @api.model
    def _map_nearest(self, domain, latitude, longitude):
        """The nearest to a point among some customers, the nearest first."""
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
        # the query compares on a flat map: in the order of the distance that is told
        here = (latitude, longitude)
        return found.sorted(lambda p: (distance_km(here, p._map_point()), p.id))

    def _map_point(self):
        """Latitude and longitude, or None of who is not on the map."""
        self.ensure_one()
        if not self.map_precision:
            return None
        return self.map_latitude, self.map_longitude
