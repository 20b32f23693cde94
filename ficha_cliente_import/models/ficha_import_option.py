from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.columns_lines import LINES


class FichaImportOption(models.Model):
    """An answer of a fixed list, such as *Divorced* of *Marital status*: what a person
    may choose in place of a value of a file that is none of them.

    Read from Odoo's own table of them, which only those who configure may read.
    """

    _name = "ficha.import.option"
    _description = "Answer of a Fixed List"
    _auto = False
    _order = "sequence, id"

    name = fields.Char(translate=True, readonly=True, help="As people read it.")
    value = fields.Char(readonly=True, help="As it is kept.")
    sequence = fields.Integer(readonly=True, help="Its place in the list.")
    field = fields.Char(
        readonly=True, help="Technical name of what it is an answer to, with its model."
    )

    @property
    def _table_query(self):
        self.env["ir.model.fields.selection"].flush_model()
        models_ = ["res.partner", *(kind.model for kind in LINES.values())]
        return SQL(
            """
            SELECT answer.id, answer.name, answer.value, answer.sequence,
                   field.model || '.' || field.name AS field
              FROM ir_model_fields_selection AS answer
              JOIN ir_model_fields AS field ON field.id = answer.field_id
             WHERE field.model = ANY(%s)
            """,
            models_,
        )

    @api.model
    def _of_column(self, column):
        """The condition that these are answers to what a column of a file is about."""
        if column is None or not column.field:
            return [("field", "=", False)]
        kind = self.env["ficha.sheet"]._kind_of(column)
        model = kind.model if kind else "res.partner"
        return [("field", "=", f"{model}.{column.field}")]

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Extends the core's: on the screen of an import, the answers to what the
        column is about."""
        if key := self.env.context.get("ficha_import_column"):
            column = self.env["ficha.sheet"]._column_called(key)
            domain = [*(domain or []), *self._of_column(column)]
        return super().name_search(name, domain, operator, limit)
