from odoo import fields, models


class FichaImportSheet(models.Model):
    """A sheet of a file, and whether it is read."""

    _name = "ficha.import.sheet"
    _inherit = "ficha.import.choice"
    _description = "Sheet of a File to Import"
    _order = "import_id, number"
    _log_access = False

    _chosen = ("chosen",)

    number = fields.Integer(
        readonly=True, aggregator=None, help="Its position in the file."
    )
    name = fields.Char("Sheet", readonly=True, help="Its name in the file.")
    row_count = fields.Integer("Rows", readonly=True, aggregator=None, help="Its rows.")
    kind = fields.Selection(
        [
            ("customers", "Customers"),
            ("lines", "Lines of customers"),
            ("other", "Something else"),
        ],
        "What it has",
        readonly=True,
        help="What it seems to have.",
    )
    chosen = fields.Boolean("Read", help="Whether its rows are imported.")
    by_hand = fields.Boolean(readonly=True, help="A person decided it.")

    def _decided_vals(self, vals):
        return {**vals, "by_hand": True}
