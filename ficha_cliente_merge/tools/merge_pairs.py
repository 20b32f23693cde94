"""The places that point at rows, without the ORM."""

from typing import NamedTuple

from odoo.tools import SQL


class Link(NamedTuple):
    """A column that points at rows of another table.

    ``key`` is the column that tells one row of ``table`` from another: its id or, in
    a table of a many2many, the other end. ``model_column`` is set where the column
    points at any model and another one says which; in a ``text`` column both are in
    one (``res.partner,7``).
    """

    table: str
    column: str
    key: str
    columns: tuple = ()
    uniques: tuple = ()
    model: str = ""
    model_column: str = ""
    text: bool = False

    def old(self):
        """What the column holds for ``m.old``."""
        return SQL("%s || m.old", f"{self.model},") if self.text else SQL("m.old")

    def new(self):
        """What the column holds for ``m.new``."""
        return SQL("%s || m.new", f"{self.model},") if self.text else SQL("m.new")

    def values(self, ids):
        """What the column holds for these ids, as an array."""
        if self.text:
            return SQL("%s::varchar[]", [f"{self.model},{id_}" for id_ in ids])
        return SQL("%s::int[]", list(ids))

    def where(self, alias="t"):
        """Which rows of the table point at rows of that model at all."""
        if not self.model_column:
            return SQL("TRUE")
        condition = SQL("%s = %s", SQL.identifier(alias, self.model_column), self.model)
        if self.table == "ir_attachment":
            # the content of a field of the row is a value of it, not a document
            condition = SQL("%s AND %s.res_field IS NULL", condition, SQL(alias))
        return condition
