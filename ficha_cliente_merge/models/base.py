import json
from contextlib import contextmanager

from odoo import models
from odoo.tools import SQL

DATA = "ficha_cliente_merge.merge_recorder"


class Recorder:
    """What the ORM wrote while a merge went on: first and last value of each cell."""

    def __init__(self, cr):
        self.cr = cr
        self.cells = {}

    def cells_of(self, table, columns, ids):
        """The cells of some rows as PostgreSQL would give them as JSON."""
        self.cr.execute(
            SQL(
                "SELECT id, to_jsonb(x) - 'id' FROM (SELECT id, %s FROM %s"
                " WHERE id = ANY(%s)) AS x",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL.identifier(table),
                list(ids),
            )
        )
        return dict(self.cr.fetchall())

    def note(self, table, before, after):
        for id_, row in after.items():
            for column, value in row.items():
                old = before.get(id_, {}).get(column)
                if old == value and (table, column, id_) not in self.cells:
                    continue
                first = self.cells.get((table, column, id_), (old,))[0]
                self.cells[table, column, id_] = (first, value)

    def changes(self):
        """The changes, those that are alike in one row.

        :return: rows ``(table, column, old, new, ids)``, values as JSON
        """
        alike = {}
        for (table, column, id_), (old, new) in self.cells.items():
            if old != new:
                key = (table, column, json.dumps(old), json.dumps(new))
                alike.setdefault(key, []).append(id_)
        return [(*key, json.dumps(ids)) for key, ids in alike.items()]


class Base(models.AbstractModel):
    _inherit = "base"

    # No core module extends this, and nothing public serves: ``write`` is not called
    # for stored computed fields, which reach the table when they are flushed, here
    # only. Should Odoo change it, ``test_the_journal_sees_every_write`` fails
    # (test_merge_undo.py).
    def _write_multi(self, vals_list):
        """Extends the ORM's lowest write: while a merge goes on, what it replaces is
        remembered, so that the merge can be undone whatever was written because of it
        (synchronised contacts, stored computed fields of documents...)."""
        recorder = self.env.cr.precommit.data.get(DATA)
        if recorder is None:
            return super()._write_multi(vals_list)
        columns = {name for vals in vals_list for name in vals}
        columns -= set(models.MAGIC_COLUMNS)
        if not columns or not self.ids:
            return super()._write_multi(vals_list)
        columns = sorted(columns)
        before = recorder.cells_of(self._table, columns, self.ids)
        result = super()._write_multi(vals_list)
        recorder.note(
            self._table, before, recorder.cells_of(self._table, columns, self.ids)
        )
        return result


class FichaMerge(models.Model):
    _inherit = "ficha.merge"

    @contextmanager
    def _recording(self):
        """While the block runs, what the ORM writes goes into this journal."""
        self.ensure_one()
        self.env.flush_all()
        data = self.env.cr.precommit.data
        recorder = data[DATA] = Recorder(self.env.cr)
        try:
            yield recorder
            self.env.flush_all()
        finally:
            data.pop(DATA, None)
        rows = recorder.changes()
        if rows:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO ficha_merge_move (merge_id, action, table_name,
                                column_name, key_name, old, new, row_ids)
                    VALUES %s
                    """,
                    SQL(", ").join(
                        SQL(
                            "(%s, 'changed', %s, %s, 'id', %s::jsonb, %s::jsonb,"
                            " %s::jsonb)",
                            self.id,
                            *row,
                        )
                        for row in rows
                    ),
                )
            )
