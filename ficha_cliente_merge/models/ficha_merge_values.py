import json

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.field_value import field_label
from odoo.addons.ficha_cliente.tools.merge import (
    Pairs,
    kept_per_company,
    read_cells,
)

# Read and kept together: half of one address and half of another lead nowhere.
POSITION = ("partner_latitude", "partner_longitude")
# Never taken from another contact unless somebody chooses so.
KEPT = ("is_company", "type", "color", "parent_id", "autopost_bills", *POSITION)

# Never touched.
APART = (
    "active",
    "company_id",
    "signup_type",
    "message_bounce",
    "calendar_last_notif_ack",
)


class FichaMerge(models.Model):
    """Which value of each field the kept contact has afterwards."""

    _inherit = "ficha.merge"

    @api.model
    def _merge_fields(self):
        """Fields of a contact of which one value stays: columns that a person can set.

        The core copies fields without compute only and so loses salesperson, language
        and whatever else Odoo proposes and a person may change.
        """
        partner = self.env["res.partner"]
        apart = partner._ficha_merge_own_fields().union(APART, models.MAGIC_COLUMNS)
        return [
            field
            for field in partner._fields.values()
            if self._is_column(field)
            and field.name not in apart
            and not field.related
            and not (field.compute and field.readonly)
            and field.type != "properties"
        ]

    @api.model
    def _check_choices(self, survivor, others, choices):
        """Refuse choices that mean nothing, or about fields the user may not see.

        :raise UserError: no such field, or a contact that is not merged
        :raise AccessError: a protected field
        """
        names = {field.name for field in self._merge_fields()} | {"image_1920"}
        partner = self.env["res.partner"]
        for name, chosen in choices.items():
            if name not in names or chosen not in (survivor | others).ids:
                raise UserError(
                    self.env._("There is no choice “%s” in this merge.", name)
                )
            field = partner._fields[name]
            if not self.env.su and not partner._has_field_access(field, "write"):
                raise AccessError(
                    self.env._(
                        "You may not choose a value for “%s”.",
                        field_label(field, self.env),
                    )
                )

    @api.model
    def _blocks(self):
        """Names of fields that are kept together."""
        return [(*self.env["res.partner"]._address_fields(), *POSITION)]

    @api.model
    def _write_values(self, survivor, others, choices):
        """Give the kept contact its values.

        :return: ``{name of a field that changed: contact whose value it was}``
        """
        values = survivor._ficha_merge_values(others)
        blocks = {name: block for block in self._blocks() for name in block}
        parent = self._final_parent(survivor, others, choices)
        shared = self._shared_with_company(survivor, parent)
        for field in self._merge_fields():
            if field.company_dependent or field.name in values:
                continue
            name = field.name
            if name in choices:
                values[name] = survivor.browse(choices[name])[name]
            elif name not in blocks and name not in KEPT:
                values[name] = self._value(field, survivor, others)
        values |= self._value_blocks(survivor, others, choices)
        if parent != survivor.parent_id:
            values["parent_id"] = parent
        values = {
            name: value
            for name, value in values.items()
            if value != survivor[name] and name not in shared
        }
        if values:
            survivor.write(
                {
                    name: survivor._fields[name].convert_to_write(value, survivor)
                    for name, value in values.items()
                }
            )
        return {
            name: next((p for p in others if p[name] == value), survivor)
            for name, value in values.items()
        }

    @api.model
    def _shared_with_company(self, survivor, parent):
        """Names of fields that a contact has from its company: written on the contact
        they would change the company's (``res.partner._fields_sync``)."""
        if not parent or survivor.is_company:
            return set()
        names = set(survivor._commercial_fields())
        if survivor.type == "contact":
            names |= set(survivor._address_fields())
        return names

    @api.model
    def _value(self, field, survivor, others):
        """The survivor's value; that of the first other who has one when it is empty.

        What is counted is added up, as in the core (``_get_summable_fields``), a box
        that one of them has ticked stays ticked, and notes are joined."""
        name = field.name
        wizard = self.env["base.partner.merge.automatic.wizard"]
        if name in wizard._get_summable_fields():
            return sum((survivor | others).mapped(name))
        if field.type == "html":
            texts = []
            for text in [survivor[name], *(other[name] for other in others)]:
                if text and text not in texts:
                    texts.append(text)
            return Markup("<br/>").join(texts) if texts else survivor[name]
        if survivor[name]:
            return survivor[name]
        # what one of them says of another, or of itself, is no value for the one
        merged = survivor | others if field.comodel_name == "res.partner" else ()
        return next(
            (
                other[name]
                for other in others
                if other[name] and other[name] not in merged
            ),
            survivor[name],
        )

    @api.model
    def _value_blocks(self, survivor, others, choices):
        """Addresses and the like are taken whole, and only where there was nothing."""
        values = {}
        for block in self._blocks():
            if set(block) & set(choices):
                continue
            # a country alone is no address
            telling = [name for name in block if name not in ("country_id", *POSITION)]
            if any(survivor[name] for name in telling):
                continue
            for other in others:
                if any(other[name] for name in telling):
                    values |= {name: other[name] for name in block}
                    break
            else:
                for name in block:
                    field = survivor._fields[name]
                    values[name] = self._value(field, survivor, others)
        return values

    @api.model
    def _sync_children(self, survivor):
        """Contacts that came along share the company's tax id and address, as when
        their company is changed by hand (``res.partner._fields_sync``)."""
        children = survivor.child_ids
        if not children:
            return
        if survivor.commercial_partner_id == survivor:
            survivor._commercial_sync_to_descendants()
        address = survivor._get_address_values()
        contacts = children.filtered(lambda child: child.type == "contact")
        if address and contacts:
            contacts._update_address(address)

    # --------------------------------------------------------------------------
    # Links and values that lie inside JSON: values per company, properties,
    # defaults; and images, which are attachments.
    # --------------------------------------------------------------------------

    # -- of other records --------------------------------------------------------------

    @api.model
    def _move_values_elsewhere(self, pairs):
        """Values of other records that are one of these contacts."""
        for field in self.env.registry.many2one_company_dependents["res.partner"]:
            table = self.env[field.model_name]._table
            self._json_change(table, field.name, pairs)
        self._sql_change(
            "ir_default",
            "json_value",
            pairs,
            SQL(
                """
                t.json_value = m.old::text AND t.field_id IN (
                    SELECT id FROM ir_model_fields
                     WHERE ttype = 'many2one' AND relation = 'res.partner')
                """
            ),
            SQL("m.new::varchar"),
            action="moved",
        )
        for table, column, single, many in self._partner_properties():
            for name in single | many:
                self._json_change(table, column, pairs, name)

    @api.model
    def _json_change(self, table, column, pairs, name=None):
        """Replace the contact in a JSON object: in all of its values, or in that of
        one name, which may be a list of contacts."""
        cell = SQL("t.%s", SQL.identifier(column))
        only = SQL("item.key = %s", name) if name else SQL("TRUE")
        self._sql_change(
            table,
            column,
            pairs,
            SQL(
                """
                %(cell)s IS NOT NULL AND EXISTS (
                    SELECT FROM jsonb_each(%(cell)s) AS item
                     WHERE %(only)s AND (item.value = to_jsonb(m.old)
                        OR jsonb_typeof(item.value) = 'array'
                           AND item.value @> to_jsonb(m.old)))
                """,
                cell=cell,
                only=only,
            ),
            SQL(
                """
                (SELECT jsonb_object_agg(item.key, CASE
                            WHEN NOT (%(only)s) THEN item.value
                            WHEN item.value = to_jsonb(m.old) THEN to_jsonb(m.new)
                            WHEN jsonb_typeof(item.value) = 'array'
                             AND item.value @> to_jsonb(m.old)
                            THEN (SELECT jsonb_agg(DISTINCT CASE
                                             WHEN one.value = to_jsonb(m.old)
                                             THEN to_jsonb(m.new) ELSE one.value END)
                                    FROM jsonb_array_elements(item.value) AS one)
                            ELSE item.value END)
                   FROM jsonb_each(%(cell)s) AS item)
                """,
                cell=cell,
                only=only,
            ),
            action="moved",
        )

    @api.model
    def _partner_properties(self):
        """Properties whose values are contacts.

        :return: list of ``(table, column, names with one contact, names with several)``
        """
        found = []
        for model in self.env.values():
            if not model._auto or model._abstract or model._transient:
                continue
            for field in model._fields.values():
                if field.type != "properties" or not self._is_column(field):
                    continue
                parent = model._fields[field.definition_record].comodel_name
                rows = self.env.execute_query(
                    SQL(
                        """
                        SELECT one.value ->> 'name', one.value ->> 'type'
                          FROM %s AS parent
                         CROSS JOIN jsonb_array_elements(
                                CASE jsonb_typeof(parent.%s) WHEN 'array'
                                THEN parent.%s ELSE '[]' END) AS one
                         WHERE one.value ->> 'comodel' = 'res.partner'
                        """,
                        SQL.identifier(self.env[parent]._table),
                        SQL.identifier(field.definition_record_field),
                        SQL.identifier(field.definition_record_field),
                    )
                )
                if rows:
                    single = {name for name, kind in rows if kind == "many2one"}
                    many = {name for name, kind in rows if kind == "many2many"}
                    found.append((model._table, field.name, single, many))
        return found

    # -- of the contacts themselves ----------------------------------------------------

    def _merge_columns_per_company(self, survivor, others, choices):
        """Values per company, see :func:`kept_per_company`. A choice is for the company
        the user works in."""
        names = [
            field.name
            for field in survivor._fields.values()
            if field.company_dependent and self._is_column(field)
        ]
        ids = [survivor.id, *others.ids]
        rows = read_cells(survivor | others, names)
        cells = {name: [rows[id_].get(name) or {} for id_ in ids] for name in names}
        company = str(self.env.company.id)
        together = self._together()
        for name, given in cells.items():
            group = together.get(name, [name])
            choice = next((choices[one] for one in group if one in choices), None)
            chosen = {company: ids.index(choice)} if choice else {}
            value = kept_per_company(cells[group[0]], given, chosen)
            if value != given[0]:
                self._set_cell(survivor, name, value or None)

    @api.model
    def _together(self):
        """Fields of which a choice is a choice of others too.

        :return: ``{name of such a field: names of all, the one that decides first}``
        """
        groups = self.env["res.partner"]._ficha_merge_together().items()
        return {
            name: [first, *rest] for first, rest in groups for name in (first, *rest)
        }

    def _merge_properties(self, survivor, others):
        """A company's own fields: the survivor's values, and the others' where it has
        none."""
        rows = read_cells(survivor | others, ["properties"])
        own = rows[survivor.id].get("properties") or {}
        value = dict(own)
        for other in others:
            for name, data in (rows[other.id].get("properties") or {}).items():
                if data and not value.get(name):
                    value[name] = data
        if value != own:
            self._set_cell(survivor, "properties", value)

    def _set_cell(self, partner, name, value):
        self._sql_change(
            "res_partner",
            name,
            Pairs([(partner.id, partner.id, self.id)]),
            SQL("t.id = m.old"),
            SQL("%s::jsonb", None if value is None else json.dumps(value)),
        )

    # -- images ------------------------------------------------------------------------

    def _merge_images(self, survivor, others, choices):
        """The image of another contact when there is none, or when it was chosen: the
        two change places, so none is lost."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_id, res_field, id FROM ir_attachment
                 WHERE res_model = 'res.partner' AND res_field IS NOT NULL
                   AND res_id = ANY(%s)
                 ORDER BY res_id, res_field, id
                """,
                (survivor | others).ids,
            )
        )
        has = {}
        for partner_id, name, attachment in rows:
            group = "image_1920" if name.startswith("image_") else name
            has.setdefault(group, {}).setdefault(partner_id, []).append(attachment)
        for group, owners in has.items():
            giver = choices.get(group)
            if not giver and survivor.id not in owners:
                giver = next((other.id for other in others if other.id in owners), None)
            if not giver or giver == survivor.id:
                continue
            swapped = [
                (attachment, survivor.id, self.id)
                for attachment in owners.get(giver, ())
            ]
            swapped += [
                (attachment, giver, self.id)
                for attachment in owners.get(survivor.id, ())
            ]
            if swapped:
                self._sql_change(
                    "ir_attachment",
                    "res_id",
                    Pairs(swapped),
                    SQL("t.id = m.old"),
                    SQL("m.new"),
                )
