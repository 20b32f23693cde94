"""What a question to ``identify()`` may be: pure functions, no database.

A question is a line somebody typed, or a telephone exchange sent. It may be read in
more than one way: ``12345678`` is a client code without its prefix, a tax id, or the
beginning of a telephone. Every reading is a kind of identity key and a value as the
keys hold it.
"""

import re
import unicodedata
from dataclasses import dataclass, field

import phonenumbers

from odoo.addons.ficha_cliente.tools.phones import phone_numbers
from odoo.addons.ficha_cliente.tools.plain_text import visible

from . import normalize as normal

# Longer than any name, code, address or number a contact has.
MAX_LENGTH = 200

# Letters and digits below which everybody would be found.
MIN_LENGTH = 2

# The first digits of a number, or characters of a tax id, that say something.
MIN_PHONE_START = 5
MIN_TAX_START = 5
MIN_EMAIL_START = 3

# Of fewer last figures of a telephone there would be too many; more are a telephone.
PHONE_END = range(4, 9)

# Beginnings, the likelier ones first.
STARTS = ("code", "phone", "tax", "email")

# More words than a name has; the rest is not asked for.
MAX_WORDS = 8

# What a number typed so far may be made of; whole numbers are read by
# ``normalize``.
PHONE_REST = re.compile(r"[.…*\s]*(?P<digits>\d[\d\s().\-/]*)")
PHONE_START = re.compile(r"\s*(?P<sign>\+|\(\+|00)?[\d\s().\-/]+")
TAX = re.compile(r"(?=.*\d)[A-Z0-9]{5,20}")

# Tax ids of Spanish companies: a letter, seven digits, and what they are checked by, a
# digit or a letter. Which letters stand before the one and before the other.
SPANISH_COMPANY = re.compile(r"(?P<number>\d{7})(?P<control>[0-9A-J])")
BEFORE_DIGIT = "BAEGHFCDJUV"
BEFORE_LETTER = "PQGRSNWFCDJUV"


@dataclass
class Query:
    """The readings of a question.

    ``exact`` and ``starts`` are pairs (kind, value), the more telling one first: keys
    that are the value, and keys that begin with it. ``names`` are lists of words of a
    name: more than one where the last word, as it was typed so far, may be more than it
    looks. ``end`` are the last figures of a telephone, as far as somebody remembers it.
    "anto" is short for Antonio and the beginning of Antonia; "García la" has no
    word "la", or begins García Lara.
    """

    text: str
    exact: list[tuple[str, str]] = field(default_factory=list)
    starts: list[tuple[str, str]] = field(default_factory=list)
    names: list[list[str]] = field(default_factory=list)
    end: str = ""
    phone: str | None = None
    email: str | None = None
    tax: str | None = None


