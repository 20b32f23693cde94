"""What of an e-mail can be read: pure functions, no database.

What Python or the database cannot read at all (half an address, an alphabet that there
is none of, the character that ends a text) would be an error of the programme for the
whole e-mail, and Odoo would mark the address that it came to as one that takes nothing:
of a line of the head only what can be read stays.
"""

import re
from collections import Counter
from email.policy import SMTP

from .mail_bounds import END_OF_HEAD, FOLDED, PARTS

# the lines of the head that are read, by what they hold
ADDRESSES = {b"from", b"to", b"cc", b"delivered-to", b"resent-to", b"resent-cc"}
ADDRESSES |= {b"return-path", b"sender", b"reply-to"}
WORDS = {b"subject", b"references", b"in-reply-to", b"date"}
READ = ADDRESSES | WORDS | {b"message-id"}
# how often one of them may come
SAME = 50
BETWEEN = re.compile(rb"[\s,;:<>()\[\]\"]+")
ADDRESS = re.compile(rb"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}")
NO_WORD = re.compile(rb"[^\w .,+-]+")
# what a part is, and in which alphabet
TYPE = re.compile(
    rb"^Content-Type:[^\r\n]{0,2000}(?:\r?\n[ \t][^\r\n]{0,2000}){0,20}", re.M | re.I
)
CHARSET = re.compile(
    rb"charset(?:\*|\*0\*?)?[ \t]{0,9}=[ \t]{0,9}"
    rb"(?:\"([^\"\r\n]{0,99})\"?|([^\s;]{0,99}))",
    re.I,
)


def readable(data):
    """An e-mail without what nothing could read.

    :param bytes data: what :func:`~.mail_bounds.bounded` left of it
    :return: bytes; the same ones of whatever people write
    """
    return _known_types(_readable_head(data))


def cleaned(value):
    """What was read in an e-mail, without the characters that no database keeps.

    :param value: text, or lists and tuples with texts among others
    """
    if isinstance(value, str):
        # halves of letters, as an alphabet of seven bits may write them
        return value.replace("\0", "").encode(errors="replace").decode()
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, tuple):
        parts = map(cleaned, value)
        return value._make(parts) if hasattr(value, "_make") else tuple(parts)
    return value


def _readable_head(data):
    """Of each line of the head that is read what can be."""
    match = END_OF_HEAD.search(data)
    end = match.start() if match else len(data)
    count, lines = Counter(), []
    for line in _lines(data[:end]):
        name, _colon, value = line.partition(b":")
        kind = name.strip().lower()
        count[kind] += 1
        if kind not in READ or (kind in WORDS and b"=?" not in value):
            lines.append(line)
        elif count[kind] <= SAME:
            lines.append(_readable(line, name, value, kind in ADDRESSES))
    head = b"".join(lines)
    return data if head == data[:end] else head + data[end:]


def _lines(head):
    """The lines of a head, each with what ends it."""
    begun = 0
    for match in FOLDED.finditer(head):
        yield head[begun : match.end()]
        begun = match.end()
    yield head[begun:]


def _readable(line, name, value, addresses):
    """One line of the head, as it came or as it can be read."""
    text = _read(name, value)
    if text is not None and "\0" not in text:
        return line
    if text is not None:
        # as it is read, for the one who reads it next
        text = cleaned(text).encode()
    else:
        words = BETWEEN.split(value) if addresses else ()
        found = filter(ADDRESS.fullmatch, words)
        text = b", ".join(found) or NO_WORD.sub(b" ", value).strip()
    again = _read(name, text)
    if again is None or "\0" in again:
        text = b""
    return name + b": " + text + line[len(line.rstrip(b"\r\n")) :]


def _read(name, value):
    """What Python reads in a line of the head; None when it cannot."""
    try:
        text = str(
            SMTP.header_fetch_parse(
                name.decode("ascii", "replace"),
                value.strip().decode("ascii", "surrogateescape"),
            )
        )
        text.encode()
    # it raises whatever it comes upon: IndexError, AttributeError, UnicodeError
    except Exception:
        return None
    return text


def _known_types(data):
    """An e-mail whose texts say an alphabet that there is."""
    known = TYPE.sub(_known_type, data, count=2 * PARTS)
    return data if known == data else known


def _known_type(match):
    line = match[0]
    found = CHARSET.search(line)
    if not found or _is_charset(found[1] if found[1] is not None else found[2]):
        return line
    return line[: found.start()] + b'charset="utf-8"' + line[found.end() :]


def _is_charset(name):
    # with a star: after the alphabet and the language of the name itself
    name = name.rpartition(b"'")[2].strip()
    if not name:
        return True
    try:
        # what only packs bytes is in Python's list too: "zlib", "hex"
        b" ".decode(name.decode("ascii"), "replace")
    except (LookupError, ValueError):
        return False
    return True
