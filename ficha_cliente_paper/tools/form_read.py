"""Reads the fields of a filled form. Plain functions, no ORM.

A file comes from anybody, so nothing in it is trusted: only the tree of its form
fields is walked, with a limit on everything; scripts, embedded files and pages are
never looked at.
"""

import io
import re
import zlib

from odoo.tools.pdf import PdfFileReader

from .form_pdf import META

MAX_SIZE = 10 * 1024 * 1024
MAX_INFLATED = 60 * 1024 * 1024
MAX_FIELDS = 400
MAX_DEPTH = 6
MAX_TEXT = 4000
HEADER = 1024  # readers find "%PDF-" within these first bytes
STREAM = re.compile(rb"stream\r?\n")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


class FormRefusedError(Exception):
    """A file that is none of our forms, with the reason as a word: ``empty``,
    ``too_big``, ``not_pdf``, ``encrypted``, ``broken``, ``scanned``, ``foreign``."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def read_form(data):
    """The fields of a filled form.

    :param bytes data: the file
    :return: (what the hidden field says, dict of texts by name of field); a ticked box
        is ``"1"``
    :raise FormRefusedError: the file is none of our forms
    """
    if not data:
        raise FormRefusedError("empty")
    if len(data) > MAX_SIZE:
        raise FormRefusedError("too_big")
    if b"%PDF-" not in data[:HEADER]:
        raise FormRefusedError("not_pdf")
    if _inflates_too_much(data):
        raise FormRefusedError("too_big")
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise FormRefusedError("encrypted")
        fields = _fields(reader)
    except FormRefusedError:
        raise
    # pypdf raises whatever it stumbles over, RecursionError included
    except Exception as error:
        raise FormRefusedError("broken") from error
    if fields is None:
        raise FormRefusedError("scanned")
    meta = fields.pop(META, None)
    if not meta:
        raise FormRefusedError("foreign")
    return meta, fields


def _inflates_too_much(data):
    """Whether the compressed parts of a file, two layers deep, grow beyond measure."""
    room = MAX_INFLATED
    waiting = [(data[match.end() :], 1) for match in STREAM.finditer(data)]
    while waiting:
        part, layer = waiting.pop()
        try:
            inflated = zlib.decompressobj().decompress(part, room + 1)
        except zlib.error:
            continue
        room -= len(inflated)
        if room < 0:
            return True
        if layer < 2 and inflated[:1] == b"\x78":
            waiting.append((inflated, layer + 1))
    return False


def _fields(reader):
    """:return: dict of texts by name, or None when the file has no form"""
    form = reader.trailer["/Root"].get("/AcroForm")
    form = form and form.get_object()
    waiting = [(field, 1) for field in (form or {}).get("/Fields", ())]
    if not waiting:
        len(reader.pages)  # a broken file says so here
        return None
    found, count = {}, 0
    while waiting:
        field, depth = waiting.pop()
        field = field.get_object()
        count += 1
        if count > MAX_FIELDS:
            raise FormRefusedError("foreign")
        if depth < MAX_DEPTH:
            waiting += [(kid, depth + 1) for kid in field.get("/Kids", ())]
        name = field.get("/T")
        if isinstance(name, str) and len(name) <= 100:
            found[str(name)] = _text(field)
    return found


def _text(field):
    """The value of a field as text, without control characters."""
    value = field.get("/V")
    value = value.get_object() if hasattr(value, "get_object") else value
    if field.get("/FT") == "/Btn":
        return "1" if value not in (None, "/Off", "") else ""
    if isinstance(value, list):  # of a list with several choices
        value = value[0] if value else ""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return ""
    value = value[: MAX_TEXT + 1].replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", value).strip()[:MAX_TEXT]
