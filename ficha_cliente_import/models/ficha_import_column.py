from odoo import api, fields, models
from odoo.exceptions import UserError

IGNORE, PROPERTY = "ignore", "property"


class FichaImportColumn(models.Model):
    """A column of a file, and what it will become."""

    _name = "ficha.import.column"
    _inherit = "ficha.import.choice"
    _description = "Column of a File to Import"
    _order = "import_id, sheet_number, position"
    _rec_name = "heading"
    _log_access = False

    _chosen = ("target",)

    sheet = fields.Char(readonly=True, help="Name of the sheet it is in.")
    sheet_number = fields.Integer(
        readonly=True, aggregator=None, help="Position of that sheet."
    )
    position = fields.Integer(
        readonly=True, aggregator=None, help="Its position in the sheet, from 0."
    )
    heading = fields.Char(
        "In the file", readonly=True, help="Its heading, as it stands in the file."
    )
    samples = fields.Char(
        readonly=True, help="The first values of the column, as the file shows them."
    )
    kind = fields.Char(readonly=True, help="Kind of lines that the sheet is of.")
    target = fields.Selection(
        selection="_targets",
        string="Becomes",
        help="What it becomes in the customer file. An extra field is added to all "
        "customer files, with the heading as its name.",
    )
    sure = fields.Selection(
        [
            ("decided", "Decided"),
            ("known", "Sure"),
            ("guessed", "Guessed"),
            ("unknown", "Not known: choose"),
        ],
        "How sure",
        readonly=True,
        help="Decided: by you, or by your company in a file like this one.",
    )
    why = fields.Char(readonly=True, help="Why it is taken for that.")
    by_hand = fields.Boolean(readonly=True, help="A person decided it.")

    @api.model
    def _targets(self):
        return [
            (IGNORE, self.env._("Do not import")),
            (PROPERTY, self.env._("Extra field")),
            *(
                (key, str(label))
                for key, label in self.env["ficha.sheet"]._choices_of_columns()
            ),
            *self.env["ficha.sheet"]._choices_of_lines(),
        ]

    def _decided_vals(self, vals):
        if target := vals.get("target"):
            # a sheet of lines has columns of its own
            kind = target.rpartition("/")[0]
            strange = target != IGNORE and any((c.kind or "") != kind for c in self)
            if strange or target not in dict(self._targets()):
                raise UserError(self.env._("A column cannot become this."))
        return {**vals, "by_hand": bool(vals.get("target"))}

    def _keep_decided(self):
        for run, some in self.grouped("import_id").items():
            run._keep_decisions(columns=some)


def decision(target, heading):
    """What a person decided, as ``_propose`` of ``ficha.sheet`` takes it.

    :param str target: see ``ficha.import.column``
    :param str heading: of the column
    """
    if target == IGNORE:
        return None
    return f"property:{heading}" if target == PROPERTY else target.rpartition("/")[2]
