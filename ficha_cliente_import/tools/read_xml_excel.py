"""Reading the text in XML that Excel of 2003 and the programs that imitate it call
``.xls``. Bytes in, tables of plain values out. No ORM.

Nothing is built of it: ``lxml`` says what passes by, and entities are refused.
"""

import re
from datetime import date, datetime, time

from lxml import etree
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900, from_ISO8601

from .number_format import Day, number_format
from .workbook import (
    MAX_CELLS,
    MAX_KEPT,
    MAX_MERGED,
    MAX_SHEETS,
    MAX_TEXT,
    SheetProblem,
    Table,
    letters,
)

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
BEGINNING = re.compile(
    rb"\s*+(?:\xef\xbb\xbf)?\s*+<(?:\?xml|Workbook\b|\w+:Workbook\b)"
)
LOOKED_AT = 4_000
PIECE = 256 * 1024
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MAX_NUMBER = 100
MAX_STYLES = 5_000
ERROR = "#VALUE!"
# formats that have a name there
NAMED = {
    "General": None,
    "General Number": None,
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Short Date": "dd/mm/yyyy",
    "Text": "@",
}


def is_xml_excel(data):
    """Whether these bytes are such a file."""
    return bool(BEGINNING.match(data[:200])) and SPACE.encode() in data[:LOOKED_AT]


def read_xml_excel(data, filename, add_row):
    """As ``read_book`` of ``read_excel``."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise SheetProblem("damaged", name=filename)
    reader = _Reader(add_row)
    parser = etree.XMLParser(
        target=reader, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for at in range(0, len(data), PIECE):
            parser.feed(data[at : at + PIECE])
        parser.close()
    except SheetProblem as problem:
        problem.values.setdefault("name", filename)
        raise
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SheetProblem("damaged", name=filename) from error
    return reader.shown()


class _Reader:
    """What is known of the row and the cell at which the reading is."""

    def __init__(self, add_row):
        self.add_row = add_row
        self.tables, self.hidden = [], set()
        self.styles, self.style = {}, None
        self.formats = {}
        self.row, self.cell = None, {}
        self.number = self.column = self.cells = self.size = self.columns = 0
        self.parts, self.kind, self.option = None, "", None
        self.aside = False  # in a remark that hangs from a cell

    def shown(self):
        """The tables that the program shows."""
        found = [t for t in self.tables if id(t) not in self.hidden]
        for table in found[:1]:
            unseen = [t.name for t in self.tables if id(t) in self.hidden]
            table.hidden_sheets = unseen
        return found

    def start(self, tag, attributes):
        tag = etree.QName(tag).localname
        said = {etree.QName(key).localname: text for key, text in attributes.items()}
        read = getattr(self, f"_open_{tag.lower()}", None)
        if read:
            read(said)

    def end(self, tag):
        read = getattr(self, f"_close_{etree.QName(tag).localname.lower()}", None)
        if read:
            read()

    def data(self, text):
        if self.option is not None:
            self.option += text[:40]
        if self.parts is None:
            return
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise SheetProblem("too_long", row=self.number, limit=MAX_TEXT)
        self.parts.append(text)

    def close(self):
        return None

    # -- the parts ---------------------------------------------------------------------

    def _open_style(self, said):
        self.style = said.get("ID")

    def _open_numberformat(self, said):
        if self.style and len(self.styles) < MAX_STYLES:
            code = said.get("Format", "")
            self.styles[self.style] = NAMED.get(code, code)

    def _open_worksheet(self, said):
        if len(self.tables) >= MAX_SHEETS:
            raise SheetProblem("damaged")
        self.tables.append(Table(said.get("Name", "")))
        self.number = self.columns = 0

    def _open_visible(self, _said):
        self.option = ""

    def _close_visible(self):
        if "hidden" in self.option.lower() and self.tables:
            self.hidden.add(id(self.tables[-1]))
        self.option = None

    def _open_column(self, said):
        first = int(said.get("Index", self.columns + 1))
        self.columns = min(first + int(said.get("Span", 0)), LAST_COLUMN)
        if said.get("Hidden") == "1" and self.tables:
            found = range(first - 1, min(self.columns, first + MAX_KEPT))
            self.tables[-1].hidden_columns.update(found)

    def _open_row(self, said):
        self.number = int(said.get("Index", self.number + 1))
        if not 0 < self.number <= LAST_ROW:
            raise SheetProblem("damaged")
        self.row, self.column = {}, 0
        hidden = self.tables and said.get("Hidden") == "1"
        if hidden and len(self.tables[-1].hidden_rows) < MAX_KEPT:
            self.tables[-1].hidden_rows.append(self.number)

    def _close_row(self):
        if self.row and self.tables:
            places = range(1, max(self.row) + 1)
            values = [self.row.get(place, "") for place in places]
            self.add_row(self.tables[-1], self.number, values)
        self.row = None

    def _open_cell(self, said):
        self.column = int(said.get("Index", self.column + 1))
        if not 0 < self.column <= LAST_COLUMN:
            raise SheetProblem("damaged")
        self.cell = said
        across, down = int(said.get("MergeAcross", 0)), int(said.get("MergeDown", 0))
        merged = self.tables[-1].merged if self.tables else []
        if (across or down) and len(merged) < MAX_MERGED:
            top, bottom = self.number, self.number + down
            last = self.column + across
            name = f"{letters(self.column - 1)}{top}:{letters(last - 1)}{bottom}"
            merged.append((top, bottom, name))

    def _close_cell(self):
        self.column += int(self.cell.get("MergeAcross", 0))
        self.cell = {}

    def _open_comment(self, _said):
        self.aside = True

    def _close_comment(self):
        self.aside = False

    def _open_data(self, said):
        if self.aside:
            return
        self.parts, self.size = [], 0
        self.kind = said.get("Type", "String")

    def _close_data(self):
        if self.parts is None:
            return
        text, self.parts = "".join(self.parts), None
        if text == "" or self.row is None:
            return
        self.cells += 1
        if self.cells > MAX_CELLS * 2:
            raise SheetProblem("too_many_cells", limit=MAX_CELLS)
        self.row[self.column] = self._value(text)

    def _value(self, text):
        shown = self._format(self.cell.get("StyleID"))
        if self.kind == "Number" and len(text) <= MAX_NUMBER:
            try:
                number = float(text) if re.search("[.eE]", text) else int(text)
                return shown.number(number, CALENDAR_WINDOWS_1900)
            except (ValueError, OverflowError):
                return ERROR
        if self.kind == "Boolean":
            return text.strip() == "1"
        if self.kind == "DateTime":
            moment = from_ISO8601(text[:MAX_NUMBER])
            if isinstance(moment, time):
                return moment
            if not isinstance(moment, date):
                raise ValueError("no day")  # how long something takes
            if not isinstance(moment, datetime):
                moment = datetime(moment.year, moment.month, moment.day)
            return Day.of(moment, f"{moment:%d/%m/%Y}")
        return text if self.kind == "Error" or shown.is_plain else shown.text(text)

    def _format(self, style):
        code = self.styles.get(style)
        if code not in self.formats:
            self.formats[code] = number_format(code or None)
        return self.formats[code]
