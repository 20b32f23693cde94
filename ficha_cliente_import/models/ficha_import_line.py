from odoo import fields, models

from .ficha_import import OUTCOMES

NOBODY = "base.group_system"


class FichaImportLine(models.Model):
    """A row of a file, and what became of it (or would, while it is checked)."""

    _name = "ficha.import.line"
    _description = "Row of an Import"
    _order = "import_id, number"
    _rec_name = "title"
    _log_access = False

    import_id = fields.Many2one(
        "ficha.import",
        string="Import",
        required=True,
        ondelete="cascade",
        help="The file it belongs to.",
    )
    number = fields.Integer(
        required=True, aggregator=None, help="Its position among all rows of the file."
    )
    sheet = fields.Char(help="Name of the sheet it is in.")
    sheet_number = fields.Integer(aggregator=None, help="Position of that sheet.")
    row = fields.Integer(aggregator=None, help="Number of the row, as Excel shows it.")
    title = fields.Char("Customer in the file", help="Who the row is about.")
    raw = fields.Json(
        groups=NOBODY,
        help="Content of the row, to import it and to write the file of rows to fix.",
    )
    parent_number = fields.Integer(
        aggregator=None, help="Row of the company or customer that this one belongs to."
    )
    parent_partner_id = fields.Many2one(
        "res.partner",
        string="Company or customer",
        ondelete="set null",
        help="The company or customer it belongs to, when already known.",
    )
    depth = fields.Integer(
        aggregator=None, help="Rows with a higher number need those with lower ones."
    )
    outcome = fields.Selection(
        OUTCOMES, required=True, help="What happened to the row, or would happen."
    )
    done = fields.Boolean(help="It was imported, and not only checked.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        ondelete="set null",
        help="The customer that the row created or refers to.",
    )
    note = fields.Char(help="Anything worth knowing about the row.")
    note_besides = fields.Char(
        groups=NOBODY,
        help="What of the note its problems do not say already, for the report.",
    )
    made = fields.Char(
        groups=NOBODY,
        help="What the customer that the row created looked like, until the import is "
        "undone or can no longer be.",
    )
    made_more = fields.Json(
        groups=NOBODY,
        help="The same of the contacts that it made besides: {id: what it looked "
        "like}.",
    )
    changes = fields.Json(groups=NOBODY, help="What the row changed, for the report.")
    undo_note = fields.Char(
        "Not taken back", help="What was left as it is when the import was undone."
    )
    problem_ids = fields.One2many(
        "ficha.import.problem", "line_id", string="Problems", help="What is wrong."
    )

    _todo_idx = models.Index("(import_id, depth, number) WHERE done IS NOT TRUE")
    _outcome_idx = models.Index("(import_id, outcome)")
    _number_idx = models.Index("(import_id, number)")
    # deleting a contact looks here
    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
    _parent_idx = models.Index(
        "(parent_partner_id) WHERE parent_partner_id IS NOT NULL"
    )


class FichaImportProblem(models.Model):
    """What is wrong with a value of a row."""

    _name = "ficha.import.problem"
    _description = "Problem of a Row of an Import"
    _order = "import_id, id"
    _rec_name = "reason"
    _log_access = False

    import_id = fields.Many2one(
        "ficha.import", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "ficha.import.line", required=True, index=True, ondelete="cascade"
    )
    sheet = fields.Char(related="line_id.sheet")
    row = fields.Integer(related="line_id.row", string="Row", help="As Excel shows it.")
    title = fields.Char(related="line_id.title")
    column = fields.Char(help="Heading of the column.")
    value = fields.Char(help="What the cell says.")
    column_key = fields.Char(
        groups=NOBODY, help="Technical name of the column, in the file of rows to fix."
    )
    left = fields.Boolean(string="Left empty", help="The row comes in without it.")
    reason = fields.Char(required=True, help="What is wrong, and what to do.")
