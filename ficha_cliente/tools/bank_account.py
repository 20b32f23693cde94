"""Bank accounts as people write them: pure functions, no database."""

import re

from stdnum.es import ccc
from stdnum.iso7064 import mod_97_10

from .plain_text import visible

MAX_TEXT = 100
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


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
