"""Writing a file of fichas with xlsxwriter. No ORM."""

import io
import re
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
WIDE, NARROW = 46, 12

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
    """

    name: str
    headings: list
    rows: object = ()
    choices: dict = field(default_factory=dict)
    dates: set = field(default_factory=set)
    numbers: set = field(default_factory=set)
    widths: dict = field(default_factory=dict)
    wrap: bool = False


def write_book(sheets):
    """The bytes of an Excel file with these sheets.

    Nothing in it is a formula: text is written as text, and what a program might run
    as soon as somebody edits the cell carries a mark (``guard`` in ``read_file``).
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output,
        {
            "in_memory": False,
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    head = book.add_format(HEAD)
    text = book.add_format({"num_format": TEXT_FORMAT, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": DATE_FORMAT, "align": "left"})
    for view in sheets:
        sheet = book.add_worksheet(sheet_name(view.name))
        sheet.freeze_panes(1, 0)
        for position, heading in enumerate(view.headings):
            style = day if position in view.dates else text
            style = None if position in view.numbers else style
            width = view.widths.get(position) or min(
                max(NARROW, len(heading) + 3), WIDE
            )
            sheet.set_column(position, position, width, style)
        for position, heading in enumerate(view.headings):
            sheet.write_string(0, position, heading, head)
        for number, row in enumerate(view.rows, 1):
            for position, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, date):
                    sheet.write_datetime(number, position, value, day)
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, position, value)
                else:
                    style = wrapped if view.wrap else text
                    sheet.write_string(number, position, guard(str(value)), style)
        _add_choices(sheet, view)
    book.close()
    return output.getvalue()


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
