from odoo import api, fields, models


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
