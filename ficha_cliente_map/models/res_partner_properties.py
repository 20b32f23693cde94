import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import NotThis, a_text
from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_group,
    query_is_empty,
    query_join,
    query_refine,
    query_select,
    query_subselect,
)
from odoo.addons.ficha_cliente.tools.searches import searches

from ..tools.arguments import keys_of_the_legend
from .res_partner_groups import DAYS, OFF, SPANS, first_on

# kinds of properties that the map groups by, as lists do
PROPERTIES = (
    *("char", "boolean", "integer", "float", "selection", "many2one", "tags"),
    *("many2many", *DAYS),
)
SEVERAL = ("tags", "many2many")
# what they may point to is asked with the rights of the reader
POINTING = ("many2one", "many2many")


class ResPartner(models.Model):
    """The company's own extra fields (Odoo's properties) as groups of the map."""

    _inherit = "res.partner"

    map_group = fields.Char(
        string="In a group of the map",
        compute="_compute_map_group",
        search="_search_map_group",
        groups=INTERNAL,
        help="To search with: whom the legend of the map leaves on, as the map writes "
        "it.",
    )

    def _compute_map_group(self):
        """Nobody has one of their own: it is only searched by."""
        self.map_group = False

    @searches("map_group")
    def _search_map_group(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._map_in_group(text) for text in value)

    @api.model
    def _map_in_group(self, text):
        """Whom a legend leaves on: the very SQL of the map, as conditions of properties
        leave out whom nobody has given a value.

        :param str text: JSON of the group and the keys that are switched off
        :return: Domain
        :raise UserError: it is none
        """
        colour, hidden = _read_group_text(text)
        if not colour or not self._map_group(colour):
            raise UserError(
                self.env._(
                    "This is no group of the map: open the list from the map again."
                )
            )
        everybody = self.with_context(active_test=False)
        query, key = everybody._map_query(Domain.TRUE, colour, hidden)
        if query_is_empty(query):
            return Domain.FALSE
        query_refine(query, SQL("%s NOT IN %s", key, tuple(self._map_off(hidden))))
        return Domain("id", "in", query)

    # -- as for other groups ----------------------------------------------------------

    @api.model
    def _map_property(self, name):
        """What Odoo keeps of a property: its kind, words and choices.

        :param str name: ``properties.a1b2``
        :return: dict, empty of what is none, or may not be read
        """
        field = self._fields.get(name.partition(".")[0])
        if "." not in name or field is None or field.type != "properties":
            return {}
        if not self._has_field_access(field, "read"):
            return {}
        try:
            definition = self.get_property_definition(name)
        except ValueError:
            return {}
        if definition.get("type") in POINTING:
            model = self.env.get(definition.get("comodel"))
            if model is None or model._abstract or model._transient:
                return {}
            if not model.has_access("read"):
                return {}
        return definition

    @api.model
    def _map_group(self, colour):
        """Extends _map_group: properties too, of days with months and longer."""
        name, _colon, part = colour.partition(":")
        if "." not in name:
            return super()._map_group(colour)
        kind = self._map_property(name).get("type")
        if kind in DAYS:
            part = part or "month"
            return (name, part) if part in SPANS else None
        return (name, "") if kind in PROPERTIES and not part else None

    @api.model
    def _map_kind(self, model, name):
        """Extends _map_kind: what kind of property it is."""
        if "." not in name:
            return super()._map_kind(model, name)
        return self._map_property(name).get("type")

    @api.model
    def _map_key(self, query, colour, hidden=()):
        """Extends _map_key: of properties, from their JSON."""
        _model, name, part = self._map_colour(colour)
        if "." not in name:
            return super()._map_key(query, colour, hidden)
        definition = self._map_property(name)
        kind = definition["type"]
        if part:
            moment = query_group(query, f"{name}:{part}", self)
            return SQL("to_char(%s::timestamp, %s)", moment, 'YYYY-MM-DD"T"HH24:MI:SS')
        value = query_column(query, name, self)
        if kind in SEVERAL:
            is_one = self._map_is_one(definition, SQL.identifier("of", "value"))
            rows = SQL(
                'SELECT "of".value FROM jsonb_array_elements_text(%s)'
                ' WITH ORDINALITY AS "of"(value, place) WHERE %s',
                _array(value),
                is_one,
            )
            return first_on(rows, SQL('"of".value'), SQL('"of".place'), hidden)
        text = SQL("(NULLIF(%s, 'false'::jsonb) #>> '{}')", value)
        if kind in ("integer", "float"):
            # 20 and 20.0 are one number, and one group of lists
            return SQL(
                "CASE WHEN jsonb_typeof(%s) = 'number'"
                " THEN trim_scale(%s::numeric)::text END",
                value,
                text,
            )
        if kind in ("selection", "many2one"):
            return SQL(
                "CASE WHEN %s THEN %s END", self._map_is_one(definition, text), text
            )
        return text

    @api.model
    def _map_is_one(self, definition, value):
        """The condition that a value is one of those that there are: not a choice that
        the company has taken away, nor a record that is gone or that the reader may not
        read.

        :param SQL value: text
        :return: SQL
        """
        if definition["type"] in POINTING:
            records = self.env[definition["comodel"]].with_context(active_test=False)
            known = records._search([])
            if query_is_empty(known):
                return SQL("FALSE")
            return SQL("%s IN %s", value, query_subselect(known, _as_text(known)))
        choices = definition.get(definition["type"]) or []
        return SQL("%s = ANY(%s)", value, [choice[0] for choice in choices])

    @api.model
    def _map_counts(self, domain, colour, rows):
        """Extends _map_counts: of properties with several values each counts."""
        name = self._map_colour(colour)[1]
        if "." not in name or not self._map_several(colour):
            return super()._map_counts(domain, colour, rows)
        query = self._search(domain & Domain("map_precision", "!=", False))
        if query_is_empty(query):
            return {}
        value = SQL.identifier("map_values", "value")
        query_join(
            query,
            "LEFT JOIN",
            "map_values",
            SQL(
                "jsonb_array_elements_text(%s)",
                _array(query_column(query, name, self)),
            ),
            self._map_is_one(self._map_property(name), value),
        )
        query_refine(query, group=SQL("1"))
        found = self.env.execute_query(
            query_select(query, SQL("COALESCE(%s, '')", value), SQL("count(*)"))
        )
        return dict(found)

    @api.model
    def _map_switched(self, colour, hidden):
        """Extends _map_switched: of properties a condition of our own, see
        :meth:`_map_in_group`."""
        name = self._map_colour(colour)[1]
        if "." not in name:
            return super()._map_switched(colour, hidden)
        hidden = sorted({*hidden} - {OFF})
        if not hidden:
            return Domain.TRUE
        return Domain("map_group", "=", json.dumps([colour, hidden]))

    @api.model
    def _map_labels(self, model, name, found, asked=()):
        """Extends _map_labels: the words of a property are in its definition."""
        if "." not in name:
            return super()._map_labels(model, name, found, asked)
        definition = self._map_property(name)
        kind = definition["type"]
        if kind in ("selection", "tags"):
            return [tuple(choice[:2]) for choice in definition.get(kind) or []]
        if kind == "boolean":
            return [("true", definition.get("string") or name)]
        if kind in POINTING:
            return self._map_names(definition["comodel"], (), {*found, *asked})
        keys = {*found, *asked} - {""}
        if kind in ("integer", "float"):
            return [(key, key) for key in sorted(keys, key=_as_number)]
        return [(key, key) for key in sorted(keys)]


def _read_group_text(text):
    """A group and the keys that are switched off, of what a condition says; nothing of
    anything else."""
    try:
        colour, hidden = json.loads(text)
        return a_text(colour), keys_of_the_legend(hidden)
    except (TypeError, ValueError, RecursionError, NotThis):
        return "", []


def _array(value):
    """What is in the JSON of a property with several values; of others nothing."""
    return SQL(
        "CASE WHEN jsonb_typeof(%(value)s) = 'array' THEN %(value)s ELSE '[]' END",
        value=value,
    )


def _as_text(query):
    return SQL("%s::text", query_column(query, "id"))


def _as_number(key):
    try:
        return float(key)
    except ValueError:
        return 0.0
