from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """What a contact tells of its merges."""

    _inherit = "res.partner"

    ficha_merge_id = fields.Many2one(
        "ficha.merge",
        string="Merged with",
        compute="_compute_ficha_merge_id",
        compute_sudo=True,
        help="The merge that put this contact into another one.",
    )
    ficha_merged_into_id = fields.Many2one(
        "res.partner",
        string="Merged into",
        compute="_compute_ficha_merge_id",
        compute_sudo=True,
        help="The contact into which this one was merged.",
    )

    @api.depends("active")
    def _compute_ficha_merge_id(self):
        merged = self.env["ficha.merge.source"]
        archived = self.filtered(lambda partner: not partner.active)
        if archived.ids:
            merged = merged.search(
                [
                    ("partner_id", "in", archived.ids),
                    ("merge_id.state", "!=", "undone"),
                ],
                order="id",
            )
        found = {source.partner_id.id: source.merge_id for source in merged}
        for partner in self:
            merge = found.get(partner._origin.id, self.env["ficha.merge"])
            partner.ficha_merge_id = merge
            partner.ficha_merged_into_id = merge.survivor_id

    def action_ficha_merge(self):
        """Compare these contacts side by side, and merge them.

        :raise UserError: fewer than two
        """
        if len(self) < 2:
            raise UserError(
                self.env._("Select the customer files that are the same customer.")
            )
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge customer files"),
            "res_model": "ficha.merge.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_ids": [fields.Command.set(self.ids)],
                "dialog_size": "extra-large",
            },
        }

    def action_open_ficha_merge(self):
        """Open the merge that archived this contact."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ficha.merge",
            "res_id": self.ficha_merge_id.id,
            "views": [(False, "form")],
            "target": "current",
        }
