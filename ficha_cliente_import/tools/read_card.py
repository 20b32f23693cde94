"""Reading the address book of a telephone or a mail program (.vcf): bytes in, one table
out, with headings that are ours. vCard 2.1, 3.0 and 4.0. No ORM.

Not with ``vobject``: its expression for a line takes twice as long with each comma of a
parameter that is not closed, so that one short line stops the server.
"""

import binascii
import contextlib
import quopri
import re

from .encodings import decode
from .read_text import LINE_END
from .workbook import MAX_TEXT, SheetProblem, Table

MARK = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)
WIDE_MARKS = tuple(
    ("\ufeff" + "BEGIN:V").encode(encoding) for encoding in ("utf-16-le", "utf-16-be")
)
MAX_PROPERTIES = 500
MAX_CARDS = 50_000
MAX_CARD_LINES = 600_000  # most are of pictures
MAX_NAMED = 20
BINARY = {"PHOTO", "LOGO", "SOUND", "KEY", "AGENT"}
BASE64_LINE = re.compile(r"[A-Za-z0-9+/=]*")
PARAMETER = re.compile(r';([^;:="]*)(?:=("[^"]*"|[^;:"]*))?')
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?")
NO_YEAR = re.compile(r"--(\d\d)-?(\d\d)")
# groups that programs make by themselves
OWN_GROUPS = {"mycontacts", "starred", "friends", "coworkers", "family"}

NAME, SECOND, SURNAMES = "Nombre de pila", "Segundo nombre", "Apellidos"
TITLE, COMPANY, UNIT, JOB = "Tratamiento", "Empresa", "Departamento", "Cargo"
PHONE, MOBILE, PHONES, FAX = "Teléfono", "Móvil", "Otros teléfonos", "Fax"
EMAIL, EMAILS, WEB = "Correo electrónico", "Otros correos", "Página web"
STREET, STREET2, ZIP, CITY = "Dirección", "Dirección 2", "Código postal", "Población"
STATE, COUNTRY, BIRTH = "Provincia", "País", "Fecha de nacimiento"
TAGS, NOTES = "Etiquetas", "Observaciones"
HEADINGS = (
    *(NAME, SECOND, SURNAMES, TITLE, COMPANY, UNIT, JOB, PHONE, MOBILE, PHONES, FAX),
    *(EMAIL, EMAILS, WEB, STREET, STREET2, ZIP, CITY, STATE, COUNTRY, BIRTH, TAGS),
    NOTES,
)
ADDRESS = (None, STREET2, STREET, CITY, STATE, ZIP, COUNTRY)


def is_card(data):
    """Whether these bytes are such a file."""
    return bool(MARK.match(data[:200])) or data.startswith(WIDE_MARKS)


