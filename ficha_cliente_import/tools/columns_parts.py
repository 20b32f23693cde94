"""Columns of files of others that hold part of a value: of a street, its kind, number
and door; of an account, bank, office and check digits. Which is whose is said by their
neighbours, see ``headings``; their cells are put together before they are read. No ORM.
"""

import re

from odoo.tools.translate import LazyTranslate

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .columns import INVOICING, Column

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation


def _part(key, kind, heading, aliases="", groups=""):
    return Column(
        key,
        heading,
        kind,
        _lt("Part of what stands in several columns; they are put together."),
        aliases=aliases,
        groups=groups,
        only_read=True,
    )


STREET_PARTS = (
    _part(
        "street_kind",
        "street_part",
        _lt("Street: kind"),
        "siglas|sigla|siglas via|tipo via|tipo de via|clase de via|sg",
    ),
    _part(
        "street_number",
        "street_part",
        _lt("Street: number"),
        "house number|hausnummer|numero de via|numero via|numero de calle|numero calle"
        "|numero de portal|portal|numero portal|street number",
    ),
    _part("street_block", "street_part", _lt("Street: block"), "bloque|bloq|blq"),
    _part("street_portal", "street_part", _lt("Street: entrance"), "portal letra"),
    _part("street_stairs", "street_part", _lt("Street: staircase"), "escalera|esc"),
    _part("street_floor", "street_part", _lt("Street: floor"), "planta"),
    _part("street_door", "street_part", _lt("Street: door"), "puerta|pta|letra"),
)
ACCOUNT_PARTS = (
    _part("account_bank", "account_part", _lt("Account: bank"), groups=INVOICING),
    _part("account_office", "account_part", _lt("Account: office"), groups=INVOICING),
    _part("account_check", "account_part", _lt("Account: check"), groups=INVOICING),
)
PHONE_PARTS = (_part("phone_prefix", "phone_part", _lt("Phone: prefix")),)
PARTS = (*STREET_PARTS, *ACCOUNT_PARTS, *PHONE_PARTS)

# the figures of a country, or of a province, in a column of their own
PREFIX = re.compile(r"(?:\+|00)?\d{1,3}")
PREFIX_WORDS = {"prefijo", "prefijo telefonico", "prefijo tel", "prefijo pais"} | {
    "prefijo internacional",
    "prefijo telefono",
    "codigo de pais telefono",
    "prefix",
    "dial code",
    "dialing code",
    "phone prefix",
    "phone country code",
    "calling code",
    "indicatif",
    "prefixo",
    "indicativo",
}
PREFIXED = ("phone", "mobile", "phones")
PLAIN_PHONE = re.compile(r"[\d\s().-]+")
# Madrid, and not India; before a Spanish number, or a mobile one beside it
TWO_OF_PROVINCE, WHOLE = re.compile(r"9[134568]"), re.compile(r"[6-9]\d{8}")

# what stands before each behind the street
DOOR_PARTS = {
    "street_block": "Bloque",
    "street_portal": "Portal",
    "street_stairs": "Esc.",
    "street_floor": "Planta",
    "street_door": "Pta.",
}

# how many figures each has, and the words above them
ACCOUNT_FIGURES = {"account_bank": 4, "account_office": 4, "account_check": 2}
ACCOUNT_WORDS = {
    "account_bank": "entidad|banco|codigo banco|codigo entidad|cod banco|entidad banco"
    "|entidad bancaria",
    "account_office": "oficina|sucursal|agencia|codigo oficina|codigo sucursal",
    "account_check": "dc|d c|digito control|digitos control|digito de control"
    "|digitos de control|control",
}
FIGURES = 10  # of the number itself

