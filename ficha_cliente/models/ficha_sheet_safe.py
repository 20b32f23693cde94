"""Text that a spreadsheet program would take for a formula. No ORM.

What begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is run by Excel
when it opens a text file, or as soon as somebody edits the cell. Exports put an
apostrophe before it, which is Excel's own way to say "this is text"; reading takes it
away again, so that the round trip changes nothing. A telephone such as ``+34 612 34 56
78`` and a negative number are no formulas and are left alone.
"""

import re

DANGEROUS = "=+-@\t\r"
GUARD = "'"
HARMLESS = re.compile(r"[+-]?[\d\s().,/-]*")


def guard(text):
    """``text`` as it may be written in a cell."""
    if text.startswith(GUARD) and text.lstrip(GUARD)[:1] in tuple(DANGEROUS):
        return GUARD + text  # it was theirs: one is taken away when it is read
    if text[:1] in tuple(DANGEROUS) and not HARMLESS.fullmatch(text):
        return GUARD + text
    return text


def unguard(text):
    """The inverse of :func:`guard`."""
    if text.startswith(GUARD) and text.lstrip(GUARD)[:1] in tuple(DANGEROUS):
        return text[1:]
    return text
