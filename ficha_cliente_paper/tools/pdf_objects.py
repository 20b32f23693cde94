"""The objects of a PDF that comes from anybody. Plain functions, no ORM.

Made for one purpose, reading the values of form fields, and with a limit on everything:
a library that reads all that a PDF may be follows chains of references, filters and
tables that a file of a few kilobytes can make endless. Objects are found where they
stand in the file, the last one of a number being the one that counts, as a program does
that repairs a PDF; tables of references are not needed. Of compressed streams, only
those that hold objects are unpacked.
"""

import re
import zlib

MAX_OBJECTS = 50_000
MAX_TOKENS = 200_000
MAX_DEPTH = 40
MAX_REFERENCES = 10
MAX_STRING = 100_000
MAX_INFLATED = 20 * 1024 * 1024
MAX_DICTIONARY = 4096  # of a stream
END = 2048  # the mark of the end stands within these last bytes

BLANK = b"\0\t\n\f\r "
LINE_END = re.compile(rb"[\r\n]")
BLANKS = re.compile(rb"[\0\t\n\f\r ]*")
REGULAR = re.compile(rb"[^\0\t\n\f\r ()<>\[\]{}/%]{1,1000}")
REFERENCE = re.compile(rb"(\d{1,8})[\0\t\n\f\r ]{1,9}\d{1,5}[\0\t\n\f\r ]{1,9}R\b")
NUMBER = re.compile(rb"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})")
MARK = re.compile(
    rb"(?<!\d)(\d{1,8})[\0\t\n\f\r ]{1,9}\d{1,5}[\0\t\n\f\r ]{1,9}obj\b"
    rb"|\bstream\r?\n|\btrailer\b"
)
LENGTH = re.compile(rb"/Length[\0\t\n\f\r ]{1,9}(\d{1,9})\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# what matters inside a text between brackets
IN_TEXT = re.compile(rb"[()\\]")
OCTAL = re.compile(rb"[0-7]{1,3}")
ESCAPES = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
}
# PDFDocEncoding, where it is not Latin-1
DOCUMENT = {
    code: char
    for start, chars in (
        (0x18, "˘ˇˆ˙˝˛˚˜"),
        (0x80, "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž"),
        (0xA0, "€"),
    )
    for code, char in enumerate(chars, start)
}


class PdfError(Exception):
    """It is no PDF that can be read, or one that has too much of something."""


class Name(str):
    """A name, without its stroke."""


class Reference(int):
    """The number of another object."""


class Pdf:
    """The objects of a file.

    :param bytes data: the file
    :ivar trailer: dict that says where to begin
    :ivar is_encrypted: whether its texts cannot be read
    :raise PdfError: it cannot be read
    """

    def __init__(self, data):
        if b"%%EOF" not in data[-END:]:
            raise PdfError("truncated")
        self.data = data
        self.trailer = {}
        self.is_encrypted = False
        self.places = {}  # number of the object -> (bytes, place)
        self.tokens = 0
        self.inflated = 0
        self._find_objects()
        if "Root" not in self.trailer:
            raise PdfError("no root")

    def get(self, value):
        """The object that a value is, or refers to; None when there is none."""
        for _step in range(MAX_REFERENCES):
            if not isinstance(value, Reference):
                return value
            place = self.places.get(int(value))
            if place is None:
                return None
            value = _Reader(self, *place).value()
        raise PdfError("references in a circle")

    # -- where objects are -------------------------------------------------------------

    def _find_objects(self):
        data, at, begun = self.data, 0, None
        while match := MARK.search(data, at):
            at = match.end()
            if match[1]:
                begun = at
                self._place(int(match[1]), data, at)
            elif match[0] == b"trailer":
                self._add_trailer(_Reader(self, data, at).value())
            else:
                at = self._pass_stream(begun, match.start(), at)

    def _place(self, number, data, at):
        self.places[number] = (data, at)
        if len(self.places) > MAX_OBJECTS:
            raise PdfError("too many objects")

    def _add_trailer(self, trailer):
        if not isinstance(trailer, dict):
            return
        if "Encrypt" in trailer:
            self.is_encrypted = True
        if "Root" in trailer:
            self.trailer = trailer

    def _pass_stream(self, begun, before, start):
        """Look at a stream.

        :param begun: where its object begins, None when there is none
        :param before: where its dictionary ends
        :param start: where its content begins
        :return: where the file goes on
        """
        data = self.data
        begun = before if begun is None else begun
        words = data[max(before - MAX_DICTIONARY, begun) : before]
        lengths = LENGTH.findall(words)
        end = start + int(lengths[-1]) if lengths else -1
        if end < start or not data[end : end + 12].lstrip(BLANK).startswith(b"endst"):
            end = data.find(b"endstream", start)
            if end < 0:
                return len(data)
        if b"/XRef" in words:
            self._add_trailer(_Reader(self, data, begun).value())
        elif b"/ObjStm" in words:
            self._unpack(_Reader(self, data, begun).value(), start, end)
        return end

    def _unpack(self, about, start, end):
        """Find the objects inside a stream of them."""
        if not isinstance(about, dict):
            return
        number, first = about.get("N"), about.get("First")
        filters = about.get("Filter")
        if filters == [Name("FlateDecode")]:
            filters = filters[0]
        if filters not in (None, Name("FlateDecode")) or self._predicts(about):
            raise PdfError("packed in an unusual way")
        if not isinstance(number, int) or not isinstance(first, int):
            return
        content = memoryview(self.data)[start:end]
        if filters:
            try:
                content = zlib.decompressobj().decompress(
                    content, MAX_INFLATED - self.inflated + 1
                )
            except zlib.error as error:
                raise PdfError("damaged") from error
        content = bytes(content)
        self.inflated += len(content)
        if self.inflated > MAX_INFLATED or not 0 <= number <= MAX_OBJECTS:
            raise PdfError("too big")
        words = content[: min(first, 20 * number)].split()[: 2 * number]
        for word, offset in zip(words[::2], words[1::2], strict=False):
            if not (word.isdigit() and offset.isdigit() and len(word + offset) < 18):
                raise PdfError("damaged")
            self._place(int(word), content, first + int(offset))

    @staticmethod
    def _predicts(about):
        """Whether what is unpacked would have to be added up as well."""
        how = about.get("DecodeParms") or {}
        return not isinstance(how, dict) or how.get("Predictor", 1) != 1


