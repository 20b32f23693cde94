"""What a merge is made of, without the ORM: rows that go into others, and the places
that point at rows."""

from typing import NamedTuple

from odoo.tools import SQL


class Pairs:
    """Rows of one table that go, each with the row that stays and its journal.

    :param rows: triples ``(id that goes, id that stays, id of the ficha.merge)``
    """

    def __init__(self, rows):
        self.rows = list(rows)
        self.old = [old for old, _new, _merge in self.rows]
        self.new = [new for _old, new, _merge in self.rows]
        self.merges = [merge for _old, _new, merge in self.rows]

    def __bool__(self):
        return bool(self.rows)

    @property
    def sql(self):
        """The pairs as a FROM item ``m (old, new, merge)``."""
        return SQL(
            "unnest(%s::int[], %s::int[], %s::int[]) AS m (old, new, merge)",
            self.old,
            self.new,
            self.merges,
        )


class Unique(NamedTuple):
    """A promise that no two rows are the same in some respect.

    ``keys`` and ``predicate`` are SQL over the table's own column names, as
    PostgreSQL writes them.
    """

    keys: tuple
    predicate: str


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
