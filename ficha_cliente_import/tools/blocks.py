"""The lists of a sheet: those that stand one below the other or beside one another, and
one whose headings stand in its first column. No ORM.
"""

import re
from dataclasses import replace

from .heading_words import MAX_HEADING, heading_points
from .workbook import Table, letters, place_of

# a title, a logo, a date and blank lines may stand above the headings
HEADING_ROWS = 25
FURTHER_ROWS = 200  # where none of those is known at all
# merged cells of one row
ONE_ROW = re.compile(r"([A-Z]{1,3})\d+:([A-Z]{1,3})\d+")
MAX_TURNED = 100  # headings that stand one below the other


def turned(table, known, book):
    """A table whose headings stand one below the other, with a customer in each further
    column, as one whose headings stand beside one another."""
    rows = table.rows
    if table.merged or not 3 <= len(rows) <= MAX_TURNED:
        return table
    width = max(len(values) for _number, values in rows)
    heads = {text for _n, values in rows if (text := plain(values[0])) in known}
    if width < 3 or len(heads) < 3 or len(heads) * 5 < len(rows) * 3:
        return table
    if any(plain(value) in known for value in rows[0][1][1:]):
        return table
    if max(heading_points(values, known)[1] for _n, values in rows) >= len(heads):
        return table
    book.note("turned")
    book.doubtful.add("heading_row")
    columns = [
        (at + 1, [values[at] if at < len(values) else "" for _n, values in rows])
        for at in range(width)
    ]
    rows = [row for row in columns if filled_cells(row[1])]
    return Table(table.name, rows, hidden_sheets=table.hidden_sheets)


def beside(table, known, book):
    """The lists that stand beside one another in a sheet, with the same headings."""
    rows = table.rows[:HEADING_ROWS]
    points = [heading_points(values, known) for _number, values in rows]
    if table.merged or not points or max(points)[1] < 2:
        return [table]
    at = points.index(max(points))
    if at and rows[at - 1][0] == rows[at][0] - 1 and filled_cells(rows[at - 1][1]) > 1:
        return [table]  # a row of groups says of whom each is
    texts = [plain(value) for value in rows[at][1]]
    first = next(place for place, text in enumerate(texts) if text)
    starts = [place for place, text in enumerate(texts) if text == texts[first]]
    if len(starts) < 2:
        return [table]
    step = starts[1] - starts[0]
    heads = texts[first : starts[1]]
    while heads and not heads[-1]:
        heads.pop()
    if len(heads) < 2 or len(set(heads)) < len(heads):
        return [table]
    wanted = [""] * first
    for start in starts:
        wanted += [""] * (start - len(wanted)) + heads
    if texts[: len(wanted)] != wanted or any(texts[len(wanted) :]):
        return [table]
    if any(start != first + step * place for place, start in enumerate(starts)):
        return [table]
    found = []
    for start in starts:
        cut = [
            (number, values[start : start + len(heads)])
            for number, values in table.rows[at:]
        ]
        cut = [row for row in cut if filled_cells(row[1])]
        part = f"{table.name} ({letters(start)})".strip()
        name = part if found else table.name
        hidden = [] if found else table.hidden_sheets
        more = {"name": name, "rows": cut, "block_of": table.name}
        more |= {"hidden_sheets": hidden, "hidden_columns": set()}
        own = {letters(at) for at in range(start, start + len(heads))}
        formulas = [cell for cell in table.empty_formulas if cell[1] in own]
        more |= {"empty_formulas": formulas}
        found.append(replace(table, width=table.width and len(heads), **more))
    if step == len(heads):  # or somebody to speak to, of the same customer
        book.doubtful.add("heading_row")
    book.note("beside", columns=", ".join(map(letters, starts[1:])))
    return found


def blocks(table, known, options):
    """The lists that stand one below the other in a sheet, each with its headings."""
    rows = table.rows
    if options.get("heading_row") or table.merged:
        return [table]
    starts, heads, order = [], set(), None
    for at, (_number, values) in enumerate(rows):
        if order is None and at > FURTHER_ROWS:
            break
        if order is not None and sum(plain(value) in heads for value in values) < 2:
            continue
        texts = [plain(value) for value in values if value != ""]
        if len(texts) < 2 or "" in texts:
            continue
        if order is None:
            if heading_points(values, known)[1] > 1:
                heads, order = set(texts), texts
            continue
        if len(heads & set(texts)) * 2 < len(texts):
            continue
        if filled_cells(rows[at - 1][1]) == 1:
            table.titles.add(rows[at - 1][0])
        if texts != order:
            starts.append(at)
            order = texts
    if not starts:
        return [table]
    return [
        replace(
            table,
            name=f"{table.name} ({rows[first][0]})".strip() if first else table.name,
            rows=rows[first:last],
            block_of=table.name if table.block_of is None else table.block_of,
            hidden_sheets=[] if first else table.hidden_sheets,
            title=_title(rows[first - 1][1]) if first else table.title,
        )
        for first, last in zip([0, *starts], [*starts, len(rows)], strict=True)
    ]


def wide_headings(table, number, headings):
    """The headings of a row, one that was merged with the cells beside it above each of
    these: *Teléfonos* above two columns."""
    found = list(headings)
    width = max((len(values) for _number, values in table.rows), default=0)
    for top, bottom, cells in table.merged:
        match = ONE_ROW.fullmatch(cells)
        if top != bottom or top != number or not match:
            continue
        first, last = place_of(match[1]), min(place_of(match[2]), width - 1)
        heading = found[first] if first < len(found) else ""
        if heading == "" or any(found[first + 1 : last + 1]):
            continue
        found += [""] * (last + 1 - len(found))
        found[first + 1 : last + 1] = [heading] * (last - first)
    return found


def _title(values):
    """What stands alone in a row; "" where it does not."""
    alone = filled_cells(values) == 1
    return str(next(value for value in values if value != "")) if alone else ""


def plain(value):
    """A text as headings are compared; "" for anything else."""
    if not isinstance(value, str) or len(value) > MAX_HEADING:
        return ""
    return value.strip().lower()


def filled_cells(values):
    """How many cells of a row say something."""
    return sum(value != "" for value in values)
