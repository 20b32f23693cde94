"""Which country somebody is of, where no column says it. No ORM."""

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from stdnum.es import nif
from stdnum.eu import vat as eu_vat

from odoo.addons.ficha_cliente.tools.tax_check import PREFIXES, is_wrong
from odoo.addons.ficha_cliente_identity.tools.normalize import fold, phone_value

from .postcodes import SHAPES, is_odd
from .towns import FIVE_FIGURES, SPANISH_STREET, TOWNS, spanish_number

# of these, the country's letters are part of the number as it is written
PREFIXED = {code.upper() for code in eu_vat.MEMBER_STATES} | {"EL", "XI", "GB"}
SPANISH = re.compile(r"(?:ES)?(?:[A-Z]\d{7}[0-9A-Z]|\d{7,8}[A-Z])")
POSTCODES = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"\d{4}-\d{3}", "PT"),
        (r"AD ?\d{3}", "AD"),
        (r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "GB"),
        (r"\d{4} ?[A-Z]{2}", "NL"),
        (r"\d{2}-\d{3}", "PL"),
        (r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "CA"),
        (r"[A-Z]\d[\dW] ?[A-Z\d]{4}", "IE"),
        (r"\d{5}-\d{3}", "BR"),
        (r"\d{5}-\d{4}", "US"),
        (r"L[- ]\d{4}", "LU"),
        (r"D[- ]\d{5}", "DE"),
        (r"F[- ]\d{5}", "FR"),
        (r"I[- ]\d{5}", "IT"),
        (r"E[- ]\d{5}", "ES"),
        (r"B[- ]\d{4}", "BE"),
        (r"A[- ]\d{4}", "AT"),
        (r"CH[- ]\d{4}", "CH"),
    )
)


# of a telephone that is written as at home
HOME_NUMBER = re.compile(r"(?<![\d+])[6789](?:[ .-]?\d){8}(?!\d)")
# towns of these have the names of large ones of Europe
HISPANIC = set("MX AR CO CL PE VE EC BO UY PY CU DO PR CR GT PA HN NI SV".split())
NAMESAKES = HISPANIC | {"US", "CA", "AU", "BR", "PH"}


class Origin(NamedTuple):
    """The country that a row speaks of.

    :ivar code: None where something is against the usual one and does not say which
    :ivar against: what that is, as it is written
    """

    code: str | None
    against: str = ""


def country_of(tax_id, phones, postcode, default, town="", **more):
    """The code alone of :func:`origin_of`."""
    return origin_of(tax_id, phones, postcode, default, town, **more).code


@lru_cache(maxsize=20_000)
def origin_of(
    tax_id,
    phones,
    postcode,
    default,
    town="",
    province="",
    may_be_abroad=False,
    home_phones=(),
    street="",
    own_marks=False,
):
    """The country that a row speaks of, where it names none.

    :param str tax_id: as ``read_vat`` gives it, or ""
    :param tuple phones: telephones that are written with their country
    :param str postcode: as it is written, or ""
    :param str town: as it is written, or ""; looked at where nothing else speaks
    :param str default: code of the country that is taken where nothing speaks against,
        "" where there is none
    :param str province: as it is written, where the usual country is not Spain
    :param may_be_abroad: whether a country besides Spain has a province of that name
    :param tuple home_phones: telephones without their country
    :param str street: as it is written
    :param own_marks: whether the tax id has its marks where the usual country has them
    :return: :class:`Origin`; of ``default`` where nothing of the row is against that
    """
    against = ""
    if tax_id:
        if code := _of_tax_id(tax_id):
            return Origin(code)
        if not _may_be(tax_id, default):
            against = tax_id
        if default != "ES" and (against or not default) and is_spanish(tax_id):
            return Origin("ES")
    for phone in phones:
        if code := _of_phone(phone):
            return Origin(code)
    postcode = postcode.strip().upper()
    for pattern, code in POSTCODES:
        if pattern.fullmatch(postcode):
            return Origin(code)
    if default != "ES":
        signs = (town, province, may_be_abroad, home_phones, street)
        found = _of_place(against, postcode, default, *signs)
        if tax_id and not (own_marks or against) and found == Origin(default):
            at_home = province or TOWNS.get(fold(town)) == default
            at_home = at_home or _is_postcode_of(postcode, default)
            at_home = at_home or any(
                _is_home_phone(one, default) for one in home_phones
            )
            if not at_home and may_be_of_others(tax_id, default):
                return Origin(None, tax_id)
        is_home = bool(province or (tax_id and not against))
        if found.code == default and not (found.against or is_home):
            return _unless_spanish(found, postcode, default, town, home_phones)
        return found
    if re.fullmatch(r"\d{5}", postcode) and not "01" <= postcode[:2] <= "52":
        against = against or postcode
    if not (tax_id or against):
        code = TOWNS.get(fold(town), default)
        # Porto has a namesake in Zamora, whose postcode no Portuguese one looks like
        is_other = re.fullmatch(r"\d{5}", postcode) and code not in FIVE_FIGURES
        return Origin(default if is_other else code)
    return Origin(None, against) if against else Origin(default)


