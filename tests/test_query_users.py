"""Odoo's internal `Query` is known in one file only: ficha_cliente/tools/query.py."""

import ast

import pytest

from devtools.lint import files
from devtools.project import ROOT, modules

THE_FILE = "ficha_cliente/tools/query.py"
# What nothing else has that we use...
ITS_OWN = {
    *("add_join", "add_table", "add_where", "from_clause", "get_result_ids"),
    *("groupby", "having", "is_empty", "left_join", "make_alias", "select"),
    *("set_result_ids", "subselect", "where_clause"),
}
# ...and what is its own only where a query stands before the dot.
COMMON = {"join", "limit", "offset", "order", "table"}


def uses(source):
    """Lines that use an attribute of a `Query`, or the class itself.

    A query is what `_search` gives, what is called `query`, and a variable that a
    `_search` of the same file was put into."""
    tree = ast.parse(source)
    queries = {"query"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and is_search(node.value):
            queries.update(x.id for x in node.targets if isinstance(x, ast.Name))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = [name.name for name in node.names]
            if "Query" in names and "odoo.tools" in (node.module or ""):
                found.add(node.lineno)
        elif isinstance(node, ast.Attribute):
            whose = node.value
            known = is_search(whose) or getattr(whose, "id", None) in queries
            if node.attr in ITS_OWN or (known and node.attr in COMMON):
                found.add(node.end_lineno)
    return sorted(found)


def is_search(node):
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_search"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from odoo.tools import SQL, Query", [1]),
        ("found.subselect()", [1]),
        ("env['x'].sudo()._search([]).table", [1]),
        ("mine = env['x']._search([])\nmine.limit = 1", [2]),
        ("SQL.identifier(query.table, 'id')", [1]),
        ("query_select(query, query_column(query, 'id'))", []),
        ("order.order, link.table, ', '.join(query)", []),
        ("from odoo.tools import SQL\nmine = env['x']._search([])\nlist(mine)", []),
    ],
)
def test_what_counts_as_a_use(line, expected):
    assert uses(line) == expected


def test_one_file_knows_the_query_of_odoo():
    folders = tuple(f"{module.name}/" for module in modules())
    found = [
        f"{name}:{line}"
        for name in files(".py")
        if name.startswith(folders) and name != THE_FILE
        for line in uses((ROOT / name).read_text())
    ]
    assert not found, f"use the functions of {THE_FILE}:\n" + "\n".join(found)
    assert uses((ROOT / THE_FILE).read_text()), "the test finds nothing anywhere"
