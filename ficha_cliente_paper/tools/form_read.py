"""Reads the fields of a filled form. Plain functions, no ORM.

A file comes from anybody, by e-mail too, so nothing in it is trusted: only the tree of
its form fields is walked, with a limit on everything; scripts, embedded files and pages
are never looked at. How a PDF is taken apart is in ``pdf_objects``.
"""

import re
import zlib

from odoo.addons.ficha_cliente.tools.plain_text import visible

from .form_pdf import META
from .pdf_objects import Name, Pdf, PdfError

MAX_SIZE = 10 * 1024 * 1024
MAX_INFLATED = 60 * 1024 * 1024
MAX_STREAMS = 2000
MAX_FED = 4 * MAX_SIZE
PIECE = 64 * 1024
MAX_FIELDS = 400
MAX_DEPTH = 6
MAX_TEXT = 4000
HEADER = 1024  # readers find "%PDF-" within these first bytes
STREAM = re.compile(rb"(?<!end)stream\r?\n")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


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
        pdf = Pdf(data)
        if pdf.is_encrypted:
            raise FormRefusedError("encrypted")
        fields = _fields(pdf)
    except (PdfError, RecursionError) as error:
        raise FormRefusedError("broken") from error
    if fields is None:
        raise FormRefusedError("scanned")
    meta = fields.pop(META, None)
    if not meta:
        raise FormRefusedError("foreign")
    return meta, fields


def _inflates_too_much(data):
    """Whether the compressed parts of a file, two layers deep, grow beyond measure, or
    are more than a form has. What looks like one costs its beginning."""
    whole = memoryview(data)
    room, fed, number = MAX_INFLATED, 0, 0
    for match in STREAM.finditer(data):
        number += 1
        waiting = [(whole[match.end() :], 1)]
        while waiting:
            part, layer = waiting.pop()
            inflater, place, kept = zlib.decompressobj(), 0, []
            try:
                while place < len(part) and not inflater.eof and room >= 0:
                    piece = part[place : place + PIECE]
                    inflated = inflater.decompress(piece, room + 1)
                    place += PIECE
                    fed += len(piece)
                    room -= len(inflated)
                    if layer < 2 and (kept or inflated[:1] == b"\x78"):
                        kept.append(inflated)
                    if fed > MAX_FED:
                        return True
            except zlib.error:
                place = len(part)  # it was no compressed part, or its end
            if room < 0 or number > MAX_STREAMS:
                return True
            if kept:
                waiting.append((memoryview(b"".join(kept)), layer + 1))
    return False


def _fields(pdf):
    """:return: dict of texts by name, or None when the file has no form"""
    root = pdf.get(pdf.trailer["Root"])
    if not isinstance(root, dict) or not isinstance(pdf.get(root.get("Pages")), dict):
        raise PdfError("no pages")
    form = pdf.get(root.get("AcroForm"))
    fields = pdf.get(form.get("Fields")) if isinstance(form, dict) else None
    if not fields or not isinstance(fields, list):
        return None
    waiting = [(field, 1) for field in fields]
    found, count = {}, 0
    while waiting:
        field, depth = waiting.pop()
        field = pdf.get(field)
        count += 1
        if count > MAX_FIELDS:
            raise FormRefusedError("foreign")
        if not isinstance(field, dict):
            continue
        kids = pdf.get(field.get("Kids"))
        if depth < MAX_DEPTH and isinstance(kids, list):
            waiting += [(kid, depth + 1) for kid in kids[: MAX_FIELDS + 1]]
        name = pdf.get(field.get("T"))
        if isinstance(name, str) and len(name) <= 100:
            found[str(name)] = _text(pdf, field)
    return found


def _text(pdf, field):
    """The value of a field as text, without control characters."""
    value = pdf.get(field.get("V"))
    if pdf.get(field.get("FT")) == Name("Btn"):
        return "1" if value not in (None, Name("Off"), "") else ""
    if isinstance(value, list):  # of a list with several choices
        value = pdf.get(value[0]) if value else ""
    if not isinstance(value, str):
        return ""
    value = value[: MAX_TEXT + 1].replace("\r\n", "\n").replace("\r", "\n")
    return visible(CONTROL.sub("", value)).strip()[:MAX_TEXT]
