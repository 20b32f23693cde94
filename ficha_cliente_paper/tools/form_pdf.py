"""Draws a fillable form. Plain functions over ``reportlab``, no ORM.

Works alike with the reportlab of Odoo's own pins (3.6.13) and with 4: both draw
what a field shows in Latin-1 only and put the lines of a longer text in the wrong
place, which :class:`_Fields` mends.
"""

import io
import re
import unicodedata
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase.acroform import AcroForm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

META = "ficha_form"  # the hidden field that says what the form is
FONT, BOLD = "Helvetica", "Helvetica-Bold"
INK, PALE, ACCENT = HexColor("#212529"), HexColor("#5f6770"), HexColor("#71639e")
FIELD, BORDER = HexColor("#f5f4f9"), HexColor("#b4afc6")
WIDTH, HEIGHT = A4
MARGIN, BOTTOM = 42, 40
COLUMN_GAP = 8
LABEL, BOX, LINE = 9, 15, 10.5  # heights of a label, a one-line field, a further line
KEPT = 200  # a section up to this height is not broken across pages
MOVE = re.compile(r"^(\S+) (\S+) Td$", re.MULTILINE)

# spelt another way where the font has no such letter
SPELT = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "€": "EUR"}
    | {"Œ": "OE", "œ": "oe", "Š": "S", "š": "s", "Ž": "Z", "ž": "z", "Ł": "L", "ł": "l"}
)


def latin(text):
    """``text`` in letters that the standard fonts have: the accent goes rather than
    the letter, and what has no letter becomes a question mark."""
    text = unicodedata.normalize("NFC", text or "").translate(SPELT)
    found = []
    for char in text:
        if ord(char) > 255:
            char = unicodedata.normalize("NFKD", char)[:1]
        found.append(char if ord(char) < 256 else "?")
    return "".join(found)


class _Fields(AcroForm):
    """The fields keep their value as it is; only what is drawn of it is spelt in
    Latin-1, and wrapped."""

    def txAP(self, key, value, iFontName, rFontName, fontSize, **options):
        """Extended: see the class. The parameters are reportlab's."""
        drawn = latin(value)
        if drawn != value:
            self.extras["NeedAppearances"] = "true"  # viewers have more letters
        if options.get("height", 0) > 2 * BOX:
            width = options["width"] - 8
            drawn = "\n".join(simpleSplit(drawn, FONT, fontSize, width))
        if options.get("labels"):
            options["labels"] = [latin(label) for label in options["labels"]]
        return super().txAP(key, drawn, iFontName, rFontName, fontSize, **options)

    def makeStream(self, width, height, stream, **options):
        """Extended: each line of a text is placed from the one before, as PDF has it
        (``Td`` is relative); reportlab says each from the corner."""
        last = [None]

        def relative(match):
            x, y = float(match[1]), float(match[2])
            before, last[0] = last[0], (x, y)
            if before is None:
                return match[0]
            return f"{x - before[0]:.2f} {y - before[1]:.2f} Td"

        stream = MOVE.sub(relative, stream)
        return super().makeStream(width, height, stream, **options)


