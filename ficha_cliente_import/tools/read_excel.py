"""Reading an Excel file that comes from anybody: bytes in, tables of plain values out.

No ORM. An archive of a few kilobytes may unpack to anything, and XML may say anything,
so nothing is built of it that has no limit: the parts stream by, element after element,
and only cells with something in them are kept. What declares entities is refused, in
whichever encoding and wherever it stands.

``openpyxl`` is not asked to read: it makes a tree of each row, of all styles and of
every merged range, and fills rows up to the last column.
"""

import io
import math
import posixpath
import re
import zipfile
from xml.parsers import expat

from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.utils.datetime import (
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    from_excel,
    from_ISO8601,
)

from .workbook import (
    MAX_CELLS,
    MAX_CHARS,
    MAX_ELEMENTS,
    MAX_MERGED,
    MAX_PARTS,
    MAX_RATIO,
    MAX_SHEETS,
    MAX_TEXT,
    MAX_UNPACKED,
    SheetProblem,
    Table,
)

MAX_STYLES = 200_000
MAX_FORMATS = 5_000
MAX_FORMAT = 255
LAST_ROW = 1_048_576
LAST_COLUMN = 18_278  # three letters
PIECE = 64 * 1024
MAX_TOKEN = 1024 * 1024  # a tag or a comment; expat reads one again from its beginning
MAX_DEPTH = 60
MAX_NUMBER = 100

PART = b"PK\x01\x02"
CELL = re.compile(r"([A-Z]{1,3})\d{1,7}")
RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
ERROR = "#VALUE!"


def is_archive(data):
    """Whether these bytes may be an Excel file."""
    return data.startswith(b"PK\x03\x04")


def check_book(data, filename):
    """Refuse at once what would take long to read, or is something else in a zip.

    :return: how many bytes there are to read, as the file itself says
    :raise SheetProblem: why it is not read
    """
    return _open_book(data, filename, _check_archive)


def read_book(data, filename, add_row):
    """Read the visible sheets of an Excel file.

    :param bytes data: its content
    :param str filename: for the sentence
    :param add_row: called with (table, number, values) of each row that has any; it
        raises :class:`SheetProblem` when there are too many
    :return: list of :class:`Table`, in the file's order
    :raise SheetProblem: it cannot be read, and why
    """
    return _open_book(data, filename, lambda book: _Book(book, add_row).tables())


def _open_book(data, filename, work):
    try:
        if data.count(PART) > MAX_PARTS:
            raise SheetProblem("damaged")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return work(archive)
    except SheetProblem as problem:
        problem.values.setdefault("name", filename)
        raise
    except Exception as error:  # whatever a damaged file makes the libraries raise
        raise SheetProblem("damaged", name=filename) from error


