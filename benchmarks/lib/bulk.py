"""Hundreds of thousands of rows: the indexes after them, the input by COPY."""

import csv
import io
import sys
import time
from contextlib import contextmanager

from odoo.tools import SQL


@contextmanager
def step(text):
    """Say what is being done and how long it took."""
    print(f"  {text}...", end="", file=sys.stderr, flush=True)
    start = time.perf_counter()
    yield
    print(f" {time.perf_counter() - start:.1f} s", file=sys.stderr, flush=True)


@contextmanager
def without_indexes(cr, *tables):
    """Take the tables' indexes away and make them again afterwards: building them once
    is several times faster than keeping them up to date row by row. Those of
    constraints stay.
    """
    cr.execute(
        SQL(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
            FROM pg_index
            LEFT JOIN pg_constraint ON conindid = indexrelid
            WHERE indrelid = ANY(%s::regclass[]) AND pg_constraint.oid IS NULL
            """,
            list(tables),
        )
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    yield
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        cr.execute(definition)
    for table in tables:
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def temporary_table(cr, name, columns, rows):
    """A temporary table of the transaction, filled by COPY; ``columns`` as SQL text."""
    cr.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    cr._obj.copy_expert(f"COPY {name} FROM STDIN (FORMAT csv)", text)
    cr.execute(f"ANALYZE {name}")
