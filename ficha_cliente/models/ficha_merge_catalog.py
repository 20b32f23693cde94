import re

from odoo import api, models, tools
from odoo.tools import SQL

from .ficha_merge_pairs import Link, Unique

# Tables that a merge keeps up to date by itself, or that say what merges did.
OWN = (
    "ficha_merge",
    "ficha_merge_source",
    "ficha_merge_move",
    "ficha_identity_key",
    "ficha_duplicate",
    "ficha_purchase_summary",
    "ficha_value_origin",
)


class FichaMerge(models.Model):
    """Where rows are pointed at from, found in the database itself and in the models:
    so a module that nobody here has heard of is followed too."""

    _inherit = "ficha.merge"

    @api.model
    @tools.ormcache("table", cache="stable")
    def _merge_links(self, table):
        """Every place that points at rows of ``table``.

        Foreign keys come from the catalogue, as in the core's ``_get_fk_on``
        (base/wizard/base_partner_merge.py); references by model and id from the
        fields, where the core knows five models by name.

        :return: list of :class:`Link`
        """
        models_by_table = self._merge_models_by_table()
        passing = self._merge_passing_tables()
        links = []
        for name, column, columns in self._merge_foreign_keys(table):
            if name in OWN or name in passing:
                continue
            others = [other for other in columns if other != column]
            if "id" in columns:
                key = "id"
            elif len(others) == 1:
                key = others[0]
            else:
                continue  # no table that Odoo makes
            links.append(Link(name, column, key, tuple(columns)))
        if model := models_by_table.get(table):
            links += self._merge_references(model)
        uniques = self._merge_uniques({link.table for link in links})
        return [
            link._replace(
                uniques=tuple(
                    unique
                    for unique in uniques.get(link.table, ())
                    if any(re.search(rf"\b{link.column}\b", key) for key in unique.keys)
                )
            )
            for link in links
        ]

    @api.model
    def _merge_models_by_table(self):
        return {
            model._table: name
            for name, model in self.env.items()
            if model._auto and not model._abstract
        }

    @api.model
    def _merge_passing_tables(self):
        """Tables of dialogs, which the core empties by itself."""
        dialogs = [model for model in self.env.values() if model._transient]
        return {model._table for model in dialogs} | {
            field.relation
            for model in dialogs
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }

    @api.model
    def _merge_foreign_keys(self, table):
        """Rows ``(table, column, all columns of the table)``."""
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT child.relname, link.attname,
                       ARRAY(SELECT attname::text
                               FROM pg_attribute
                              WHERE attrelid = child.oid
                                AND attnum > 0 AND NOT attisdropped
                              ORDER BY attnum)
                  FROM pg_constraint AS con
                  JOIN pg_class AS child ON child.oid = con.conrelid
                  JOIN pg_class AS parent ON parent.oid = con.confrelid
                  JOIN pg_attribute AS link
                    ON link.attrelid = child.oid AND link.attnum = con.conkey[1]
                 WHERE con.contype = 'f'
                   AND array_length(con.conkey, 1) = 1
                   AND parent.relname = %s
                   AND parent.relnamespace = current_schema::regnamespace
                 ORDER BY 1, 2
                """,
                table,
            )
        )

    @api.model
    def _merge_references(self, target):
        """Stored fields that may point at records of the model ``target`` without a
        foreign key."""
        links = []
        for model in self.env.values():
            if not model._auto or model._abstract or model._transient:
                continue
            if model._table in OWN:
                continue
            columns = tuple(
                field.name for field in model._fields.values() if self._is_column(field)
            )
            for field in model._fields.values():
                if not self._is_column(field):
                    continue
                link = Link(model._table, field.name, "id", columns, model=target)
                if field.type == "reference":
                    links.append(link._replace(text=True))
                elif model_column := self._merge_model_column(model, field):
                    links.append(link._replace(model_column=model_column))
        return links

    @api.model
    def _is_column(self, field):
        return bool(field.store and field.column_type)

    @api.model
    def _merge_model_column(self, model, field):
        """The column that names the model to which an id in ``field`` belongs."""
        if field.type == "many2one_reference":
            names = [field.model_field]
        elif field.type == "integer" and field.name in ("res_id", "record_id"):
            names = ["res_model", "model", "model_name"]
        else:
            return None
        for name in names:
            other = model._fields.get(name)
            if other and self._is_column(other) and other.type in ("char", "selection"):
                return name
        return None

    @api.model
    def _merge_uniques(self, tables):
        """What is unique in these tables, by constraint or by index.

        :return: ``{table: [Unique]}``
        """
        found = {}
        for table, keys, predicate in self.env.execute_query(
            SQL(
                """
                SELECT child.relname,
                       ARRAY(SELECT pg_get_indexdef(idx.indexrelid, place, TRUE)
                               FROM generate_series(1, idx.indnkeyatts) AS place),
                       COALESCE(pg_get_expr(idx.indpred, idx.indrelid, TRUE), 'TRUE')
                  FROM pg_index AS idx
                  JOIN pg_class AS child ON child.oid = idx.indrelid
                 WHERE idx.indisunique AND NOT idx.indisprimary
                   AND child.relname = ANY(%s)
                   AND child.relnamespace = current_schema::regnamespace
                 ORDER BY idx.indexrelid
                """,
                list(tables),
            )
        ):
            found.setdefault(table, []).append(Unique(tuple(keys), predicate))
        for table, keys, predicate in self._merge_soft_keys():
            if table in tables:
                found.setdefault(table, []).append(Unique(tuple(keys), predicate))
        return found

    @api.model
    def _merge_soft_keys(self):
        """What would be the same thing twice although no index says so. Modules add
        theirs.

        :return: list of ``(table, keys, predicate)``, see :class:`Unique`
        """
        return [
            # a guest is invited to a meeting once
            ("calendar_attendee", ("event_id", "partner_id"), "TRUE"),
            ("ficha_contact_point", ("partner_id", "kind", "normalized_value"), "TRUE"),
            # an e-mail that went to both is one interaction
            ("ficha_interaction", ("partner_id", "message_id"), "TRUE"),
        ]

    @api.model
    def _merge_entity_columns(self):
        """Columns that hold the commercial entity of a contact and not the contact.

        :return: set of ``(table, column)``
        """
        return {("account_move_line", "partner_id")} | {
            (link.table, link.column)
            for link in self._merge_links("res_partner")
            if link.column == "commercial_partner_id"
        }
