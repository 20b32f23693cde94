"""What visitors type, before anything is done with it. No ORM."""

import re
import unicodedata

from odoo.addons.ficha_cliente.tools.plain_text import visible

MAX_LINE = 128
MAX_TEXT = 4_000
# what makes a name an advertisement: nobody uses us to send their address to others
ADDRESS = re.compile(r"https?:|www\.|://|\w\.(?:com|net|org|ru|info|xyz)\b", re.I)


class Refused(Exception):
    """What was typed cannot be taken; the argument is the code of the reason."""


def line(text, most=MAX_LINE):
    """A text of one line as somebody meant it: composed, without what is not seen.

    :raise Refused: ``"text"`` for what is no text, ``"long"``
    """
    if not isinstance(text, str) or "\0" in text:
        raise Refused("text")
    if len(text) > 4 * MAX_LINE:
        raise Refused("long")
    kept = " ".join(visible(_composed(text)).split())
    if len(kept) > most:
        raise Refused("long")
    return kept


def paragraph(text):
    """A text of several lines.

    :raise Refused: as :func:`line`
    """
    if not isinstance(text, str) or "\0" in text:
        raise Refused("text")
    if len(text) > MAX_TEXT:
        raise Refused("long")
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(visible(_composed(row)).rstrip() for row in rows).strip()


def person_name(text):
    """A name: with a letter in it, and no address of a page.

    :raise Refused: ``"name"``, or as :func:`line`
    """
    name = line(text)
    if not any(char.isalpha() for char in name) or ADDRESS.search(name):
        raise Refused("name")
    return name


def _composed(text):
    composed = unicodedata.normalize("NFC", text)
    kept = [
        " " if char in "\t\n\r\x0b\x0c" else char
        for char in composed
        if char in "\t\n\r\x0b\x0c" or unicodedata.category(char) not in ("Cc", "Cs")
    ]
    return _calm("".join(kept))


def _calm(text):
    """At most three marks on a letter: more climb over the lines above."""
    found, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 3:
            found.append(char)
    return "".join(found)


def hour(text):
    """An hour of the day as a form has it: ``"09:30"`` is 9.5, nothing is 0.

    :raise Refused: ``"hours"``
    """
    said = re.fullmatch(r"\s*(\d{1,2}):(\d{2})(?::00)?\s*", text or "0:00", re.ASCII)
    if not said or int(said[1]) > 23 or int(said[2]) > 59:
        raise Refused("hours")
    return int(said[1]) + int(said[2]) / 60
