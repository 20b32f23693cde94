import json
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_datetime

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.field_value import field_label
from odoo.addons.ficha_cliente_merge.models.ficha_merge import UNDO_DAYS
from odoo.addons.ficha_cliente_merge.models.ficha_merge_undo import Move

from . import ficha_import_batch

CHANGED = ("created", "updated", "proposal")
MAX_SAID = 50  # of what was left, the rest is in the report


class FichaImport(models.Model):
    """The way back: what the journal says is done backwards, and the customers that the
    file made are removed (``ficha_import_undo_made``). What somebody has changed or
    used since stays, and is said."""

    _inherit = "ficha.import"

    state = fields.Selection(
        selection_add=[("undone", "Undone")], ondelete={"undone": "cascade"}
    )
    undoing = fields.Boolean(
        readonly=True, copy=False, help="It is being undone, or that was stopped."
    )
    undo_until = fields.Datetime(
        readonly=True, copy=False, help="Until when the import can be undone."
    )
    undone_by_id = fields.Many2one(
        "res.users",
        string="Undone by",
        readonly=True,
        copy=False,
        help="Who undid the import.",
    )
    undone_on = fields.Datetime(
        readonly=True, copy=False, help="When the import was undone."
    )
    undone_text = fields.Char(
        "Who undid it", compute="_compute_undone_text", help="Who undid it, and when."
    )
    undo_left = fields.Text(
        "Not taken back",
        readonly=True,
        copy=False,
        help="What had been changed or used since the import and was left as it is.",
    )
    can_undo = fields.Boolean(
        compute="_compute_can_undo", help="Whether you can undo this import now."
    )

    @api.depends("state", "undo_until", "user_id")
    @api.depends_context("uid")
    def _compute_can_undo(self):
        now = fields.Datetime.now()
        for run in self:
            run.can_undo = bool(
                run.state in ("done", "cancelled")
                and run.undo_until
                and run.undo_until > now
                and run._may_undo()
            )

    @api.depends("undone_by_id", "undone_on")
    def _compute_undone_text(self):
        for run in self:
            run.undone_text = run.undone_on and self.env._(
                "Undone by %(user)s on %(date)s.",
                user=run.undone_by_id.sudo().name,  # sudo: just the name
                date=format_datetime(self.env, run.undone_on, dt_format="short"),
            )

    undone_count = fields.Integer(
        "Taken back",
        compute="_compute_counts",
        help="Rows of which nothing is left since the import was undone.",
    )

    @api.depends("undoing", "row_count", "state", "line_ids.undo_note")
    def _compute_counts(self):
        """Extended: how far undoing has come, and after it what is left: a customer
        that the file made and that is gone again is none that it made."""
        result = super()._compute_counts()
        self.undone_count = 0
        undone = self.filtered(lambda run: run.state == "undone")
        lines = self.env["ficha.import.line"]
        for run, outcome, number in lines._read_group(
            [
                ("import_id", "in", undone.ids),
                ("outcome", "in", CHANGED),
                ("done", "=", True),
                ("undo_note", "=", False),
            ],
            ["import_id", "outcome"],
            ["__count"],
        ):
            run.undone_count += number
            run[f"{outcome}_count"] -= number
        for run in self:
            if run.undoing and run.state == "running":
                run.line_count = run.row_count
                run.done_count = max(run.row_count - run._left_to_undo(), 0)
        return result

    def action_undo(self):
        """Take back what the import did: a small one now, a big one in the background.

        :raise UserError: with the reason, when it cannot be undone
        """
        only_one(self)
        self._check_undo()
        total = self.row_count if self.undoing else self._left_to_undo()
        self._keep(
            {
                "state": "running",
                "undoing": True,
                "undone_by_id": self.env.uid,
                "row_count": total,
            }
        )
        if self._left_to_undo() <= ficha_import_batch.AT_ONCE:
            self._run_now()
        else:
            self._trigger_cron()
        return True

    def action_resume(self):
        """Extended: what was partly undone is not imported again."""
        return super(
            FichaImport, self.filtered(lambda run: not run.undoing)
        ).action_resume()

    def _lines_domain(self, outcomes):
        """Extended: after undoing, what is left, and what was taken back."""
        domain = super()._lines_domain(outcomes)
        if self.state != "undone":
            return domain
        if outcomes and set(outcomes) <= set(CHANGED):
            return [*domain, ("undo_note", "!=", False)]
        if self.env.context.get("ficha_taken_back"):
            more = [("outcome", "in", CHANGED), ("done", "=", True)]
            return [*domain, *more, ("undo_note", "=", False)]
        return domain

    def action_download_report(self):
        """Download what became of each row."""
        only_one(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/ficha/import/{self.id}/report",
            "target": "download",
        }

    # -- who may, and until when -------------------------------------------------------

    def _may_undo(self):
        """Whoever dropped the file may, and managers: as with merges."""
        self.ensure_one()
        return (
            self.env.su
            or self.user_id == self.env.user
            or self.env.user.has_group("ficha_cliente.group_ficha_manager")
        )

    def _check_undo(self):
        """Refuse what cannot be undone.

        :raise AccessError: they may not
        :raise UserError: with the reason in a sentence
        """
        self.check_access("write")
        if not self._may_undo():
            raise AccessError(
                self.env._(
                    "Only %s, who dropped the file, or a manager can undo it.",
                    self.user_id.sudo().name,  # sudo: just the name
                )
            )
        if self.state == "undone":
            raise UserError(self.env._("This import has already been undone."))
        if self.state not in ("done", "cancelled"):
            raise UserError(self.env._("Nothing of this file has been imported yet."))
        if not self.undo_until or self.undo_until < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "This import can no longer be undone: what is needed for it is "
                    "kept for %s days.",
                    UNDO_DAYS,
                )
            )
        if refused := self._refused_columns():
            raise AccessError(
                self.env._(
                    "You may not fill in what this file has: %s. Who dropped it can "
                    "undo it.",
                    ", ".join(refused),
                )
            )

    def _end(self, state="done"):
        """Extended: from the end of an import on it can be undone."""
        imported = self.filtered(lambda run: not run.checking and not run.undoing)
        result = super()._end(state)
        if imported:
            until = fields.Datetime.now() + timedelta(days=UNDO_DAYS)
            imported._keep({"undo_until": until})
        return result

    @api.autovacuum
    def _gc_undo_data(self):
        """Forget what undoing needs once its days are over, as with merges."""
        old = self.search(
            [
                ("state", "in", ("done", "cancelled")),
                ("undo_until", "<", fields.Datetime.now()),
            ],
            limit=100,
        )
        self.env.cr.execute(
            SQL("DELETE FROM ficha_import_move WHERE import_id = ANY(%s)", old.ids)
        )
        lines = self.env["ficha.import.line"].search(
            [
                ("import_id", "in", old.ids),
                "|",
                ("made", "!=", False),
                ("made_more", "!=", False),
            ]
        )
        lines.write({"made": False, "made_more": False})
        old.undo_until = False
        return len(old), len(old) == 100

    # -- batch by batch ----------------------------------------------------------------

    def _left_to_undo(self):
        """How many steps of the journal and customers are left."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT count(*) FROM ficha_import_move
                         WHERE import_id = %(run)s AND action != 'last')
                     + (SELECT count(*) FROM ficha_import_line
                         WHERE import_id = %(run)s
                           AND (made IS NOT NULL OR made_more IS NOT NULL))
                """,
                run=self.id,
            )
        )
        return rows[0][0]

    def _batch(self, session):
        """Extended: a file that is being undone is not imported."""
        if not self.undoing:
            return super()._batch(session)
        self.env.flush_all()
        presser = self._in_name_of(self.undone_by_id)
        # sudo: what the import did to rows is put back, as with merges; what the user
        # may not write is left, see _writable
        run = presser.sudo().with_context(**self.env["ficha.merge"]._merge_context())
        done = run._undo_moves() or run._undo_made()
        self.env.invalidate_all()
        if self.state == "running" and not self._left_to_undo():
            run._end_undo(run._undo_shared())
            self.env.invalidate_all()
        return done

    def _end_undo(self, said):
        self.env.cr.execute(
            SQL("DELETE FROM ficha_import_move WHERE import_id = %s", self.id)
        )
        self._keep(
            {
                "state": "undone",
                "undoing": False,
                "undone_on": fields.Datetime.now(),
                "undo_left": self._undo_left_text(said),
            }
        )

    def _undo_left_text(self, shared):
        lines = self.line_ids.filtered("undo_note")
        said = [
            self.env._(
                "Row %(row)s, %(name)s: %(reason)s",
                row=line.row,
                name=line.title,
                reason=line.undo_note,
            )
            for line in lines[:MAX_SAID]
        ]
        if more := len(lines) - MAX_SAID:
            if more == 1:
                said.append(self.env._("And one row more: see the report."))
            elif more > 0:
                said.append(self.env._("And %s rows more: see the report.", more))
        return "\n".join([*said, *shared]) or False

    def _writable(self, ids):
        """Of these contacts, the ids of those that the user may write."""
        partners = self.env["res.partner"].browse(ids).exists()
        return set(partners.sudo(False)._filtered_access("write").ids)

    def _keep_left(self, left):
        """Note with the rows of these contacts what was left as it is; of a contact
        that changed with its company, with the row of the company.

        :param left: {id of a contact: list of sentences}
        """
        if not left:
            return
        partners = self.env["res.partner"].browse(left).exists()
        every = partners | partners.commercial_partner_id
        lines = self.env["ficha.import.line"].search(
            [("import_id", "=", self.id), ("partner_id", "in", every.ids)],
            order="number desc",
        )
        by_partner = {line.partner_id.id: line for line in lines}
        for partner in partners:
            texts = list(dict.fromkeys(left[partner.id]))
            line = by_partner.get(partner.id)
            if not line:
                line = by_partner.get(partner.commercial_partner_id.id)
                texts = [f"{partner.name}: {text}" for text in texts]
            if line:
                self._add_left(line, texts)

    def _add_left(self, line, texts):
        known = line.undo_note or ""
        new = [text for text in texts if text not in known]
        line.undo_note = " ".join([known, *new] if known else new)

    # -- what was there before ---------------------------------------------------------

    def _undo_moves(self):
        """Undo the last batch that the journal has.

        :return: how many of its steps
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, action, table_name, column_name,
                       COALESCE(old, 'null')::text, COALESCE(new, 'null')::text,
                       COALESCE(row_ids, '[]')::text
                  FROM ficha_import_move
                 WHERE import_id = %(run)s AND action != 'last'
                   AND batch = (SELECT batch FROM ficha_import_move
                                 WHERE import_id = %(run)s AND action != 'last'
                                 ORDER BY id DESC LIMIT 1)
                 ORDER BY action = 'origin', id DESC
                """,
                run=self.id,
            )
        )
        if not rows:
            return 0
        moves = [
            Move(action, table, column, "id", old, new, json.loads(ids) or [])
            for _id, action, table, column, old, new, ids in rows
        ]
        partners = {
            id_ for move in moves if move.table == "res_partner" for id_ in move.ids
        } | set(self._owners_of(moves).values())
        self.env["ficha.merge"]._lock_partners([partners])
        self._undo_some(moves, partners)
        self.env.cr.execute(
            SQL(
                "DELETE FROM ficha_import_move WHERE id = ANY(%s)",
                [row[0] for row in rows],
            )
        )
        return len(rows)

    def _undo_some(self, moves, partners):
        allowed, left, restored = self._writable(partners), {}, set()
        for partner_id in partners - allowed:
            left[partner_id] = [self.env._("You may not change this customer.")]
        owners = self._owners_of(moves)
        for move in moves:
            ids = [
                id_
                for id_ in move.ids
                if self._owner(move, id_, owners) in allowed
                or self._owner(move, id_, owners) is None
            ]
            rest = getattr(self, f"_undo_{move.action}")(move._replace(ids=ids))
            for id_ in ids:
                owner = self._owner(move, id_, owners)
                if owner is None:
                    continue
                if id_ not in rest:
                    restored.add(owner)
                elif text := self._left_words(move):
                    left.setdefault(owner, []).append(text)
        self.env.invalidate_all(flush=False)
        self._keep_left(left)
        self._renew(restored)

    def _owners_of(self, moves):
        """{(table, id): contact} of rows that hang from a contact."""
        found = {}
        for name in [*self._satellites(), "ficha.client.code.alias"]:
            table = self.env[name]._table
            ids = {id_ for move in moves if move.table == table for id_ in move.ids}
            if ids:
                rows = self.env.execute_query(
                    SQL(
                        "SELECT id, partner_id FROM %s WHERE id = ANY(%s)",
                        SQL.identifier(table),
                        list(ids),
                    )
                )
                found.update({(table, id_): owner for id_, owner in rows})
        return found

    def _owner(self, move, id_, owners):
        if move.table == "res_partner":
            return id_
        return owners.get((move.table, id_))

    def _undo_changed(self, move):
        """:return: the rows that stay as they are"""
        kept = set()
        if (move.table, move.column) == ("res_partner", "client_code"):
            kept = self._invoiced(move.ids)
        ids = [id_ for id_ in move.ids if id_ not in kept]
        if self._has_keys(move):
            rest = self._undo_keys(move, ids)
        else:
            rest = self.env["ficha.merge"]._undo_changed(move._replace(ids=ids))
        if move.table == "res_partner":
            self._forget_origin(set(ids) - rest, move.column)
        return rest | kept

    def _has_keys(self, move):
        """Whether a cell holds several values: of each company, or of each property."""
        model = self.env["ficha.merge"]._merge_models_by_table().get(move.table)
        field = model and self.env[model]._fields.get(move.column)
        return field and (field.company_dependent or field.type == "properties")

    def _undo_keys(self, move, ids):
        """As ``_undo_changed`` of ``ficha.merge``, for each value of a cell by itself:
        what another company, or another property, says since does not matter.

        :return: the rows that stay as they are
        """
        old, new = json.loads(move.old) or {}, json.loads(move.new) or {}
        rest = set()
        for key in sorted(old.keys() | new.keys()):
            if key in old and key in new and old[key] == new[key]:
                continue
            rows = self.env.execute_query(
                SQL(
                    """
                    UPDATE %(table)s
                       SET %(column)s = CASE WHEN %(had)s
                           THEN jsonb_set(COALESCE(%(column)s, '{}'), ARRAY[%(key)s],
                                          %(old)s::jsonb)
                           ELSE NULLIF(%(column)s - %(key)s, '{}'::jsonb) END
                     WHERE id = ANY(%(ids)s)
                       AND COALESCE(%(column)s -> %(key)s, 'null') = %(new)s::jsonb
                 RETURNING id
                    """,
                    table=SQL.identifier(move.table),
                    column=SQL.identifier(move.column),
                    had=key in old,
                    key=key,
                    old=json.dumps(old.get(key)),
                    new=json.dumps(new.get(key)),
                    ids=list(ids),
                )
            )
            rest |= set(ids) - {id_ for (id_,) in rows}
        return rest

    def _invoiced(self, ids):
        """Of these contacts, those whose code is on a document by now."""
        moves = self.env["account.move"]._read_group(
            [
                ("commercial_partner_id", "in", ids),
                ("state", "=", "posted"),
                ("move_type", "!=", "entry"),
            ],
            ["commercial_partner_id"],
        )
        return {partner.id for (partner,) in moves}

    def _undo_linked(self, move):
        partner = self.env["res.partner"].browse(move.ids).exists()
        old, new = json.loads(move.old), json.loads(move.new)
        if not partner or set(partner[move.column].ids) != set(new):
            return set(move.ids)
        there = partner[move.column].browse(old).exists()
        partner.write({move.column: [Command.set(there.ids)]})
        self.env.flush_all()
        self._forget_origin(move.ids, move.column)
        return set()

    def _undo_created(self, move):
        if not move.ids:
            return set()
        return self.env["ficha.merge"]._undo_created(move)

    def _undo_origin(self, move):
        """Where a value came from is known again, where it is that value again."""
        self._try_sql(self.env["ficha.merge"]._insert_rows(move.table, move.old))
        return set()

    def _try_sql(self, query):
        return self.env["ficha.merge"]._try_sql(query)

    def _forget_origin(self, ids, column):
        self.env["ficha.value.origin"]._flush_pending()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM ficha_value_origin
                 WHERE partner_id = ANY(%s) AND field_name = %s
                   AND source_model = %s AND source_id = %s
                """,
                list(ids),
                column,
                self._name,
                self.id,
            )
        )

    def _left_words(self, move):
        """What was left, in a sentence; None where it is not worth saying."""
        model = self.env["ficha.merge"]._merge_models_by_table().get(move.table)
        if not model:
            return None
        if move.action == "created":
            return self.env._(
                "%s: changed or used since.", self.env["ir.model"]._get(model).name
            )
        field = self.env[model]._fields.get(move.column)
        if not field or (field.compute and field.readonly):
            return None
        if model == "res.partner":
            label = self._field_label(move.column)
        else:
            label = field_label(field, self.env)
        return self.env._("%s: changed since.", label)

    def _renew(self, partner_ids):
        """What follows from these contacts is made again, and a note is left."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if not partners:
            return
        every = partners | partners.child_ids | partners.commercial_partner_id
        self.env["ficha.merge"]._recompute_contacts(every)
        every._ficha_merge_refresh()
        text = self.env._("The import of “%s” was undone.", self.file_name)
        partners._message_log_batch({partner.id: text for partner in partners})