def clean(query):
    """The question as one line of text.

    :return: str; None when it is none: not a text, binary, too short or too long
    """
    if not isinstance(query, str) or len(query) > 50 * MAX_LENGTH:
        return None
    text = " ".join(visible(query).split())
    if len(text) > MAX_LENGTH:
        return None
    if any(unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co") for char in text):
        return None
    if sum(map(str.isalnum, text)) < MIN_LENGTH:
        return None
    return text


def read(query, codes=(), countries=()):
    """Read a question.

    :param query: what was asked, of any type
    :param codes: client codes it may stand for (``res.partner._read_client_code``)
    :param countries: codes of the countries whose numbers are written without prefix
    :return: :class:`Query`, or None when nothing can be asked with it
    """
    text = clean(query)
    if text is None:
        return None
    result = Query(text)
    if "@" in text:
        _read_email(result)
        return result
    _read_codes(result, codes)
    _read_tax(result, countries)
    _read_iban(result)
    _read_phone(result, countries)
    _read_phone_end(result)
    if not result.phone:
        _read_names(result)
    _read_email_start(result)
    # digits typed so far are a telephone before they are a tax id
    result.starts.sort(key=lambda start: STARTS.index(start[0]))
    return result


def phone_number(text, countries=()):
    """``text`` as a telephone number: E.164, or the digits of what is no number of
    those countries; None when it is no telephone number at all.
    """
    text = clean(text)
    if not text:
        return None
    value = normal.phone_value(text, *countries)
    if not value:
        # with words beside it: "600 123 456 (Luis)"
        found = phone_numbers(text, *countries)
        if len(found) == 1 and found[0][0].startswith("+"):
            value = found[0][0]
    return value


def words_beside(asked, countries=()):
    """The words that were typed beside a telephone or an e-mail address: for who is not
    known yet, the name.

    :param asked: :class:`Query`
    :param countries: as for :func:`read`
    :return: str, empty where there are none
    """
    if asked.phone:
        found = phone_numbers(asked.text, *countries)
        return found[0][1] if len(found) == 1 else ""
    if asked.email:
        words = [word for word in asked.text.split() if "@" not in word]
        return " ".join(words).strip(" ,;:<>()")
    return ""


def _read_codes(result, codes):
    if " " in result.text and not any(map(str.isdigit, result.text)):
        return  # two words are no code
    for kind in ("code", "alias"):
        result.exact += [(kind, code) for code in codes]
    start = normal.code_value(result.text)
    # a code has a digit; a word alone would be the beginning of every code of a
    # company whose codes begin with that word
    if start and any(map(str.isdigit, start)):
        result.starts.append(("code", start))


def _read_tax(result, countries):
    typed = re.sub(r"[\s.\-/]", "", result.text).upper()
    if not TAX.fullmatch(typed):
        return
    values = [typed]
    for country in countries:
        values += normal.tax_values(typed, country)
    values = list(dict.fromkeys(values))
    result.tax = typed
    result.exact += [("tax", value) for value in values]
    if len(typed) >= MIN_TAX_START:
        result.starts.append(("tax", typed))
    if "ES" in countries:
        result.starts += [("tax", value) for value in _spanish_companies(typed)]


def _spanish_companies(typed):
    """The tax ids of Spanish companies that were typed without their letter, as they
    are read out: ``36771939`` for ``B36771939``. None where what they are checked by
    does not agree: of ten numbers of eight digits nine are none."""
    match = SPANISH_COMPANY.fullmatch(typed)
    if not match:
        return []
    doubled = [divmod(2 * int(digit), 10) for digit in match["number"][::2]]
    total = sum(map(sum, doubled)) + sum(map(int, match["number"][1::2]))
    check = -total % 10
    if match["control"] == str(check):
        return [letter + typed for letter in BEFORE_DIGIT]
    if match["control"] == "JABCDEFGHI"[check]:
        return [letter + typed for letter in BEFORE_LETTER]
    return []


def _read_iban(result):
    value = normal.iban_value(result.text)
    if value and normal.is_iban(value):
        result.exact.append(("iban", value))


def _read_phone(result, countries):
    value = phone_number(result.text, countries)
    if not value:
        return
    result.phone = value
    # numbers that could not be read when they were written down kept their digits
    digits = value.lstrip("+")
    typed = re.sub(r"\D", "", result.text)
    values = [value, digits, typed]
    result.exact += [("phone", value) for value in dict.fromkeys(values)]
    match = PHONE_START.fullmatch(result.text)
    if match:
        starts = _phone_starts(match["sign"], typed, countries)
        result.starts += [("phone", start) for start in starts]


def _read_phone_end(result):
    if match := PHONE_REST.fullmatch(result.text):
        digits = re.sub(r"\D", "", match["digits"])
        if len(digits) in PHONE_END:
            result.end = digits


def _phone_starts(sign, digits, countries):
    """How the keys of numbers begin whose first digits are ``digits``."""
    if sign == "00":
        digits = digits[2:]
    if sign:
        return [f"+{digits}"] if len(digits) >= MIN_PHONE_START else []
    starts = [digits]
    for country in countries:
        prefix = phonenumbers.country_code_for_region(country)
        if prefix:
            starts.append(f"+{prefix}{digits.lstrip('0')}")
    return list(dict.fromkeys(starts))


def _read_names(result):
    words = normal.name_tokens(result.text)
    if not words:
        return
    result.names = [words[:MAX_WORDS]]
    *before, last = normal.fold(result.text).split()
    if last in words:
        return
    before = normal.name_tokens(" ".join(before))[: MAX_WORDS - 1]
    # what is short for another word is that word first
    is_short = len(before) < len(words)
    result.names.insert(1 if is_short else 0, [*before, last])


def _read_email(result):
    value = normal.email_value(result.text)
    if value:
        result.email = value
        result.exact.append(("email", value))
    start = result.text.replace(" ", "").lower()
    if len(start.partition("@")[0]) >= MIN_EMAIL_START:
        result.starts.append(("email", start))


def _read_email_start(result):
    """The beginning of an address: one word with a sign that names do not have."""
    start = result.text.lower()
    if (
        re.fullmatch(r"[a-z0-9._+\-]{3,}", start)
        and re.search(r"[._+\-]|[a-z]\d", start)
        and re.match(r"[a-z]", start)
    ):
        result.starts.append(("email", start))
