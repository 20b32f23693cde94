"""Reading a file of fichas: bytes in, tables of plain values out. No ORM.

Nothing is ever evaluated: of a formula in an Excel file only the result that was saved
with it is read, and text that looks like a formula stays text. How an Excel file is
taken apart is in ``read_excel``; what any file may have at most is here.

Text that a spreadsheet program would take for a formula. No ORM.

What begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is run by Excel
when it opens a text file, or as soon as somebody edits the cell. Exports put an
apostrophe before it, which is Excel's own way to say "this is text"; reading takes it
away again, so that the round trip changes nothing. A telephone such as ``+34 612 34 56
78`` and a negative number are no formulas and are left alone.
"""

import csv
import io
import re
from datetime import date, datetime, time

from .read_excel import check_book, is_archive, read_book
from .workbook import (
    CUSTOMERS,
    MAX_CELLS,
    MAX_CHARS,
    MAX_TEXT,
    Sheet,
    SheetProblem,
    Table,
    Workbook,
)

EXCEL = {"xlsx", "xlsm"}
TEXT = {"csv", "txt", "tsv"}
MAX_ROWS = 50_000
MAX_COLUMNS = 400

# a title, a date and a blank line may stand above the headings
HEADING_ROWS = 10
OLD_EXCEL_MARK, PDF_MARK = b"\xd0\xcf\x11\xe0", b"%PDF"

# of a text file, where the first lines are
BEGINNING = 64 * 1024
MAX_LINES = 1_000_000


