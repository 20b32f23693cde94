"""In which encoding a text file is, by the evidence of all of it. No ORM.

One byte that is wrong does not make a file of another one, and a file of DOS is not
one of Windows. What may be of several is said, so that a person looks at it.
"""

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes

from .heading_words import MAX_HEADING, MAX_LOOKED_AT
from .workbook import MAX_TEXT, SheetProblem

# what a person may choose among
ENCODINGS = (
    "utf-8",
    "cp1252",
    "cp850",
    "mac_roman",
    "iso8859_15",
    "cp1250",
    "cp1251",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
)
# those that offices of Western Europe have, the most usual ones first
LIKELY = ["cp1252", "mac_roman", "cp850", "cp1250", "cp1251"]
WESTERN = ("cp1252", "mac_roman", "cp850")
EURO, WINDOWS = b"\xa4", re.compile(rb"[\x80-\x9f]")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
SAMPLE = 64 * 1024
MAX_BAD = 50_000  # bytes that are mended one by one
PIECE = re.compile(r"[^;,\t|\"\r\n]+")

SPANISH = set("áéíóúñüÁÉÍÓÚÑÜ")
OTHER = set("àèìòùâêîôûäëïöçãõÀÈÌÒÙÂÊÎÔÛÄËÏÖÇÃÕ")
BETWEEN = set("·’'´")
LONE = set("€ºª¿¡–—‘’“”«»°…\u00a0")
NO_TEXT = bytes((*range(9), *range(14, 32)))
BAD = re.compile("[\udc80-\udcff]")
# a letter beyond those of Western Europe and the signs of any text, with none beside it
FAR = "\u0180-\u1fff\u2c00-\ud7ff"
LONELY = re.compile(f"(?<![{FAR}])[{FAR}](?![{FAR}])")


@dataclass
class Decoded:
    """The text of a file.

    :ivar text: where a byte is of another encoding, it is a lone surrogate
    :ivar encoding: in which the file is
    :ivar doubtful: whether a person should look
    :ivar stray: in which its other bytes may be
    :ivar bad: how many those are
    """

    text: str
    encoding: str
    doubtful: bool = False
    stray: str = "cp1252"
    bad: int = 0

    def mend(self, text):
        """A text whose wrong bytes are what they may be: a letter within a word, else
        the mark of what is not known."""
        if len(text) > MAX_TEXT:
            return text  # it is refused
        mended = BAD.sub(lambda match: _stray(match, self.stray), text)
        return mended if any(map(str.isalnum, mended)) else mended.strip("\ufffd ")


def ungarbled(text):
    """A text that a program had read in the wrong encoding before it wrote it:
    ``MuÃ±oz``, ``Mu├▒oz``, ``Mu√±oz``.

    :return: (the text as it was meant, how many letters were mended)
    """
    count = 0

    def mend(match):
        nonlocal count
        for encoding in GARBLED:
            try:
                letters = match[0].encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            if all(
                char in SPANISH or char in OTHER or char in LONE for char in letters
            ):
                count += len(letters)
                return letters
        return match[0]

    return GARBLED_TEXT.sub(mend, text), count


def _garbled():
    """What the two bytes of a letter look like in other encodings."""
    pairs = set()
    for encoding in GARBLED:
        for char in (SPANISH | OTHER | set("ºª¿¡·€")) - {"À", "Á", "Í", "Ï"}:
            shown = char.encode("utf-8").decode(encoding, "ignore")
            if len(shown) == len(char.encode("utf-8")):
                pairs.add(re.escape(shown))
    return re.compile("|".join(sorted(pairs)))


GARBLED = ("cp1252", "cp850", "mac_roman")
GARBLED_TEXT = _garbled()


def _stray(match, encoding):
    text, at = match.string, match.start()
    beside = text[at - 1 : at] + text[at + 1 : at + 2]
    letter = bytes([ord(match[0]) - 0xDC00]).decode(encoding, "replace")
    return letter if letter in SPANISH and beside.strip().isalpha() else "\ufffd"


def decode(data, filename, known=(), chosen=None):
    """The text of a file, whatever program wrote it.

    :param bytes data: its content
    :param known: the headings that mean something, see ``Known``
    :param chosen: the encoding that a person chose, one of ``ENCODINGS``
    :return: :class:`Decoded`
    :raise SheetProblem: it is not text
    """
    if chosen in ENCODINGS:
        return _as_chosen(data, chosen)
    data = data.rstrip(b"\x1a")  # the end of a file, in DOS
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding, filename)
    if wide := _wide(data):
        return _marked(data, wide, filename)
    if data.translate(None, NO_TEXT) != data:
        raise SheetProblem("not_text", name=filename)
    if data.isascii():
        return Decoded(data.decode("ascii"), "utf-8")
    return _by_evidence(data, known)


