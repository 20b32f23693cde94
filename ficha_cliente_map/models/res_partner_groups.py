from datetime import MAXYEAR, datetime
from zlib import crc32

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import MAX_ID
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_group,
    query_is_empty,
    query_of_table,
    query_refine,
    query_select,
    query_subselect,
)

# what the search may group by, and the map shows with colours
DAYS = ("date", "datetime")
GROUPED = ("many2one", "many2many", "selection", "char", "boolean", "integer", *DAYS)
# parts of a day that are spans of time, as months are; the others are numbers
SPANS = {
    "hour": lambda day: day.toordinal() * 24 + day.hour,
    "day": lambda day: day.toordinal(),
    "week": lambda day: day.toordinal() // 7,
    "month": lambda day: day.year * 12 + day.month,
    "quarter": lambda day: day.year * 4 + day.month // 3,
    "year": lambda day: day.year,
}
# how a span of time is a key of the legend
MOMENT = "%Y-%m-%dT%H:%M:%S"
# groups that the legend names; the smaller ones are one line
GROUPS = 60
# of more groups than so many none are shown
KEYS = 3000
# the key of who has several groups, all of them switched off: no text says this
OFF = "\x01"
# what a client's context names may depend on: not what adds addresses to them
NAMING = ("lang", "tz", "allowed_company_ids")
# what a colour of the map is: shape and colour, so that it is never the colour alone
MARKS = {
    "red": ("red", "diamond"),
    "yellow": ("yellow", "triangle"),
    "green": ("green", "circle"),
    "": ("grey", "ring"),
}
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
    """By what the map is coloured: what is chosen, or the groups of the search; its
    legend, and whom that switches off."""

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
    def _map_group(self, colour):
        """A group of the search that the map shows, as lists group by it: a field of
        contacts, of days with the part of them.

        :param str colour: ``user_id``, ``category_id``, ``create_date:month``
        :return: ``(name, part)``; None of what the reader may not read, or of what is
            no group
        """
        name, _colon, part = colour.partition(":")
        field = self._fields.get(name)
        if field is None or field.type not in GROUPED:
            return None
        if field.type == "many2many" and not field.store:
            return None
        if field.type in DAYS:
            part = part or "month"
        spec = f"{name}:{part}" if part else name
        return (name, part) if self._map_groupable(spec) else None

    @api.model
    def _map_groupable(self, spec):
        """Whether the ORM groups contacts by it for this reader: it says so by trying,
        as for ``groupable`` of ``fields_get``."""
        try:
            query_group(query_of_table(self.env, self._table, self._table), spec, self)
        except (ValueError, AccessError):
            return False
        return True

    @api.model
    def _map_colour(self, colour):
        """One of them; the follow-up's for a key that nobody knows.

        :return: ``(model, field, part of a day)``
        """
        colours = self._map_colours()
        if colour in colours:
            return *colours[colour], ""
        if group := self._map_group(colour):
            return self._name, *group
        return *colours["followup"], ""

    @api.model
    def _map_several(self, colour):
        """Whether a customer may be in several of these groups, as with tags."""
        model, name, _part = self._map_colour(colour)
        return self._map_kind(model, name) in ("many2many", "tags")

    @api.model
    def _map_kind(self, model, name):
        """The kind of values by which is coloured.

        :return: str, as ``type`` of fields
        """
        return self.env[model]._fields[name].type

    # -- keys -----------------------------------------------------------------------

    @api.model
    def _map_key(self, query, colour, hidden=()):
        """The key of the group of each contact of a query, as text; empty for none.

        :param hidden: keys switched off: who has several tags is in the first of the
            others, or in ``OFF``
        :return: SQL
        """
        _model, name, part = self._map_colour(colour)
        field = self._fields[name]
        if field.type == "many2many":
            return self._map_first(query, field, hidden)
        key = query_group(query, f"{name}:{part}" if part else name, self)
        if part in SPANS:
            key = SQL("to_char(%s::timestamp, %s)", key, 'YYYY-MM-DD"T"HH24:MI:SS')
        elif part:
            key = SQL("%s::int", key)
        elif field.type == "integer":
            # as in a condition, where no number is none
            key = SQL("NULLIF(%s, 0)", key)
        # a box that is not ticked is nothing, as a field that is empty
        nothing = "false" if field.type == "boolean" else ""
        return SQL("NULLIF(%s::text, %s)", key, nothing)

    @api.model
    def _map_first(self, query, field, hidden):
        """As :meth:`_map_key`, of a field with several values: those by which lists
        group, so none that is archived, or that the reader may not read."""
        mine = SQL(
            "%s = %s", SQL.identifier("of", field.column1), query_column(query, "id")
        )
        values = (
            self.env[field.comodel_name]
            .with_context(**field.context)
            ._search(
                field.get_comodel_domain(self),
                bypass_access=field.bypass_search_access,
            )
        )
        if query_is_empty(values):
            return SQL("''")
        value = SQL.identifier("of", field.column2)
        rows = SQL(
            'SELECT %s::text FROM %s AS "of" WHERE %s AND %s IN %s',
            value,
            SQL.identifier(field.relation),
            mine,
            value,
            query_subselect(values),
        )
        return first_on(rows, value, value, hidden)

    @api.model
    def _map_off(self, hidden):
        """The keys of whom the map does not show."""
        return {*hidden, OFF}

    @api.model
    def _map_counts(self, domain, colour, rows):
        """How many are in each group: of tags each counts, as in lists.

        :param rows: of :meth:`_map_gather`
        :return: ``{key: how many}``
        """
        counts = {}
        if not self._map_several(colour):
            for row in rows:
                counts[row[2]] = counts.get(row[2], 0) + row[3]
            return counts
        query = self._search(domain & Domain("map_precision", "!=", False))
        if query_is_empty(query):
            return counts
        key = query_group(query, self._map_colour(colour)[1], self)
        query_refine(query, group=SQL("1"))
        found = self.env.execute_query(
            query_select(query, SQL("COALESCE(%s::text, '')", key), SQL("count(*)"))
        )
        return dict(found)

    @api.model
    def _map_too_many(self, domain, colour):
        """Whether a field has too many values for groups, as names have."""
        if colour in self._map_colours() or not self._map_group(colour):
            return False
        query, key = self._map_query(domain, colour)
        if query_is_empty(query):
            return False
        query_refine(query, group=SQL("1"), limit=KEYS + 1)
        return len(self.env.execute_query(query_select(query, key))) > KEYS

    @api.model
    def _map_switched(self, colour, hidden):
        """The condition of those that the legend leaves on, for lists and sheets.

        :return: Domain
        """
        _model, name, part = self._map_colour(colour)
        field = self._fields.get(name)
        hidden = [key for key in hidden if key != OFF]
        if not hidden or field is None:
            return Domain.TRUE
        nothing = "" in hidden
        if field.type == "many2many":
            others = Domain(name, "any", [("id", "not in", list(_ids_of(hidden)))])
            return others if nothing else others | Domain(name, "not any", [])
        if part in SPANS:
            spans = [domain for _label, domain in self._map_spans(name, part, hidden)]
            shown = ~Domain.OR(spans) if spans else Domain.TRUE
            return shown & Domain(name, "!=", False) if nothing else shown
        if part:
            numbers = [int(key) for key in hidden if _is_number(key)]
            shown = ~Domain.OR(Domain(f"{name}.{part}", "=", n) for n in numbers)
            return shown & Domain(name, "!=", False) if nothing else shown
        values = list(filter(None, hidden))
        if field.type == "boolean":
            values = [True] if "true" in hidden else []
        elif field.type == "many2one":
            values = list(_ids_of(hidden))
        elif field.type == "integer":
            values = [int(key) for key in hidden if _is_number(key)]
        return Domain(name, "not in", [*values, False] if nothing else values)

    # -- the legend -----------------------------------------------------------------

    @api.model
    def _map_legend(self, colour, counts, hidden):
        """The keys in view, and those switched off, with their words and marks: in the
        order of the field or of time, or the largest group first."""
        model, name, part = self._map_colour(colour)
        text = self._map_kind(model, name) in ("char", "float")
        followup = name == "followup_color"
        nothing = self.env._("No colour") if followup else self.env._("None")
        groups = colour not in self._map_colours()
        shown = counts
        if groups:
            # the largest; nobody reads the words of the others
            largest = sorted(counts, key=lambda key: (-counts[key], not key, key))
            shown = dict.fromkeys(largest[:GROUPS])
        found = [*shown, *(key for key in hidden if key in counts)]
        if part:
            labels = self._map_days(name, part, {*found, *hidden} - {""})
        else:
            labels = self._map_labels(model, name, found, hidden)
        legend = []
        for place, (key, label) in enumerate([*labels, ("", nothing)]):
            if key not in shown and key not in hidden:
                continue
            if followup or not key:
                mark = MARKS.get(key)
            else:
                mark = self._map_mark(key, None if text else place, part)
            mark = mark or MARKS[""]
            legend.append(
                {
                    "key": key,
                    "label": label,
                    "colour": mark[0],
                    "shape": mark[1],
                    "count": counts.get(key, 0),
                }
            )
        if groups and not part:
            # those switched off stay besides, to be switched on again
            legend.sort(key=lambda line: -line["count"])
        return legend

    @api.model
    def _map_mark(self, key, place, part=""):
        """Colour and shape of a key, the same wherever the map is moved: of a record by
        its id, of a month by its number, of a text by what it says, else by its place
        among the keys.

        :param place: in the order of the field; None of a text
        :param part: of a day
        :return: ``(colour, shape)``
        """
        if place is None:
            number = crc32(key.encode()) % GROUPS
        elif _is_number(key):
            number = abs(int(key))
        elif moment := part and _moment(key):
            number = SPANS[part](moment)
        else:
            number = place
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
        if field.type in ("many2one", "many2many"):
            return self._map_names(field.comodel_name, found, asked)
        keys = {*found, *asked} - {""}
        if field.type == "integer":
            keys = sorted(filter(_is_number, keys), key=int)
        return [(key, key) for key in sorted(keys)]

    @api.model
    def _map_names(self, model, found, asked):
        """The names of records.

        :param found: keys of those that contacts of the reader point to by a field
        :param asked: others: those that the reader may not read get no name
        :return: list of ``(key, name)``
        """
        found, asked = map(_ids_of, (found, asked))
        context = self.env.context
        context = {key: context[key] for key in NAMING if key in context}
        records = self.env(context=context)[model]
        # sudo: the name of what a contact points to, as Odoo's own lists say it
        named = records.sudo().browse(found).exists()
        others = records.browse(asked - found).exists()._filtered_access("read")
        labels = [
            (str(record.id), record.display_name)
            for group in (named, others)
            for record in group
        ]
        return sorted(labels)

    @api.model
    def _map_days(self, name, part, keys):
        """As :meth:`_map_labels`, of a part of a day, in the order of time."""
        if part in SPANS:
            keys = sorted(key for key in keys if _moment(key))
            spans = self._map_spans(name, part, keys)
            return [(key, span[0]) for key, span in zip(keys, spans, strict=True)]
        return [(key, key) for key in sorted(filter(_is_number, keys), key=int)]

    @api.model
    def _map_spans(self, name, part, keys):
        """Months, weeks, years: their words and conditions are those of Odoo's lists,
        which ``_web_read_group_groupby_formatter`` gives.

        :return: list of ``(words, Domain)``
        """
        # internal to Odoo: there is no other way to the same words
        write = self._web_read_group_groupby_formatter(f"{name}:{part}", [])
        moments = [moment for key in keys if (moment := _moment(key))]
        # those of a property are written as moments, whatever they are
        if "." not in name and self._fields[name].type == "date":
            moments = [moment.date() for moment in moments]
        return [
            (label, Domain(domain)) for (_value, label), domain in map(write, moments)
        ]


