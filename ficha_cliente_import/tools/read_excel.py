"""Reading an Excel file that comes from anybody: bytes in, tables of plain values out.

No ORM. ``openpyxl`` is not asked to read: it makes a tree of each row, of all styles
and of every merged range, and fills rows up to the last column. How an archive of XML
is let pass by is in ``read_archive``; what a cell shows, in ``number_format``.
"""

import math
import posixpath
import re
from datetime import datetime, time

from openpyxl.utils.datetime import (
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    from_ISO8601,
)

from .number_format import BUILTIN, Day, number_format
from .read_archive import Archive, check_archive, open_archive
from .workbook import (
    MAX_CHARS,
    MAX_KEPT,
    MAX_MERGED,
    MAX_PARTS,
    MAX_SHEETS,
    MAX_TEXT,
    SheetProblem,
    Table,
    letters,
)

MAX_STYLES = 200_000
MAX_FORMATS = 5_000
MAX_USED_FORMATS = 500  # Excel allows about 250
LAST_ROW = 1_048_576
LAST_COLUMN = 18_278  # three letters
MAX_NUMBER = 100

CELL = re.compile(r"([A-Z]{1,3})\d{1,7}")
RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
ERROR = "#VALUE!"
PLAIN = number_format("General")
PLAIN_CODES = {None, "", "General", "GENERAL", "@"}


def check_book(data, filename):
    """Refuse at once what would take long to read, or is something else in a zip.

    :return: how many bytes there are to read, as the file itself says
    :raise SheetProblem: why it is not read
    """

    def check(archive):
        if "xl/workbook.xml" not in archive.NameToInfo:
            raise SheetProblem("not_excel")
        return check_archive(archive, (b"<c ", b"<c>"), "xl/media/")

    return open_archive(data, filename, check)


def read_book(data, filename, add_row):
    """Read the visible sheets of an Excel file.

    :param bytes data: its content
    :param str filename: for the sentence
    :param add_row: called with (table, number, values) of each row that has any; it
        raises :class:`SheetProblem` when there are too many
    :return: list of :class:`Table`, in the file's order
    :raise SheetProblem: it cannot be read, and why
    """
    return open_archive(data, filename, lambda book: _Book(book, add_row).tables())