# as the land registry and the programs of accountants shorten them
KINDS = {
    "al": "Alameda",
    "av": "Avenida",
    "avd": "Avenida",
    "avda": "Avenida",
    "bo": "Barrio",
    "c": "Calle",
    "cj": "Callejón",
    "cl": "Calle",
    "cm": "Camino",
    "cno": "Camino",
    "cr": "Carretera",
    "ct": "Cuesta",
    "ctra": "Carretera",
    "gl": "Glorieta",
    "gv": "Gran Vía",
    "pg": "Polígono",
    "pj": "Pasaje",
    "ps": "Paseo",
    "pz": "Plaza",
    "pza": "Plaza",
    "rb": "Rambla",
    "rd": "Ronda",
    "tr": "Travesía",
    "ur": "Urbanización",
    "vi": "Vía",
}


def joined(cells):
    """The cells of a row, those that are parts of a value put together.

    :param list cells: (column, value) of those that are not empty
    :return: the same, without parts
    """
    parts = {column.key: _text(value) for column, value in cells if is_part(column)}
    if not parts:
        return cells
    has_second = any(column.key == "street2" for column, _value in cells)
    found = []
    for column, value in cells:
        if is_part(column):
            continue
        if column.key == "street":
            more = () if has_second else _door(parts)
            value = ", ".join([_street(_text(value), parts), *more])
        elif column.key == "street2":
            value = ", ".join([_text(value), *_door(parts)])
        elif column.key in PREFIXED:
            value = _phone(_text(value), parts.get("phone_prefix", "")) or value
        elif column.key == "iban":
            value = _account(_text(value), parts) or value
        found.append((column, value))
    return found


def lonely_parts(cells):
    """Parts of a street or account in a row that has no street or account.

    :param list cells: as of :func:`joined`
    :return: those of them that are lost
    """
    keys = {column.key for column, _value in cells}
    found = []
    for column, value in cells:
        if not is_part(column):
            continue
        if column.kind == "account_part":
            whole = {"iban"}
        elif column.kind == "phone_part":
            whole = set(PREFIXED)
        elif column.key in DOOR_PARTS:
            whole = {"street", "street2"}
        else:
            whole = {"street"}
        if not keys & whole:
            found.append((column, value))
    return found


def is_part(column):
    return column.kind in ("street_part", "account_part", "phone_part")


def _text(value):
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def _street(street, parts):
    kind = parts.get("street_kind", "")
    kind = KINDS.get(fold(kind).replace(" ", ""), kind)
    if kind and not f"{fold(street)} ".startswith(f"{fold(kind)} "):
        street = f"{kind} {street}"
    number = parts.get("street_number", "")
    # "12 de Octubre" has no number yet
    if number and number != re.split(r"[\s,]+", street.strip())[-1]:
        street = f"{street}, {number}"
    return street


def _phone(number, prefix):
    """A telephone with the figures before it: of a country, or of a province where it
    is too short without them. Without "+" three that begin with 8 or 9 are of a
    province, and in a number that is whole already; so are two of a Spanish one.

    :return: None where it stays as it is
    """
    figures = re.sub(r"\D", "", number)
    if not PREFIX.fullmatch(prefix) or not PLAIN_PHONE.fullmatch(number):
        return None
    if figures.startswith("00"):
        return None
    stated = prefix.startswith(("+", "00"))
    code = prefix.lstrip("+0")
    if not stated and len(figures) < 8:
        return f"{prefix} {number}" if len(prefix) > 1 else None
    if not code or (not stated and re.fullmatch(r"[89]\d\d", prefix)):
        return None
    if not stated and TWO_OF_PROVINCE.fullmatch(prefix) and WHOLE.fullmatch(figures):
        return None
    return f"+{code} {number}"


def _door(parts):
    found = ((word, parts.get(key)) for key, word in DOOR_PARTS.items())
    return [f"{word} {value}" for word, value in found if value]


def _account(number, parts):
    """The twenty figures, with the zeros that a spreadsheet took; None when they are
    more than that, or one is missing."""
    texts = [parts.get(key, "") for key in ACCOUNT_FIGURES]
    if not all(texts) or len(number) > FIGURES:
        return None
    figures = [*ACCOUNT_FIGURES.values(), FIGURES]
    whole = "".join(t.zfill(n) for t, n in zip([*texts, number], figures, strict=True))
    return whole if len(whole) == sum(figures) else None