class _Size:
    """How much of what a file may have it has so far.

    :ivar chars: of the texts in its cells
    """

    def __init__(self):
        self.rows = self.cells = self.chars = 0

    def add_row(self, table, number, values):
        """Put a row into its table, unless it says nothing.

        :raise SheetProblem: it is one too many
        """
        values = [_plain(value) for value in values]
        while values and values[-1] == "":
            values.pop()
        if not values:
            return
        if len(values) > MAX_COLUMNS:
            raise SheetProblem("too_many_columns", limit=MAX_COLUMNS)
        self.rows += 1
        if self.rows > MAX_ROWS:
            raise SheetProblem("too_many_rows", limit=MAX_ROWS)
        for value in values:
            if isinstance(value, str):
                if len(value) > MAX_TEXT:
                    raise SheetProblem("too_long", row=number, limit=MAX_TEXT)
                self.chars += len(value)
            self.cells += value != ""
        if self.cells > MAX_CELLS:
            raise SheetProblem("too_many_cells", limit=MAX_CELLS)
        if self.chars > MAX_CHARS:
            raise SheetProblem("too_much_text", limit=MAX_CHARS // 1_000_000)
        table.rows.append((number, values))


def extension_of(filename):
    name = (filename or "").strip().lower()
    return name.rsplit(".", 1)[-1] if "." in name else ""


def check_file(data, filename, limit):
    """Refuse a file that cannot be read, as far as that is known without reading it.

    :param bytes data: its content
    :param str filename: whose extension says what it claims to be
    :param int limit: most bytes it may have
    :return: how many bytes have to be looked at to read it, pictures left out
    :raise SheetProblem: it cannot be read, and why
    """
    extension = extension_of(filename)
    if len(data) > limit:
        raise SheetProblem(
            "too_big", size=len(data) // 2**20 + 1, limit=max(limit // 2**20, 1)
        )
    if extension == "xls":
        raise SheetProblem("old_excel")
    if extension not in EXCEL | TEXT:
        raise SheetProblem("extension", name=filename or "")
    if not data.strip():
        raise SheetProblem("no_rows")
    if data.startswith(OLD_EXCEL_MARK):
        raise SheetProblem("old_excel")
    is_excel = is_archive(data)
    if extension in EXCEL and not is_excel:
        raise SheetProblem("not_excel", name=filename)
    if extension in TEXT and (is_excel or data.startswith(PDF_MARK)):
        raise SheetProblem("not_text", name=filename)
    return check_book(data, filename) if is_excel else len(data)


def read_tables(data, filename, limit):
    """Read a file.

    :param: as of :func:`check_file`
    :return: list of :class:`Table` with at least one row, in the file's order
    :raise SheetProblem: it cannot be read, and why
    """
    check_file(data, filename, limit)
    size = _Size()
    if is_archive(data):
        tables = read_book(data, filename, size.add_row)
    else:
        tables = [_read_text(data, filename, size.add_row)]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise SheetProblem("no_rows")
    return tables


def read_workbook(data, name, max_size, options=None):
    """Read a file, and say how it was understood.

    :param bytes data: its content
    :param str name: of the file
    :param int max_size: most bytes it may have
    :param dict options: what a person decided: ``sheet`` (a name or a list of them),
        ``encoding``, ``delimiter``, ``date_order``, ``heading_row`` (1-based); and
        ``words``, the folded headings that are known, else those of ``tools/columns``
    :return: :class:`Workbook`
    :raise SheetProblem: it cannot be read, and why
    """
    tables = read_tables(data, name, max_size)
    return Workbook(
        [Sheet(table.name, len(table.rows) - 1, CUSTOMERS, True) for table in tables],
        tables,
        heading_row=tables[0].rows[0][0],
    )


def chars_of(table):
    """How many characters the cells of a table have."""
    return sum(
        len(value)
        for _number, values in table.rows
        for value in values
        if isinstance(value, str)
    )


def _plain(value):
    """A cell as text, number, boolean, date or datetime; "" when it is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        # a character that Excel writes as _x000D_ is a line end
        return value.replace("_x000D_", "").replace("\x00", "").strip()
    if isinstance(value, bool | int | float | datetime | date | time):
        return value
    return str(value).strip()


# -- text ------------------------------------------------------------------------------


def _read_text(data, filename, add_row):
    text = decode(data, filename)
    table = Table("")
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        for number, cells in enumerate(reader, 1):
            if number > MAX_LINES:
                raise SheetProblem("too_many_rows", limit=MAX_ROWS)
            if cells:
                add_row(table, number, cells)
    except csv.Error as error:
        # a quote that is not closed: all that follows would be one cell
        raise SheetProblem("too_long", row=number + 1, limit=MAX_TEXT) from error
    return table


def decode(data, filename):
    """The text of a file, whatever program wrote it: UTF-8 with or without mark,
    UTF-16 with mark, else the Windows code page of Western Europe.

    :raise SheetProblem: it is not text
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise SheetProblem("not_text", name=filename) from error
    control = sum(data.count(code) for code in (*range(0, 9), *range(14, 32)))
    if control:
        raise SheetProblem("not_text", name=filename)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # the five bytes that the code page does not have become a question mark
        return data.decode("cp1252", errors="replace")


def _delimiter(text):
    """Of ; , and tab, the one that cuts the first lines into most columns."""
    lines = text[:BEGINNING].splitlines()[:50]
    lines = [line for line in lines if line.strip()][:HEADING_ROWS]
    best, most = ";", 0
    for delimiter in (";", "\t", ","):
        # text between quotes may hold any of them
        bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
        found = max((line.count(delimiter) for line in bare), default=0)
        if found > most:
            best, most = delimiter, found
    return best


DANGEROUS = "=+-@\t\r"
GUARD = "'"
HARMLESS = re.compile(r"[+-]?[\d\s().,/-]*")


def guard(text):
    """``text`` as it may be written in a cell."""
    if text.startswith(GUARD) and text.lstrip(GUARD)[:1] in tuple(DANGEROUS):
        return GUARD + text  # it was theirs: one is taken away when it is read
    if text[:1] in tuple(DANGEROUS) and not HARMLESS.fullmatch(text):
        return GUARD + text
    return text


def unguard(text):
    """The inverse of :func:`guard`."""
    if text.startswith(GUARD) and text.lstrip(GUARD)[:1] in tuple(DANGEROUS):
        return text[1:]
    return text