def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Book(Archive):
    """An open Excel file."""

    def __init__(self, archive, add_row):
        super().__init__(archive)
        self.add_row = add_row
        self.epoch = CALENDAR_WINDOWS_1900
        self.strings = []
        self.codes = []  # of each style, the code of its format; None for General
        self.formats = {None: PLAIN}

    # -- what the book says of itself --------------------------------------------------

    def tables(self):
        """The visible sheets."""
        sheets, targets = self._sheets(), self._targets()
        for kind, name in targets.values():
            if kind == "sharedStrings":
                self._read_strings(name)
            elif kind == "styles":
                self._read_styles(name)
        found, hidden = [], []
        for title, reference, is_shown in sheets:
            kind, name = targets.get(reference, (None, None))
            if kind == "worksheet" and is_shown:
                found.append(self._read_sheet(title, name))
            elif kind == "worksheet":
                hidden.append(title)
        for table in found[:1]:
            table.hidden_sheets = hidden[:MAX_KEPT]
        return found

    def _sheets(self):
        """(name, reference, whether it is shown) of the sheets."""
        sheets = []

        def opened(tag, attributes):
            if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = CALENDAR_MAC_1904
            if tag == "sheet":
                # r:id, whatever the prefix
                references = [v for k, v in attributes.items() if k.endswith(":id")]
                is_shown = attributes.get("state", "visible") == "visible"
                reference = (references or [None])[0]
                sheets.append((attributes.get("name", ""), reference, is_shown))
                if len(sheets) > MAX_SHEETS:
                    raise SheetProblem("damaged")

        self.stream("xl/workbook.xml", opened)
        return sheets

    def _targets(self):
        """Reference -> (kind, name of the part)."""
        targets = {}

        def opened(tag, attributes):
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                # beside xl/workbook.xml, or from the root of the archive
                name = posixpath.join("/xl", attributes.get("Target", ""))
                targets[attributes.get("Id")] = (
                    attributes.get("Type", "").rpartition("/")[2],
                    posixpath.normpath(name).lstrip("/"),
                )
                if len(targets) > MAX_PARTS:
                    raise SheetProblem("damaged")

        self.stream("xl/_rels/workbook.xml.rels", opened)
        return targets

    def _read_strings(self, name):
        """The texts that cells refer to by number; None for one that is too long."""
        parts, heard, total = [], False, 0
        size = phonetic = 0

        def opened(tag, _attributes):
            nonlocal heard, size, phonetic
            if tag == "si":
                parts.clear()
                size = 0
            elif tag == "rPh":
                phonetic += 1
            heard = tag == "t" and not phonetic

        def closed(tag):
            nonlocal heard, phonetic, total
            heard = False
            if tag == "rPh":
                phonetic -= 1
            elif tag == "si":
                text = "".join(parts).replace("x005F_", "")  # an underscore, escaped
                self.strings.append(text if size <= MAX_TEXT else None)
                total += min(size, MAX_TEXT)
                if total > MAX_CHARS:
                    raise SheetProblem("too_much_text", limit=MAX_CHARS // 1_000_000)

        def said(text):
            nonlocal size
            if heard:
                size += len(text)
                if size <= MAX_TEXT:
                    parts.append(text)

        self.stream(name, opened, closed, said)

    def _read_styles(self, name):
        """How each style shows a number."""
        codes, styles, inside = {}, [], []

        def opened(tag, attributes):
            inside.append(tag)
            if tag == "numFmt" and inside[-2:-1] == ["numFmts"]:
                codes[attributes.get("numFmtId")] = attributes.get("formatCode", "")
            elif tag == "xf" and inside[-2:-1] == ["cellXfs"]:
                styles.append(attributes.get("numFmtId", "0"))
            if len(codes) > MAX_FORMATS or len(styles) > MAX_STYLES:
                raise SheetProblem("damaged")

        self.stream(name, opened, lambda _tag: inside.pop())
        for number in styles:
            code = codes.get(number)
            if code is None and len(number) < 4 and number.isdigit():
                code = BUILTIN.get(int(number))
            self.codes.append(None if code in PLAIN_CODES else code)

    # -- cells -------------------------------------------------------------------------

    def _read_sheet(self, title, name):
        sheet = _Sheet(self, title)
        self.stream(name, sheet.opened, sheet.closed, sheet.said)
        return sheet.table

    def value(self, text, kind, style, row):
        """What a cell says, from what its XML says: the saved result of a formula."""
        style = int(style) if style.isdecimal() else 0
        if kind == "n":
            return self._number(text, style)
        if kind == "b":
            return bool(int(text))
        if kind == "d":
            moment = from_ISO8601(text[:MAX_NUMBER])
            if isinstance(moment, datetime | time):
                return moment
            return Day.of(moment, text)
        if kind == "s":
            text = self.strings[int(text)]
            if text is None:
                raise SheetProblem("too_long", row=row, limit=MAX_TEXT)
        return text if kind == "e" else self._format(style).text(text)

    def _format(self, style):
        """How a style shows a number, or a text."""
        code = self.codes[style] if style < len(self.codes) else None
        if code not in self.formats:
            if len(self.formats) > MAX_USED_FORMATS:
                raise SheetProblem("damaged")
            self.formats[code] = number_format(code)
        return self.formats[code]

    def _number(self, text, style):
        if len(text) > MAX_NUMBER:
            raise SheetProblem("damaged")
        if "." in text or "E" in text or "e" in text:
            value = float(text)
            if not math.isfinite(value):
                return ERROR
        else:
            value = int(text)
        try:
            return self._format(style).number(value, self.epoch)
        except (OverflowError, ValueError):
            return ERROR


class _Sheet:
    """A sheet as it passes by: what is known of the cell and the row it is at."""

    def __init__(self, book, title):
        self.book = book
        self.table = Table(title)
        self.number = self.column = self.size = self.phonetic = 0
        self.kind = self.style = None
        self.heard = False  # whether the text that comes is that of the cell
        self.hidden = self.formula = False  # of the row, of the cell
        self.parts, self.row = [], {}

    def opened(self, tag, attributes):
        if tag == "c":
            self._open_cell(attributes)
        elif tag == "v" or tag == "t":
            inline = self.kind == "inlineStr"
            self.heard = (
                bool(self.kind) and not self.phonetic and inline == (tag == "t")
            )
        elif tag == "row":
            self.number = int(float(attributes.get("r", self.number + 1)))
            if not 0 < self.number <= LAST_ROW:
                raise SheetProblem("damaged")
            self.column = 0
            self.row.clear()
            self.hidden = attributes.get("hidden") in ("1", "true")
        elif tag == "f":
            self.formula = True
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first = int(attributes.get("min", 1))
            last = min(int(attributes.get("max", first)), first + MAX_KEPT)
            self.table.hidden_columns.update(range(first - 1, last))
        elif tag == "rPh":  # how to say it, in Japanese
            self.phonetic += 1
        elif tag == "mergeCell" and len(self.table.merged) < MAX_MERGED:
            if match := RANGE.fullmatch(attributes.get("ref", "")):
                merged = (int(match[2]), int(match[4]), match[0])
                self.table.merged.append(merged)

    def _open_cell(self, attributes):
        if match := CELL.fullmatch(attributes.get("r", "")):
            self.column = _column(match[1])
        else:
            self.column += 1
        if self.column > LAST_COLUMN:
            raise SheetProblem("damaged")
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.parts.clear()
        self.size = 0
        self.formula = False

    def closed(self, tag):
        self.heard = False
        if tag == "c":
            if self.parts:
                text = "".join(self.parts)
                value = self.book.value(text, self.kind, self.style, self.number)
                if value != "":
                    self.row[self.column] = value
                    self.book.add_cell()
                self.parts.clear()
            elif self.formula and self.kind == "n":  # of a text it may be empty
                found = self.table.empty_formulas
                if len(found) < MAX_KEPT:
                    found.append((self.number, letters(self.column - 1)))
            self.kind = None
        elif tag == "row":
            if self.row:
                if self.hidden and len(self.table.hidden_rows) < MAX_KEPT:
                    self.table.hidden_rows.append(self.number)
                places = range(1, max(self.row) + 1)
                values = [self.row.get(place, "") for place in places]
                self.book.add_row(self.table, self.number, values)
                self.row.clear()
        elif tag == "rPh":
            self.phonetic -= 1

    def said(self, text):
        if self.heard:
            self.size += len(text)
            if self.size > MAX_TEXT:
                raise SheetProblem("too_long", row=self.number, limit=MAX_TEXT)
            self.parts.append(text)
