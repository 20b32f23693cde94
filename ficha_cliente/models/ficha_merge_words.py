from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_list

# Moves that say nothing to anybody: the bookkeeping of messages and of Odoo itself.
SILENT = {
    "account_move_line",
    "ir_model_data",
    "mail_followers",
    "mail_message_res_partner_rel",
    "mail_notification",
}
NAMED = 5


class FichaMerge(models.Model):
    """What a merge did and what its undoing left, in words."""

    _inherit = "ficha.merge"

    @api.depends("summary")
    @api.depends_context("lang", "uid")
    def _compute_moved_words(self):
        for merge in self:
            words = merge._count_words(merge.summary or {})
            merge.moved_words = ", ".join(words)

    @api.model
    def _count_words(self, counts):
        """What moved, the most first; of models the reader may see.

        :param counts: ``{table: number}``
        :return: list of texts like ``Journal Entry: 3``
        """
        rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [
            f"{label}: {number}"
            for table, number in rows
            if number and (label := self._table_label(table))
        ]

    @api.model
    def _table_label(self, table):
        """What rows of a table are, for the reader; None for what they may not see or
        what says nothing."""
        if table in SILENT:
            return None
        model = self._merge_models_by_table().get(table)
        if model:
            if self.env[model].sudo(False).has_access("read"):
                return self.env["ir.model"].sudo()._get(model).name
            return None
        for field in self.env["res.partner"]._fields.values():
            if field.type == "many2many" and field.store and field.relation == table:
                return field._description_string(self.env)
        return None

    @api.model
    def _field_labels(self, names):
        """Labels of fields of a contact that the reader may see."""
        partner = self.env["res.partner"].sudo(False)
        return [
            field._description_string(self.env)
            for name in names
            if (field := partner._fields.get(name))
            and not field.groups
            and partner._has_field_access(field, "read")
        ]

    def _note_merge(self, survivor, others, filled):
        """Leave a note on the contact that was kept."""
        names = format_list(self.env, [other.display_name for other in others])
        lines = [self.env._("Merged with %s.", names)]
        if words := self._public_words(self.summary or {}):
            lines.append(self.env._("Came along: %s.", ", ".join(words)))
        hidden = {"ficha_lifecycle", "customer_rank", "supplier_rank"}
        labels = self._field_labels(name for name in filled if name not in hidden)
        if labels:
            lines.append(self.env._("Taken over: %s.", format_list(self.env, labels)))
        body = Markup("<br/>").join(lines)
        link = self._get_html_link(title=self.env._("Undo"))
        survivor._message_log(body=Markup("%s<br/>%s") % (body, link))

    @api.model
    def _public_words(self, counts):
        """As :meth:`_count_words`, without what only some may see: a note is read by
        everybody."""
        protected = ("ficha_family_member", "ficha_education", "ficha_interaction")
        public = {
            table: number for table, number in counts.items() if table not in protected
        }
        return self._count_words(public)

    def _note_undone(self, survivor, others):
        bodies = {}
        names = format_list(self.env, [other.display_name for other in others])
        bodies[survivor.id] = self.env._("The merge with %s was undone.", names)
        for other in others:
            bodies[other.id] = self.env._(
                "The merge into %s was undone.", survivor.display_name
            )
        (survivor | others)._message_log_batch(bodies)

    @api.model
    def _words_left(self, left):
        """What was not brought back, a line each.

        :param left: list of ``(move, ids of its rows)``
        :return: text, or False
        """
        lines, hidden = [], set()
        for move, ids in left:
            line = self._words_left_of(move, sorted(ids))
            if line is None:
                continue
            if not line:
                hidden |= {(move.table, id_) for id_ in ids}
            elif line not in lines:
                lines.append(line)
        if hidden:
            lines.append(
                self.env._("What you may not see: %s changed since.", len(hidden))
            )
        return "\n".join(lines) or False

    @api.model
    def _words_left_of(self, move, ids):
        """One line; an empty one about what the reader may not see; None when it is
        not worth saying."""
        if move.table in SILENT:
            return None
        model = self._merge_models_by_table().get(move.table)
        label = self._table_label(move.table)
        if not label:
            return "" if model else None
        if move.action == "created":
            return self.env._(
                "%(kind)s: %(number)s made by the merge and changed since stay.",
                kind=label,
                number=len(ids),
            )
        if not model or move.key != "id":
            return self.env._(
                "%(kind)s: %(number)s changed since.", kind=label, number=len(ids)
            )
        field = self.env[model]._fields.get(move.column)
        if move.action == "changed":
            if not field or (field.compute and field.readonly):
                return None
            if field.groups:
                return ""
        records = self.env[model].browse(ids).exists()
        gone = len(ids) - len(records)
        parts = []
        if records:
            parts.append(self._words_changed(records, move, field))
        if gone:
            parts.append(self.env._("%s deleted since", gone))
        return f"{label}: {', '.join(parts)}."

    @api.model
    def _words_changed(self, records, move, field):
        """Names of records that were changed, when they are no secret."""
        if records._name.startswith("ficha."):
            names = str(len(records))
        else:
            readable = records.sudo(False)._filtered_access("read")
            names = ", ".join(record.display_name for record in readable[:NAMED])
            if len(records) > min(NAMED, len(readable)):
                names = self.env._(
                    "%(names)s and others (%(number)s in all)",
                    names=names,
                    number=len(records),
                )
        if move.action == "changed":
            return self.env._(
                "“%(field)s” of %(names)s changed since",
                field=field._description_string(self.env),
                names=names,
            )
        return self.env._("%s changed since", names)
