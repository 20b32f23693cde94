"""Which rows of a text file have their values under the wrong headings, as a mark that
separates columns stands in one of their texts. No ORM."""

import re

from .placeholders import placeholder

MARKS = re.compile(r"[\s./-]")
PHONE, EMAIL = re.compile(r"(\D*\d){6}.*"), re.compile(r"\A[^@\n]*@.*")
# how what stands under such a heading looks, be it right or wrong
LOOKS = {
    "vat": re.compile(r"(?=(\D*\d){6})[A-Za-z\d]{7,14}"),
    "zip": re.compile(r"(?=.*\d)[A-Za-z\d]{3,8}"),
    "email": EMAIL,
    "emails": EMAIL,
    "phone": PHONE,
    "phones": PHONE,
    "mobile": PHONE,
}


def moved_rows(rows, headings, width, known):
    """The numbers of rows whose values moved: those with more cells than the headings.

    Programs end each line with as many marks as the longest has, and leave the column
    of somebody's remarks without a heading. Where the headings end so, only those rows
    moved that show it under another heading.

    :param rows: (number, list of texts)
    :param headings: list of texts
    :param int width: how many cells the line of the headings has
    :param known: the headings that mean something, see ``Known``
    """
    named = max((at for at, text in enumerate(headings, 1) if text != ""), default=0)
    most = max(width, named)
    found = {number for number, values in rows if len(values) > most}
    beyond = [row for row in rows if named < len(row[1]) <= most]
    if beyond:
        others = [values for _number, values in rows if len(values) <= named]
        signs = _signs(headings, others, known)
        found |= {
            number
            for number, values in beyond
            if any(_looks(values, *sign) is False for sign in signs)
        }
    return found


def _signs(headings, rows, known):
    """The places of headings under which is seen that a row moved, and what they are
    of: not those under which something else stands in rows that did not."""
    found = []
    for place, heading in enumerate(headings):
        key = known.key_of(str(heading))
        if key in LOOKS:
            looks = [_looks(values, place, key) for values in rows]
            if looks.count(True) >= looks.count(False):
                found.append((place, key))
    return found


def _looks(values, place, key):
    """Whether a cell looks as what its heading says; None when nothing is in it."""
    text = str(values[place]) if place < len(values) else ""
    kind = "phone" if key == "mobile" else key
    if text == "" or placeholder(kind, text, key):
        return None
    return bool(LOOKS[key].fullmatch(MARKS.sub("", text)))
