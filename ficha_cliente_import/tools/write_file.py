"""Writing a file of fichas with xlsxwriter. No ORM."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date

import xlsxwriter

from .read_file import guard

# Excel takes a list of choices of at most this length, and cuts it at commas.
MAX_CHOICES = 255
VALIDATED_ROWS = 5000
HEAD = {
    "bold": True,
    "bg_color": "#E9ECEF",
    "bottom": 1,
    "valign": "top",
    "text_wrap": True,
}
MARK = {"bg_color": "#FFE2B8", "border": 1, "border_color": "#C77700"}
WIDE, NARROW = 46, 12

SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
DIMENSION = re.compile(rb"<dimension [^>]*/>")
DATA, END = b"<sheetData>", b"</sheetData>"

# Excel keeps the zeros at the front, and a telephone as it is, in cells of text only.
TEXT_FORMAT, DATE_FORMAT = "@", "dd/mm/yyyy"


@dataclass
class SheetView:
    """A sheet to write.

    :ivar headings: texts of the first row
    :ivar rows: iterable of lists of text, number, date or None
    :ivar choices: {position: list of texts that a cell may be}
    :ivar dates: positions of columns of dates
    :ivar numbers: positions of columns of numbers
    :ivar marked: {row, from 0: positions of its cells that are to be seen at once}
    """

    name: str
    headings: list
    rows: object = ()
    choices: dict = field(default_factory=dict)
    dates: set = field(default_factory=set)
    numbers: set = field(default_factory=set)
    widths: dict = field(default_factory=dict)
    wrap: bool = False
    marked: dict = field(default_factory=dict)


def write_book(sheets):
    """The bytes of an Excel file with these sheets.

    Nothing in it is a formula: text is written as text, and what a program might run
    as soon as somebody edits the cell carries a mark (``guard`` in ``read_file``).
    """
    output = io.BytesIO()
    with _Book(output) as book:
        for view in sheets:
            sheet = book.add_sheet(view)
            book.write_rows(sheet, view, 1)
            _add_choices(sheet, view)
    return output.getvalue()


def write_part(view, first):
    """Some rows of a sheet, for a file that is written bit by bit: what
    :func:`join_parts` puts together.

    :param int first: the place of the first of them in the sheet, whose headings are 0
    :return: (bytes, how many rows these are)
    """
    output = io.BytesIO()
    with _Book(output) as book:
        sheet = book.book.add_worksheet()
        count = book.write_rows(sheet, view, first)
    with zipfile.ZipFile(output) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    if not count:
        return b"", 0
    return content.partition(DATA)[2].partition(END)[0], count


def join_parts(sheets, parts):
    """The same file as :func:`write_book` makes, of rows that were written before.
    Costs no more than packing them.

    :param sheets: list of :class:`SheetView`, without rows
    :param parts: for each of them, iterable of the bytes of :func:`write_part`
    """
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_book(sheets))) as empty,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        for name in empty.namelist():
            content = empty.read(name)
            sheet = SHEET.fullmatch(name)
            if not sheet:
                book.writestr(name, content)
                continue
            head, end, tail = content.partition(END)
            with book.open(name, "w") as file:
                # how far it reaches is not known, and need not be said
                file.write(DIMENSION.sub(b"", head, count=1))
                for part in parts[int(sheet[1]) - 1]:
                    file.write(part)
                file.write(end + tail)
    return output.getvalue()


class _Book:
    """A book that is being written, and the looks of its cells."""

    def __init__(self, output):
        self.book = xlsxwriter.Workbook(
            output,
            {
                "in_memory": False,
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        add = self.book.add_format
        self.head = add(HEAD)
        self.text = add({"num_format": TEXT_FORMAT, "valign": "top"})
        self.wrapped = add({"text_wrap": True, "valign": "top"})
        self.day = add({"num_format": DATE_FORMAT, "align": "left"})
        # They are numbered as they are used. Here always alike, whatever the cells are,
        # so that the rows of one book can stand in another.
        self.mark = add({**MARK, "num_format": TEXT_FORMAT, "valign": "top"})
        for style in (self.head, self.text, self.wrapped, self.day, self.mark):
            style._get_xf_index()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.book.close()

    def add_sheet(self, view):
        """A sheet with its headings."""
        sheet = self.book.add_worksheet(sheet_name(view.name))
        sheet.freeze_panes(1, 0)
        for position, heading in enumerate(view.headings):
            style = self.day if position in view.dates else self.text
            style = None if position in view.numbers else style
            width = view.widths.get(position) or min(
                max(NARROW, len(heading) + 3), WIDE
            )
            sheet.set_column(position, position, width, style)
        for position, heading in enumerate(view.headings):
            sheet.write_string(0, position, heading, self.head)
        return sheet

    def write_rows(self, sheet, view, first):
        """:return: how many they were"""
        number = first
        for number, row in enumerate(view.rows, first + 1):
            marked = view.marked.get(number - first - 1, ())
            for position, value in enumerate(row):
                place = number - 1, position
                if position in marked:
                    text = "" if value is None else guard(str(value))
                    sheet.write(*place, text or None, self.mark)
                elif value is None or value == "":
                    continue
                elif isinstance(value, date):
                    sheet.write_datetime(*place, value, self.day)
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(*place, value)
                else:
                    style = self.wrapped if view.wrap else self.text
                    sheet.write_string(*place, guard(str(value)), style)
        return number - first


def _add_choices(sheet, view):
    for position, names in view.choices.items():
        if sum(len(name) + 1 for name in names) > MAX_CHOICES or any(
            "," in name for name in names
        ):
            continue
        sheet.data_validation(
            1,
            position,
            VALIDATED_ROWS,
            position,
            # a help and no fence: other spellings are read as well
            {"validate": "list", "source": names, "error_type": "information"},
        )


def sheet_name(name):
    """A name that Excel accepts for a sheet."""
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31] or "1"