class FormPdf:
    """One form on its pages.

    :param dict form: ``title, subtitle, intro, company`` (``name, lines, logo``:
        bytes or None), ``sections`` (list of (title, rows of items)), ``notice``,
        ``signature`` (two labels), ``footer``, ``meta``, ``author``. An item is a dict
        with ``name, label, span, kind`` (text, area, choice, check, checks, date),
        ``value`` (text; the keys of the ticked ones for checks), ``options`` (list of
        (key, label)), ``lines, maxlen, hint``.
    """

    def __init__(self, form):
        self.form = form
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=A4, pageCompression=1)
        self.canvas.setTitle(form["title"])
        self.canvas.setAuthor(form["company"]["name"])
        fields = _Fields(self.canvas)
        self.canvas.AcroForm = self.canvas._doc._catalog.AcroForm = fields
        self.fields = fields
        self.page = 0
        self.y = 0

    def render(self):
        """:return: the PDF, as bytes"""
        self._begin_page()
        self._head()
        for title, rows in self.form["sections"]:
            self._section(title, rows)
        self._notice()
        self._end_page()
        self.canvas.save()
        return self.stream.getvalue()

    # -- pages -------------------------------------------------------------------------

    def _begin_page(self):
        self.page += 1
        self.y = HEIGHT - MARGIN
        if self.page == 1:
            self.fields.textfield(
                name=META,
                value=self.form["meta"],
                x=0,
                y=0,
                width=1,
                height=1,
                fontSize=1,
                borderWidth=0,
                maxlen=400,
                annotationFlags="hidden",
                fieldFlags="readOnly",
            )

    def _end_page(self):
        canvas = self.canvas
        canvas.setFont(FONT, 7)
        canvas.setFillColor(PALE)
        canvas.drawString(MARGIN, 24, latin(self.form["footer"]))
        canvas.drawRightString(WIDTH - MARGIN, 24, str(self.page))
        canvas.showPage()

    def _ensure_height(self, height):
        """Go to a new page when this one has no such height left."""
        if self.y - height < BOTTOM:
            self._end_page()
            self._begin_page()

    # -- parts -------------------------------------------------------------------------

    def _head(self):
        canvas, company = self.canvas, self.form["company"]
        top = self.y
        if company["logo"]:
            logo = ImageReader(io.BytesIO(company["logo"]))
            wide, tall = logo.getSize()
            scale = min(130 / wide, 44 / tall)
            canvas.drawImage(
                logo,
                MARGIN,
                top - tall * scale,
                wide * scale,
                tall * scale,
                mask="auto",
            )
        y = top - 9
        for number, line in enumerate([company["name"], *company["lines"]]):
            canvas.setFont(BOLD if not number else FONT, 9 if not number else 8)
            canvas.setFillColor(INK if not number else PALE)
            canvas.drawRightString(WIDTH - MARGIN, y, latin(line))
            y -= 10.5
        self.y = min(top - 52, y) - 14
        canvas.setFillColor(ACCENT)
        canvas.setFont(BOLD, 16)
        canvas.drawString(MARGIN, self.y, latin(self.form["title"]))
        if self.form["subtitle"]:
            canvas.setFont(BOLD, 10)
            canvas.setFillColor(INK)
            canvas.drawRightString(WIDTH - MARGIN, self.y, latin(self.form["subtitle"]))
        self.y -= 6
        self._paragraph(self.form["intro"], 8.5)

    def _section(self, title, rows):
        height = 25 + sum(LABEL + self._row_height(row) + 5 for row in rows)
        self._ensure_height(min(height, KEPT))
        self.y -= 17
        canvas = self.canvas
        canvas.setFont(BOLD, 9.5)
        canvas.setFillColor(ACCENT)
        canvas.drawString(MARGIN, self.y, latin(title))
        canvas.setStrokeColor(ACCENT)
        canvas.setLineWidth(0.8)
        canvas.line(MARGIN, self.y - 4, WIDTH - MARGIN, self.y - 4)
        self.y -= 8
        for row in rows:
            self._row(row)

    def _row(self, row):
        box = self._row_height(row)
        self._ensure_height(LABEL + box + 6)
        column = (WIDTH - 2 * MARGIN + COLUMN_GAP) / 12
        x = MARGIN
        top = self.y - LABEL
        for item in row:
            width = column * item["span"] - COLUMN_GAP
            draw = getattr(self, f"_draw_{item['kind']}", self._draw_text)
            draw(item, x, top, width, box)
            x += column * item["span"]
        self.y = top - box - 5

    @staticmethod
    def _row_height(row):
        return BOX + LINE * (max(item.get("lines", 1) for item in row) - 1)

    def _label(self, item, x, top):
        self.canvas.setFont(FONT, 7.5)
        self.canvas.setFillColor(PALE)
        hint = f" ({item['hint']})" if item.get("hint") else ""
        self.canvas.drawString(x, top, latin(item["label"] + hint))

    def _draw_text(self, item, x, top, width, box):
        self._label(item, x, top)
        self.fields.textfield(
            name=item["name"],
            tooltip=item["label"],
            value=item.get("value") or "",
            fieldFlags="multiline" if item["kind"] == "area" else "",
            maxlen=item["maxlen"],
            **self._box(x, top, width, box),
        )

    def _draw_choice(self, item, x, top, width, box):
        self._label(item, x, top)
        # reportlab takes (label, key), and no empty label, and no empty value
        options = [(" ", "")] + [(label, key) for key, label in item["options"]]
        self.fields.choice(
            name=item["name"],
            tooltip=item["label"],
            value=[item.get("value") or ""],
            options=options,
            fieldFlags="combo",
            **self._box(x, top, width, box),
        )

    def _draw_check(self, item, x, top, width, box):
        self._tick(item["name"], item["label"], bool(item.get("value")), x, top)

    def _draw_checks(self, item, x, top, width, box):
        self._label(item, x, top)
        place = width / max(len(item["options"]), 1)
        for number, (key, label) in enumerate(item["options"]):
            ticked = key in (item.get("value") or ())
            self._tick(
                f"{item['name']}__{key}", label, ticked, x + place * number, top - 1
            )

    def _tick(self, name, label, checked, x, top):
        self.fields.checkbox(
            name=name,
            tooltip=label,
            checked=checked,
            buttonStyle="check",
            x=x,
            y=top - 15,
            size=11,
            borderWidth=0.5,
            fillColor=FIELD,
            borderColor=BORDER,
            textColor=INK,
        )
        self.canvas.setFont(FONT, 8.5)
        self.canvas.setFillColor(INK)
        self.canvas.drawString(x + 15, top - 12, latin(label))

    @staticmethod
    def _box(x, top, width, box):
        return {
            "x": x,
            "y": top - 3 - box,
            "width": width,
            "height": box,
            "fontName": FONT,
            "fontSize": 9,
            "borderWidth": 0.5,
            "fillColor": FIELD,
            "borderColor": BORDER,
            "textColor": INK,
        }

    def _notice(self):
        self.y -= 8
        self._paragraph(self.form["notice"], 7.2, box=True)
        self._ensure_height(40)
        self.y -= 34
        canvas = self.canvas
        canvas.setStrokeColor(BORDER)
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(PALE)
        half = (WIDTH - 2 * MARGIN) / 2
        for number, label in enumerate(self.form["signature"]):
            x = MARGIN + half * number
            canvas.line(x, self.y, x + half - 20, self.y)
            canvas.drawString(x, self.y - 9, latin(label))

    def _paragraph(self, text, size, box=False):
        style = ParagraphStyle(
            "form", fontName=FONT, fontSize=size, leading=size * 1.25, textColor=PALE
        )
        for part in latin(text).split("\n"):
            if not part.strip():
                continue
            paragraph = Paragraph(escape(part.strip()), style)
            _width, height = paragraph.wrap(WIDTH - 2 * MARGIN, HEIGHT)
            self._ensure_height(height + 4)
            self.y -= height + 3
            paragraph.drawOn(self.canvas, MARGIN, self.y)
