"""Whether a tax id can be one: its check digits, by country. No database here.

Rules of all countries come from python-stdnum. A number of a country it does not know
is not called wrong.
"""

import re
from functools import lru_cache

from stdnum.util import get_cc_module

from .plain_text import visible

# Spanish tax ids of persons: DNI, NIE, and those of Spaniards without a DNI
SPANISH_PERSON = re.compile(r"(?:ES)?(?:\d{8}|[XYZKLM]\d{7})[A-Z]")

# what people write before a number: "NIF: B76543032", "C.I.F. B-76.543.057"
TAX_WORD = re.compile(
    r"^(?:(?:PASAPORTE|PASSPORT|N[ºO°](?=\W)|N\.?I\.?F|C\.?I\.?F|D\.?N\.?I"
    r"|N\.?I\.?E|VAT|R\.?U\.?T|R\.?F\.?C)\b"
    r"(?:\.?[\s/]*(?:IVA|N[ºO°]|NUM|N[UÚ]MERO|NUMBER|ID))?[\s:.\-/]*)+(?=\S)",
    re.IGNORECASE,
)

# no country has longer ones, with whatever stands between the digits
MAX_LENGTH = 60

KINDS = ("vat", "tin", "personalid", "businessid")

# prefixes of tax ids that are not the code of their country
PREFIXES = {"EL": "GR", "XI": "GB"}


@lru_cache(maxsize=512)
def _modules(country):
    modules = (get_cc_module(country, kind) for kind in KINDS)
    return tuple(module for module in modules if hasattr(module, "is_valid"))


def is_wrong(number, country=None):
    """Whether a tax id cannot be one.

    :param str number: as it is written, with or without its country's prefix
    :param str country: code of the country of who has it
    :return: False also when nobody can tell: no number ("/" says that there is none),
        no country, or one without known rules
    """
    # what people put between the digits is no part of the number
    number = re.sub(r"[\s./-]", "", visible((number or "")[:200])).upper()
    country = (country or "").upper()
    if len(number) < 2:
        return False
    if len(number) > MAX_LENGTH:  # and is not kept in memory either
        return bool(country and _modules(country))
    return _fails(number, country)


@lru_cache(maxsize=200_000)
def _fails(number, country):
    prefix = PREFIXES.get(number[:2], number[:2])
    # the prefix goes first, then the country
    tries = [(prefix, number), (prefix, number[2:])] if prefix.isalpha() else []
    tries.append((country, number))
    checked = False
    for code, text in tries:
        for module in _modules(code) if code else ():
            checked = True
            if module.is_valid(text):
                return False
    return checked


def is_of_person(number, country=None):
    """Whether a tax id is a person's and no company's, where the number tells.

    :param str number: as it is written, with or without its country's prefix
    :param str country: code of the country of who has it
    """
    number = _compact(number)
    spanish = number.startswith("ES") or (country or "").upper() == "ES"
    return spanish and bool(SPANISH_PERSON.fullmatch(number))


def is_same(one, other, country=None):
    """Whether two tax ids are the same number, however they are written."""
    prefix = (country or "").upper()
    return _compact(one).removeprefix(prefix) == _compact(other).removeprefix(prefix)


def _compact(number):
    return re.sub(r"[^0-9A-Z]", "", (number or "").upper())
