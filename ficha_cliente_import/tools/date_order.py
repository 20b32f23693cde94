"""In which order the days of a file are written that are text. No ORM."""

import re
from datetime import datetime

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .number_format import Day

SAMPLE = 200
DATE = re.compile(
    r"(\d{1,2}|\d{4})([/.-])(\d{1,2})\2(\d{4}|\d{1,2})(?:[T ]\d{1,2}:\d\d.*)?"
)
ENGLISH = set("first last name phone mobile address street city state birthday".split())


def order_days(book, options):
    """In which order the days are written that are text, and those that are not in the
    usual one as days."""
    columns = [found for table in book.tables for found in _date_columns(table)]
    votes = {"dmy": 0, "mdy": 0, "ymd": 0}
    unsure = 0
    for table, place in columns:
        for _number, values in table.rows[1:]:
            order = _order(values[place]) if place < len(values) else None
            if order in votes:
                votes[order] += 1
            unsure += order == ""
    book.date_order = options.get("date_order") or _decide(book, votes, unsure)
    if book.date_order == "mdy":
        for table, place in columns:
            for _number, values in table.rows[1:]:
                if place < len(values):
                    values[place] = _american(values[place])


def _decide(book, votes, unsure):
    if votes["dmy"] and votes["mdy"]:
        book.doubtful.add("date_order")
        return "dmy" if votes["dmy"] >= votes["mdy"] else "mdy"
    if votes["mdy"]:
        return "mdy"
    if unsure and not votes["dmy"]:
        headings = set()
        for table in book.tables:
            headings.update(*(fold(str(v)).split() for v in table.rows[0][1][:100]))
        if len(headings & ENGLISH) > 1:
            book.doubtful.add("date_order")
    if votes["ymd"] and not (votes["dmy"] or unsure):
        return "ymd"
    return "dmy"


def _date_columns(table):
    """The columns whose texts are days."""
    for place in range(len(table.rows[0][1])):
        days = others = 0
        for _number, values in table.rows[1:]:
            value = values[place] if place < len(values) else ""
            if isinstance(value, datetime):
                continue
            if isinstance(value, str) and DATE.fullmatch(value[:40]):
                days += 1
            else:
                others += value != "" and value != "-"
            if days + others >= SAMPLE:
                break
        if days and days >= others * 3:
            yield table, place


def _order(value):
    """The order that a text shows: "" when it may be two, None when it is no day."""
    match = DATE.fullmatch(value[:40]) if isinstance(value, str) else None
    if match is None:
        return None
    first, second, last = match[1], match[3], match[4]
    if len(first) == 4:
        return "ymd"
    if len(last) == 3 or not 0 < int(first) <= 31 or not 0 < int(second) <= 31:
        return None
    if int(first) > 12:
        return "dmy" if int(second) <= 12 else None
    if int(second) > 12:
        return "mdy"
    return "" if first != second else None


def _american(value):
    match = DATE.fullmatch(value[:40]) if isinstance(value, str) else None
    if match is None or len(match[1]) == 4 or len(match[4]) not in (2, 4):
        return value
    if len(match[4]) == 2:  # of which century is asked when it is read
        return f"{match[3]}/{match[1]}/{match[4]}"
    try:
        day = datetime(int(match[4]), int(match[1]), int(match[3]))
    except ValueError:
        return value
    return Day.of(day, value)