class CardFile:
    """A file of cards as it was understood.

    :param options: what a person decided, see ``read_workbook``
    :ivar problems: (code, values) of what was left out
    """

    def __init__(self, data, filename, options, known):
        self.decoded = decode(data, filename, known, options.get("encoding"))
        self.encoding, self.delimiter = self.decoded.encoding, ""
        self.doubtful = {"encoding"} if self.decoded.doubtful else set()
        self.problems = []
        text = self.decoded.text.replace("\x00", "")
        lines = max(text.count("\n"), text.count("\r"))
        if lines > MAX_CARD_LINES or text.upper().count("BEGIN:VCARD") > MAX_CARDS:
            raise SheetProblem("too_many_rows", limit=MAX_CARDS)
        self.lines = LINE_END.sub("\n", text).split("\n")

    def table(self, add_row):
        """:return: the :class:`Table`; row 1 has the headings, as if it were a sheet"""
        cards = []
        for number, (card, problem) in enumerate(self._cards(), 2):
            values = _contact(card)
            if problem or not values:
                text = self.decoded.mend(_first(card, "FN") or _first(card, "N"))
                if len(self.problems) < MAX_NAMED:
                    code = problem or "card_empty"
                    self.problems.append((code, {"row": number, "text": text[:60]}))
            if values:
                mended = {key: self.decoded.mend(text) for key, text in values.items()}
                if mended != values and len(self.problems) < MAX_NAMED:
                    self.problems.append(("bad_byte", {"row": number}))
                cards.append((number, mended))
        used = [name for name in HEADINGS if any(name in card for _n, card in cards)]
        table = Table("")
        if cards:
            add_row(table, 1, used)
        for number, card in cards:
            add_row(table, number, [card.get(name, "") for name in used])
        return table

    def _cards(self):
        """Each card: its properties, (name, parameters, value), and what is wrong."""
        card, depth = [], 0
        for line in self._properties():
            word = line.strip().upper()
            if word.startswith("BEGIN") and word.replace(" ", "") == "BEGIN:VCARD":
                if depth == 1 and card:  # the one before has no end
                    yield card, "card_open"
                    card = []
                    continue
                depth += 1
            elif word.startswith("END") and word.replace(" ", "") == "END:VCARD":
                depth = max(0, depth - 1)
                if not depth:
                    yield card, None
                    card = []
            elif depth == 1 and line.strip():
                found = _property(line)
                if found:
                    card.append(found)
                    if len(card) > MAX_PROPERTIES:
                        raise SheetProblem("damaged")
        if card:
            yield card, "card_open"

    def _properties(self):
        """The lines, put together where they were cut, without pictures."""
        held, size, skips, quoted = [], 0, False, False
        for line in self.lines:
            if quoted:
                held[-1] = held[-1].rstrip()[:-1]  # the = at the end
                held.append(line.lstrip("\t ") if line[:1] in "\t " else line)
            elif line[:1] in ("\t", " ") and held:
                if skips:
                    continue
                held.append(line[1:])
            elif skips and BASE64_LINE.fullmatch(line):
                continue
            else:
                if held:
                    yield "".join(held)
                held, size = [line], 0
                name = re.split(r"[;:]", line, maxsplit=1)[0].rpartition(".")[2].upper()
                skips = name in BINARY and "VCARD" not in line.upper()
                if skips:
                    held = [name + ":"]
                    quoted = False
                    continue
            size += len(line)
            if size > MAX_TEXT * 2:
                raise SheetProblem("too_long", row=1, limit=MAX_TEXT)
            is_quoted = "QUOTED-PRINTABLE" in held[0][:200].upper()
            quoted = is_quoted and held[-1].rstrip().endswith("=")
        if held:
            yield "".join(held)


def _property(line):
    """(name, parameters as a set of words, value); None when it is none."""
    match = re.match(r"\s*(?:[\w-]+\.)?([\w-]+)", line)
    if not match:
        return None
    at, words, charset = match.end(), set(), ""
    while parameter := PARAMETER.match(line, at):
        at = parameter.end()
        key, value = parameter[1].strip().upper(), (parameter[2] or "").strip('"')
        if key == "CHARSET":
            charset = value
        elif key == "PREF":
            words.add("PREF")
        elif key == "X-APPLE-OMIT-YEAR":
            words.add(f"OMIT {value}")
        elif value:
            words.update(word.strip().upper() for word in value.split(",")[:20])
        else:
            words.add(key)
    if line[at : at + 1] != ":":
        return None
    value = line[at + 1 :]
    if "QUOTED-PRINTABLE" in words:
        value = _bytes_as_text(quopri.decodestring(value.encode("utf-8")), charset)
    elif words & {"BASE64", "B"}:
        try:
            value = _bytes_as_text(binascii.a2b_base64(value.encode()), charset)
        except (binascii.Error, UnicodeError):
            return None
    return match[1].upper(), words, value


def _bytes_as_text(data, charset):
    with contextlib.suppress(LookupError, UnicodeDecodeError):
        return data.decode(charset or "utf-8")
    try:
        return decode(data, "").text
    except SheetProblem:
        return data.decode("cp1252", "replace")


def _fields(value):
    """The parts of a structured value, between semicolons."""
    parts = re.split(r"(?<!\\);", value)[:20]
    return [_text(part) for part in parts]


def _text(value):
    def plain(match):
        return "\n" if match[1] in "nN" else match[1]

    return LINE_END.sub("\n", ESCAPED.sub(plain, value)).strip()


def _first(card, name):
    return next((_text(value) for key, _w, value in card if key == name), "")


def _all(card, *names):
    """Values of these properties, the preferred ones first."""
    found = [(words, value) for key, words, value in card if key in names]
    return sorted(found, key=lambda one: "PREF" not in one[0])


