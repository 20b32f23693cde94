"""Texts as people see them: pure functions, no database.

What is copied from a telephone, a web page or a spreadsheet carries characters that
nobody sees: marks of the direction of writing, joiners, blanks that are no blank. A
number, an address or a name with one of them looks right, and is found by nobody.
"""

import re

# Nothing is seen of them: soft hyphen, marks of direction (with their isolates and
# embeddings), joiners of width zero, the mark of the order of bytes.
UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"

# Hyphens that only say where a line may break.
HYPHENS = "\u2010\u2011"

# Blanks of every width, and the ends of lines that Unicode has besides.
BLANKS = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

MARK = re.compile(f"[{UNSEEN}{HYPHENS}{BLANKS}]")

# Joiner and non-joiner, which in some scripts (and in pictures) change the letters
# beside them.
JOINERS = "\u200c\u200d"


def visible(text):
    """Return a text without the marks that nobody sees.

    Blanks of every kind become a space, the hyphen that never breaks a hyphen. A joiner
    stays between two letters of a script that is written with it, or two pictures.

    :param text: str; anything else comes back as it is
    """
    if not isinstance(text, str) or text.isascii() or not MARK.search(text):
        return text
    return MARK.sub(_seen, text).strip(" ")


def _seen(match):
    mark = match.group()
    if mark in HYPHENS:
        return "-"
    if mark in JOINERS:
        text, place = match.string, match.start()
        around = text[place - 1 : place] + text[place + 1 : place + 2]
        joined = len(around) == 2 and all(map(_is_joined, around))
        return mark if joined else ""
    return " " if mark.isspace() or "\u2000" <= mark <= "\u200a" else ""


def _is_joined(char):
    """Whether a character is of a script in which joiners have a meaning: neither
    Latin, Greek, Cyrillic nor punctuation."""
    return (
        char >= "\u0600" and not "\u1d00" <= char <= "\u206f" and not MARK.match(char)
    )


def visible_values(model, vals):
    """Return the values of a ``create`` or ``write`` without marks that nobody sees, in
    all fields of one line of text.

    :param model: the recordset they are for
    :param dict vals: never changed
    :return: ``vals`` itself when there is nothing to change
    """
    changed = {}
    for name, value in vals.items():
        if not isinstance(value, str) or value.isascii():
            continue
        field = model._fields.get(name)
        if field is not None and field.type == "char":
            seen = visible(value)
            if seen != value:
                changed[name] = seen
    return {**vals, **changed} if changed else vals
