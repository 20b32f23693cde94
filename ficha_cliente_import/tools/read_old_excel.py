"""Reading a file of an old Excel that comes from anybody (.xls): bytes in, tables of
plain values out. No ORM.

``xlrd`` reads it. It has no limits, so what it would build is counted beforehand.
"""

import os
import struct

import xlrd
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from xlrd.compdoc import CompDoc

from .number_format import BUILTIN, number_format
from .workbook import (
    MAX_CELLS,
    MAX_CHARS,
    MAX_KEPT,
    MAX_MERGED,
    MAX_SHEETS,
    MAX_TEXT,
    SheetProblem,
    Table,
)

CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# the first record of a book that is in no container
BARE = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05", b"\x09\x08\x06\x00")
SEALED = "EncryptedPackage".encode("utf-16-le")

FILEPASS, STRINGS = 0x2F, 0xFC
ONE_CELL = {0x06, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6, 0x01, 0x201, 0x206, 0x406}
SOME_CELLS = {0xBD: 6, 0xBE: 2}
MAX_RECORDS = 1_100_000
MAX_STRINGS = 1_000_000
COLUMNS = 256


def is_old_excel(data):
    """Whether these bytes are such a file, or one that is protected."""
    return data.startswith((CONTAINER, *BARE))


def check_old_excel(data, filename):
    """As ``check_book`` of ``read_excel``."""
    if SEALED in data:
        raise SheetProblem("password")
    _count(_stream(data, filename))
    return len(data)


def _stream(data, filename):
    """The records of the book."""
    if data.startswith(BARE):
        return data
    with open(os.devnull, "w", encoding="utf-8") as log:
        try:
            document = CompDoc(data, log)
            for name in ("Workbook", "Book"):
                content, base, size = document.locate_named_stream(name)
                if content:
                    return bytes(content[base : base + size])
        except Exception as error:  # whatever damaged bytes make it raise
            raise SheetProblem("old_excel", name=filename) from error
    raise SheetProblem("old_excel")


def _count(records):
    """Refuse what would take long, or much memory, to read."""
    head = struct.Struct("<HH").unpack_from
    at, end, cells, number = 0, len(records), 0, 0
    while at + 4 <= end:
        code, size = head(records, at)
        at += 4
        number += 1
        if code == FILEPASS:
            raise SheetProblem("password")
        if code in ONE_CELL or code in SOME_CELLS:
            if size >= 4:
                _row, column = head(records, at)
                if column >= COLUMNS:
                    raise SheetProblem("damaged")
            cells += size // SOME_CELLS[code] if code in SOME_CELLS else 1
        elif code == STRINGS and size >= 8:
            _all, texts = struct.unpack_from("<ii", records, at)
            if not 0 <= texts <= MAX_STRINGS:
                raise SheetProblem("damaged")
        if cells > MAX_CELLS * 2 or number > MAX_RECORDS:
            raise SheetProblem("too_many_cells", limit=MAX_CELLS)
        at += size


def read_old_excel(data, filename, add_row):
    """As ``read_book`` of ``read_excel``."""
    try:
        with open(os.devnull, "w", encoding="utf-8") as log:
            with xlrd.open_workbook(
                file_contents=data,
                logfile=log,
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
            ) as book:
                return _tables(book, add_row)
    except SheetProblem as problem:
        problem.values.setdefault("name", filename)
        raise
    except Exception as error:  # whatever a damaged file makes the library raise
        raise SheetProblem("damaged", name=filename) from error


def _tables(book, add_row):
    if book.nsheets > MAX_SHEETS:
        raise SheetProblem("damaged")
    reader, found, hidden, chars = _Reader(book), [], [], 0
    for place, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(place)
        if sheet.visibility:
            hidden.append(name)
            book.unload_sheet(place)
            continue
        table = Table(name)
        for column, look in sheet.colinfo_map.items():
            if look.hidden and column < COLUMNS:
                table.hidden_columns.add(column)
        for number in range(sheet.nrows):
            values = reader.row(sheet, number)
            for value in values:
                if isinstance(value, str):
                    chars += len(value)
                    if len(value) > MAX_TEXT:
                        raise SheetProblem("too_long", row=number + 1, limit=MAX_TEXT)
            if chars > MAX_CHARS:
                raise SheetProblem("too_much_text", limit=MAX_CHARS // 1_000_000)
            add_row(table, number + 1, values)
            look = sheet.rowinfo_map.get(number)
            if look and look.hidden and len(table.hidden_rows) < MAX_KEPT:
                table.hidden_rows.append(number + 1)
        for top, bottom, left, right in sheet.merged_cells[:MAX_MERGED]:
            name = xlrd.cellname(top, left) + ":" + xlrd.cellname(bottom - 1, right - 1)
            table.merged.append((top + 1, bottom, name))
        found.append(table)
        book.unload_sheet(place)
    for table in found[:1]:
        table.hidden_sheets = hidden[:MAX_KEPT]
    return found


class _Reader:
    def __init__(self, book):
        self.book = book
        self.epoch = CALENDAR_MAC_1904 if book.datemode else CALENDAR_WINDOWS_1900
        self.formats = {}

    def row(self, sheet, number):
        kinds, values = sheet.row_types(number), sheet.row_values(number)
        return [
            self.value(sheet, number, place, kind, values[place])
            for place, kind in enumerate(kinds)
        ]

    def value(self, sheet, number, place, kind, value):
        if kind == xlrd.XL_CELL_TEXT:
            shown = self.format(sheet.cell_xf_index(number, place))
            return value if shown.is_plain else shown.text(value)
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            shown = self.format(sheet.cell_xf_index(number, place))
            try:
                return shown.number(value, self.epoch)
            except (OverflowError, ValueError):
                return "#VALUE!"
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(value, "#VALUE!")
        return ""

    def format(self, place):
        if place not in self.formats:
            try:
                key = self.book.xf_list[place].format_key
                code = BUILTIN.get(key) or self.book.format_map[key].format_str
            except (IndexError, KeyError):
                code = None
            self.formats[place] = number_format(code)
        return self.formats[place]