def _is_postcode_of(postcode, country):
    return bool(postcode) and country in SHAPES and not is_odd(postcode, country)


def _is_home_phone(text, country):
    return bool(country) and _is_valid(re.sub(r"\D", "", text), country)


# where the marks of a tax id stand, of countries whose numbers have no check digits
OWN_MARKS = {"US": re.compile(r"\d{2}-\d{7}|\d{3}-\d{2}-\d{4}")}


def has_own_marks(text, country):
    """Whether a tax id, as it is written, has its marks as only this country has."""
    marks = OWN_MARKS.get(country)
    return bool(marks and marks.fullmatch(text))


def may_be_of_others(number, country):
    """Whether a tax id of figures alone, which the rules of a country allow, has the
    check digits of another one, while those of this country have none."""
    if not country or not number.isdigit():
        return False
    others = (f"{number[:-1]}{last}" for last in "0123456789")
    if any(is_wrong(other, country) for other in others):
        return False  # that they fit here says something
    codes = {code.upper() for code in eu_vat.MEMBER_STATES} - {country}
    return any(eu_vat.is_valid(f"{code}{number}") for code in codes)


def _of_place(
    against, postcode, default, town, province, may_be_abroad, phones, street
):
    """What a place says in a company whose country is not Spain, or that has none: a
    postcode and a town or province that belong together are Spanish, and so are two
    signs of which none would be enough."""
    by_town, by_province = spanish_number(town, is_town=True), spanish_number(province)
    number = spanish_figures(postcode)
    if number and number[:2] in (by_town, by_province):
        return Origin("ES")
    is_named = len(fold(province)) > 2  # "CA" is California too
    # of a postcode or a province that cannot be theirs
    elsewhere = bool(postcode) and (not number or bool(by_town or by_province))
    elsewhere = elsewhere or (is_named and not by_province)
    if by_province and is_named and not (elsewhere or may_be_abroad):
        return Origin("ES")
    odd_phone = next((one for one in phones if _is_spanish_phone(one, default)), "")
    has_namesakes = default in NAMESAKES
    signs = (
        bool(odd_phone),
        bool(by_town) and not elsewhere and (bool(odd_phone) or not has_namesakes),
        bool(by_province) and is_named and not elsewhere,
        bool(number) and (bool(odd_phone) or default not in FIVE_FIGURES),
        bool(SPANISH_STREET.match(street)),
    )
    if sum(signs) > 1 and (signs[0] or signs[1] or signs[2]):
        return Origin("ES")
    against = against or odd_phone
    if by_province and is_named and not may_be_abroad:
        against = against or province  # with a postcode of another one
    # where Spanish is spoken the town of that name is their own
    is_spain = by_town and not elsewhere and default not in HISPANIC
    other = "" if province else TOWNS.get(fold(town), is_spain and "ES")
    if other and postcode and default in FIVE_FIGURES and other not in FIVE_FIGURES:
        other = "" if re.fullmatch(r"\d{5}", postcode) else other
    if not against and other and other != default:
        if not has_namesakes and not (other == "ES" and number):
            return Origin(other)
        against = town
    return Origin(None, against) if against else Origin(default)


