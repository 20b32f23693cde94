import json

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.field_value import SUPPORTED, to_data, to_text
from odoo.addons.ficha_cliente_merge.models.base import DATA, Recorder

from ..tools.columns_lines import LINES

# What a journal says nothing of: it is the import itself.
OWN = {"ficha_import", "ficha_import_line", "ficha_import_problem"}

# Made while rows come in, and used by others than the customer it was made for.
SHARED = ("res_partner_category", "ficha_proposal")

# Written by the programme as time goes by: nobody has edited a customer because of it.
MACHINE = {
    "customer_rank",
    "supplier_rank",
    "followup_state_id",
    "followup_since",
    "followup_user_id",
    "followup_manual_until",
    "next_contact_date",
    "last_contact_date",
    "awaiting_reply_since",
    "message_main_attachment_id",
}
MAX_SHOWN = 200


class FichaImport(models.Model):
    """Remembering what an import did, so that it can be said and undone.

    What was there before is remembered cell by cell, as a merge does it (``base`` of
    ``ficha_cliente_merge``). Of a customer that the file made one word is kept, made of
    all that a person can set: when it is another one, somebody has edited it.
    """

    _inherit = "ficha.import"

    def _apply(self, lines, parser):
        """Extends ours: remembers which customers, tags and proposals it made."""
        last = {table: self._last_id(table) for table in SHARED}
        result = super()._apply(lines, parser)
        self.env.flush_all()
        self._keep_fingerprints(lines)
        for table, id_ in last.items():
            self._journal_created(lines[0].id, table, SQL("id > %s", id_), "last")
        return result

    def _update_all(self, rows, by_id, comparer):
        """Extends ours: remembers what was there before."""
        if not rows:
            return super()._update_all(rows, by_id, comparer)
        self.env.flush_all()
        tables = self._journal_tables()
        last = {table: self._last_id(table) for table in tables}
        origins = self._origins_of(by_id)
        data = self.env.cr.precommit.data
        recorder = data[DATA] = Recorder(self.env.cr)
        recorder.links = []
        try:
            result = super()._update_all(rows, by_id, comparer)
            self.env.flush_all()
        finally:
            data.pop(DATA, None)
        made = self._made_among(rows)
        batch = rows[0].line.id
        changed = self._journal_changes(batch, recorder, made)
        origins = [o for o in origins if (o["partner_id"], o["field_name"]) in changed]
        if origins:
            self._journal(batch, [("origin", "ficha_value_origin", None, origins)])
        for table, id_ in last.items():
            self._journal_created(
                batch,
                table,
                SQL("id > %s AND NOT partner_id = ANY(%s)", id_, list(made)),
            )
        return result

    def _update_known(self, row, partner, comparer):
        """Extends ours: links are no cells, so they are remembered here."""
        recorder = self.env.cr.precommit.data.get(DATA)
        names = {
            name for name in row.vals if partner._fields[name].type == "many2many"
        } | ({"category_id"} if row.tags else set())
        before = {name: partner[name].ids for name in names}
        result = super()._update_known(row, partner, comparer)
        for name, old in before.items():
            new = partner[name].ids
            if recorder and set(old) != set(new):
                recorder.links.append((name, partner.id, old, new))
        return result

    # -- writing it down ---------------------------------------------------------------

    def _last_id(self, table):
        return self.env["ficha.merge"]._last_id(table)

    def _journal_tables(self):
        """Tables of what hangs from a contact and is made with it."""
        names = [*self._satellites(), "ficha.client.code.alias", "ficha.former.value"]
        return [self.env[name]._table for name in names]

    def _journal(self, batch, moves):
        """Write down what was done.

        :param moves: ``(action, table, column, old, new, ids)``, the last ones may be
            left out
        """
        values = []
        for move in moves:
            action, table, column, old, new, ids = (*move, None, None, None)[:6]
            row = (self.id, batch, action, table, column)
            values.append(
                SQL(
                    "(%s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s::jsonb)",
                    *row,
                    *(json.dumps(value) for value in (old, new, ids)),
                )
            )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_import_move (import_id, batch, action, table_name,
                            column_name, old, new, row_ids)
                VALUES %s
                """,
                SQL(", ").join(values),
            )
        )

    def _journal_changes(self, batch, recorder, made):
        """Write down which cells were changed.

        :param made: ids of the customers of this file, which go as a whole
        :return: set of (contact, field) that were changed
        """
        moves, changed = [], set()
        for table, column, old, new, ids in recorder.changes():
            ids = json.loads(ids)
            if table == "res_partner":
                ids = [id_ for id_ in ids if id_ not in made]
                changed.update((id_, column) for id_ in ids)
            if ids and table not in OWN:
                old, new = json.loads(old), json.loads(new)
                moves.append(("changed", table, column, old, new, ids))
        for name, partner_id, old, new in recorder.links:
            if partner_id not in made:
                changed.add((partner_id, name))
                moves.append(("linked", "res_partner", name, old, new, [partner_id]))
        if moves:
            self._journal(batch, moves)
        return changed

    def _journal_created(self, batch, table, where, action="created"):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_import_move (import_id, batch, action, table_name,
                            new, row_ids)
                SELECT %(run)s, %(batch)s, %(action)s, %(name)s,
                       jsonb_agg(to_jsonb(t) ORDER BY id), jsonb_agg(id ORDER BY id)
                  FROM %(table)s AS t
                 WHERE %(where)s
                HAVING count(*) > 0
                """,
                run=self.id,
                batch=batch,
                action=action,
                name=table,
                table=SQL.identifier(table),
                where=where,
            )
        )

    def _origins_of(self, partner_ids):
        """Where the values of these contacts come from, as rows of the table."""
        self.env["ficha.value.origin"]._flush_pending()
        return [
            line
            for (line,) in self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t) FROM ficha_value_origin AS t"
                    " WHERE partner_id = ANY(%s)",
                    list(partner_ids),
                )
            )
        ]

    def _made_among(self, rows):
        """Of the customers of these rows, the ids of those that this file made."""
        ids = {row.partner_id for row in rows}
        # sudo: which rows they are of
        lines = self.env["ficha.import.line"].sudo()
        earlier = lines.search(
            [
                ("import_id", "=", self.id),
                ("partner_id", "in", list(ids)),
                ("made", "!=", False),
            ]
        )
        return (
            {row.partner_id for row in rows if row.same_as}
            | set(earlier.partner_id.ids)
            | (ids & self._made_besides().keys())
        )

    def _made_besides(self):
        """{id of a contact that a row made besides its customer: id of the line}"""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT jsonb_object_keys(made_more)::int, id
                      FROM ficha_import_line
                     WHERE import_id = %s AND made_more IS NOT NULL
                       AND jsonb_typeof(made_more) = 'object'
                    """,
                    self.id,
                )
            )
        )

    # -- customers of the file ---------------------------------------------------------

    def _note_made(self, row, partners):
        """Extends ours: what a row makes besides its customer goes with it."""
        row.line.made_more = {
            **(row.line.made_more or {}),
            **{str(id_): "" for id_ in partners.ids},
        }
        return super()._note_made(row, partners)

    def _keep_fingerprints(self, lines):
        """Note what the customers that these rows made look like, and anew those of
        earlier rows that these changed."""
        new = lines.filtered(lambda line: line.outcome == "created" and line.partner_id)
        others = (lines - new).partner_id
        again = lines.search(
            [
                ("import_id", "=", self.id),
                ("partner_id", "in", others.ids),
                ("made", "!=", False),
            ]
        )
        besides = self._made_besides()
        more = lines.filtered("made_more") | lines.browse(
            besides[id_] for id_ in others.ids if id_ in besides
        )
        every = new | again
        ids = [int(id_) for line in more for id_ in line.made_more]
        prints = self._fingerprints({*every.partner_id.ids, *ids})
        for line in every:
            line.made = prints.get(line.partner_id.id)
        for line in more:
            line.made_more = {id_: prints.get(int(id_)) for id_ in line.made_more}
        self.env.flush_all()

    def _fingerprints(self, ids):
        """A word for each contact, made of all that a person can set in it.

        :return: {id: word}
        """
        if not ids:
            return {}
        Partner = self.env["res.partner"]
        parts = [
            SQL(
                "jsonb_strip_nulls(to_jsonb(p) - %s::text[])::text",
                self._unread_columns(Partner),
            )
        ]
        for name in self._satellites():
            parts.append(
                SQL(
                    "(SELECT string_agg(jsonb_strip_nulls(to_jsonb(t) - %s::text[])"
                    "::text, '|' ORDER BY t.id)"
                    " FROM %s AS t WHERE t.partner_id = p.id)",
                    self._unread_columns(self.env[name]),
                    SQL.identifier(self.env[name]._table),
                )
            )
        for field in self._link_fields():
            parts.append(
                SQL(
                    "(SELECT string_agg(t.%(other)s::text, ',' ORDER BY t.%(other)s)"
                    " FROM %(table)s AS t WHERE t.%(mine)s = p.id)",
                    other=SQL.identifier(field.column2),
                    mine=SQL.identifier(field.column1),
                    table=SQL.identifier(field.relation),
                )
            )
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT p.id, md5(concat_ws('/', %s)) FROM res_partner AS p"
                    " WHERE p.id = ANY(%s)",
                    SQL(", ").join(parts),
                    list(ids),
                )
            )
        )

    def _satellites(self):
        """Models of what hangs from a contact and goes with it, whoever may see it."""
        names = ["ficha.contact.point", "res.partner.bank"]
        names += [kind.model for kind in LINES.values()]
        return list(dict.fromkeys(names))

    def _link_fields(self):
        """The many2many of a contact that a file may fill in."""
        Partner = self.env["res.partner"]
        columns = self.env["ficha.sheet"]._all_columns()
        names = {c.field for c in columns if c.field and not c.line}
        fields_ = (Partner._fields.get(name) for name in sorted(names))
        return [f for f in fields_ if f and f.type == "many2many" and f.store]

    def _unread_columns(self, model):
        """Columns that nobody sets by hand."""
        return [
            field.name
            for field in model._fields.values()
            if field.store
            and field.column_type
            and (
                field.name in MACHINE
                or field.name in models.MAGIC_COLUMNS
                or (field.compute and field.readonly)
                or field.related
            )
        ]

    # -- what changed, in words --------------------------------------------------------

    def _note_changes(self, row, partner, vals, change):
        """Extends ours: remembers what a row does, for the report."""
        said = [
            self._change_words("set", partner, name, value)
            for name, value in vals.items()
        ]
        if self.policy != "overwrite":
            said += [
                self._change_words("proposed", partner, name, value)
                for name, value in self._proposable(change).items()
            ]
        said += [("added", "ficha.contact.point", "", v) for _kind, v in change.points]
        said += [("added", "res.partner.bank", "", iban) for iban in change.ibans]
        row.changes = said
        return super()._note_changes(row, partner, vals, change)

    def _change_words(self, what, partner, name, value):
        field = partner._fields[name]
        if field.type not in SUPPORTED:
            return (what, name, "", "")
        # sudo: of what a value refers to, its name is told with it
        old = to_text(field, to_data(field, partner.sudo()[name]), self.env)
        if field.type in ("many2one", "many2many"):
            ids = value if isinstance(value, list) else [value] * bool(value)
            data = ids if field.type == "many2many" else (ids and ids[0])
        elif field.type in ("date", "datetime"):
            data = value and fields.Date.to_string(value)
        else:
            data = value
        new = to_text(field, data or False, self.env)
        return (what, name, old[:MAX_SHOWN], new[:MAX_SHOWN])

    def _keep_outcomes(self, rows):
        """Extends ours: with what changed."""
        result = super()._keep_outcomes(rows)
        for row in rows:
            if row.changes and not row.problems and not row.conflict:
                row.line.changes = row.changes
        return result

    def _change_text(self, change):
        """A change that a row made, for a person."""
        what, name, old, new = change
        if name in self.env["res.partner"]._fields or name in self.env:
            label = self._field_label(name)
        else:  # an extra field
            label = name
        service = self.env["ficha.sheet"]
        columns = [c for c in service._all_columns() if c.field == name and not c.line]
        if columns and not any(service._allowed(column) for column in columns):
            return label  # of what the reader may not see, only that it changed
        if what == "added":
            return self.env._("%(label)s: %(value)s added", label=label, value=new)
        if what == "proposed":
            return self.env._(
                "%(label)s: %(old)s → %(new)s (proposed)", label=label, old=old, new=new
            )
        return self.env._("%(label)s: %(old)s → %(new)s", label=label, old=old, new=new)
