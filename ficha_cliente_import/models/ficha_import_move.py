from odoo import fields, models


class FichaImportMove(models.Model):
    """What an import did to rows of the database that were there before, to undo it.

    As ``ficha.merge.move``: written and read with SQL only, while the import can be
    undone; nobody has rights on it, since among the values are personal ones. What the
    customers are that a file made stands in its rows (``made``).

    - ``changed``: ``column_name`` of the rows ``row_ids`` was ``old`` and is ``new``
    - ``created``: the rows ``new`` were made
    - ``linked``: the many2many ``column_name`` of a contact was ``old`` and is ``new``
    - ``origin``: where the values that were changed had come from, as rows ``old``
    - ``last``: as ``created``, of what others may use; undone after all the rest
    """

    _name = "ficha.import.move"
    _description = "What an import did to rows"
    _log_access = False
    _order = "id"

    import_id = fields.Many2one(
        "ficha.import", required=True, ondelete="cascade", index=True
    )
    batch = fields.Integer(required=True)
    action = fields.Selection(
        [
            ("changed", "Changed"),
            ("created", "Created"),
            ("linked", "Linked"),
            ("origin", "Origin"),
            ("last", "Created, and used by others"),
        ],
        required=True,
    )
    table_name = fields.Char(required=True)
    column_name = fields.Char()
    old = fields.Json()
    new = fields.Json()
    row_ids = fields.Json()
