"""Comparison of the values that identify somebody: tax id, date of birth, e-mail and
postal address. No ORM.
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from stdnum import get_cc_module
from stdnum.es import cif, nie
from stdnum.exceptions import ValidationError

# Mailboxes of a function: they say which company, hardly ever which person.
ROLES = frozenset(
    "info admin administracion contabilidad facturacion comercial pedidos compras"
    " ventas oficina contacto clientes correo hola recepcion gerencia direccion"
    " facturas tienda atencioncliente office sales accounts billing contact".split()
)

# Kinds of street, as they are written in addresses (folded); they tell nothing apart.
STREETS = frozenset(
    "calle c cl cll avenida av avda avd ave plaza pl pza plz placa paseo ps pso po"
    " p passeig carretera ctra cra cr carrer camino cno cmno cam ronda rda travesia trv"
    " trav tr poligono pol industrial ind pg pi i urbanizacion urb barrio bo glorieta"
    " gta via rambla rbla callejon cjon numero num n no nro s de del la las los el en y"
    " km".split()
)


# -- tax ids ---------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def is_valid_tax(value, country):
    """Whether this is a tax id with a right check digit.

    :param str value: letters and digits, without the country
    :param str country: two letters; in a country that stdnum does not know, whatever
        has five digits or more is taken as right
    """
    if country == "ES":
        modules = [get_cc_module("es", "nif")]
    else:
        module = country and get_cc_module(country.lower(), "vat")
        modules = [module] if module else []
    if not modules:
        return len(re.findall(r"\d", value)) >= 5
    try:
        return bool(modules[0].validate(value))
    except ValidationError:
        return False


def tax_kind(value, country):
    """Numbers of different kinds may be the same person's, one after the other: a
    foreigner (NIE) who became Spanish (DNI).

    :return: ``company``, ``foreigner`` or ``person`` in Spain, else empty
    """
    if country != "ES":
        return ""
    if nie.is_valid(value):
        return "foreigner"
    return "company" if cif.is_valid(value) else "person"


def compare_tax(a, b):
    """Compare two tax ids, each a pair (country, value).

    :return: ``same``; ``near`` (one slip apart and one of them invalid); ``unsure``
        (they differ and one is invalid or of another country); ``kinds`` (valid and of
        different kinds); ``other`` (both valid, the same country); empty when one is
        missing
    """
    (country_a, value_a), (country_b, value_b) = a, b
    if not value_a or not value_b:
        return ""
    if value_a == value_b:
        return "same"
    valid = is_valid_tax(value_a, country_a) and is_valid_tax(value_b, country_b)
    if not valid:
        if OSA.distance(value_a, value_b, score_cutoff=1) <= 1:
            return "near"
        return "unsure"
    if country_a != country_b:
        return "unsure"
    kinds = {tax_kind(value_a, country_a), tax_kind(value_b, country_b)}
    return "kinds" if kinds == {"person", "foreigner"} else "other"


# -- dates of birth --------------------------------------------------------------------


def compare_born(a, b):
    """Compare two dates of birth, ``YYYY-MM-DD``.

    :return: ``same``; ``near`` (day and month swapped, one digit another, or the same
        day of another year); ``other``; empty when one is missing
    """
    if not a or not b:
        return ""
    if a == b:
        return "same"
    if a[5:] == b[5:] or (a[:4] == b[:4] and a[5:] == f"{b[8:]}-{b[5:7]}"):
        return "near"
    return "near" if OSA.distance(a, b, score_cutoff=1) <= 1 else "other"


# -- e-mail ----------------------------------------------------------------------------


def is_role_mailbox(email):
    """``info@``, ``pedidos.madrid@``: a function's, not a person's."""
    return re.split(r"[.\-_+@]", email, maxsplit=1)[0] in ROLES


def emails_near(a, b):
    """Whether an address of one is one slip from an address of the other."""
    # a digit that differs makes another mailbox (ana1@, ana2@)
    by_digits = {}
    for other in b:
        by_digits.setdefault(re.sub(r"\D", "", other), []).append(other)
    return any(
        one != other and OSA.distance(one, other, score_cutoff=1) <= 1
        for one in a
        for other in by_digits.get(re.sub(r"\D", "", one), ())
    )


# -- postal address --------------------------------------------------------------------


def address_parts(folded):
    """Split a folded street line: ``calle mayor 12 3 b`` is (``mayor``), ``12``.

    :return: tuple of the words of the street, and its number (may be empty)
    """
    street, named = [], False
    for word in folded.split():
        digits = re.match(r"\d+", word)
        if digits and named:
            return tuple(street), digits.group().lstrip("0")
        if word not in STREETS:
            street.append(word)
            named = named or word.isalpha()
    return tuple(street), ""


def compare_address(a, b):
    """Compare the postal addresses of two dicts of features.

    :return: ``same`` (street, number and place), ``near`` (street and number, and the
        place of one is not known), ``other``, or empty when one is missing
    """
    if not a["street"] or not b["street"]:
        return ""
    if a["number"] != b["number"]:
        return "other"
    if a["street"] != b["street"] and (
        fuzz.ratio(" ".join(a["street"]), " ".join(b["street"])) < 85
    ):
        return "other"
    place = compare_place(a, b)
    if place == "same" and a["number"]:
        return "same"
    return "other" if place == "other" else "near"


def compare_place(a, b):
    """Compare postal codes, which may have lost a leading zero, or else towns."""
    one, other = a["zip"].lstrip("0"), b["zip"].lstrip("0")
    if one and other:
        return "same" if one == other else "other"
    if a["city"] and b["city"]:
        return "same" if a["city"] == b["city"] else "other"
    return ""