def _check_archive(archive):
    members = archive.infolist()
    if "xl/workbook.xml" not in archive.NameToInfo:
        raise SheetProblem("not_excel")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or (
        unpacked > MAX_UNPACKED // 10 and unpacked > packed * MAX_RATIO
    ):
        raise SheetProblem("bomb", size=unpacked // 2**20)
    cells = size = 0
    for member in members:
        if member.filename.startswith("xl/media/"):
            continue
        size += member.file_size
        if member.file_size < MAX_ELEMENTS:  # too short to have so many
            continue
        with archive.open(member) as part:
            while piece := part.read(PIECE):
                cells += piece.count(b"<c ") + piece.count(b"<c>")
        if cells > MAX_ELEMENTS // 2:
            raise SheetProblem("too_many_cells", limit=MAX_CELLS)
    return size


def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Book:
    """An open archive, and how much of what it may have was read."""

    def __init__(self, archive, add_row):
        self.archive = archive
        self.add_row = add_row
        self.names = {name.lower(): name for name in archive.namelist()}
        self.bytes = self.elements = self.cells = 0
        self.epoch = CALENDAR_WINDOWS_1900
        self.strings = []
        self.dates, self.spans = set(), set()  # places of the styles

    # -- streaming ---------------------------------------------------------------------

    def stream(self, name, opened, closed=None, said=None):
        """Let a part pass by.

        :param str name: of the part; one that is not there is empty
        :param opened: called with (name, attributes) of each element, without prefix
        :param closed: called with the name
        :param said: called with text
        """
        depth = 0

        def start(tag, attributes):
            nonlocal depth
            depth += 1
            self.elements += 1
            if depth > MAX_DEPTH:
                raise SheetProblem("damaged")
            if self.elements > MAX_ELEMENTS:
                raise SheetProblem("too_many_cells", limit=MAX_CELLS)
            opened(tag.rpartition(":")[2], attributes)

        def end(tag):
            nonlocal depth
            depth -= 1
            if closed:
                closed(tag.rpartition(":")[2])

        def refuse(*_declared):
            raise SheetProblem("damaged")

        member = self.names.get(name.lower())
        if member is None:
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.StartDoctypeDeclHandler = refuse
        if said:
            parser.CharacterDataHandler = said
        fed = 0
        with self.archive.open(member) as part:
            while piece := part.read(PIECE):
                fed += len(piece)
                self.bytes += len(piece)
                if self.bytes > MAX_UNPACKED:
                    raise SheetProblem("bomb", size=self.bytes // 2**20)
                parser.Parse(piece, False)
                if fed - parser.CurrentByteIndex > MAX_TOKEN:
                    raise SheetProblem("damaged")
        parser.Parse(b"", True)

    # -- what the book says of itself --------------------------------------------------

    def tables(self):
        """The visible sheets."""
        sheets, targets = self._sheets(), self._targets()
        for kind, name in targets.values():
            if kind == "sharedStrings":
                self._read_strings(name)
            elif kind == "styles":
                self._read_styles(name)
        found = []
        for title, reference in sheets:
            kind, name = targets.get(reference, (None, None))
            if kind == "worksheet":
                found.append(self._read_sheet(title, name))
        return found

    def _sheets(self):
        """(name, reference) of the visible sheets."""
        sheets = []

        def opened(tag, attributes):
            if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = CALENDAR_MAC_1904
            if tag == "sheet" and attributes.get("state", "visible") == "visible":
                # r:id, whatever the prefix
                references = [v for k, v in attributes.items() if k.endswith(":id")]
                sheets.append((attributes.get("name", ""), (references or [None])[0]))
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
        """Which styles show a number as a date, and which as a length of time."""
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
        kinds = {}
        for place, number in enumerate(styles):
            if number not in kinds:
                code = codes.get(number)
                if code is None and len(number) < 4 and number.isdigit():
                    code = BUILTIN_FORMATS.get(int(number))
                code = (code or "") if len(code or "") <= MAX_FORMAT else ""
                kinds[number] = is_date_format(code), is_timedelta_format(code)
            is_date, is_span = kinds[number]
            if is_date:
                self.dates.add(place)
            if is_span:
                self.spans.add(place)

    # -- cells -------------------------------------------------------------------------

    def _read_sheet(self, title, name):
        sheet = _Sheet(self, title)
        self.stream(name, sheet.opened, sheet.closed, sheet.said)
        return sheet.table

    def add_cell(self):
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise SheetProblem("too_many_cells", limit=MAX_CELLS)

    def value(self, text, kind, style, row):
        """What a cell says, from what its XML says: the saved result of a formula."""
        if kind == "s":
            text = self.strings[int(text)]
            if text is None:
                raise SheetProblem("too_long", row=row, limit=MAX_TEXT)
            return text
        if kind == "n":
            return self._number(text, int(style) if style.isdecimal() else 0)
        if kind == "b":
            return bool(int(text))
        if kind == "d":
            return from_ISO8601(text[:MAX_NUMBER])
        return text

    def _number(self, text, style):
        if len(text) > MAX_NUMBER:
            raise SheetProblem("damaged")
        if "." in text or "E" in text or "e" in text:
            value = float(text)
            if not math.isfinite(value):
                return ERROR
        else:
            value = int(text)
        if style not in self.dates:
            return value
        try:
            return from_excel(value, self.epoch, timedelta=style in self.spans)
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
            self.kind = None
        elif tag == "row":
            if self.row:
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