def _unless_spanish(found, postcode, default, town, phones):
    """The usual country, left open where all that the row says of a place is a postcode
    that may be one of a Spanish village as well."""
    number = spanish_figures(postcode)
    if not number or (len(postcode) == 4 and default not in FIVE_FIGURES):
        return found
    by_town = spanish_number(town, is_town=True)  # of another province: a namesake
    if by_town or TOWNS.get(fold(town)) == default:
        return found
    if default and any(_is_valid(re.sub(r"\D", "", one), default) for one in phones):
        return found
    return Origin(None, postcode)


def spanish_figures(postcode):
    """The five figures of what may be a Spanish postcode, in which a spreadsheet may
    have left out the zero in front or put a point among them; else ""."""
    text = re.sub(r"(?<=^\d\d)[. ,](?=\d{3}$)", "", postcode)
    text = text.zfill(5) if re.fullmatch(r"\d{4,5}", text) else ""
    return text if "01" <= text[:2] <= "52" else ""


def is_spanish(number):
    """Whether a tax id has the check digit, or letter, of a Spanish one."""
    text = number.zfill(9) if re.fullmatch(r"\d{5,7}[A-Z]", number) else number
    return nif.is_valid(text)


def _is_spanish_phone(text, default):
    """Whether a telephone, or the first of a cell, is a Spanish one, and none of the
    usual country."""
    match = HOME_NUMBER.search(text)
    figures = re.sub(r"\D", "", match[0]) if match else ""
    if not figures or (default and _is_valid(re.sub(r"\D", "", text), default)):
        return False
    return _is_valid(figures, "ES")


def _is_valid(figures, country):
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(figures, country))
    except phonenumbers.NumberParseException:
        return False


# as no other country has them
OWN_SHAPES = (
    (re.compile(r"CHE\d{9}(?:MWST|TVA|IVA)?"), "CH"),
    (re.compile(r"[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}"), "MX"),
    (re.compile(r"NO\d{9}(?:MVA)?|\d{9}MVA"), "NO"),
)


def _of_tax_id(number):
    for shape, code in OWN_SHAPES:
        if shape.fullmatch(number):
            return code
    prefix = number[:2]
    if prefix == "EU" or prefix not in PREFIXED:
        return None
    if sum(char.isdigit() for char in number[2:]) < 6:
        return None
    return PREFIXES.get(prefix, prefix)


def _may_be(number, country):
    if country == "ES":  # one with a wrong letter is Spanish all the same
        return bool(SPANISH.fullmatch(number))
    return not is_wrong(number, country)


# of these calling codes each country has area codes of its own, mobiles among them
OWN_AREAS = {1, 7}
OF_ALL_AREAS = {
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    phonenumbers.PhoneNumberType.UNKNOWN,
}


def _of_phone(text):
    """The country of a telephone that is written with it. Mobiles of islands begin as
    those of the country whose code they share: they are taken for that one's."""
    value = phone_value(text)
    if not value or not value.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return None
    regions = COUNTRY_CODE_TO_REGION_CODE.get(number.country_code, ())
    kind = phonenumbers.number_type(number)
    fixed = phonenumbers.PhoneNumberType.FIXED_LINE
    code = phonenumbers.region_code_for_number(number)
    if number.country_code in OWN_AREAS:
        code = None if kind in OF_ALL_AREAS else code
    elif code and len(regions) > 1 and kind != fixed:
        code = regions[0]
    return code if code and code.isalpha() else None  # "001" is of no country


def is_mobile(text, *country_codes):
    """Whether a telephone is a mobile, as far as its number tells."""
    value = phone_value(text, *country_codes)
    if not value or not value.startswith("+"):
        return False
    kind = phonenumbers.number_type(phonenumbers.parse(value))
    return kind == phonenumbers.PhoneNumberType.MOBILE
