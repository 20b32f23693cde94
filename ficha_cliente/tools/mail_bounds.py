"""How much of an e-mail is read: pure functions, no database.

Anybody writes to an address of ours. To read a head takes Python the square of its
length, and Odoo puts the texts of an e-mail together in the square of their number: one
e-mail of a megabyte would keep the server busy for minutes. What no mail program writes
is cut off before anybody reads it.
"""

import re

# bytes of one line of the head; addresses of some three hundred people
HEAD_LINE = 10_000
# parts of one e-mail, and parts in parts
PARTS, LEVELS = 1000, 100

END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
# a line of the head goes on where the next one begins with a blank
FOLDED = re.compile(rb"\r?\n(?![ \t])")
BOUNDARY = re.compile(rb"boundary[ \t]{0,9}=[ \t]{0,9}\"?([^\"\r\n;]{1,99})", re.I)
PART = re.compile(rb"^--([^\r\n]{1,200})", re.M)


def bounded(data):
    """An e-mail without what is too much of it: what is left is read as ever.

    :param bytes data: as it came
    :return: bytes; the same ones of whatever people write
    """
    return _few_parts(_short_head(data))


def _short_head(data):
    """Of each line of the head its beginning; without the byte that no text has."""
    match = END_OF_HEAD.search(data)
    end = match.start() if match else len(data)
    head = data[:end].replace(b"\0", b"")
    if len(head) == end <= HEAD_LINE:
        return data
    lines = FOLDED.split(head)
    if len(head) == end and all(len(line) <= HEAD_LINE for line in lines):
        return data
    return b"\r\n".join(map(_short, lines)) + data[end:]


def _short(line):
    """The beginning of a line, to the end of a word: half an address is none, and an
    error of Python's."""
    if len(line) <= HEAD_LINE:
        return line
    line = line[:HEAD_LINE]
    end = max(line.rfind(b","), line.rfind(b" "))
    return line[:end].rstrip() if end > HEAD_LINE // 2 else line


def _few_parts(data):
    """The parts that are read, and not deeper than anybody goes."""
    known, at = set(), len(data)
    for match in BOUNDARY.finditer(data):
        known.add(match[1].strip())
        if len(known) > LEVELS:
            at = match.start()
            break
    if not known:
        return data
    count = 0
    for match in PART.finditer(data, 0, at):
        said = match[1].strip()
        if said in known or said.removesuffix(b"--") in known:
            count += 1
            if count > PARTS:
                at = match.start()
                break
    return data[:at]
