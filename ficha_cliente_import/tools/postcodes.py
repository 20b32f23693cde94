"""Whether a postcode can be one of its country and of its province. No ORM."""

import re

from .towns import NUMBERS, spanish_number

# of countries whose postcodes are all of one form; blanks and marks do not count
SHAPES = {
    code: re.compile(pattern)
    for pattern, codes in {
        r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}": "ES",
        r"\d{5}": "FR DE IT MX FI MA PE GR HR EE TR UA",
        r"\d{4}": "BE CH AT DK NO LU HU BG SI AU NZ",
        r"\d{4}(?:\d{3})?": "PT",
        r"\d{4}[A-Z]{2}": "NL",
        r"\d{5}(?:\d{4})?": "US",
        r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}": "GB",
        r"AD\d{3}": "AD",
        r"\d{5,6}": "SE CZ SK RO",
        r"[A-Z]\d[A-Z]\d[A-Z]\d": "CA",
        r"\d{8}": "BR",
    }.items()
    for code in codes.split()
}
MARKS = re.compile(r"[\s.\-‐‑–]")
# of the United States, by the first figure
STATES = dict(
    enumerate(
        (
            "CT MA ME NH NJ NY PR RI VI VT",
            "DE NY PA",
            "DC MD NC SC VA WV",
            "AL FL GA MS TN",
            "IN KY MI OH",
            "IA MN MT ND SD WI DC",
            "IL KS MO NE",
            "AR LA OK TX",
            "AZ CO ID NM NV TX UT WY",
            "AK CA GU HI OR WA AS MP",
        )
    )
)


def is_odd(postcode, country):
    """Whether a postcode cannot be one of this country.

    :param str country: its code, "" where it is not known
    :return: False also when nobody can tell
    """
    shape = SHAPES.get(country)
    text = MARKS.sub("", postcode).upper()
    if text.startswith(country) and country not in ("AD", "GB"):
        text = text[len(country) :]  # "L-1234", "FR-75001"
    if text[:1].isalpha() and text[:1] == country[:1] and text[1:].isdigit():
        text = text[1:]
    return bool(shape) and not shape.fullmatch(text)


def is_elsewhere(postcode, country, state="", town=""):
    """Whether a postcode that can be one of its country is of another province of it.

    :param str state: Odoo's code of the province, "" where none is known
    :param str town: looked at where there is no province; only large ones are known
    """
    text = MARKS.sub("", postcode)
    if country == "ES":
        number = NUMBERS.get(state) if state else spanish_number(town, is_town=True)
        return bool(number) and text[:2] != number
    if country == "US" and state:
        return text[:1].isdigit() and state not in STATES[int(text[0])].split()
    return False