class _Reader:
    """Reads one value after another."""

    def __init__(self, pdf, data, at):
        self.pdf, self.data, self.at = pdf, data, at

    def value(self, depth=0):
        """The value that begins here; None for what is none."""
        self._count()
        if depth > MAX_DEPTH:
            raise PdfError("too deep")
        self._skip()
        data, at = self.data, self.at
        sign = data[at : at + 1]
        if sign == b"<":
            return self._dict(depth) if data[at + 1 : at + 2] == b"<" else self._hex()
        if sign == b"(":
            return self._text()
        if sign == b"[":
            self.at += 1
            return self._list(b"]", depth)
        if sign == b"/":
            return self._name()
        if match := REFERENCE.match(data, at):
            self.at = match.end()
            return Reference(match[1])
        match = REGULAR.match(data, at)
        if not match:
            self.at += 1
            return None
        self.at = match.end()
        return self._word(match[0])

    def _count(self):
        self.pdf.tokens += 1
        if self.pdf.tokens > MAX_TOKENS:
            raise PdfError("too many values")

    def _skip(self):
        """Pass blanks and comments."""
        while True:
            self.at = BLANKS.match(self.data, self.at).end()
            if self.data[self.at : self.at + 1] != b"%":
                return
            self._count()
            match = LINE_END.search(self.data, self.at)
            self.at = match.start() if match else len(self.data)

    def _word(self, word):
        if NUMBER.fullmatch(word):
            return float(word) if b"." in word else int(word)
        return {b"true": True, b"false": False}.get(word)

    def _name(self):
        match = REGULAR.match(self.data, self.at + 1)
        self.at = match.end() if match else self.at + 1
        name = match[0] if match else b""
        name = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name)
        return Name(name.decode("utf-8", "replace"))

    def _list(self, end, depth):
        found = []
        while True:
            self._skip()
            if self.data.startswith(end, self.at):
                self.at += len(end)
                return found
            if self.at >= len(self.data):
                raise PdfError("damaged")
            found.append(self.value(depth + 1))

    def _dict(self, depth):
        self.at += 2
        parts = self._list(b">>", depth)
        return {
            str(name): value
            for name, value in zip(parts[::2], parts[1::2], strict=False)
            if isinstance(name, Name)
        }

    def _hex(self):
        end = self.data.find(b">", self.at, self.at + 4 * MAX_STRING)
        if end < 0:
            raise PdfError("damaged")
        digits = b"".join(self.data[self.at + 1 : end].split())
        self.at = end + 1
        try:
            return decode(
                bytes.fromhex(digits.decode("ascii") + "0" * (len(digits) % 2))
            )
        except ValueError as error:
            raise PdfError("damaged") from error

    def _text(self):
        """A text between brackets, which may have brackets inside."""
        data, level, parts = self.data, 1, []
        at = begun = self.at + 1
        while level:
            match = IN_TEXT.search(data, at, self.at + MAX_STRING)
            if not match:
                raise PdfError("damaged")
            at = match.end()
            if match[0] == b"(":
                level += 1
            elif match[0] == b")":
                level -= 1
            else:
                parts.append(data[begun : match.start()])
                if octal := OCTAL.match(data, at):
                    parts.append(bytes([int(octal[0], 8) & 255]))
                    begun = at = octal.end()
                else:
                    sign = data[at : at + 1]
                    parts.append(ESCAPES.get(sign, sign))
                    at += 2 if data.startswith(b"\r\n", at) else 1
                    begun = at
        parts.append(data[begun : at - 1])
        self.at = at
        return decode(b"".join(parts))


def decode(text):
    """The bytes of a text of a PDF as text."""
    for mark, encoding in (
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xef\xbb\xbf", "utf-8"),
    ):
        if text.startswith(mark):
            return text[len(mark) :].decode(encoding, "replace")
    return text.decode("latin-1").translate(DOCUMENT)
