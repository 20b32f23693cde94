import json
import re

from odoo import api, models, tools
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.merge import Unique, find_conflicts

from ..tools.merge_pairs import Link

# What merges did stays as it was.
JOURNAL = ("ficha_merge", "ficha_merge_source", "ficha_merge_move")


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
        apart = self._merge_passing_tables() | self._merge_tables_apart()
        links = []
        for name, column, columns in self._merge_foreign_keys(table):
            if name in apart:
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
    def _merge_tables_apart(self):
        """Tables whose rows are not moved: a part sees to them by itself (attribute
        ``_ficha_merge`` of its model, see ``res_partner_merged``)."""
        return {*JOURNAL} | {
            model._table
            for model in self.env.registry.values()
            if getattr(model, "_ficha_merge", None)
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
        apart = self._merge_tables_apart()
        for model in self.env.values():
            if not model._auto or model._abstract or model._transient:
                continue
            if model._table in apart:
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
        # what would be the same thing twice although no index says so
        for model in self.env.registry.values():
            uniques = getattr(model, "_ficha_merge_unique", ())
            if uniques and model._table in tables:
                known = found.setdefault(model._table, [])
                known += [unique for unique in uniques if unique not in known]
        return found

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

    # --------------------------------------------------------------------------
    # Everything that pointed at the rows that go points at those that stay.
    # --------------------------------------------------------------------------

    @api.model
    def _move_links(self, table, pairs, entity_pairs=None):
        """Move the links to rows of a table.

        :param pairs: :class:`Pairs` of rows of ``table``
        :param entity_pairs: for contacts, the same with the commercial entities of
            those who stay
        """
        entity_columns = self._merge_entity_columns() if entity_pairs else ()
        for link in self._links_in_use(table, pairs):
            if (link.table, link.column) in entity_columns:
                self._move_link(link, table, entity_pairs)
            else:
                self._move_link(link, table, pairs)

    @api.model
    def _links_in_use(self, table, pairs):
        """The links that point at one of these rows: one question for all of them."""
        links = self._merge_links(table)
        if not links or not pairs:
            return []
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM %s AS t"
                " WHERE %s = ANY(%s) AND %s)",
                place,
                SQL.identifier(link.table),
                SQL.identifier("t", link.column),
                link.values(pairs.old),
                link.where(),
            )
            for place, link in enumerate(links)
        )
        return [links[place] for (place,) in sorted(self.env.execute_query(query))]

    @api.model
    def _move_link(self, link, target, pairs):
        """Move one column. Rows that would then be the same twice are combined first.

        :param target: the table that is pointed at
        """
        if link.key != "id":
            self._drop_conflicts(link, pairs)
        for unique in link.uniques if link.key == "id" and not link.text else ():
            conflicts = find_conflicts(
                self.env,
                link.table,
                link.column,
                link.columns,
                unique,
                pairs,
                link.where(),
            )
            if conflicts:
                self._combine(link.table, conflicts)
        column = SQL.identifier("t", link.column)
        where = SQL(
            "%s = %s AND %s = ANY(%s) AND %s",
            column,
            link.old(),
            column,
            link.values(pairs.old),
            link.where(),
        )
        if link.table == target and link.key == "id":
            where = SQL("%s AND %s", where, self._within(link, pairs))
        self._sql_change(
            link.table,
            link.column,
            pairs,
            where,
            link.new(),
            key=link.key,
            action="moved",
        )

    @api.model
    def _within(self, link, pairs):
        """What one of the merged rows says of another says nothing any more: the one
        that stays forgets it, the others keep it for the day they come back."""
        if link.column == "commercial_partner_id":
            return SQL("t.id != m.old")
        column = SQL.identifier("t", link.column)
        self._sql_change(
            link.table,
            link.column,
            pairs,
            SQL("t.id = m.new AND %s = m.old", column),
            SQL("NULL::int"),
        )
        return SQL(
            "NOT EXISTS (SELECT FROM unnest(%s::int[], %s::int[]) AS own (old, merge)"
            " WHERE own.old = t.id AND own.merge = m.merge)",
            pairs.old,
            pairs.merges,
        )

    @api.model
    def _drop_conflicts(self, link, pairs):
        """In the table of a many2many: take out what the row that stays has already,
        or another one that goes brings as well."""
        column = SQL.identifier(link.column)
        key = SQL.identifier(link.key)
        self._sql_remove(
            link.table,
            pairs,
            SQL(
                """
                t.%(column)s = m.old AND t.%(column)s = ANY(%(old)s)
                AND EXISTS (
                    SELECT FROM %(table)s AS same
                     WHERE same.%(key)s = t.%(key)s
                       AND (same.%(column)s = m.new
                            OR same.%(column)s < m.old AND same.%(column)s IN (
                                SELECT other.old
                                  FROM unnest(%(old)s::int[], %(new)s::int[])
                                    AS other (old, new)
                                 WHERE other.new = m.new)))
                """,
                column=column,
                key=key,
                table=SQL.identifier(link.table),
                old=pairs.old,
                new=pairs.new,
            ),
            key=link.key,
        )

    @api.model
    def _combine(self, table, conflicts):
        """Put rows of a table into others: what pointed at them follows, and the rows
        themselves are kept in the journal until the merge can no longer be undone."""
        self._move_links(table, conflicts)
        self._sql_remove(table, conflicts, SQL("t.id = m.old"))

    # --------------------------------------------------------------------------
    # The three statements a merge is made of. Each does its work for all pairs at
    # once and writes what it did into the journals in the same breath.
    # --------------------------------------------------------------------------

    @api.model
    def _sql_change(
        self, table, column, pairs, where, value, key="id", action="changed"
    ):
        """Give one column of some rows another value.

        :param pairs: the :class:`Pairs`, known as ``m`` to the two that follow
        :param where: SQL, which rows ``t`` for which pair; a row for one pair only
        :param value: SQL, the new value
        :param key: the column that tells the rows apart, see :class:`Link`
        """
        name = SQL.identifier(column)
        self.env.cr.execute(
            SQL(
                """
                WITH found AS MATERIALIZED (
                    SELECT t.%(key)s AS id, t.%(name)s AS old, %(value)s AS new, m.merge
                      FROM %(pairs)s JOIN %(table)s AS t ON %(where)s
                     WHERE t.%(name)s IS DISTINCT FROM %(value)s
                ), changed AS (
                    UPDATE %(table)s AS t
                       SET %(name)s = found.new
                      FROM found
                     WHERE t.%(key)s = found.id
                       AND t.%(name)s IS NOT DISTINCT FROM found.old
                )
                INSERT INTO ficha_merge_move (merge_id, action, table_name, column_name,
                                              key_name, old, new, row_ids)
                SELECT merge, %(action)s, %(table_text)s, %(column_text)s, %(key_text)s,
                       to_jsonb(old), to_jsonb(new), jsonb_agg(id ORDER BY id)
                  FROM found
                 GROUP BY merge, old, new
                """,
                key=SQL.identifier(key),
                name=name,
                value=value,
                pairs=pairs.sql,
                table=SQL.identifier(table),
                where=where,
                action=action,
                table_text=table,
                column_text=column,
                key_text=key,
            )
        )

    @api.model
    def _sql_remove(self, table, pairs, where, key="id"):
        """Delete rows and keep every one of them, whole, in its journal.

        :param where: SQL, which rows ``t`` for which pair ``m``
        """
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM %(table)s AS t
                     USING %(pairs)s
                     WHERE %(where)s
                 RETURNING t.%(key)s AS id, to_jsonb(t) AS line, m.merge
                )
                INSERT INTO ficha_merge_move (merge_id, action, table_name, key_name,
                                              old, row_ids)
                SELECT merge, 'removed', %(table_text)s, %(key_text)s,
                       jsonb_agg(line ORDER BY id), jsonb_agg(id ORDER BY id)
                  FROM gone
                 GROUP BY merge
                """,
                table=SQL.identifier(table),
                pairs=pairs.sql,
                where=where,
                key=SQL.identifier(key),
                table_text=table,
                key_text=key,
            )
        )

    def _sql_created(self, table, after):
        """Note the rows that this merge made.

        :param after: the last id of the table before
        """
        self.ensure_one()
        self.env.flush_all()
        self._sql_note_created(table, SQL("id > %s", after))

    @api.model
    def _sql_lines(self, table, ids):
        """Rows as JSON, by id."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, to_jsonb(t) FROM %s AS t WHERE id = ANY(%s)",
                    SQL.identifier(table),
                    list(ids),
                )
            )
        )

    def _sql_insert(self, table, line):
        """Make a row from its JSON, and note it."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s"
                " SELECT * FROM"
                " jsonb_populate_record(NULL::%(table)s, %(line)s::jsonb)",
                table=SQL.identifier(table),
                line=json.dumps(line),
            )
        )
        self._sql_note_created(table, SQL("id = %s", line["id"]))

    def _sql_note_created(self, table, where):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_merge_move (merge_id, action, table_name, key_name,
                                              new, row_ids)
                SELECT %(merge)s, 'created', %(table_text)s, 'id',
                       jsonb_agg(to_jsonb(t) ORDER BY id), jsonb_agg(id ORDER BY id)
                  FROM %(table)s AS t
                 WHERE %(where)s
                HAVING count(*) > 0
                """,
                merge=self.id,
                table=SQL.identifier(table),
                table_text=table,
                where=where,
            )
        )