def _as_chosen(data, chosen):
    data = data.rstrip(b"\x1a")
    for mark, _encoding in MARKS:
        data = data.removeprefix(mark)
    if chosen == "utf-8":
        return Decoded(data.decode("utf-8", "surrogateescape"), chosen, bad=1)
    chosen_bytes = data[: len(data) // 2 * 2] if "utf-16" in chosen else data
    return Decoded(chosen_bytes.decode(chosen, "replace"), chosen)


def _marked(data, encoding, filename):
    if encoding == "utf-8":
        return _by_evidence(data, ())
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetProblem("not_text", name=filename) from error
    return Decoded(text, encoding)


def _wide(data):
    """UTF-16 without a mark: every other byte of Western text is a zero."""
    sample = data[: SAMPLE // 2 * 2]
    half = len(sample) // 2
    if half < 2 or len(data) % 2 or 0 not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _by_evidence(data, known):
    text = data.decode("utf-8", "surrogateescape")
    bad = len(text) - len(text.encode("utf-8", "ignore").decode("utf-8"))
    good = _letters_of_utf8(text)
    if not bad or (good >= 2 * bad and bad < MAX_BAD):
        return _utf8(text, known, bad)
    best, sure = _single(_evidence(data), known)
    if good * 50 > bad and bad < MAX_BAD:
        # parts of it are of another file: line by line
        return Decoded(text, "utf-8", True, best, bad)
    return Decoded(data.decode(best, "replace"), best, not sure)


def _letters_of_utf8(text):
    """How many letters of a text of UTF-8 are some: two bytes of another encoding may
    be one by chance (*Íñ* of DOS is one of Hebrew), which stands alone among others."""
    chance = len(LONELY.findall(text))
    return sum(not char.isascii() for char in text) - len(BAD.findall(text)) - chance


def _utf8(text, known, bad):
    stray = "cp1252"
    if bad:
        wrong = (
            text[max(m.start() - 50, 0) : m.end() + 50] for m in BAD.finditer(text)
        )
        sample = "\n".join(islice(wrong, 100)).encode("utf-8", "surrogateescape")
        stray, _sure = _single(sample, known)
    return Decoded(text, "utf-8", False, stray, bad)


def _evidence(data):
    """The first lines, and those that have other letters than English ones."""
    lines, size = [], 0
    for number, line in enumerate(data.split(b"\n")):
        if number < 30 or not line.isascii():
            lines.append(line[:2000])
            size += len(lines[-1])
            if size > SAMPLE:
                break
    return b"\n".join(lines)


def _single(sample, known):
    """Which encoding of one byte for each letter these lines are in.

    :return: (encoding, whether that is sure)
    """
    scores = {}
    for encoding in _western(sample):
        text = sample.decode(encoding, "replace")
        scores[encoding] = _letters(text) + 4 * _headings(text, known)
    first, second = sorted(scores.values(), reverse=True)[:2]
    best = max(scores, key=scores.get)
    found = sum(byte > 127 for byte in sample)
    if first >= found * 0.5 and first - second >= min(3, 0.5 + found * 0.5):
        return best, True
    if best == "iso8859_15":
        return best, first > second
    other = _opinion(sample)
    if other in WESTERN and scores[other] >= first - 1:
        return other, first >= found * 0.5
    if other and first < found * 0.5:
        return other, False
    return best, False


def _western(sample):
    """The encodings that the lines may be in: a euro sign of Latin-9 is a sign of money
    in Windows that nobody writes."""
    if EURO in sample and not WINDOWS.search(sample):
        return (*WESTERN, "iso8859_15")
    return WESTERN


def _opinion(sample):
    """What ``charset-normalizer`` says of it."""
    best = from_bytes(sample[: SAMPLE // 4], cp_isolation=LIKELY).best()
    if best is None:
        return None
    for name in (best.encoding, *best.could_be_from_charset):
        if name in ENCODINGS:
            return name
    return None


def _headings(text, known):
    """How many headings with other letters than English ones are known."""
    found = set()
    for line in text.split("\n")[:30]:
        pieces = PIECE.findall(line)[:MAX_LOOKED_AT]
        found.update(piece.strip() for piece in pieces if not piece.isascii())
    return sum(len(piece) <= MAX_HEADING and piece in known for piece in found)


def _letters(text):
    """How much the letters of a text look like those of words of Western Europe."""
    score = 0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        at, char = match.start(), match[0]
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        inside = before.isalpha() and after.isalpha()
        if char in SPANISH or char in OTHER:
            worth = 3 if char in SPANISH else 1.5
            if char.isupper() and before.islower():
                worth = -3
            elif char.islower() and before.isupper() and after.isupper():
                worth = 1
            elif not (before.isalpha() or after.isalpha()):
                worth = 0.5 if char.islower() else 0
            score += worth
        elif char in "ªº" and (before.isalnum() or before == "."):
            score += 2  # Mª, nº, 2º, 1.º
        elif inside:
            score += 2 if char in BETWEEN else -3
        elif char in LONE:
            score += 1
        else:
            score -= 2
    return score
