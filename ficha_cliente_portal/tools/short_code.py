"""Codes that people copy from paper. No ORM."""

from stdnum import luhn

#: Crockford's: no letter that looks like a digit, and none that makes words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
LOOKS_LIKE = str.maketrans("OIL", "011")


def short_code(digest):
    """The code of a digest: nine signs of it (45 bits) and one that finds slips.

    :param bytes digest: at least six bytes that nobody guesses
    :return: ten letters and digits
    """
    number = int.from_bytes(digest[:6], "big")
    signs = ""
    for _place in range(LENGTH - 1):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return signs + luhn.calc_check_digit(signs, ALPHABET)


def read(text):
    """The code that somebody typed, however they write it.

    :return: ten letters and digits, or None when it is no code or has a slip
    """
    if not isinstance(text, str) or len(text) > 40:
        return None
    signs = "".join(filter(str.isalnum, text.upper())).translate(LOOKS_LIKE)
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return signs if luhn.is_valid(signs, ALPHABET) else None


def shown(code):
    """A code as it is printed: in two halves."""
    return f"{code[:5]}-{code[5:]}"
