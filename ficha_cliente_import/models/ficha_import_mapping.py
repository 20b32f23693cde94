from odoo import fields, models


class FichaImportMapping(models.Model):
    """What was decided about files whose headings are these, so that the next one like
    them is understood at once. Of a company."""

    _name = "ficha.import.mapping"
    _description = "What Was Decided about Files to Import"
    _order = "date desc, id desc"
    _rec_name = "file_name"
    _log_access = False

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="Company in which files like this one are understood so.",
    )
    shape = fields.Char(
        required=True, readonly=True, help="What tells these headings from others."
    )
    file_name = fields.Char(
        "File", readonly=True, help="Name of the last file that had these headings."
    )
    headings = fields.Text(readonly=True, help="Headings of that file.")
    decided = fields.Text(readonly=True, help="What was decided, in words.")
    columns = fields.Json(readonly=True, help="What each heading becomes.")
    values = fields.Json(readonly=True, help="What is done with each value.")
    options = fields.Json(readonly=True, help="How the file is read.")
    user_id = fields.Many2one(
        "res.users",
        string="Decided by",
        readonly=True,
        ondelete="set null",
        help="Who imported that file.",
    )
    date = fields.Datetime("Decided on", readonly=True, help="When it was imported.")

    _shape_uniq = models.UniqueIndex(
        "(company_id, shape)", "What was decided about these headings is known already."
    )
