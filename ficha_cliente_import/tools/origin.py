"""Which country somebody is of, where no column says it. No ORM."""

import re
from functools import lru_cache

import phonenumbers
from stdnum.eu import vat as eu_vat

from odoo.addons.ficha_cliente.tools.tax_check import PREFIXES, is_wrong
from odoo.addons.ficha_cliente_identity.tools.normalize import fold, phone_value

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


@lru_cache(maxsize=20_000)
def country_of(tax_id, phones, postcode, default, town=""):
    """The country that a row speaks of, where it names none.

    :param str tax_id: as ``read_vat`` gives it, or ""
    :param tuple phones: telephones as they are written
    :param str postcode: as it is written, or ""
    :param str town: as it is written, or ""; looked at where nothing else speaks
    :param str default: code of the country that is taken where nothing speaks against
    :return: its code; ``default`` where nothing of the row is against that; None where
        something is, and does not say which country it is
    """
    against = False
    if tax_id:
        if code := _of_tax_id(tax_id):
            return code
        against = not _may_be(tax_id, default)
    for phone in phones:
        if code := _of_phone(phone):
            return code
    postcode = postcode.strip().upper()
    for pattern, code in POSTCODES:
        if pattern.fullmatch(postcode):
            return code
    if default == "ES" and re.fullmatch(r"\d{5}", postcode):
        against = against or not "01" <= postcode[:2] <= "52"
    if default == "ES" and not (tax_id or against):
        code = TOWNS.get(fold(town), default)
        # Porto has a namesake in Zamora, whose postcode no Portuguese one looks like
        is_other = re.fullmatch(r"\d{5}", postcode) and code not in FIVE_FIGURES
        return default if is_other else code
    return None if against else default


# of these, postcodes have as many figures as in Spain
FIVE_FIGURES = {"FR", "DE", "IT", "MA", "US", "MX", "FI", "PE", "SE", "GR", "CZ"}
# large ones abroad, of which no large Spanish one has the name
TOWNS = {
    name: code
    for code, names in {
        "PT": "lisboa|lisbon|porto|oporto|braga|coimbra|setubal|aveiro|evora|funchal",
        "FR": "paris|lyon|marseille|marsella|toulouse|bordeaux|burdeos|perpignan"
        "|perpinan|montpellier|nantes|lille|strasbourg|estrasburgo|bayonne|hendaye",
        "DE": "berlin|munchen|munich|hamburg|hamburgo|koln|colonia|frankfurt"
        "|frankfurt am main|stuttgart|dusseldorf|leipzig|dortmund|essen",
        "IT": "milano|milan|roma|torino|turin|napoli|napoles|firenze|florencia|bologna"
        "|bolonia|venezia|venecia|genova|palermo",
        "GB": "london|londres|manchester|liverpool|birmingham|glasgow|edinburgh"
        "|edimburgo|bristol|leeds|cardiff",
        "BE": "bruxelles|bruselas|brussel|brussels|antwerpen|amberes|gent|liege|lieja",
        "NL": "amsterdam|rotterdam|den haag|la haya|utrecht|eindhoven",
        "CH": "zurich|geneve|ginebra|basel|basilea|bern|berna|lausanne|lausana",
        "AT": "wien|viena|salzburg|salzburgo|graz|innsbruck",
        "IE": "dublin|cork|galway|limerick",
        "DK": "copenhague|kobenhavn|copenhagen|aarhus",
        "SE": "stockholm|estocolmo|goteborg|malmo|gotemburgo",
        "NO": "oslo|bergen",
        "FI": "helsinki",
        "PL": "warszawa|varsovia|krakow|cracovia|gdansk|wroclaw",
        "CZ": "praha|praga|brno",
        "GR": "atenas|athens|athina|tesalonica|thessaloniki",
        "RO": "bucuresti|bucarest|cluj napoca",
        "HU": "budapest",
        "MA": "casablanca|rabat|tanger|tetuan|marrakech|marraquech|agadir|nador",
        "AD": "andorra la vella|escaldes engordany|encamp",
        "US": "new york|nueva york|los angeles|miami|chicago|houston",
        "MX": "ciudad de mexico|mexico df|monterrey|tijuana",
        "AR": "buenos aires|mendoza|mar del plata",
        "CO": "bogota|medellin|cali|barranquilla",
        "CL": "santiago de chile|valparaiso",
        "PE": "arequipa",
        "BR": "sao paulo|rio de janeiro|brasilia",
        "CN": "shanghai|beijing|pekin|shenzhen",
        "JP": "tokyo|tokio|osaka",
    }.items()
    for name in names.split("|")
}
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


def _of_phone(text):
    value = phone_value(text)
    if not value or not value.startswith("+"):
        return None
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(value))
    except phonenumbers.NumberParseException:
        return None


def is_mobile(text, *country_codes):
    """Whether a telephone is a mobile, as far as its number tells."""
    value = phone_value(text, *country_codes)
    if not value or not value.startswith("+"):
        return False
    kind = phonenumbers.number_type(phonenumbers.parse(value))
    return kind == phonenumbers.PhoneNumberType.MOBILE
