"""Reading a text file that comes from anybody: bytes in, one table out. No ORM.

What separates the columns is what separates the headings. A quotation mark that is
never closed takes no other line with it: its line is named and left out.
"""

import re

from .encodings import BAD, decode, ungarbled
from .entities import BACK, opened
from .fixed_width import aligned
from .heading_words import heading_points
from .labels import loose_text, of_lines
from .workbook import MAX_TEXT, SheetProblem, Table

# of a text file, where the first lines are
BEGINNING = 64 * 1024
MAX_LINES = 1_000_000
HEADING_LINES = 40
MAX_HEADING_LINES = 12  # of the headings, where they have line ends in them
MAX_HEADING_LINE = 16 * 1024
DELIMITERS = (";", "\t", ",", "|")
SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
LINE_END = re.compile(r"\r\n?")
# a line that is one text between quotation marks
WRAPPED = re.compile(r'\s*"(?:[^"]|"")*"\s*')
# by which programs keep Excel from making a number of a text: ="00042"
AS_TEXT = re.compile(r'\s*="((?:[^"]|"")*)"\s*')
# the frame that programs draw around a table: +----+, |---|:--|, ------;----
FRAME = "-+=|:;, \t─━│┌┐└┘├┤┬┴┼═║╔╗╚╝"
RULE = re.compile("-{3}|={3}|─{3}|━{3}|═{3}")
# lines that one text between quotation marks may have
MAX_TEXT_LINES = 200
MAX_CELLS_OF_LINE = 16_384  # as many as a sheet of Excel has
MAX_NAMED = 20
MAX_LEFT_OUT = 2_000  # more is no slip of somebody's


class TextFile:
    """A text file as it was understood.

    :param options: what a person decided, see ``read_workbook``
    :param known: the headings that mean something, see ``Known``
    :ivar problems: (code, values) of what was left out or mended
    """

    def __init__(self, data, filename, options, known):
        self.decoded = decode(data, filename, known, options.get("encoding"))
        self.encoding = self.decoded.encoding
        text = self.decoded.text.replace("\x00", "")
        ends = max(text.count("\n"), text.count("\r"))
        if ends > MAX_LINES:
            raise SheetProblem("too_many_rows", limit=50_000)
        if "\r" in text:
            text = LINE_END.sub("\n", text)
        self.problems, self.doubtful, self.left_out = [], set(), 0
        if not text.isascii():
            text, count = ungarbled(text)
            if count:
                self.problems.append(("repaired", {"count": count}))
        text, self.entities = opened(text)
        self.lines = unwrapped(unframed(text.split("\n")), known)
        if stray := without_stray_mark(self.lines, known):
            self.problems.append(("head_quote", {"text": stray[:30]}))
        if self.decoded.doubtful:
            self.doubtful.add("encoding")
        self.skip = 0  # lines above the table that say how it is written
        stated = self._stated()
        self.delimiter = options.get("delimiter") or stated
        if self.delimiter is None and self._by_labels(known):
            self.doubtful.add("labels")
        elif self.delimiter is None:
            self.delimiter, self.width, sure = find_delimiter(self.lines, known)
            if self.width < 2:
                sure = not self._by_places(known) and sure
            if not sure:
                self.doubtful.add("delimiter")
        elif self.delimiter == "\t" and (
            self._by_labels(known) or self._by_places(known)
        ):
            self.doubtful.add("delimiter")
        else:
            self.width = _width(self.lines[self.skip :], self.delimiter, known)

    def _by_places(self, known):
        """Read a list whose columns are told by their places, which is said.

        :return: whether it is one
        """
        rows = aligned(self.lines, known)
        if rows is None:
            return False
        self.lines = ["\t".join(row).rstrip() for row in rows]
        self.delimiter, self.width = "\t", max(map(len, rows))
        self.problems.append(("by_places", {}))
        return True

    def _by_labels(self, known):
        """Read a list in which each value stands behind what it is, which is said.

        :return: whether it is one
        """
        found = of_lines(self.lines, known)
        if found is None:
            return False
        rows, loose = found
        if loose:
            self.problems.append(("loose", {"text": loose_text(loose)}))
        self.lines = ["\t".join(map(_as_cell, row)) for row in rows]
        self.delimiter, self.width = "\t", len(rows[0])
        self.problems.append(("labels", {}))
        return True

    def _stated(self):
        """What the first line says separates the columns, for Excel: ``sep=;``."""
        match = SEPARATOR.fullmatch(self.lines[0][:20]) if self.lines else None
        if match is None:
            return None
        self.skip = 1
        return match[1]

    def table(self, add_row):
        """:return: the :class:`Table`"""
        table = Table("", width=self.width)
        named, single, first = 0, False, self.skip + 1
        for number, cells in self._records():
            if self.decoded.bad and any(map(BAD.search, cells)):
                cells = [self.decoded.mend(cell) for cell in cells]
                named += 1
                if named <= MAX_NAMED:
                    self.problems.append(("bad_byte", {"row": number}))
            if number == first and all(map(_is_single, filter(None, cells))):
                single = True
            if single:
                cells = [c[1:-1] if _is_single(c) else c for c in cells]
            cells = plain_texts(cells)
            add_row(table, number, cells)
        if self.left_out > MAX_NAMED:
            count = self.left_out - MAX_NAMED
            self.problems.append(("many_rows", {"count": count}))
        if named > MAX_NAMED:
            self.problems.append(("bad_bytes", {"count": named}))
        return table

    def _records(self):
        lines, delimiter = self.lines, self.delimiter
        nothing = delimiter + '" \t'
        at, number = self.skip, self.skip
        while at < len(lines):
            line = lines[at]
            number += 1
            used = 1
            if line.count(delimiter) > MAX_CELLS_OF_LINE:
                line = line.rstrip(delimiter + " ")
                if line.count(delimiter) > MAX_CELLS_OF_LINE:
                    raise SheetProblem("too_many_columns", limit=400)
                lines[at] = line
            if '"' not in line:
                if line:
                    yield number, line.split(delimiter)
            elif line.strip(nothing) or line.count('"') % 2:
                cells, used = self._quoted(at)
                if cells is None:
                    self._leave_out(number, line)
                    used = 1
                else:
                    yield number, cells
            at += used

    def _leave_out(self, number, line):
        self.left_out += 1
        if self.left_out > MAX_LEFT_OUT:
            raise SheetProblem("too_long", row=number, limit=MAX_TEXT)
        if self.left_out <= MAX_NAMED:
            # no more than finds it: what a file may hold is not for everybody
            shown = self.decoded.mend(line[:30])
            self.problems.append(("open_quote", {"row": number, "text": shown}))

    def _quoted(self, at):
        """The cells of the row that begins with this line, and of how many lines it is;
        None when a quotation mark of it is not closed where its text can end."""
        line = self.lines[at]
        cells, closed = split_quoted(line, self.delimiter)
        if closed:
            return cells, 1
        text, more = [line], 0
        size = len(line)
        for following in self.lines[at + 1 : at + MAX_TEXT_LINES]:
            text.append(following)
            more += 1
            size += len(following) + 1
            if size > MAX_TEXT + len(line):
                break
            if '"' not in following:
                continue
            cells, closed = split_quoted("\n".join(text), self.delimiter, strict=True)
            if closed is None:
                continue
            if closed and self._is_one_row(cells, text[0], text[1:]):
                return cells, more + 1
            break
        return None, 1

    def _is_one_row(self, cells, first, following):
        """Whether lines are rightly one row, and not rows that a stray mark joins."""
        if not any(self.delimiter in line for line in following):
            return not self.width or len(cells) <= self.width
        if self.width and len(cells) != self.width:
            return False
        if _count_cells(first, self.delimiter) != len(cells):
            return True
        for line in following:
            count = line.count(self.delimiter)
            if count and count == len(cells) - 1:
                loose = self.delimiter == "," and len(cells) < 4 and ", " in line
                if not loose:
                    return False
        return True


