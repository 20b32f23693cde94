import json

from odoo import api, models
from odoo.tools import SQL

from .ficha_merge_pairs import Pairs


class FichaMerge(models.Model):
    """Links and values that lie inside JSON: values per company, properties, defaults;
    and images, which are attachments."""

    _inherit = "ficha.merge"

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
        """Values per company: the survivor's, and for companies where it has none that
        of the others. A choice is for the company the user works in."""
        names = [
            field.name
            for field in survivor._fields.values()
            if field.company_dependent and self._is_column(field)
        ]
        rows = self._cells(survivor | others, names)
        company = str(self.env.company.id)
        for name in names:
            own = rows[survivor.id].get(name) or {}
            value = {}
            for other in reversed(others):
                value |= rows[other.id].get(name) or {}
            value |= own
            if name in choices:
                chosen = rows[choices[name]].get(name) or {}
                value.pop(company, None)
                value |= {k: v for k, v in chosen.items() if k == company}
            if value != own:
                self._set_cell(survivor, name, value or None)

    def _merge_properties(self, survivor, others):
        """A company's own fields: the survivor's values, and the others' where it has
        none."""
        rows = self._cells(survivor | others, ["properties"])
        own = rows[survivor.id].get("properties") or {}
        value = dict(own)
        for other in others:
            for name, data in (rows[other.id].get("properties") or {}).items():
                if data and not value.get(name):
                    value[name] = data
        if value != own:
            self._set_cell(survivor, "properties", value)

    @api.model
    def _cells(self, partners, names):
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, to_jsonb(x) FROM (SELECT id, %s FROM res_partner"
                    " WHERE id = ANY(%s)) AS x",
                    SQL(", ").join(map(SQL.identifier, names)),
                    partners.ids,
                )
            )
        )

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
