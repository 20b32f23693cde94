import json

from odoo import api, models
from odoo.tools import SQL


class FichaMerge(models.Model):
    """The three statements a merge is made of. Each does its work for all pairs at
    once and writes what it did into the journals in the same breath."""

    _inherit = "ficha.merge"

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
