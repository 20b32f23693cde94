import json
from typing import NamedTuple

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.ficha_cliente.tools.arguments import only_one


class Move(NamedTuple):
    """A row of ``ficha.merge.move``, values as JSON text."""

    action: str
    table: str
    column: str
    key: str
    old: str
    new: str
    ids: list


class FichaMerge(models.Model):
    """The way back: everything the journal says is done backwards, last thing first.
    What is no longer as the merge left it was changed by somebody since and stays."""

    _inherit = "ficha.merge"

    def action_undo(self):
        """Bring the merged contacts back with their documents.

        :return: the action that opens the journal, which lists what stayed
        :raise UserError: it is too late, or a later merge has to be undone first
        """
        only_one(self)
        self._check_undo()
        # sudo: what the merge did to rows is put back, seen by the user or not
        self.sudo().with_context(**self._merge_context())._undo()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ficha.merge",
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _may_undo(self):
        """Whoever merged may undo, and managers."""
        self.ensure_one()
        return (
            self.env.su
            or self.user_id == self.env.user
            or self.env.user.has_group("ficha_cliente.group_ficha_manager")
        )

    def _check_undo(self):
        """Refuse what cannot be undone.

        :raise UserError: with the reason in a sentence
        """
        if not self._may_undo():
            raise UserError(
                self.env._(
                    "Only %s, who merged these contacts, or a manager can undo it.",
                    self.user_id.name,
                )
            )
        if self.state == "undone":
            raise UserError(self.env._("This merge has already been undone."))
        if self.state == "final" or self.undo_until < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "This merge can no longer be undone: what is needed for it is kept "
                    "for %s days.",
                    30,
                )
            )
        # sudo: of contacts the user may not see only their being there is asked here
        partners = self.sudo().source_ids.partner_id | self.sudo().survivor_id
        if len(partners) != len(self.sudo().source_ids) + 1:
            raise UserError(
                self.env._(
                    "One of the contacts has been deleted since: this merge can no "
                    "longer be undone."
                )
            )
        # sudo: a later merge stands in the way whoever may see it
        later = self.sudo().search(
            [
                ("id", ">", self.id),
                ("state", "!=", "undone"),
                "|",
                ("survivor_id", "in", partners.ids),
                ("source_ids.partner_id", "in", partners.ids),
            ],
            order="id desc",
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "The kept contact was merged again since (%(later)s). Undo that "
                    "merge first.",
                    later=later.display_name,
                )
            )
        if not self.env.su:
            partners.sudo(False).check_access("write")

    def _undo(self):
        """Undo. Rights and reasons have been checked."""
        env = self.env
        env.flush_all()
        survivor, others = self.survivor_id, self.source_ids.partner_id
        self._lock_partners([(survivor | others).ids])
        self._free_codes()
        left, moves = [], self._journal()
        put_back = self.env["res.partner"].browse(
            {id_ for move in moves if move.table == "res_partner" for id_ in move.ids}
        )
        put_back._ficha_merge_put_back(done=False)
        for move in moves:
            rest = getattr(self, f"_undo_{move.action}")(move)
            if rest:
                left.append((move, rest))
        env.invalidate_all(flush=False)
        env.registry.clear_cache()
        put_back._ficha_merge_put_back(done=True)
        every = survivor | others
        every |= self.env["res.partner"].search([("id", "child_of", every.ids)])
        self._recompute_contacts(every)
        self._refresh([(survivor, others)])
        self.write(
            {
                "state": "undone",
                "undone_by_id": env.uid,
                "undone_on": fields.Datetime.now(),
                "undo_left": self._left_texts(left),
            }
        )
        self._forget()
        self._note_undone(survivor, others)

    def _journal(self):
        """What the merge did, last thing first."""
        return [
            Move(*row)
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT action, table_name, column_name, key_name,
                           COALESCE(old, 'null')::text, COALESCE(new, 'null')::text,
                           ARRAY(SELECT jsonb_array_elements_text(row_ids)::int)
                      FROM ficha_merge_move
                     WHERE merge_id = %s
                     ORDER BY id DESC
                    """,
                    self.id,
                )
            )
        ]

    def _undo_moved(self, move):
        return self._undo_changed(move)

    def _undo_changed(self, move):
        """Put the old value back where the new one still is.

        :return: the rows that hold something else by now, or are gone
        """
        ids = set(move.ids)
        kept = self._secured(move.table, ids)
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s AS t
                   SET %(column)s = (SELECT (jsonb_populate_record(NULL::%(table)s,
                           jsonb_build_object(%(name)s, %(old)s::jsonb))).%(column)s)
                 WHERE t.%(key)s = ANY(%(ids)s)
                   AND COALESCE(to_jsonb(t.%(column)s), 'null') = %(new)s::jsonb
             RETURNING t.%(key)s
                """,
                table=SQL.identifier(move.table),
                column=SQL.identifier(move.column),
                name=move.column,
                key=SQL.identifier(move.key),
                old=move.old,
                new=move.new,
                ids=list(ids - kept),
            )
        )
        return ids - {id_ for (id_,) in rows}

    @api.model
    def _secured(self, table, ids):
        """Entries that were secured with a hash since: whom they are of stays."""
        if table not in ("account_move", "account_move_line"):
            return set()
        column = "id" if table == "account_move" else "move_id"
        return {
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    """
                    SELECT t.id FROM %s AS t JOIN account_move AS move ON move.id = t.%s
                     WHERE t.id = ANY(%s) AND move.inalterable_hash IS NOT NULL
                    """,
                    SQL.identifier(table),
                    SQL.identifier(column),
                    list(ids),
                )
            )
        }

    def _undo_removed(self, move):
        """Make rows again that were combined into others.

        :return: the rows that cannot be: what they belong to is gone
        """
        if self._try_sql(self._insert_rows(move.table, move.old)) is not None:
            return set()
        return {
            id_
            for row, id_ in zip(json.loads(move.old), move.ids, strict=True)
            if self._try_sql(self._insert_rows(move.table, json.dumps([row]))) is None
        }

    @api.model
    def _try_sql(self, query):
        """Number of rows a statement touched; None when the database refused it."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query)
                return self.env.cr.rowcount
        except psycopg2.IntegrityError:
            return None

    @api.model
    def _insert_rows(self, table, rows):
        return SQL(
            """
            INSERT INTO %(table)s
            SELECT * FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb)
                ON CONFLICT DO NOTHING
            """,
            table=SQL.identifier(table),
            rows=rows,
        )

    def _undo_created(self, move):
        """Take out what the merge made, unless somebody has edited it since.

        :return: the rows that stay
        """
        stamps = ["write_date", "write_uid"]
        there = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s)",
                SQL.identifier(move.table),
                move.ids,
            )
        )
        return {
            id_
            for (id_,) in there
            if not self._try_sql(
                SQL(
                    """
                    DELETE FROM %(table)s AS t
                     USING jsonb_array_elements(%(rows)s::jsonb) AS made (line)
                     WHERE t.id = %(id)s AND (made.line ->> 'id')::int = t.id
                       AND to_jsonb(t) - %(stamps)s::text[]
                         = made.line - %(stamps)s::text[]
                    """,
                    table=SQL.identifier(move.table),
                    rows=move.new,
                    id=id_,
                    stamps=stamps,
                )
            )
        }

    def _free_codes(self):
        """A code that goes back to its customer is nobody's previous code, also when
        the survivor got another one since."""
        codes = [code for code in self.source_ids.mapped("client_code") if code]
        if codes:
            self.env["ficha.client.code.alias"].search(
                [
                    ("code", "in", codes),
                    ("partner_id", "=", self.survivor_id.commercial_partner_id.id),
                ]
            ).unlink()

    @api.model
    def _recompute_contacts(self, partners):
        """Names and commercial entities as they follow from what is there now."""
        for field in partners._fields.values():
            if self._is_column(field) and field.compute and field.readonly:
                self.env.add_to_compute(field, partners)
        self.env.flush_all()
