import json
from datetime import timedelta

import psycopg2

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_datetime, mute_logger

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.field_value import field_label
from odoo.addons.ficha_cliente.tools.merge import Pairs
from odoo.addons.ficha_cliente_merge.models.ficha_merge import SILENT, UNDO_DAYS
from odoo.addons.ficha_cliente_merge.models.ficha_merge_undo import Move

from . import ficha_import

# Links that say nothing about whether somebody uses a customer. Messages and reminders
# are looked at by themselves.
NO_USE = SILENT | {
    "ficha_import_line",
    "ficha_proposal",
    "mail_activity",
    "mail_message",
}
WRITTEN = ("notification", "user_notification")
MAX_SAID = 50  # of what was left, the rest is in the report


class FichaImport(models.Model):
    """The way back: what the journal says is done backwards, and the customers that the
    file made are removed. What somebody has changed or used since stays, and is said.
    """

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

    @api.depends("undoing", "row_count")
    def _compute_counts(self):
        """Extended: how far undoing has come."""
        result = super()._compute_counts()
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
        if self._left_to_undo() <= ficha_import.AT_ONCE:
            self._run_now()
        else:
            self._trigger_cron()
        return True

    def action_resume(self):
        """Extended: what was partly undone is not imported again."""
        return super(
            FichaImport, self.filtered(lambda run: not run.undoing)
        ).action_resume()

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
            if more > 0:
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
        rest = self.env["ficha.merge"]._undo_changed(move._replace(ids=ids))
        if move.table == "res_partner":
            self._forget_origin(set(ids) - rest, move.column)
        return rest | kept

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

    # -- what the file made ------------------------------------------------------------

    def _undo_made(self):
        """Remove the last customers that the file made, unless somebody uses them.

        :return: how many rows were looked at
        """
        lines = self.env["ficha.import.line"].search(
            [
                ("import_id", "=", self.id),
                "|",
                ("made", "!=", False),
                ("made_more", "!=", False),
            ],
            order="depth desc, number desc",
            limit=ficha_import.BATCH,
        )
        # those of a company before their company
        lines = lines.filtered(lambda line: line.depth == lines[0].depth)
        made, line_of = {}, {}
        for line in lines:
            mine = {int(id_): text for id_, text in (line.made_more or {}).items()}
            if line.made and line.partner_id:
                mine[line.partner_id.id] = line.made
            made.update(mine)
            line_of.update(dict.fromkeys(mine, line))
        partners = self.env["res.partner"].browse(made).exists()
        self.env["ficha.merge"]._lock_partners([partners.ids])
        left = self._reasons_to_keep(partners, made)
        left.update(self._remove(partners.filtered(lambda p: p.id not in left)))
        for id_, text in left.items():
            self._add_left(line_of[id_], [text])
        lines.write({"made": False, "made_more": False})
        self.env.flush_all()
        return len(lines)

    def _reasons_to_keep(self, partners, made):
        """{id: sentence} of the customers that are not removed.

        :param dict made: {id: what it looked like when it was made}
        """
        allowed = self._writable(partners.ids)
        prints = self._fingerprints(partners.ids)
        uses = self._uses(partners)
        found = {}
        for id_ in partners.ids:
            if id_ not in allowed:
                found[id_] = self.env._("You may not change this customer.")
            elif texts := uses.get(id_):
                found[id_] = self.env._("Used since: %s.", ", ".join(texts))
            elif prints.get(id_) != made[id_]:
                found[id_] = self.env._("Edited since.")
        # whom one that stays belongs to, or speaks to, stays as well
        pointing = self._pointing(partners.ids)
        size = -1
        while size != len(found):
            size = len(found)
            for pointer, id_ in pointing:
                if id_ not in found and (pointer in found or pointer not in made):
                    found[id_] = self.env._("Other contacts belong to it.")
        return found

    def _pointing(self, ids):
        """Pairs of contacts of which the first one points at the second."""
        columns = {
            link.column
            for link in self.env["ficha.merge"]._merge_links("res_partner")
            if link.table == "res_partner" and link.key == "id" and not link.text
        }
        return [
            pair
            for column in sorted(columns)
            for pair in self.env.execute_query(
                SQL(
                    "SELECT id, %(column)s FROM res_partner"
                    " WHERE %(column)s = ANY(%(ids)s) AND id != %(column)s",
                    column=SQL.identifier(column),
                    ids=list(ids),
                )
            )
        ]

    def _uses(self, partners):
        """What points at these customers, other contacts apart: ``{id: texts}``."""
        if not partners:
            return {}
        merges = self.env["ficha.merge"]
        apart = NO_USE | {self.env[name]._table for name in self._satellites()}
        apart |= {field.relation for field in self._link_fields()}
        apart.add("res_partner")
        found = {}
        for id_, counts in merges._preview_counts(partners).items():
            counts = {table: n for table, n in counts.items() if table not in apart}
            if texts := merges._count_texts(counts):
                found[id_] = texts
            elif any(counts.values()):
                found[id_] = [self.env._("records you may not see")]
        for id_ in self._written_to(partners):
            found.setdefault(id_, []).append(self.env._("messages or activities"))
        return found

    def _written_to(self, partners):
        """Ids of those to whom, or with whom, people have written or planned
        something."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_id FROM mail_message
                 WHERE model = 'res.partner' AND res_id = ANY(%(ids)s)
                   AND message_type != ALL(%(said)s)
                UNION
                SELECT author_id FROM mail_message WHERE author_id = ANY(%(ids)s)
                UNION
                SELECT res_id FROM mail_activity
                 WHERE res_model = 'res.partner' AND res_id = ANY(%(ids)s)
                   AND automated IS NOT TRUE
                """,
                ids=partners.ids,
                said=list(WRITTEN),
            )
        )
        return {id_ for (id_,) in rows}

    def _remove(self, partners):
        """Delete these customers.

        :return: {id: sentence} of those that cannot be
        """
        if not partners or self._try_unlink(partners) is None:
            return {}
        found = {}
        for partner in partners:
            if text := self._try_unlink(partner):
                found[partner.id] = text
        return found

    def _try_unlink(self, partners):
        """:return: None when they are gone, else why not"""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                partners.unlink()
            return None
        except (UserError, psycopg2.IntegrityError) as error:
            self.env.invalidate_all(flush=False)
            if isinstance(error, UserError) and error.args:
                return str(error.args[0])
            return self.env._("Used since.")

    # -- what others may use -----------------------------------------------------------

    def _undo_shared(self):
        """Take back what the import made that others may use, such as tags and
        proposals, unless somebody uses it or decided about it.

        :return: sentences about what stays
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT table_name, new::text, row_ids::text FROM ficha_import_move
                 WHERE import_id = %s AND action = 'last' ORDER BY id DESC
                """,
                self.id,
            )
        )
        by_table = self.env["ficha.merge"]._merge_models_by_table()
        said = []
        for table, new, ids in rows:
            records = self.env[by_table[table]].browse(json.loads(ids)).exists()
            used = records.browse()
            if table != "ficha_proposal":
                used = records.filtered(self._is_used)
            move = Move("created", table, None, "id", "null", new, (records - used).ids)
            rest = records.browse(self._undo_created(move))
            self.env.flush_all()
            self.env.invalidate_all(flush=False)
            if table == "ficha_proposal":
                self._say_decided(rest)
                continue
            kind = self.env["ir.model"]._get(records._name).name
            said += [
                self.env._("%(kind)s “%(name)s”: used since.", kind=kind, name=name)
                for name in (used | rest).mapped("display_name")
            ]
        self.env.flush_all()
        return said

    def _is_used(self, record):
        """Whether something that is no part of it points at a record."""
        table, name = record._table, record._name
        merges = self.env["ficha.merge"]
        by_table = merges._merge_models_by_table()
        for link in merges._links_in_use(table, Pairs([(record.id, record.id, 0)])):
            if link.table.startswith("ficha_import_"):
                continue
            model = self.env.get(by_table.get(link.table))
            field = model is not None and model._fields.get(link.column)
            if not field or getattr(field, "ondelete", None) != "cascade":
                return True
        partners = self.env["res.partner"].with_context(active_test=False)
        # what each company keeps for itself is no foreign key
        columns = [
            SQL.identifier(field.name)
            for field in partners._fields.values()
            if field.company_dependent and field.store and field.type == "many2one"
            if field.comodel_name == name
        ]
        return any(
            self.env.execute_query(
                SQL(
                    "SELECT FROM res_partner AS p, jsonb_each_text(p.%s) AS kept"
                    " WHERE p.%s IS NOT NULL AND kept.value = %s LIMIT 1",
                    column,
                    column,
                    str(record.id),
                )
            )
            for column in columns
        )

    def _say_decided(self, proposals):
        left = {
            proposal.partner_id.id: [self.env._("Its proposals were decided since.")]
            for proposal in proposals
        }
        self._keep_left(left)
