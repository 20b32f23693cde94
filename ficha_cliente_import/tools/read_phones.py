"""The telephones of one cell, as people write several. No ORM."""

import re

from odoo.addons.ficha_cliente.tools.phones import (
    FAX,
    MAX_LABEL,
    PREFIX,
    first_and_further,
    international,
    is_simple,
    phone_value,
)

from .read_cell import MAX_LIST, CellProblem, read_digits, read_text

BETWEEN = re.compile(r"\s:{3}\s|[;|\n]+")
MIN_DIGITS = 5


def read_phones(cell, *country_codes):
    """All telephones of a cell.

    :param country_codes: of the row, of the company: see ``first_and_further``
    :return: {number: the words beside it}, a single one as it is written
    :raise CellProblem: there is none
    """
    text = read_digits(cell)
    if is_simple(text):
        if sum(map(str.isdigit, text)) < MIN_DIGITS:
            raise CellProblem("phone")
        return {text: ""}
    found = {}
    for part in BETWEEN.split(read_text(cell)):
        part = " ".join(part.split())
        if not part or part.startswith("* "):
            continue
        if found and sum(map(str.isdigit, part)) < MIN_DIGITS:
            # "968123456; ext. 12": words of the number before
            last = next(reversed(found))
            found[last] = found[last] or part[:MAX_LABEL]
            continue
        first, further = first_and_further(part, *country_codes)
        label = ""
        if not further:
            label = "Fax" if FAX.search(first) else ""
            first = _alone(first, *country_codes)
        found.setdefault(first, label)
        for number, label in further:
            number = international(number)
            found[number] = found.get(number) or label
    if not found:
        raise CellProblem("phone")
    if len(found) > MAX_LIST:
        raise CellProblem("too_many", limit=MAX_LIST)
    return found


def _alone(text, *country_codes):
    """The one number of a text: without the word that only says that it is one, with
    its extension.

    :raise CellProblem: it is none
    """
    if sum(map(str.isdigit, text)) < MIN_DIGITS:
        raise CellProblem("phone")
    if not re.search(r"[^\W\d_]", text):
        return text
    value = phone_value(text, *country_codes)
    if not value:
        raise CellProblem("phone")
    bare = PREFIX.sub("", text.lower()).strip(" .,;:-/")
    return bare if bare[:1] in "+(0123456789" else international(value)
