"""The telephones of one cell, as people write several. No ORM."""

import re

from odoo.addons.ficha_cliente_identity.tools.normalize import phone_value, phone_values

from .read_cell import MAX_LIST, CellProblem, read_digits, read_phone, read_text

PLAIN = re.compile(r"\+?[\d\s().\-–]+")
BETWEEN = re.compile(r"\s:{3}\s|[;|\n]+")


def read_phones(cell, *country_codes):
    """All telephones of a cell.

    :param country_codes: of the row, of the company: see ``phone_value``
    :return: list of texts, a single one as it is written
    :raise CellProblem: there is none
    """
    text = read_text(cell)
    found = []
    for part in BETWEEN.split(text) if BETWEEN.search(text) else [read_digits(cell)]:
        part = " ".join(part.split())
        if not part or part.startswith("* "):
            continue
        if PLAIN.fullmatch(part) and phone_value(part, *country_codes):
            found.append(part)
        elif "(" in part and (bare := re.sub(r"\([^()\d]*\)", " ", part).strip()) and (
            phone_value(bare, *country_codes)
        ):
            found.append(" ".join(bare.split()))
        else:
            found += phone_values(part, *country_codes) or [read_phone(part)]
    if not found:
        raise CellProblem("phone")
    if len(found) > MAX_LIST:
        raise CellProblem("too_many", limit=MAX_LIST)
    return list(dict.fromkeys(found))
