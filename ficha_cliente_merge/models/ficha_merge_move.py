from odoo import fields, models


class FichaMergeMove(models.Model):
    """What a merge did to the rows of one column, in the words of the database.

    Written and read with SQL only, while a merge can be undone; nobody has rights on
    it, since among the values are personal ones.

    - ``moved``: ``column`` of the rows ``row_ids`` pointed at ``old``, now at ``new``
    - ``changed``: ``column`` of the rows ``row_ids`` was ``old`` and is ``new``
    - ``removed``: the rows ``old`` were combined into others
    - ``created``: the rows ``new`` were made
    """

    _name = "ficha.merge.move"
    _description = "What a merge did to rows"
    _log_access = False
    _order = "id"

    merge_id = fields.Many2one(
        "ficha.merge", required=True, ondelete="cascade", index=True
    )
    action = fields.Selection(
        [
            ("moved", "Moved"),
            ("changed", "Changed"),
            ("removed", "Combined"),
            ("created", "Created"),
        ],
        required=True,
    )
    table_name = fields.Char(required=True)
    column_name = fields.Char()
    key_name = fields.Char(required=True)
    old = fields.Json()
    new = fields.Json()
    row_ids = fields.Json()