def _contact(card):
    """{heading: text} of a card; empty when it is of nobody."""
    kinds = {_first(card, "KIND").lower(), _first(card, _GROUP).lower()}
    if "group" in kinds:
        return {}
    found = {}
    name = _fields(_raw(card, "N")) + [""] * 5
    given, second, surnames = name[1], name[2], name[0]
    company = _fields(_raw(card, "ORG")) or [""]
    shown = _first(card, "FN")
    is_company = "org" in kinds or _first(card, "X-ABSHOWAS").upper() == "COMPANY"
    if is_company and (company[0] or shown):
        given = second = surnames = ""
        company[0] = company[0] or shown
    elif not (given or surnames):
        given = "" if shown == company[0] else shown
    found[NAME], found[SECOND], found[SURNAMES] = given, second, surnames
    found[TITLE] = name[3]
    found[COMPANY], found[UNIT] = company[0], ", ".join(filter(None, company[1:]))
    found[JOB] = _first(card, "TITLE") or _first(card, "ROLE")
    notes = [_text(value) for _words, value in _all(card, "NOTE")]
    _telephones(card, found)
    emails = list(dict.fromkeys(_text(v) for _w, v in _all(card, "EMAIL") if v.strip()))
    found[EMAIL], found[EMAILS] = (emails or [""])[0], "; ".join(emails[1:])
    found[WEB] = next((_text(v) for _w, v in _all(card, "URL") if v.strip()), "")
    notes += _addresses(card, found)
    found[BIRTH] = _birthday(card)
    tags = [
        tag.strip()
        for _words, value in _all(card, "CATEGORIES")
        for tag in re.split(r"(?<!\\)[,;]", value)
    ]
    tags = [
        _text(tag) for tag in tags if tag.lower().replace(" ", "") not in OWN_GROUPS
    ]
    found[TAGS] = "; ".join(dict.fromkeys(filter(None, tags)))
    found[NOTES] = "\n".join(filter(None, notes))
    found = {key: text for key, text in found.items() if text}
    if not any(key in found for key in (NAME, SECOND, SURNAMES, COMPANY)):
        named = [key for key in (EMAIL, PHONE, MOBILE) if key in found]
        return found if named else {}
    return found


_GROUP = "X-ADDRESSBOOKSERVER-KIND"


def _raw(card, name):
    return next((value for key, _words, value in card if key == name), "")


def _telephones(card, found):
    first, mobile, others, fax = "", "", [], ""
    for words, value in _all(card, "TEL"):
        number = _text(value)
        if number.lower().startswith("tel:"):  # of vCard 4: tel:+34-968-1;ext=5
            number = re.sub(r";ext=", " ext. ", number[4:].strip(), flags=re.IGNORECASE)
            number = number.partition(";")[0]
        if not number or number in (first, mobile, fax, *others):
            continue
        if "FAX" in words or any("FAX" in word for word in words):
            fax = fax or number
        elif words & {"CELL", "IPHONE", "MOBILE"} and not mobile:
            mobile = number
        elif not words & {"CELL", "IPHONE", "MOBILE", "PAGER"} and not first:
            first = number
        else:
            others.append(number)
    found[PHONE], found[MOBILE], found[PHONES] = first, mobile, "; ".join(others)
    found[FAX] = fax


def _addresses(card, found):
    """Put the first address into its columns.

    :return: lines about the others
    """
    more = []
    for words, value in _all(card, "ADR"):
        parts = dict(zip(ADDRESS, _fields(value), strict=False))
        box = parts.pop(None, "")
        lines = [line.strip(" ,") for line in parts.get(STREET, "").split("\n")]
        parts[STREET] = lines[0] or box
        rest = [*filter(None, lines[1:]), parts.get(STREET2, "")]
        if lines[0] and box:
            rest.append(box)
        parts[STREET2] = ", ".join(filter(None, rest)).replace("\n", ", ")
        if not parts[STREET]:
            parts[STREET], parts[STREET2] = parts[STREET2], ""
        parts = {key: text.replace("\n", ", ") for key, text in parts.items() if text}
        if not parts:
            continue
        if not any(key in found for key in ADDRESS):
            found.update(parts)
            continue
        town = " ".join(filter(None, (parts.get(ZIP), parts.get(CITY))))
        said = (
            parts.get(STREET),
            parts.get(STREET2),
            town,
            parts.get(STATE),
            parts.get(COUNTRY),
        )
        where = {"WORK": "trabajo", "HOME": "casa"}
        which = next((where[word] for word in words if word in where), "")
        title = f"Otra dirección ({which})" if which else "Otra dirección"
        more.append(f"{title}: {', '.join(filter(None, said))}")
    return more


def _birthday(card):
    for key, words, value in card:
        if key != "BDAY":
            continue
        text = _text(value)
        if match := DAY.fullmatch(text):
            if f"OMIT {match[1]}" in words or match[1] in ("0000", "1604"):
                return f"--{match[2]}-{match[3]}"
            return f"{match[1]}-{match[2]}-{match[3]}"
        if match := NO_YEAR.fullmatch(text):
            return f"--{match[1]}-{match[2]}"
        return text
    return ""
