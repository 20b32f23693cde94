"""How what identifies somebody is written in one way only: pure functions, no database.

The same functions make the keys that are kept and read what somebody asks for, so the
two cannot drift apart. All return None, or an empty list, where there is nothing to
recognise anybody by.

What they are given comes from anybody, a visitor of the shop among them: each looks at
the first ``MAX_TEXT`` characters of one line, and no pattern here tries the same
characters again and again.
"""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

from odoo.addons.ficha_cliente.tools import client_code as client_code_format
from odoo.addons.ficha_cliente.tools.phones import phone_value as phone_value
from odoo.addons.ficha_cliente.tools.phones import phone_values as phone_values
from odoo.addons.ficha_cliente.tools.plain_text import visible

# Letters that no accent can be taken from.
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l"})


class _Folded(dict):
    """{number of a letter: what is left of it when a text is folded}, found once."""

    def __missing__(self, number):
        char = chr(number)
        if char in "'’`´":
            folded = ""
        elif char.isalnum():
            folded = char
        else:
            folded = "" if unicodedata.combining(char) else " "
        if len(self) < MAX_FOLDED:
            self[number] = folded
        return folded


MAX_REMEMBERED = 80  # characters
MAX_FOLDED = 5_000  # of a million that a text may have
FOLDED = _Folded()

# The Catalan double l, in which the point is no end of a word.
DOUBLE_L = re.compile(r"(?:(?<=[^\W\d_]l)|(?<=[\u0300-\u036f]l))[·•‧∙.](?=l[^\W\d_])")

# Longer than any name, number or list of addresses; what comes after is not looked at.
MAX_TEXT = 500

# A name of more words is none.
MAX_WORDS = 24

# Characters normalised at once: Python sorts the marks of a letter by changing places,
# which for a text of nothing but marks takes the square of its length.
PIECE = 256

# begins where a word begins: a word without "@" is looked at once, not from each letter
EMAIL = re.compile(r"(?<![^\s@<>\",;])[^\s@<>\",;]+@[^\s@<>\",;]+\.[^\s@<>\",;.]+")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
EU_TAX_PREFIX = {"GR": "EL"}

# Forms of companies, as their words stand after folding: they are left out of names.
LEGAL_FORMS = {
    tuple(form.split())
    for form in """
    s a|sa|s a u|sau|s l|sl|s l u|slu|s l l|sll|s l n e|slne|s a l|sal|s l p|slp
    s c|sc|s c p|scp|c b|cb|s coop|scoop|s coop and|s coop v|s coop mad|soc coop
    sdad coop
    sociedad cooperativa|sociedad anonima|sociedad limitada|sociedad civil
    sociedad anonima unipersonal|sociedad limitada unipersonal|comunidad de bienes
    sociedad anonima laboral|sociedad limitada laboral|sociedad laboral
    s r l|srl|s de r l|s de rl de c v|sa de cv|s a de c v|e i r l|eirl|s a s|sas
    a i e|aie|u t e|ute|s c o o p|coop|lda|ltda|ltd|limited|gmbh|inc|llc|plc|s p a
    s com|s en c|s c a|s com p a
    """.replace("\n", "|").split("|")
    if form.strip()
}
LONGEST_FORM = max(map(len, LEGAL_FORMS))

# How to address somebody is not how they are called.
TITLES = set("d dn don da dna dona sr sra srta sres dr dra doctor doctora".split())
PARTICLES = set("de del la las los el y i e da do dos das van von der den".split())

# Common abbreviations in Spanish names, as they stand after folding.
ABBREVIATIONS = {
    "ma": "maria",
    "fco": "francisco",
    "fca": "francisca",
    "fdo": "fernando",
    "fdez": "fernandez",
    "glez": "gonzalez",
    "gzlez": "gonzalez",
    "gonz": "gonzalez",
    "gcia": "garcia",
    "ga": "garcia",
    "hdez": "hernandez",
    "hnez": "hernandez",
    "mtnez": "martinez",
    "mtez": "martinez",
    "mnez": "martinez",
    "mdez": "mendez",
    "mndez": "menendez",
    "rguez": "rodriguez",
    "rdguez": "rodriguez",
    "rodgz": "rodriguez",
    "rdgz": "rodriguez",
    "schez": "sanchez",
    "snchez": "sanchez",
    "schz": "sanchez",
    "prez": "perez",
    "lpz": "lopez",
    "lopz": "lopez",
    "gmez": "gomez",
    "gmz": "gomez",
    "jmnez": "jimenez",
    "jmez": "jimenez",
    "jnez": "jimenez",
    "gnez": "gimenez",
    "dguez": "dominguez",
    "dmguez": "dominguez",
    "vazqz": "vazquez",
    "vzquez": "vazquez",
    "vqz": "vazquez",
    "alvz": "alvarez",
    "alvrez": "alvarez",
    "gtrez": "gutierrez",
    "gtez": "gutierrez",
    "blzquez": "blazquez",
    "anto": "antonio",
    "jse": "jose",
    "nz": "nunez",
    "hnos": "hermanos",
    "hno": "hermano",
    "cia": "compania",
}


