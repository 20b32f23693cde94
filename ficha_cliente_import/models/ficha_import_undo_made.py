import json

import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.ficha_cliente.tools.merge import Pairs
from odoo.addons.ficha_cliente_merge.models.ficha_merge import SILENT
from odoo.addons.ficha_cliente_merge.models.ficha_merge_undo import Move

from . import ficha_import_batch
from .ficha_import_property import DEFINITION

# Links that say nothing about whether somebody uses a customer. Messages and reminders
# are looked at by themselves.
NO_USE = SILENT | {
    "ficha_import_line",
    "ficha_proposal",
    "mail_activity",
    "mail_message",
}
WRITTEN = ("notification", "user_notification")


class FichaImport(models.Model):
    """Undoing what an import made: its customers, and what others may use, such as tags
    and proposals. What somebody edited or uses since stays."""

    _inherit = "ficha.import"

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
            limit=ficha_import_batch.BATCH,
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
        apart |= self._found_by_themselves()
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

    def _found_by_themselves(self):
        """Tables whose rows a job makes of the customers it finds, and nobody writes:
        who is in them is not used by anybody. Their models say so by
        ``_ficha_found_by_itself = True``."""
        return {
            model._table
            for model in self.env.values()
            if getattr(model, "_ficha_found_by_itself", False)
        }

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
                 WHERE import_id = %s AND action = 'last' AND table_name != %s
                 ORDER BY id DESC
                """,
                self.id,
                DEFINITION,
            )
        )
        by_table = self.env["ficha.merge"]._merge_models_by_table()
        said = self._undo_properties()
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
