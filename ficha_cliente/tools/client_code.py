"""How a client code is written and read: pure functions, no database.

A code is stored without spaces and in capitals. With check digits on, the digit is part
of the code, after a hyphen: ``C00142-5``. The digit is ISO 7064 mod 11,10 over the
whole code, each letter counting as two digits (A=10 ... Z=35, as in an IBAN): it finds
every single wrong digit and nearly every swap of two neighbours, and it changes with
the prefix too.
"""

import re
import unicodedata

from stdnum.iso7064 import mod_11_10

from .plain_text import visible

MAX_LENGTH = 32

# What is longer is no code, however it is written, and is not looked at to its end.
MAX_TYPED = 200


def normalize(value):
    """Return ``value`` as codes are stored: capitals, no spaces and nothing that is
    not seen; False when empty.

    Of what is too long to be a code, its beginning: too long as well.
    """
    if not value:
        return False
    text = "".join(visible(str(value)).split())[:MAX_TYPED]
    text = unicodedata.normalize("NFKC", text)
    return "".join(text.split()).upper() or False


def check_digit(body):
    """Return the check digit (one character) of the code ``body``."""
    digits = "".join(
        str(int(char, 36)) if char.isascii() else str(ord(char))
        for char in body
        if char.isalnum()
    )
    return mod_11_10.calc_check_digit(digits or "0")


def with_check_digit(body):
    """Return ``body`` followed by its check digit: ``C00142`` -> ``C00142-5``."""
    return f"{body}-{check_digit(body)}"


def read_typed(text, prefix, suffix, padding):
    """Read ``text`` as somebody types a code of one sequence's format.

    Capitals, the prefix, the leading zeros and the check digit may be missing.

    :return: ``(body, digit)``, the complete code without check digit and the digit that
        was typed (None when it was left out); None when the text does not have the
        format.
    """
    code = normalize(text)
    if not code or len(code) > MAX_LENGTH:
        return None
    prefix, suffix = normalize(prefix) or "", normalize(suffix) or ""
    match = re.fullmatch(
        rf"(?:{re.escape(prefix)})?(\d+)(?:{re.escape(suffix)})?(?:-(\d))?", code
    )
    if not match:
        return None
    number, digit = match.groups()
    return f"{prefix}{number.lstrip('0').zfill(padding)}{suffix}", digit
