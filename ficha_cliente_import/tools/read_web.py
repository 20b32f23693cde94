"""Reading a web page that is named like an Excel file: many programs write one and call
it ``.xls``, since Excel opens it. Bytes in, tables of texts out. No ORM.

Nothing is built of it: ``lxml`` says what passes by.
"""

import re
from typing import NamedTuple

from lxml import etree

from .encodings import decode
from .workbook import MAX_CELLS, MAX_MERGED, MAX_TEXT, SheetProblem, Table, letters

BEGINNING = re.compile(
    rb"\s*+(?:\xef\xbb\xbf)?\s*+<(?:!doctype\s+html|html|head|meta|style|body|table)\b",
    re.IGNORECASE,
)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
NAMES = {"utf-8": "utf-8", "windows-1252": "cp1252", "iso-8859-1": "cp1252"}
APART = {"script", "style", "head", "title"}
PIECE = 256 * 1024
MAX_SPAN = 400
MAX_CELLS_OF_ROW = 16_384
MAX_TABLES = 50


def is_web(data):
    """Whether these bytes are a web page."""
    return bool(BEGINNING.match(data[:2000]))


class WebText(NamedTuple):
    """How a web page was understood, as ``TextFile`` says it."""

    encoding: str
    doubtful: set
    delimiter: str = ""
    problems: tuple = ()


def read_web(data, filename, options, known, add_row):
    """:return: (list of :class:`Table`, :class:`WebText`)"""
    match = CHARSET.search(data[:4000])
    said = NAMES.get(match[1].decode("ascii").lower()) if match else None
    decoded = decode(data, filename, known, options.get("encoding") or said)
    reader = _Reader(add_row)
    parser = etree.HTMLParser(target=reader, recover=True, no_network=True)
    text = decoded.text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        for at in range(0, len(text), PIECE):
            parser.feed(text[at : at + PIECE])
        parser.close()
    except etree.XMLSyntaxError as error:
        raise SheetProblem("damaged", name=filename) from error
    doubtful = {"encoding"} if decoded.doubtful else set()
    return reader.tables, WebText(decoded.encoding, doubtful)


class _Reader:
    """What is known of the row and the cell at which the reading is."""

    def __init__(self, add_row):
        self.add_row = add_row
        self.tables = []
        self.row = self.cell = None
        self.apart = self.number = self.cells = self.size = self.span = 0
        self.below = {}  # {place: last row that a cell of an earlier one reaches}

    def start(self, tag, attributes):
        if tag in APART:
            self.apart += 1
        elif tag == "table":
            self._end_row()
            if len(self.tables) < MAX_TABLES:
                self.tables.append(Table(f"Tabla {len(self.tables) + 1}"))
            self.number = 0
            self.below = {}
        elif tag == "tr":
            self._end_row()
            self.row = []
        elif tag in ("td", "th"):
            self._end_cell()
            if self.row is None:
                self.row = []
            while self.below.get(len(self.row), 0) > self.number:
                self.row.append("")
            text = attributes.get("colspan", "1")
            self.span = min(int(text), MAX_SPAN) if text[:4].isdecimal() else 1
            text = attributes.get("rowspan", "1")
            rows = min(int(text), MAX_SPAN) if text[:4].isdecimal() else 1
            if rows > 1:
                places = range(len(self.row), len(self.row) + self.span)
                self.below |= dict.fromkeys(places, self.number + rows)
            if rows > 1 and self.tables and len(self.tables[-1].merged) < MAX_MERGED:
                top, at = self.number + 1, letters(len(self.row))
                name = f"{at}{top}:{at}{top + rows - 1}"
                self.tables[-1].merged.append((top, top + rows - 1, name))
            self.cell, self.size = [], 0
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")

    def end(self, tag):
        if tag in APART:
            self.apart = max(0, self.apart - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def data(self, text):
        if self.cell is None or self.apart:
            return
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise SheetProblem("too_long", row=self.number + 1, limit=MAX_TEXT)
        # the lines of the source are no lines of the text
        self.cell.append(re.sub(r"\s+", " ", text))

    def close(self):
        self._end_row()

    def _end_cell(self):
        if self.cell is None:
            return
        lines = (line.strip() for line in "".join(self.cell).split("\n"))
        self.row.append("\n".join(lines).strip())
        self.row += [""] * (self.span - 1)
        if len(self.row) > MAX_CELLS_OF_ROW:
            raise SheetProblem("too_many_columns", limit=400)
        self.cells += self.span
        if self.cells > MAX_CELLS * 2:
            raise SheetProblem("too_many_cells", limit=MAX_CELLS)
        self.cell = None

    def _end_row(self):
        self._end_cell()
        if self.row is not None:
            self.number += 1
            if self.tables and self.row:
                self.add_row(self.tables[-1], self.number, self.row)
            self.row = None
