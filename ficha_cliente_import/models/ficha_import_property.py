import secrets

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, ormcache

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .ficha_import_column import PROPERTY

# kinds of properties that take any text
TEXTS = ("char", "text")
# where Odoo keeps which properties contacts have
DEFINITION = "properties_base_definition"
# as many as an import adds to; Odoo reads all of them with each contact
EXTRA_FIELDS = 200


class PropertiesBaseDefinition(models.Model):
    _inherit = "properties.base.definition"

    def write(self, vals):
        """Extends the ORM's: what is known of extra fields is asked again."""
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    @ormcache("self.id")
    def _ficha_texts(self):
        """The properties that take any text.

        :return: {label as it is compared: name}, the first of each
        """
        found = {}
        for one in self.properties_definition or ():
            if one["type"] in TEXTS:
                found.setdefault(fold(one.get("string")), one["name"])
        return found


class FichaImport(models.Model):
    """Extra fields: what a file says and no field holds becomes a property, which
    Odoo keeps for all contacts."""

    _inherit = "ficha.import"

    @api.model
    def _property_definition(self):
        """The record that says which properties contacts have."""
        # sudo: the core lets the system's people alone write it; who may add an extra
        # field from here is checked when it is chosen
        definitions = self.env["properties.base.definition"].sudo()
        return definitions._get_definition_for_property_field(
            "res.partner", "properties"
        )

    @api.model
    def _property_named(self, label):
        """The name of the property with this label that takes text, or None."""
        return self._property_definition()._ficha_texts().get(fold(label))

    @api.model
    def _check_more_properties(self, labels):
        """Refuse to make more extra fields than Odoo can read with each contact.

        :param labels: of those that columns become
        :raise UserError: there would be too many
        """
        known = len(self._property_definition().properties_definition or ())
        new = {fold(label) for label in labels if not self._property_named(label)}
        if new and known + len(new) > EXTRA_FIELDS:
            raise UserError(
                self.env._(
                    "Contacts would have more than %s extra fields. Use one that there "
                    "is, or choose another field.",
                    EXTRA_FIELDS,
                )
            )

    def _property_name(self, label):
        """The same; it is made when there is none."""
        if name := self._property_named(label):
            return name
        self._check_more_properties([label])
        name = secrets.token_hex(8)
        definition = self._property_definition()
        definition.properties_definition = [
            *(definition.properties_definition or ()),
            {"name": name, "type": "char", "string": label},
        ]
        # it goes again when the import is undone, unless others use it by then
        made = {"name": name, "label": label}
        self._journal(0, [("last", DEFINITION, None, None, made, definition.ids)])
        return name

    def _undo_properties(self):
        """Take back the extra fields that the import made, unless a contact has one
        filled in.

        :return: sentences about those that stay
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT new ->> 'name', new ->> 'label' FROM ficha_import_move
                 WHERE import_id = %s AND action = 'last' AND table_name = %s
                """,
                self.id,
                DEFINITION,
            )
        )
        said, gone = [], set()
        for name, label in rows:
            if self.env.execute_query(
                SQL(
                    "SELECT FROM res_partner WHERE properties -> %(name)s"
                    " NOT IN ('null', 'false', '\"\"') LIMIT 1",
                    name=name,
                )
            ):
                said.append(self.env._("Extra field “%s”: used since.", label))
            else:
                gone.add(name)
        if gone:
            definition = self._property_definition()
            definition.properties_definition = [
                one
                for one in definition.properties_definition or ()
                if one["name"] not in gone
            ]
        return said

    @api.model
    def _may_add_property(self):
        """Everybody would see a new field: those who configure add one."""
        user = self.env.user
        return user.has_group("ficha_cliente.group_ficha_manager") or user.has_group(
            "base.group_system"
        )

    def _properties_of(self, partner):
        """{name: value} as they are kept."""
        field = partner._fields["properties"]
        return field.convert_to_cache(partner.properties, partner) or {}

    def _new_properties(self, row, partner):
        """What a row changes in the properties of a customer.

        :return: {label: text}; what differs only when it is overwritten
        """
        if not row.properties:
            return {}
        known = self._properties_of(partner) if partner else {}
        found = {}
        for label, text in row.properties.items():
            current = known.get(self._property_named(label)) or ""
            if not current or (self.policy == "overwrite" and current != text):
                found[label] = text
            elif current != text:
                row.kept.append("properties")
        return found

    def _plan_outcomes(self, rows):
        """Extends ours: an extra field that is filled in changes the customer."""
        result = super()._plan_outcomes(rows)
        for row in rows:
            if row.outcome in ("unchanged", "proposal") and row.partner_id:
                partner = self.env["res.partner"].browse(row.partner_id)
                if self._new_properties(row, partner):
                    row.outcome = "updated"
        return result

    def _new_vals(self, row, change):
        """Extends ours: with the extra fields."""
        vals = super()._new_vals(row, change)
        if row.properties:
            vals["properties"] = {
                self._property_name(label): text
                for label, text in row.properties.items()
            }
        return vals

    def _update_known(self, row, partner, comparer):
        """Extends ours: with the extra fields."""
        result = super()._update_known(row, partner, comparer)
        if changed := self._new_properties(row, partner):
            known = self._properties_of(partner)
            named = {self._property_name(label): t for label, t in changed.items()}
            partner.properties = {**known, **named}
            row.changes += [("added", label, "", t) for label, t in changed.items()]
            row.did.add("updated")
        return result


class FichaImportColumn(models.Model):
    _inherit = "ficha.import.column"

    def _decided_vals(self, vals):
        """Extends ours: a field that everybody will see is added by who may."""
        vals = super()._decided_vals(vals)
        if vals.get("target") == PROPERTY and not self.import_id._may_add_property():
            for column in self:
                if not column.import_id._property_named(column.heading):
                    raise UserError(
                        self.env._(
                            "There is no extra field “%s”. Ask a manager to add it, or "
                            "choose another one.",
                            column.heading,
                        )
                    )
        if vals.get("target") == PROPERTY:
            for run, columns in self.grouped("import_id").items():
                chosen = run.column_ids.filtered(lambda c: c.target == PROPERTY)
                run._check_more_properties((chosen | columns).mapped("heading"))
        return vals