def unframed(lines):
    """Lines of which those of a frame are empty, as consoles draw one around what they
    print: ``+----+----+``."""
    return [
        ""
        if line[:1] in FRAME and not line.strip(FRAME) and RULE.search(line)
        else line
        for line in lines
    ]


def unwrapped(lines, known):
    """Lines without the quotation marks that somebody's Excel put around each as a
    whole: ``"Nombre,NIF"``.

    :param known: the headings that mean something, see ``Known``
    """
    place = next((at for at, line in enumerate(lines[:HEADING_LINES]) if line), None)
    if place is None or not WRAPPED.fullmatch(lines[place][:MAX_HEADING_LINE]):
        return lines
    inner = lines[place].strip()[1:-1].replace('""', '"')
    if not any(heading_points(_split(inner, d), known)[1] > 1 for d in DELIMITERS):
        return lines
    return [
        line.strip()[1:-1].replace('""', '"') if WRAPPED.fullmatch(line) else line
        for line in lines
    ]


def without_stray_mark(lines, known):
    """Take from the line of the headings a quotation mark that opens and is closed
    nowhere: all that stands below it would be one text.

    :param list lines: of the file, changed here
    :param known: the headings that mean something, see ``Known``
    :return: the line as it was; None when nothing was taken
    """
    first = [at for at, line in enumerate(lines[:HEADING_LINES]) if line.strip()]
    for at in first:
        line = lines[at]
        if line.count('"') % 2 == 0 or len(line) > MAX_HEADING_LINE:
            continue
        if _whole_heading(lines, at)[1] > at + 1:
            return None  # it goes on in the next line
        for place in [place for place, char in enumerate(line) if char == '"']:
            mended = line[:place] + line[place + 1 :]
            best = max(heading_points(_split(mended, d), known)[1] for d in DELIMITERS)
            if best > 1 and best > max(
                heading_points(_split(line, d), known)[1] for d in DELIMITERS
            ):
                lines[at] = mended
                return line
        return None
    return None


