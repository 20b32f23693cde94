"""Reading a file of fichas: bytes in, tables of plain values out. No ORM.

Nothing is ever evaluated: of a formula in an Excel file only the result that was saved
with it is read, and text that looks like a formula stays text.

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
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time

import openpyxl

EXCEL = {"xlsx", "xlsm"}
TEXT = {"csv", "txt", "tsv"}
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200  # Excel packs to about a twentieth
MAX_ROWS = 200_000
MAX_COLUMNS = 400

# a title, a date and a blank line may stand above the headings
HEADING_ROWS = 10
MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
XLSX_MARK, OLD_EXCEL_MARK, PDF_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


class SheetProblem(Exception):
    """The file as a whole cannot be read.

    :param str code: which sentence says so (a key of ``FILE`` in ``read_cell``)
    :param values: what the sentence names
    """

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass
class Table:
    """One sheet: ``rows`` are (number in the file, list of values), the headings among
    them; ``merged`` are (first row, last row, reference)."""

    name: str
    rows: list = field(default_factory=list)
    merged: list = field(default_factory=list)


def extension_of(filename):
    name = (filename or "").strip().lower()
    return name.rsplit(".", 1)[-1] if "." in name else ""


def read_tables(data, filename, limit):
    """Read a file.

    :param bytes data: its content
    :param str filename: whose extension says what it claims to be
    :param int limit: most bytes it may have
    :return: list of :class:`Table` with at least one row, in the file's order
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
    is_excel = data.startswith(XLSX_MARK)
    if extension in EXCEL and not is_excel:
        raise SheetProblem("not_excel", name=filename)
    if extension in TEXT and (is_excel or data.startswith(PDF_MARK)):
        raise SheetProblem("not_text", name=filename)
    tables = _read_excel(data, filename) if is_excel else [_read_text(data, filename)]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise SheetProblem("no_rows")
    return tables


# -- Excel -----------------------------------------------------------------------------


def _read_excel(data, filename):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            merged = _check_archive(archive, filename)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions it does not know
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True
            )
            try:
                return [
                    _read_excel_sheet(sheet, merged)
                    for sheet in book.worksheets
                    if sheet.sheet_state == "visible"
                ]
            finally:
                book.close()
    except SheetProblem:
        raise
    except Exception as error:  # whatever a damaged file makes the library raise
        raise SheetProblem("damaged", name=filename) from error


def _check_archive(archive, filename):
    """Refuse what would unpack to too much, or is something else in a zip.

    :return: merged ranges by the name of the sheet's file inside the archive
    """
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise SheetProblem("not_excel", name=filename)
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or (
        unpacked > MAX_UNPACKED // 10 and unpacked > packed * MAX_RATIO
    ):
        raise SheetProblem("bomb", size=unpacked // 2**20)
    merged = {}
    for name in names:
        if not name.endswith((".xml", ".rels")):
            continue
        with archive.open(name) as part:
            if b"<!DOCTYPE" in part.read(4096):
                raise SheetProblem("damaged", name=filename)
        if name.startswith("xl/worksheets/"):
            merged[name.lower()] = _merged_ranges(archive.read(name))
    return merged


def _merged_ranges(xml):
    start = xml.rfind(b"<mergeCells")
    found = MERGED.findall(xml, start) if start >= 0 else []
    return [
        (int(top), int(bottom), f"{(left + top + b':' + right + bottom).decode()}")
        for left, top, right, bottom in found
    ]


def _read_excel_sheet(sheet, merged):
    table = Table(sheet.title)
    path = getattr(sheet, "_worksheet_path", "").lstrip("/").lower()
    table.merged = merged.get(path, [])
    sheet.reset_dimensions()  # what the file says of its own size is often wrong
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        values = [_plain(value) for value in cells]
        while values and values[-1] == "":
            values.pop()
        if values:
            _add_row(table, number, values)
    return table


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


def _add_row(table, number, values):
    if len(values) > MAX_COLUMNS:
        raise SheetProblem("too_many_columns", limit=MAX_COLUMNS)
    if len(table.rows) >= MAX_ROWS:
        raise SheetProblem("too_many_rows", limit=MAX_ROWS)
    table.rows.append((number, values))


# -- text ------------------------------------------------------------------------------


def _read_text(data, filename):
    text = decode(data, filename)
    table = Table("")
    delimiter = _delimiter(text)
    # as large as the file itself may be: an unclosed quote is said, not raised
    csv.field_size_limit(max(len(text), 131072))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, cells in enumerate(reader, 1):
            values = [cell.strip() for cell in cells]
            while values and not values[-1]:
                values.pop()
            if values:
                _add_row(table, number, values)
    except csv.Error as error:
        raise SheetProblem("damaged", name=filename) from error
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
    lines = [line for line in text.splitlines()[:50] if line.strip()][:HEADING_ROWS]
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
