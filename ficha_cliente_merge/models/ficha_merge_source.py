from odoo import fields, models


class FichaMergeSource(models.Model):
    """A contact that a merge put into another, as it was called then."""

    _name = "ficha.merge.source"
    _description = "Merged Contact"
    _order = "merge_id desc, id"
    _rec_name = "name"

    merge_id = fields.Many2one(
        "ficha.merge",
        string="Merge",
        required=True,
        ondelete="cascade",
        index=True,
        help="The merge this contact was part of.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Merged contact",
        ondelete="set null",
        index="btree_not_null",
        help="The contact that was merged into another. It is archived; undoing the "
        "merge brings it back.",
    )
    name = fields.Char(required=True, help="What the contact was called.")
    client_code = fields.Char(help="The client code the contact had.")