def first_on(rows, value, order, hidden):
    """The first of several values that is switched on; ``OFF`` where all are off.

    :param SQL rows: SELECT of the values of a contact, as text, with a WHERE
    :param SQL value: in it; ``order``: by what the first one is the first
    :param hidden: keys that are switched off
    :return: SQL
    """
    if not hidden:
        return SQL("(%s ORDER BY %s LIMIT 1)", rows, order)
    return SQL(
        "COALESCE((%s AND %s::text NOT IN %s ORDER BY %s LIMIT 1),"
        " CASE WHEN EXISTS (%s) THEN %s END)",
        rows,
        value,
        tuple(hidden),
        order,
        rows,
        OFF,
    )


def _ids_of(keys):
    """The ids that keys of a legend say; a client may send anything."""
    return {id_ for id_ in map(int, filter(_is_number, keys)) if 0 < id_ <= MAX_ID}


def _is_number(key):
    """Whether a key is a number as PostgreSQL writes it."""
    digits = key.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(key) <= len(str(MAX_ID))


def _moment(key):
    """When a span of time begins, as its key says; None of what is no such key."""
    try:
        moment = datetime.strptime(key, MOMENT)
    except ValueError:
        return None
    # the last ones have no end, and the first ones no place in other time zones
    return moment if 1 < moment.year < MAXYEAR else None
