"""What reading a file of anybody's gives: its sheets, and what was decided about them.
And what any file may have at most. No ORM."""

from dataclasses import dataclass, field

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200  # Excel packs to about a twentieth
MAX_PARTS = 10_000
MAX_SHEETS = 1_000
MAX_ELEMENTS = 8_000_000
MAX_CELLS = 1_000_000
MAX_CHARS = 20_000_000
MAX_TEXT = 32_767  # Excel allows no more in a cell
# merged ranges of a sheet; of one that has more it is not known what they say
MAX_MERGED = 20_000
# of what is said of a sheet, as much is kept
MAX_KEPT = 1_000

# what a sheet is of
CUSTOMERS, LINES, OTHER = "customers", "lines", "other"


def letters(place):
    """What a spreadsheet calls a column: ``C`` for 2, ``AB`` for 27."""
    found, place = "", place + 1
    while place:
        place, letter = divmod(place - 1, 26)
        found = chr(65 + letter) + found
    return found


def place_of(name):
    """The inverse of :func:`letters`."""
    found = 0
    for letter in name:
        found = found * 26 + ord(letter) - 64
    return found - 1


class SheetProblem(Exception):
    """The file as a whole cannot be read.

    :param str code: which sentence says so (a key of ``FILE`` in ``read_sentences``)
    :param values: what the sentence names
    """

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass
class Table:
    """One sheet.

    :ivar rows: (number in the file, list of values); once it is a table of a
        :class:`Workbook` the first of them are the headings
    :ivar merged: (first row, last row, reference) of merged cells that hide a value
    :ivar more_merged: there are more than that of them
    :ivar heading_row: the number of the row of the headings
    :ivar width: how many columns the headings of a text file are, 0 where a cell that
        is too many is no sign of cells that moved
    :ivar block_of: the name of the sheet of which it is one of several lists
    :ivar title: what stands alone above a list that is below another
    :ivar titles: numbers of rows that stand alone above headings
    :ivar empty_formulas: (row, reference) of cells whose result was not saved
    :ivar hidden_rows: numbers of rows that the program does not show
    :ivar hidden_columns: places, from 0, of columns that it does not show
    :ivar hidden_sheets: names of the sheets of the file that it does not show
    """

    name: str
    rows: list = field(default_factory=list)
    merged: list = field(default_factory=list)
    heading_row: int = 0
    width: int = 0
    notes: list = field(default_factory=list)
    block_of: str | None = None
    title: str = ""
    titles: set = field(default_factory=set)
    empty_formulas: list = field(default_factory=list)
    hidden_rows: list = field(default_factory=list)
    hidden_columns: set = field(default_factory=set)
    hidden_sheets: list = field(default_factory=list)
    more_merged: bool = False


@dataclass
class Sheet:
    """A sheet of the file, read or not.

    :ivar rows: how many rows it has below its headings
    :ivar kind: what it is of: customers, lines (of customers), other
    :ivar chosen: whether it is read
    """

    name: str
    rows: int = 0
    kind: str = OTHER
    chosen: bool = False


@dataclass
class Workbook:
    """What a file says, and how it was understood.

    :ivar sheets: list of :class:`Sheet`, all that are visible, in the file's order
    :ivar tables: list of :class:`Table`, those that were chosen
    :ivar encoding: of a text file; "" where there is none to be chosen
    :ivar delimiter: of a text file
    :ivar heading_row: the number of the row of headings of the first chosen sheet
    :ivar date_order: how the days in text are written: ``dmy``, ``mdy`` or ``ymd``
    :ivar doubtful: names of the options that a person has to look at: ``sheet``,
        ``encoding``, ``delimiter``, ``date_order``, ``heading_row``, ``labels``
    :ivar notes: (code, values) of what was left out or mended; the sentences are in
        ``FILE_NOTE`` of ``read_notes``
    """

    sheets: list = field(default_factory=list)
    tables: list = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    heading_row: int = 0
    date_order: str = "dmy"
    doubtful: set = field(default_factory=set)
    notes: list = field(default_factory=list)

    def note(self, code, **values):
        """Remember that something was left out or mended."""
        self.notes.append((code, values))
