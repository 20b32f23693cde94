from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_list

UNDO_DAYS = 30


class FichaMerge(models.Model):
    """Journal of the merge of contacts into one.

    What is merged, and how it is undone, is in the files ``ficha_merge_*``:

    - ``_check``: who may merge what
    - ``_run``: the order of things
    - ``_catalog``, ``_links``, ``_sql``: links to the contacts, and what is unique
    - ``_data``: links without foreign key (properties, values per company)
    - ``_satellites``: what the parts of the customer file need
    - ``_values``: which value of each field stays
    - ``_recorder``: what the ORM writes meanwhile
    - ``_undo``, ``_undo_words``: the way back
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
        help="The contact into which the others were put.",
    )
    survivor_name = fields.Char(
        string="Kept", readonly=True, help="What the kept contact was called."
    )
    source_ids = fields.One2many(
        "ficha.merge.source",
        "merge_id",
        string="Merged contacts",
        readonly=True,
        help="The contacts that were put into it. They are archived.",
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
            ("done", "Merged"),
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
    moved_words = fields.Char(
        string="What moved",
        compute="_compute_moved_words",
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
    survivor_now = fields.Char(
        string="Kept contact now",
        related="survivor_id.display_name",
        help="What the kept contact is called today.",
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
        self.ensure_one()
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