def plain_texts(cells):
    """Cells without the sign that keeps Excel from reading them, ``="00042"``, and
    without the one that databases put before a quotation mark, ``\\"``."""
    found = []
    for cell in cells:
        if "=" in cell[:20] and (match := AS_TEXT.fullmatch(cell)):
            cell = match[1].replace('""', '"')
        if "\\" in cell:
            cell = cell.replace('\\"', '"')
        found.append(cell if cell.isascii() else cell.translate(BACK))
    return found


def _as_cell(text):
    """A text as one cell of a line between tabulators."""
    text = text.replace("\t", " ")
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if '"' in text else text


def _is_single(cell):
    cell = cell.strip()
    return len(cell) > 1 and cell[0] == cell[-1] == "'"


def split_quoted(text, delimiter, strict=False):
    """The cells of a row with quotation marks.

    :param strict: whether a mark within a text is no letter of it
    :return: (cells, closed): closed is False when a mark has no end here, and None when
        the text may go on in the next line
    """
    mark = re.escape(delimiter)
    quoted = re.compile(rf'[ ]*"([^"]*(?:""[^"]*)*)"[ ]*(?={mark}|$)')
    ending = re.compile(rf'"[ ]*(?={mark}|$)')
    cells, at = [], 0
    while True:
        if match := quoted.match(text, at):
            cells.append(match[1].replace('""', '"'))
            at = match.end()
        else:
            end = text.find(delimiter, at)
            end = len(text) if end < 0 else end
            start = at
            while start < end and text[start] == " ":
                start += 1
            if text[start : start + 1] == '"':
                if '"' not in text[start + 1 :].replace('""', ""):
                    return cells, (None if strict else False)
                if strict:
                    return cells, False
                if close := ending.search(text, start + 2):
                    cells.append(text[start + 1 : close.start()])
                    at = close.end()
                    if at >= len(text):
                        return cells, True
                    at += 1
                    continue
                if text.count('"', start, end) % 2:  # one of them has no end
                    return cells, False
            cells.append(text[at:end])
            at = end
        if at >= len(text):
            return cells, True
        at += 1


def _count_cells(line, delimiter):
    """How many cells a line has, its last quotation mark taken as a letter."""
    at = line.rindex('"') + 1
    cells, _closed = split_quoted(line[: at - 1] + "-" + line[at:], delimiter)
    return len(cells)


def _beginning(lines):
    found, size, used = [], 0, 0
    for at, line in enumerate(lines):
        if at < used:
            continue
        if line.count('"') % 2 and not found:
            line, used = _whole_heading(lines, at)
        if line.strip():
            found.append(line[:MAX_HEADING_LINE])
            size += len(line)
            if len(found) >= HEADING_LINES or size > BEGINNING:
                break
    return found


def _whole_heading(lines, at):
    """The headings that begin with this line, where one of them has several lines, and
    the place of the line after them."""
    for last in range(at + 1, min(at + MAX_HEADING_LINES, len(lines))):
        text = "\n".join(lines[at : last + 1])
        if text.count('"') % 2 == 0 and len(text) < MAX_HEADING_LINE:
            closed = (split_quoted(text, d, strict=True)[1] for d in DELIMITERS)
            return (text, last + 1) if any(closed) else (lines[at], at + 1)
    return lines[at], at + 1


def _split(line, delimiter):
    line = line[:MAX_HEADING_LINE]
    cells = split_quoted(line, delimiter)[0] if '"' in line else line.split(delimiter)
    return [cell.strip() for cell in plain_texts(cells)]


def find_delimiter(lines, known):
    """What separates the columns of a text file.

    :param list lines: of the file
    :param known: the headings that mean something, see ``Known``
    :return: (delimiter, how many columns the headings are, whether that is sure)
    """
    first = _beginning(lines)
    found = []
    for place, delimiter in enumerate(DELIMITERS):
        rows = [_split(line, delimiter) for line in first]
        points, _known, width = max(
            ((*heading_points(row, known), len(row)) for row in rows),
            default=(0, 0, 0),
            key=lambda one: one[:2],
        )
        widths = [len(row) for row in rows]
        same = widths.count(width) / len(widths) if widths else 0
        found.append((max(points, 0), same if width > 1 else 0, -place, width))
    best = max(found)
    if best[0] > 0:
        width = best[3]
        if width == 1:
            return _unused(first), 1, True
        ties = [one for one in found if one[0] == best[0]]
        return DELIMITERS[-best[2]], width, len(ties) == 1
    # no heading is known: what cuts most lines into as many columns
    best = max(found, key=lambda one: (one[1] * (one[3] - 1), one[2]))
    if best[3] < 2:
        return _unused(first), 1, True
    return DELIMITERS[-best[2]], best[3], best[1] > 0.9


def _unused(lines):
    """Of a file with one column: what is not in its texts."""
    return next((d for d in DELIMITERS if not any(d in line for line in lines)), ";")


def _width(lines, delimiter, known):
    rows = [_split(line, delimiter) for line in _beginning(lines)]
    return len(max(rows, key=lambda row: heading_points(row, known), default=()))
