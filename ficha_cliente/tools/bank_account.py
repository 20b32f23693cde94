"""Bank accounts as people write them: pure functions, no database."""

import re

from stdnum.es import ccc
from stdnum.iso7064 import mod_97_10

from .plain_text import visible

MAX_TEXT = 100
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
# what may stand between two accounts of one cell
BETWEEN = re.compile(r"\s+/\s+|\s+[yo]\s+|\s+-\s+|[,;|\n]+", re.IGNORECASE)
# within other words, as the name of the bank
WITHIN = re.compile(
    r"\bES\d{2}(?:[ .-]?\d){20}\b"
    r"|\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}\b"
    r"|\b\d{4}[ .-]?\d{4}[ .-]?\d{2}[ .-]?\d{10}\b"
)


def as_iban(text):
    """An account as an IBAN, in groups of four: one that is written so, with *IBAN*
    before it or not, and a Spanish one of 20 digits (CCC).

    :param str text: as somebody wrote it, with blanks and dashes
    :return: ``ES91 2100 0418 4502 0005 1332``; None when its check digits do not fit
    """
    text = visible(str(text or ""))[:MAX_TEXT].upper()
    value = re.sub(r"[^A-Z0-9]", "", text)
    value = value.removeprefix("IBAN").removeprefix("CCC")
    if re.fullmatch(r"\d{20}", value) and ccc.is_valid(value):
        # not ccc.to_iban, which reads a table that not every installation has
        value = f"ES{mod_97_10.calc_check_digits(value + 'ES')}{value}"
    if not IBAN.fullmatch(value) or not mod_97_10.is_valid(value[4:] + value[:4]):
        return None
    return " ".join(value[place : place + 4] for place in range(0, len(value), 4))


def ibans_in(text):
    """The accounts of a text: one, several between bars or commas, or one with the name
    of its bank beside it.

    :return: list, as of :func:`as_iban`; empty when something of it is none
    """
    if whole := as_iban(text):
        return [whole]
    text = visible(str(text or ""))[: 5 * MAX_TEXT]
    parts = [part for part in BETWEEN.split(text) if part.strip()]
    if len(parts) > 1 and all(found := [as_iban(part) for part in parts]):
        return found
    found = [match for match in WITHIN.findall(text.upper())]
    rest = WITHIN.sub(" ", text.upper())
    accounts = [as_iban(match) for match in found]
    return accounts if all(accounts) and not re.search(r"\d{3}", rest) else []
