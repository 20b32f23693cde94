"""Reading a spreadsheet of LibreOffice that comes from anybody (.ods): bytes in, tables
of plain values out. No ORM.

Such a file keeps, beside the value of a cell, the text that it shows.
"""

import math
import re
from datetime import datetime, time

from openpyxl.utils.datetime import from_ISO8601

from .number_format import MOST, Day, percent, tidy
from .read_archive import Archive, check_archive, open_archive
from .workbook import (
    MAX_KEPT,
    MAX_MERGED,
    MAX_SHEETS,
    MAX_TEXT,
    SheetProblem,
    Table,
    letters,
)

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
KINDS = (b"opendocument.spreadsheet", b"oasis.opendocument.spreadsheet-template")
MAX_NUMBER = 100
MAX_COLUMN = 20_000
LAST_ROW = 1_100_000
MAX_HIDDEN = 1_000
HOURS = re.compile(r"-?PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
# what a number shows that says no more than the number
PLAIN = re.compile(
    r"[-+(]?\s*(?:[1-9]\d*|0|\d{1,3}(?:[.,' \u00a0\u202f]\d{3})*)?"
    r"(?:[.,]\d+)?(?:[eE][+-]?\d+)?\)?"
)
CURRENCY = re.compile(r"[€$£¥%\s\u00a0\u202f]|\b(?:EUR|USD|GBP|CHF|euros?)\b", re.I)


def check_calc(data, filename):
    """As ``check_book`` of ``read_excel``."""

    def check(archive):
        if CONTENT not in archive.NameToInfo:
            raise SheetProblem("not_excel")
        if MANIFEST in archive.NameToInfo:
            with archive.open(MANIFEST) as part:
                # each part that is encrypted says how
                if b"encryption-data" in part.read(2**20):
                    raise SheetProblem("password")
        return check_archive(archive, (b"table-cell",), ("Pictures/", "Thumbnails/"))

    return open_archive(data, filename, check)


def is_calc(data):
    """Whether an archive is such a file."""
    if any(kind in data[:200] for kind in KINDS):
        return True
    return b"content.xml" in data and b"xl/workbook.xml" not in data


def read_calc(data, filename, add_row):
    """As ``read_book`` of ``read_excel``."""
    return open_archive(data, filename, lambda book: _Calc(book, add_row).tables())


class _Calc(Archive):
    """What is known of the table, the row and the cell at which the reading is."""

    def __init__(self, archive, add_row):
        super().__init__(archive)
        self.add_row = add_row
        self.found, self.hidden = [], set()
        self.style = self.table = None
        self.number = self.times = self.column = self.count = 0
        self.is_hidden = False  # the row
        self.columns, self.unseen = 0, []
        self.row, self.cell = {}, None
        self.inside = self.apart = self.size = 0
        self.parts = []

    def tables(self):
        self.stream(CONTENT, self._opened, self._closed, self._said)
        for table in self.found[:1]:
            table.hidden_sheets = self.unseen
        return self.found

    def _opened(self, tag, attributes):
        if self.apart or tag in ("annotation", "shapes", "frame", "tracked-changes"):
            self.apart += 1  # notes and drawings are no text of the cell
            return
        attributes = {k.rpartition(":")[2]: v for k, v in attributes.items()}
        read = self.OPENED.get(tag)
        if read:
            read(self, attributes)

    def _closed(self, tag):
        if self.apart:
            self.apart -= 1
            return
        if tag in ("p", "h") and self.inside:
            self.inside -= 1
        elif tag in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif tag == "table-row":
            self._end_row()
        elif tag == "table":
            self.table = None

    # -- what begins -------------------------------------------------------------------

    def _open_style(self, attributes):
        self.style = attributes.get("name")

    def _open_look(self, attributes):
        if attributes.get("display") == "false" and len(self.hidden) < MAX_HIDDEN:
            self.hidden.add(self.style)

    def _open_table(self, attributes):
        self.table = Table(attributes.get("name", ""))
        if attributes.get("style-name") not in self.hidden:
            self.found.append(self.table)
            if len(self.found) > MAX_SHEETS:
                raise SheetProblem("damaged")
        elif len(self.unseen) < MAX_KEPT:
            self.unseen.append(self.table.name)
        self.number = self.columns = 0

    def _open_column(self, attributes):
        first = self.columns
        times = _times(attributes.get("number-columns-repeated"))
        self.columns += times
        if attributes.get("visibility") in ("collapse", "filter") and self.table:
            last = min(self.columns, first + MAX_KEPT)
            self.table.hidden_columns.update(range(first, last))

    def _open_row(self, attributes):
        self.times = _times(attributes.get("number-rows-repeated"))
        self.column = 0
        self.row.clear()
        self.is_hidden = attributes.get("visibility") in ("collapse", "filter")

    def _open_cell(self, attributes):
        self.cell = attributes
        self.count = _times(attributes.get("number-columns-repeated"))
        self.parts.clear()
        self.size = self.inside = 0

    def _open_covered(self, attributes):
        self._open_cell(
            {"number-columns-repeated": attributes.get("number-columns-repeated", "1")}
        )

    def _open_text(self, _attributes):
        if self.cell is not None:
            if self.parts and not self.inside:
                self._hear("\n")
            self.inside += 1

    def _open_blank(self, attributes):
        self._hear(" " * min(_times(attributes.get("c")), MAX_TEXT))

    OPENED = {
        "style": _open_style,
        "table-properties": _open_look,
        "table": _open_table,
        "table-column": _open_column,
        "table-row": _open_row,
        "table-cell": _open_cell,
        "covered-table-cell": _open_covered,
        "p": _open_text,
        "h": _open_text,
        "s": _open_blank,
        "tab": lambda self, _attributes: self._hear("\t"),
        "line-break": lambda self, _attributes: self._hear("\n"),
    }

    def _said(self, text):
        if self.inside and not self.apart:
            self._hear(text)

    def _hear(self, text):
        if self.cell is None:
            return
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise SheetProblem("too_long", row=self.number + 1, limit=MAX_TEXT)
        self.parts.append(text)

    # -- what ends ---------------------------------------------------------------------

    def _end_cell(self):
        cell, self.cell = self.cell, None
        if cell is None:
            return
        value = _value(cell, "".join(self.parts))
        first = self.column + 1
        self.column += self.count
        if self.column > MAX_COLUMN and value != "":
            raise SheetProblem("damaged")
        if value != "":
            for place in range(first, self.column + 1):
                self.row[place] = value
                self.add_cell()
        elif cell.get("formula") and not cell.get("value-type") and self.table:
            if len(self.table.empty_formulas) < MAX_KEPT:
                found = (self.number + 1, letters(first - 1))
                self.table.empty_formulas.append(found)
        self._keep_merged(cell, first)

    def _keep_merged(self, cell, first):
        rows = _times(cell.get("number-rows-spanned"))
        columns = _times(cell.get("number-columns-spanned"))
        merged = self.table.merged if self.table else []
        if (rows > 1 or columns > 1) and len(merged) < MAX_MERGED:
            top = self.number + 1
            bottom = top + rows - 1
            last = first + columns - 1
            name = f"{letters(first - 1)}{top}:{letters(last - 1)}{bottom}"
            merged.append((top, bottom, name))

    def _end_row(self):
        if self.row and self.table:
            places = range(1, max(self.row) + 1)
            values = [self.row.get(place, "") for place in places]
            for time_ in range(self.times):
                if time_:
                    for value in values:
                        if value != "":
                            self.add_cell()
                self.add_row(self.table, self.number + time_ + 1, list(values))
                if self.is_hidden and len(self.table.hidden_rows) < MAX_KEPT:
                    self.table.hidden_rows.append(self.number + time_ + 1)
        self.row.clear()
        self.number += self.times
        if self.number > LAST_ROW:
            raise SheetProblem("damaged")


def _times(text):
    return max(1, int(text)) if text and len(text) < 8 else 1


def _value(cell, shown):
    """What a cell says: its value, or what it shows when that says more."""
    kind = cell.get("value-type")
    text = (cell.get("value") or "")[:MAX_NUMBER]
    if shown.startswith(("#", "Err:")) and kind in ("string", "float"):
        return "#VALUE!" if shown.startswith("Err:") else shown
    if kind in ("float", "currency"):
        return _number(float(text), shown.strip())
    if kind == "percentage":
        return percent(float(text))
    if kind == "boolean":
        return cell.get("boolean-value") == "true"
    if kind == "date":
        return _day((cell.get("date-value") or "")[:MAX_NUMBER], shown)
    if kind == "time":
        match = HOURS.fullmatch((cell.get("time-value") or "")[:MAX_NUMBER])
        if match and int(match[1]) < 24:
            return time(int(match[1]), int(match[2]), int(match[3]))
        return shown
    if kind == "string" and not shown:
        return cell.get("string-value", "")[: MAX_TEXT + 1]
    return shown


def _number(value, shown):
    if not math.isfinite(value):
        return "#VALUE!"
    if abs(value) >= MOST:
        return tidy(value)
    if not shown or PLAIN.fullmatch(CURRENCY.sub("", shown)):
        return tidy(value)
    return shown


def _day(text, shown):
    moment = from_ISO8601(text)
    if isinstance(moment, time):
        return moment
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return Day.of(moment, shown)