def fold(text):
    """Return ``text`` in lower case, without accents, its words of letters and digits
    separated by single spaces: ``Peña-Ñuño, S.L.`` -> ``pena nuno s l``.

    Ordinals keep their letter (``Mª`` -> ``ma``): Unicode's compatibility form. The
    Catalan ``l·l`` is ``ll``, as it is typed.
    """
    if not text:
        return ""
    text = str(text)
    # names, towns and headings come again and again
    return _folded(text) if len(text) <= MAX_REMEMBERED else _fold(text)


def _fold(text):
    text = visible(text)
    if len(text) > PIECE:
        # the order of the marks of a letter, all that changes, plays no part: they go
        pieces = (text[at : at + PIECE] for at in range(0, len(text), PIECE))
        text = "".join(unicodedata.normalize("NFKD", piece) for piece in pieces)
    else:
        text = unicodedata.normalize("NFKD", text)
    text = text.lower().translate(LETTERS)
    text = DOUBLE_L.sub("", text) if "l.l" in text or not text.isascii() else text
    return " ".join(text.translate(FOLDED).split())


_folded = lru_cache(maxsize=20_000)(_fold)


def _without_legal_forms(words):
    """Drop legal forms: those spelt in several words wherever they stand, those that
    are one word ("SAL") at the end; "Ute Lemper" keeps hers."""
    found, place = [], 0
    while place < len(words):
        for length in range(min(LONGEST_FORM, len(words) - place), 0, -1):
            if (length > 1 or (place and place == len(words) - 1)) and (
                tuple(words[place : place + length]) in LEGAL_FORMS
            ):
                place += length
                break
        else:
            found.append(words[place])
            place += 1
    return found


def name_tokens(name):
    """Return the words that make up a name, each once, in their order.

    No accents, no case, no legal forms of companies, no titles, no particles; common
    Spanish abbreviations are written out. ``Dña. Mª Carmen Glez. de la Fuente`` ->
    ``["maria", "carmen", "gonzalez", "fuente"]``. A name of nothing but such words
    keeps them. At most ``MAX_WORDS``.
    """
    folded = fold(_one_line(name)).split()
    words = [ABBREVIATIONS.get(word, word) for word in _without_legal_forms(folded)]
    kept = [word for word in words if word not in PARTICLES and word not in TITLES]
    return list(dict.fromkeys(kept or words))[:MAX_WORDS]


def tax_values(vat, country_code=None):
    """Return a tax id as it is written with and without its country's prefix, the one
    with prefix first: ``("b-12345678", "ES")`` -> ``["ESB12345678", "B12345678"]``.

    :param str vat: as somebody typed it; "/" stands for "has none" in Odoo
    :param str country_code: of the contact, for a number without prefix
    """
    text = re.sub(r"[^A-Z0-9]", "", _plain(vat).upper())
    if len(text) < 5 or not any(char.isdigit() for char in text):
        return []
    country = (country_code or "").upper()
    prefix = EU_TAX_PREFIX.get(country, country)
    if prefix and text.startswith(prefix) and len(text) - len(prefix) >= 5:
        return [text, text[len(prefix) :]]
    if re.match(r"[A-Z]{2}", text) and _is_country(text[:2]) and len(text) >= 9:
        # another country's number: the letters are no part of it
        return [text, text[2:]]
    return [f"{prefix}{text}", text] if prefix else [text]


def _is_country(code):
    code = {"EL": "GR"}.get(code, code)
    return code in phonenumbers.SUPPORTED_REGIONS


def _one_line(text):
    """The beginning of a text as people see it, its blanks as single spaces."""
    return " ".join(visible(str(text)).split())[:MAX_TEXT] if text else ""


def _plain(text):
    """The same in Unicode's compatibility form, which may be longer or have blanks."""
    return _one_line(unicodedata.normalize("NFKC", _one_line(text)))


def email_value(text):
    """Return an e-mail address in lower case, without the name around it."""
    match = EMAIL.search(_plain(text))
    return match.group().strip(".").lower() if match else None


def email_values(text):
    """Return every address of a text that may hold several (Odoo allows it)."""
    found = [match.strip(".").lower() for match in EMAIL.findall(_plain(text))]
    return list(dict.fromkeys(found))


def iban_value(text):
    """Return a bank account as banks write it to machines: capitals, no spaces.

    Accounts that are no IBAN are kept as well: letters and digits, six at least.
    """
    found = re.sub(r"[^A-Z0-9]", "", _plain(text).upper())
    return found if len(found) >= 6 and any(c.isdigit() for c in found) else None


def is_iban(value):
    """Say whether a normalised account has the form of an IBAN."""
    return bool(IBAN.fullmatch(value or ""))


def code_value(text):
    """Return a client code as codes are kept: capitals, no spaces."""
    return client_code_format.normalize(text) or None
