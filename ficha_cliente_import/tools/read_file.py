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

import re
import unicodedata
from datetime import date, datetime, time

from .entities import ENTITY, without_entities
from .heading_words import Known, house_headings
from .layout import settle
from .other_kinds import OLD_OFFICE, has_macros, other_kind
from .read_archive import is_archive
from .read_calc import check_calc, is_calc, read_calc
from .read_card import CardFile, is_card
from .read_excel import check_book, read_book
from .read_old_excel import check_old_excel, is_old_excel, read_old_excel
from .read_text import TextFile
from .read_web import is_web, read_web
from .read_xml_excel import is_xml_excel, read_xml_excel
from .workbook import MAX_CELLS, MAX_CHARS, MAX_TEXT, SheetProblem

EXCEL, CALC, CARD = {"xlsx", "xlsm"}, {"ods"}, {"vcf"}
# what Excel opens under this name is a book, old or new, a web page or a text
OLD_EXCEL = {"xls"}
TEXT = {"csv", "txt", "tsv"}
MAX_ROWS = 50_000
MAX_COLUMNS = 400

# a part that every workbook of Excel has, as the directory of its archive names it
WORKBOOK = b"xl/workbook.xml"


class _Size:
    """How much of what a file may have it has so far.

    :ivar chars: of the texts in its cells
    :ivar entities: texts that had letters as web pages write them
    """

    def __init__(self):
        self.rows = self.cells = self.chars = self.entities = 0

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
        for place, value in enumerate(values):
            if isinstance(value, str):
                if len(value) > MAX_TEXT:
                    raise SheetProblem("too_long", row=number, limit=MAX_TEXT)
                self.chars += len(value)
                if "&" in value and ENTITY.search(value):
                    values[place] = without_entities(value)
                    self.entities += values[place] != value
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
    name = filename or ""
    if extension not in EXCEL | OLD_EXCEL | CALC | TEXT | CARD:
        raise SheetProblem(other_kind(data, extension) or "extension", name=name)
    if not data.strip():
        raise SheetProblem("no_rows")
    kind = _kind(data)
    if kind == "other":
        raise SheetProblem(other_kind(data, extension) or "archive", name=name)
    if extension in TEXT and kind not in ("text", "web", "card"):
        raise SheetProblem("not_text", name=name)
    if extension in EXCEL | CALC and kind not in ("excel", "old_excel", "calc"):
        raise SheetProblem("not_excel", name=name)
    if extension in CARD and kind != "card":
        raise SheetProblem("not_card", name=name)
    if extension in OLD_EXCEL and kind == "card":
        raise SheetProblem("not_excel", name=name)
    check = {"excel": check_book, "calc": check_calc, "old_excel": check_old_excel}
    try:
        return check[kind](data, filename) if kind in check else len(data)
    except SheetProblem as problem:
        problem.values.setdefault("name", name)
        raise


def _kind(data):
    """What a file is by its content."""
    if is_archive(data):
        if is_calc(data):
            return "calc"
        return "excel" if WORKBOOK in data else "other"
    if is_old_excel(data) or data.startswith(OLD_OFFICE):
        return "old_excel"
    if other_kind(data, ""):
        return "other"
    if is_card(data):
        return "card"
    if is_xml_excel(data):
        return "xml_excel"
    return "web" if is_web(data) else "text"


def read_workbook(data, name, max_size, options=None):
    """Read a file, and say how it was understood.

    :param bytes data: its content
    :param str name: of the file
    :param int max_size: most bytes it may have
    :param dict options: what a person decided: ``sheet`` (a name or a list of them),
        ``encoding``, ``delimiter``, ``date_order``, ``heading_row`` (1-based); and
        ``headings``, a list of ``Headings``, when not only those of the house are known
    :return: :class:`Workbook`; without tables when none of its sheets is of customers
    :raise SheetProblem: it cannot be read, and why
    """
    check_file(data, name, max_size)
    options = options or {}
    known = Known(*options.get("headings", ()), *house_headings())
    size, kind, text = _Size(), _kind(data), None
    if kind in BOOKS:
        tables = BOOKS[kind](data, name, size.add_row)
    elif kind == "web" and extension_of(name) in OLD_EXCEL:
        tables, text = read_web(data, name, options, known, size.add_row)
    else:
        read = CardFile if kind == "card" else TextFile
        text = read(data, name, options, known)
        tables = [text.table(size.add_row)]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise SheetProblem("no_rows")
    said = [values.get("row") for _code, values in text.problems] if text else ()
    book = settle(tables, options, known, said)
    if text:
        book.encoding, book.delimiter = text.encoding, text.delimiter
        book.doubtful |= text.doubtful
        book.notes[:0] = text.problems
    if kind in BOOKS and has_macros(data):
        book.note("macros")
    if count := size.entities + getattr(text, "entities", 0):
        book.note("entities", count=count)
    if book.tables:
        book.tables[0].notes = book.notes
    return book


BOOKS = {
    "excel": read_book,
    "calc": read_calc,
    "old_excel": read_old_excel,
    "xml_excel": read_xml_excel,
}


def read_tables(data, filename, limit):
    """Read a file as it is understood by itself.

    :param: as of :func:`check_file`
    :return: list of :class:`Table` with at least one row, in the file's order
    :raise SheetProblem: it cannot be read, and why
    """
    book = read_workbook(data, filename, limit)
    if not book.tables:
        sheets = "; ".join(sheet.name for sheet in book.sheets)
        raise SheetProblem("no_customers", sheets=sheets or filename)
    return book.tables


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
        value = value.replace("_x000D_", "").replace("\x00", "").strip()
        # an accent that stands apart from its letter, as on a Mac
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, bool | int | float | datetime | date | time):
        return value
    return str(value).strip()


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
