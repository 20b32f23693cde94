"""Letters as web pages write them, which web shops keep in the names of customers:
``Mu&ntilde;oz &amp; Hijos``. No ORM."""

import html
import re
from html.entities import name2codepoint

ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][\da-fA-F]{2,5}|[A-Za-z]{2,8}\d{0,2});")
# the letters of the languages nearby and the signs of a text: "Gil&Mu;600" has none
LAST_LETTER, SIGNS = 0x180, (0x2000, 0x2123)
PAGE = re.compile(r"</?[a-z]")
# of these a row may be made: they are kept aside, as letters that nobody writes, until
# its cells are apart
ASIDE = {ord(mark): chr(0xE000 + ord(mark)) for mark in '";,|\t\n\r<>'}
BACK = {ord(letter): chr(mark) for mark, letter in ASIDE.items()}


def opened(text):
    """A whole text file with its letters as they are read, before its columns are cut
    apart at the semicolons that end them.

    :return: (text, in how many lines there were some)
    """
    if "&" not in text or not ENTITY.search(text):
        return text, 0
    lines, count = text.split("\n"), 0
    for place, line in enumerate(lines):
        if "&" in line and not PAGE.search(line):
            plain = ENTITY.sub(_letter, line)
            if "&" in plain:  # "&amp;ntilde;" was written twice over
                plain = ENTITY.sub(_letter, plain)
            count += plain != line
            lines[place] = plain
    return "\n".join(lines), count


def _plain_letter(match):
    word = match[0]
    code = name2codepoint.get(word[1:-1], 0x27 if word == "&apos;" else None)
    if word[1] == "#" or (code and (code < LAST_LETTER or SIGNS[0] <= code < SIGNS[1])):
        return html.unescape(word).replace("\xa0", " ")
    return word


def _letter(match):
    """A word that is no letter stays as it is, with the semicolon that ends it."""
    letter = _plain_letter(match)
    return letter if letter == match[0] else letter.translate(ASIDE)


def without_entities(text):
    """A text of a cell, unless it is a page itself, which is read as such."""
    if PAGE.search(text):
        return text
    plain = ENTITY.sub(_plain_letter, text)
    if "&" in plain:  # written twice over
        plain = ENTITY.sub(_plain_letter, plain)
    return plain.strip()
