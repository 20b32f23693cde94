"""Letters as web pages write them, which web shops keep in the names of customers:
``Mu&ntilde;oz &amp; Hijos``. No ORM."""

import html
import re

ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][\da-fA-F]{2,5}|[A-Za-z]{2,8}\d{0,2});")
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


def _letter(match):
    letter = html.unescape(match[0])
    return letter.replace("\xa0", " ").translate(ASIDE)


def without_entities(text):
    """A text of a cell, unless it is a page itself, which is read as such."""
    if PAGE.search(text):
        return text
    plain = html.unescape(text)
    if ENTITY.search(plain):
        plain = html.unescape(plain)
    return plain.replace("\xa0", " ").strip()
