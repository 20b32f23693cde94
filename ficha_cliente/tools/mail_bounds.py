"""How much of an e-mail is read: pure functions, no database.

Anybody writes to an address of ours. To read a head takes Python the square of its
length, and Odoo puts the texts of an e-mail together in the square of their number: one
e-mail of a megabyte would keep the server busy for minutes. What no mail program writes
is cut off before anybody reads it.
"""

import re
from contextlib import suppress
from email import message_from_bytes
from email.policy import SMTP
from heapq import merge

# bytes of one line of the head; addresses of some three hundred people
HEAD_LINE = 10_000
# parts of one e-mail, and parts in parts
PARTS, LEVELS = 1000, 100
# bytes of what a part says of itself; the name of a file in another script is as long.
# And how much longer than usual all of them together
SAID, USUAL, LONGER = 4000, 200, 100_000

END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
# a line of the head goes on where the next one begins with a blank
FOLDED = re.compile(rb"\r?\n(?![ \t])")
# lines begin after either of their ends, as Python reads them
PART = re.compile(rb"--(?<![^\r\n]--)([^\r\n]+)")
CONTENT = re.compile(
    rb"content-(?<![^\r\n]content-)(?:type|disposition)[ \t]*:"
    rb"[^\r\n]*(?:(?:\r\n?|\n)[ \t][^\r\n]*)*",
    re.I,
)


def bounded(data):
    """An e-mail without what is too much of it: what is left is read as ever.

    :param bytes data: as it came
    :return: bytes; the same ones of whatever people write
    """
    return _few_parts(_short_parts(_short_head(data)))


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
    if line[:11].lower() == b"references:":
        # what it answers is the last one
        line = line[:11] + line[11 - HEAD_LINE :]
        return line[:11] + b" " + line[line.find(b"<", 11) :]
    line = line[:HEAD_LINE]
    end = max(line.rfind(b","), line.rfind(b" "))
    return line[:end].rstrip() if end > HEAD_LINE // 2 else line


def _short_parts(data):
    """What parts say of themselves, each not longer than anybody says it."""
    if all(len(match[0]) <= SAID for match in CONTENT.finditer(data)):
        return data
    return CONTENT.sub(_short_said, data)


def _short_said(match):
    """The beginning and the end: a name ends in what kind of file it is."""
    said = match[0]
    if len(said) <= SAID:
        return said
    return said[: SAID - USUAL].rstrip() + said[-USUAL:]


def _boundary(said):
    """What a part says its own parts begin with, as Python reads it; empty where it
    has none."""
    # whatever is wrong with it: then it has none
    with suppress(Exception):
        name = message_from_bytes(said, policy=SMTP).get_boundary() or ""
        return name.encode("ascii", "surrogateescape")
    return b""


def _few_parts(data):
    """The parts that are read, and not deeper than anybody goes."""
    known, opened = set(), set()
    parts = longer = 0
    found = CONTENT.finditer(data), PART.finditer(data)
    for match in merge(*found, key=lambda one: one.start()):
        if match.re is CONTENT:
            longer += max(0, len(match[0]) - USUAL)
            if b"boundary" in match[0].lower():
                parts += 1
                if name := _boundary(match[0]):
                    known.add(name)
                    opened.add(name)
        elif known:
            said = match[1].rstrip()
            name = said.removesuffix(b"--")
            if said not in known and name not in known:
                continue
            parts += 1
            if said not in known:
                # its end: an e-mail may have a hundred others beside one another
                opened.discard(name)
        if parts > PARTS or len(opened) > LEVELS or longer > LONGER:
            return data[: match.start()]
    return data
