"""A person's name in its two parts, as address books want it. No ORM.

Odoo keeps a name in one line. Where one part ends is a habit of the country: who has
two surnames has them at the end. It orders an address book, and decides nothing else.
"""

import unicodedata

# Where people have two surnames.
TWO_SURNAMES = frozenset(
    "ES AR BO CL CO CR CU DO EC GQ GT HN MX NI PA PE PR PY SV UY VE".split()
)

# They belong to the word that follows them.
PARTICLES = frozenset(
    "de del la las los da das do dos di van von der den y e i".split()
)

# Names that begin a name of two words, and those that end one.
FIRSTS = frozenset(
    "jose juan maria ma ana luis francisco miguel pedro carlos victor rosa marco jesus"
    " manuel antonio angel eva santiago julio".split()
)
SECONDS = frozenset(
    "luis maria carlos antonio manuel miguel jose jesus angel javier ignacio ramon"
    " pedro pablo francisco fernando alberto andres enrique vicente rafael alejandro"
    " eduardo carmen isabel teresa elena belen victoria luisa josefa mercedes pilar"
    " dolores rosa angeles rosario concepcion cristina cesar".split()
)


def given_and_family(name, country=None):
    """Share a person's name.

    :param str name: as it is written; ``Surname, Name`` as well
    :param str country: code of where they live
    :return: given names and family names; the second empty where there is one word
    """
    family, comma, given = name.partition(",")
    if comma and given.strip() and family.strip():
        return " ".join(given.split()), " ".join(family.split())
    units = _units(name.split())
    if len(units) < 2:
        return " ".join(units), ""
    surnames = 2 if (country or "").upper() in TWO_SURNAMES and len(units) > 2 else 1
    if len(units) == 3 and surnames == 2 and _is_double(units[0], units[1]):
        surnames = 1
    return " ".join(units[:-surnames]), " ".join(units[-surnames:])


def _units(words):
    """Words with the particles before them: ``de la Fuente`` is one."""
    units, held = [], []
    for word in words:
        held.append(word)
        if _plain(word) not in PARTICLES:
            units.append(" ".join(held))
            held = []
    if held:
        units[-1:] = [" ".join(units[-1:] + held)]
    return units


def _is_double(first, second):
    """Whether two units are one given name: José Luis, María del Carmen."""
    words = _plain(second).split()
    return _plain(first) in FIRSTS and (len(words) > 1 or words[-1] in SECONDS)


def _plain(text):
    text = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in text if char.isalnum() or char == " ")
