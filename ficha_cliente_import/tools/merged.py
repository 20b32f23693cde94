"""Cells that are merged over several rows: what they say is of each of these, as the
program shows it; where it is of who a row is about, the rows are one customer. No ORM.
"""

import re
from bisect import bisect_left, bisect_right

from .columns import PROPERTY
from .workbook import MAX_CELLS, SheetProblem, place_of

RANGE = re.compile(r"([A-Z]{1,3})\d+(?::([A-Z]{1,3})\d+)?")

# who a row is about
WHO = {"key", "code", "vat", "name", "company", "trade_name"} | {
    "given_name",
    "surname",
    "surname_first",
}
# what two of one place, zone, seller or company have in common
SHARED_KINDS = {
    "parent",
    "country",
    "state",
    "zip",
    "zip_city",
    "tags",
    "many2one",
    "many2many",
    "selection",
    "user",
    "lang",
    "bool",
    "percent",
}
SHARED = {"street", "street2", "city", "comment"}
# of one customer there may be several
SEVERAL = {"phone", "phones", "email", "emails", "ibans", "tags", "text"}


def columns_of(cells):
    """The places of the first and the last column of ``B2:C3``."""
    match = RANGE.fullmatch(cells)
    first = place_of(match[1])
    return first, place_of(match[2]) if match[2] else first


def filled_down(rows, merged, below):
    """Rows in which the value of merged cells stands in each of their rows.

    :param list rows: (number, values)
    :param merged: (first row, last row, reference)
    :param int below: the row of the headings; what begins above is no value
    :return: a list like ``rows``
    :raise SheetProblem: they are more than any file may have
    """
    wanted, filled = {}, 0
    for top, bottom, cells in merged:
        if bottom <= top or top <= below or not RANGE.fullmatch(cells):
            continue
        first, last = columns_of(cells)
        if first == last:
            wanted.setdefault(top, []).append((bottom, first))
    if not wanted:
        return rows
    found, open_ones = [], []
    for number, values in rows:
        open_ones = [one for one in open_ones if one[0] >= number]
        for bottom, place in wanted.get(number, ()):
            if place < len(values) and values[place] != "":
                open_ones.append((bottom, place, values[place], number))
        mine = [one for one in open_ones if one[3] < number]
        if mine:
            filled += len(mine)
            if filled > MAX_CELLS:
                raise SheetProblem("merged", cells=merged[-1][2])
            width = max(len(values), *(one[1] + 1 for one in mine))
            values = [*values, *[""] * (width - len(values))]
            for _bottom, place, value, _top in mine:
                values[place] = value  # what it hides is not shown
        found.append((number, values))
    return found


def settle_merged(table, rows, columns):
    """The rows of a table with merged cells, as a person reads them.

    :param table: a :class:`Table`, filled down
    :param list rows: those below its headings
    :param dict columns: {place: column} of those that are known
    :return: (rows, references of the cells that were read in each of their rows)
    :raise SheetProblem: it is not known whose a value is
    """
    if table.more_merged:
        raise SheetProblem("merged", cells=table.merged[-1][2])
    by_number = dict(rows)
    order = sorted(by_number)
    spans, read = [], []
    for top, bottom, cells in table.merged:
        numbers = order[bisect_left(order, top) : bisect_right(order, bottom)]
        if len(numbers) < 2:
            continue
        first, last = columns_of(cells)
        own = [column for at, column in columns.items() if first <= at <= last]
        if not own or not _says_something(by_number, numbers, first, last):
            continue  # of a column that is not read
        if first != last:
            raise SheetProblem("merged", cells=cells)
        spans.append((numbers, first, own[0], cells))
        read.append(cells)
    theirs = [at for at, column in columns.items() if column.key.startswith("contact")]
    groups = {}
    for numbers, _place, column, _cells in spans:
        if column.key in WHO:
            # somebody of the customer in each row, or else one customer
            people = [
                number
                for number in numbers
                if any(_filled(by_number[number], at) for at in theirs)
            ]
            if len(people) < 2:
                groups.setdefault(numbers[0], set()).update(numbers)
    one_of = {n: first for first, numbers in groups.items() for n in numbers}
    for numbers, _place, column, cells in spans:
        together = len({one_of.get(n, -n) for n in numbers}) == 1
        shared = column.kind in SHARED_KINDS or column.key in SHARED
        shared = shared or column.key in WHO or column.key.startswith(PROPERTY)
        if not (together or shared):
            raise SheetProblem("merged", cells=cells)
    for first, numbers in groups.items():
        cells = next(c for some, _p, o, c in spans if some[0] == first and o.key in WHO)
        some = [by_number[n] for n in sorted(numbers)]
        by_number[first] = _together(some, columns, cells)
    kept = [
        (number, by_number[number])
        for number, _values in rows
        if one_of.get(number, number) == number
    ]
    return kept, read


def _filled(values, place):
    return place < len(values) and values[place] != ""


def _says_something(by_number, numbers, first, last):
    cells = (value for n in numbers for value in by_number[n][first : last + 1])
    return any(value != "" for value in cells)


def _together(rows, columns, cells):
    """The rows of one customer as one.

    :raise SheetProblem: they say different things of it
    """
    found = []
    for place in range(max(map(len, rows))):
        said = [values[place] for values in rows if _filled(values, place)]
        said = list(dict.fromkeys(said))
        column = columns.get(place)
        if len(said) > 1 and column and column.kind not in SEVERAL:
            raise SheetProblem("merged", cells=cells)
        found.append("; ".join(map(str, said)) if len(said) > 1 else (said or [""])[0])
    return found
