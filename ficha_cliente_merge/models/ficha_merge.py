from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_list

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.field_value import field_label
from odoo.addons.ficha_cliente.tools.merge import Pairs

UNDO_DAYS = 30

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
    """Journal of the merge of contacts into one.

    What is merged, and how it is undone, is in the files ``ficha_merge_*``:

    - ``_run``: the order of things, and who may merge what
    - ``_links``: links to the contacts, and what is unique
    - ``_values``: which value of each field stays, also of those inside JSON
    - ``_undo``: the way back; ``base`` records what the ORM writes meanwhile

    What the parts of the customer file need is in their own hooks, see
    ``res_partner_merged`` in the core.
    """

    _name = "ficha.merge"
    _description = "Merge of Contacts"
    _order = "id desc"
    _rec_name = "survivor_name"

    survivor_id = fields.Many2one(
        "res.partner",
        string="Kept contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The contact the others were merged into.",
    )
    survivor_name = fields.Char(
        string="Kept", readonly=True, help="What the kept contact was called."
    )
    source_ids = fields.One2many(
        "ficha.merge.source",
        "merge_id",
        string="Merged contacts",
        readonly=True,
        help="The contacts that were merged into it. They are archived until the "
        "merge is undone.",
    )
    source_names = fields.Char(
        string="Merged",
        compute="_compute_source_names",
        help="What the merged contacts were called.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Merged by",
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        help="Who merged them.",
    )
    date = fields.Datetime(
        string="Merged on",
        readonly=True,
        default=fields.Datetime.now,
        help="When they were merged.",
    )
    undo_until = fields.Datetime(
        readonly=True,
        default=lambda self: fields.Datetime.now() + timedelta(days=UNDO_DAYS),
        help="Until when the merge can be undone.",
    )
    state = fields.Selection(
        [
            ("done", "Done"),
            ("undone", "Undone"),
            ("final", "For good"),
        ],
        required=True,
        readonly=True,
        default="done",
        index=True,
        help="Merged: it can be undone. For good: the days for that are over, or "
        "Odoo's own merge took one of the contacts away since.",
    )
    summary = fields.Json(readonly=True, help="How many rows moved, by table.")
    moved_text = fields.Char(
        string="What moved",
        compute="_compute_moved_text",
        help="How many documents of each kind went to the kept contact.",
    )
    undone_by_id = fields.Many2one(
        "res.users", string="Undone by", readonly=True, help="Who undid the merge."
    )
    undone_on = fields.Datetime(readonly=True, help="When the merge was undone.")
    undo_left = fields.Text(
        string="Not brought back",
        readonly=True,
        help="What had changed since the merge and was therefore left as it was.",
    )
    can_undo = fields.Boolean(
        compute="_compute_can_undo", help="Whether you can undo this merge now."
    )

    @api.depends("source_ids.name")
    def _compute_source_names(self):
        for merge in self:
            merge.source_names = format_list(
                self.env, [source.name for source in merge.source_ids]
            )

    @api.depends("state", "undo_until", "user_id")
    @api.depends_context("uid")
    def _compute_can_undo(self):
        now = fields.Datetime.now()
        for merge in self:
            merge.can_undo = (
                merge.state == "done" and merge.undo_until > now and merge._may_undo()
            )

    @api.depends("survivor_name", "source_ids.name")
    def _compute_display_name(self):
        for merge in self:
            merge.display_name = f"{merge.source_names} → {merge.survivor_name}"

    def action_open_survivor(self):
        """Open the customer file of the contact that was kept."""
        only_one(self)
        view = self.env.ref("ficha_cliente.res_partner_view_form_ficha")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.survivor_id.id,
            "views": [(view.id, "form")],
            "target": "current",
        }

    @api.autovacuum
    def _gc_undo_data(self):
        """Forget what undoing a merge needs once its days are over. The contacts stay
        archived, and the journal keeps who merged what, and how much moved."""
        merges = self.search(
            [("state", "=", "done"), ("undo_until", "<", fields.Datetime.now())],
            limit=1000,
        )
        merges._make_final()
        return len(merges), len(merges) == 1000

    def _make_final(self):
        """These merges can no longer be undone."""
        if not self:
            return
        self._forget()
        # sudo: nobody writes a journal but these methods
        self.sudo().state = "final"

    def _forget(self):
        """Drop what is needed to undo these merges."""
        self.env.cr.execute(
            SQL("DELETE FROM ficha_merge_move WHERE merge_id = ANY(%s)", self.ids)
        )

    # --------------------------------------------------------------------------
    # What a merge did and what its undoing left, in words.
    # --------------------------------------------------------------------------

    @api.depends("summary")
    @api.depends_context("lang", "uid")
    def _compute_moved_text(self):
        for merge in self:
            texts = merge._count_texts(merge.summary or {})
            merge.moved_text = ", ".join(texts)

    @api.model
    def _count_texts(self, counts):
        """What moved, the most first; of models the reader may see.

        :param counts: ``{table: number}``
        :return: list of texts like ``Invoices and entries: 3``
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
                if model == "account.move":
                    # "Journal Entry" is no word of who looks for invoices
                    return self.env._("Invoices and entries")
                # sudo: what such records are called
                return self.env["ir.model"].sudo()._get(model).name
            return None
        for field in self.env["res.partner"]._fields.values():
            if field.type == "many2many" and field.store and field.relation == table:
                return field_label(field, self.env)
        return None

    @api.model
    def _field_labels(self, names):
        """Labels of fields of a contact that the reader may see."""
        partner = self.env["res.partner"].sudo(False)
        return [
            field_label(field, self.env)
            for name in names
            if (field := partner._fields.get(name))
            and not field.groups
            and partner._has_field_access(field, "read")
        ]

    def _note_merge(self, survivor, others, filled):
        """Leave a note on the contact that was kept."""
        names = format_list(self.env, [other.display_name for other in others])
        lines = [self.env._("Merged with %s", names)]
        if texts := self._public_count_texts(self.summary or {}):
            lines.append(self.env._("Also moved: %s.", ", ".join(texts)))
        hidden = {"ficha_lifecycle", "ficha_acquisition"}
        hidden |= {"customer_rank", "supplier_rank"}
        labels = self._field_labels(name for name in filled if name not in hidden)
        if labels:
            lines.append(self.env._("Taken over: %s.", format_list(self.env, labels)))
        body = Markup("<br/>").join(lines)
        link = self._get_html_link(title=self.env._("Undo"))
        survivor._message_log(body=Markup("%s<br/>%s") % (body, link))

    @api.model
    def _public_count_texts(self, counts):
        """As :meth:`_count_texts`, without what only some may see: a note is read by
        everybody."""
        private = {
            model._table
            for model in self.env.registry.values()
            if getattr(model, "_ficha_merge_private", False)
        }
        public = {
            table: number for table, number in counts.items() if table not in private
        }
        return self._count_texts(public)

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
    def _left_texts(self, left):
        """What was not brought back, a line each.

        :param left: list of ``(move, ids of its rows)``
        :return: text, or False
        """
        lines, hidden = [], set()
        for move, ids in left:
            line = self._left_text(move, sorted(ids))
            if line is None:
                continue
            if not line:
                hidden |= {(move.table, id_) for id_ in ids}
            elif line not in lines:
                lines.append(line)
        if hidden:
            lines.append(
                self.env._("Records you may not see: %s changed since.", len(hidden))
            )
        return "\n".join(lines) or False

    @api.model
    def _left_text(self, move, ids):
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
                "%(kind)s: %(number)s created by the merge and changed since are kept.",
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
            parts.append(self._changed_names(records, move, field))
        if gone:
            parts.append(self.env._("%s deleted since", gone))
        return f"{label}: {', '.join(parts)}."

    @api.model
    def _changed_names(self, records, move, field):
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
                field=field_label(field, self.env),
                names=names,
            )
        return self.env._("%s changed since", names)

    # --------------------------------------------------------------------------
    # What a merge would do: which contact should stay, and what would move.
    # --------------------------------------------------------------------------

    @api.model
    def _default_survivors(self, groups):
        """Which contact of each group should stay: one whose entries are secured (it
        has to), one that is not archived, then the one with a client code, with more
        posted documents, the oldest.

        :param groups: list of ``res.partner``
        :return: list of ``res.partner``, one for each group
        """
        partners = self.env["res.partner"].union(*groups)
        partners.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id,
                       NOT EXISTS (
                           SELECT FROM account_move_line AS line
                             JOIN account_move AS move ON move.id = line.move_id
                            WHERE line.partner_id = p.id
                              AND move.inalterable_hash IS NOT NULL),
                       p.active IS NOT TRUE,
                       p.company_id IS NOT NULL,
                       p.client_code IS NULL,
                       -(SELECT count(*) FROM account_move AS move
                          WHERE move.partner_id = p.id AND move.state = 'posted'),
                       p.create_date
                  FROM res_partner AS p
                 WHERE p.id = ANY(%s)
                """,
                partners.ids,
            )
        )
        rank = {row[0]: (*row[1:6], row[6] is None, row[6], row[0]) for row in rows}
        return [min(group, key=lambda p: rank[p.id]) for group in groups]

    @api.model
    def _preview_counts(self, partners):
        """How many rows of each table point at each of these contacts.

        :return: ``{partner id: {table: number}}``
        """
        pairs = Pairs((id_, id_, 0) for id_ in partners.ids)
        links = self._links_in_use("res_partner", pairs)
        counts = {id_: {} for id_ in partners.ids}
        if not links:
            return counts
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS place, m.old AS partner, t.%s AS row"
                " FROM %s JOIN %s AS t ON %s = %s AND %s",
                place,
                SQL.identifier(link.key),
                pairs.sql,
                SQL.identifier(link.table),
                SQL.identifier("t", link.column),
                link.old(),
                link.where(),
            )
            for place, link in enumerate(links)
        )
        tables = [link.table for link in links]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner, tables.name, count(DISTINCT row)
                  FROM (%s) AS found
                  JOIN unnest(%s::varchar[]) WITH ORDINALITY AS tables (name, number)
                    ON tables.number = found.place + 1
                 WHERE NOT (tables.name = 'res_partner' AND row = partner)
                 GROUP BY partner, tables.name
                """,
                query,
                tables,
            )
        )
        for partner_id, table, number in rows:
            counts[partner_id][table] = number
        return counts
