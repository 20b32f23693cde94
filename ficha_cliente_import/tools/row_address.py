"""Postcode, town and street of a row where they stand in one another. No ORM."""

import re

from odoo.addons.ficha_cliente.tools.places import spanish_province
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .read_cell import read_zip_city
from .towns import SPANISH_STREET, spanish_number

# the code of a country that is not known, of which no rule holds
OPEN = "-"
# "30001 Murcia", "4050-123 Porto"
ZIP_BEFORE = re.compile(r"\(?(?:\d{5}|\d{4}-\d{3})\)?[\s,.-]+[^\W\d_]{2}[^\d]*")
ZIP_BEHIND = re.compile(r"[^\W\d_]{2}[^\d]*[\s,(-]\d{5}\)?")
# "Totana (Murcia)"
TOWN_OF_PROVINCE = re.compile(r"([^()\d]{2,60}?) ?\(([^()\d]{3,40})\)")
# "C/ Mayor 3, 30001 Murcia", "C/ Mayor 3 - 30001 Murcia (Murcia)"; one blank at a time
WHOLE_ADDRESS = re.compile(
    r"(\S.{2,80}?)(?: ?[,.;-] ?|(?<=\d) )"
    r"\(?((?:0[1-9]|[1-4]\d|5[0-2])[.]?\d{3})\)? ?[,.-]? ?"
    r"([^\W\d_][^\d(),]{1,60}?) ?(?:[,.-]? ?(?:Espa[nñ]a|Espanya|Spain))?"
    r"(?:[(,][^\d()]{2,40}\)?)?",
    re.IGNORECASE,
)
# the same with nothing but a blank before the postcode: where its town is known
BARE_ADDRESS = re.compile(
    r"(\S.{2,80}?),? ((?:0[1-9]|[1-4]\d|5[0-2])\d{3}),? ([^\W\d_][^\d(),]{1,60})",
)
# a postcode and a town within a line, wherever they stand
INSIDE = re.compile(r"(?<!\d)(?<!km )(?<!km[.] )(?:0[1-9]|[1-4]\d|5[0-2])\d{3}\b(?!\d)")
MAX_STREET = 250
# where a postcode of five figures stands before the town
PARTED = ("ES", "FR", "DE", "IT")


def settle_town(row, country):
    """Part a postcode from the town, or both from the street, where there are none
    besides.

    :param row: a ``Row``, which is changed
    :param str country: code of its country, "" where it is not known
    """
    number, town = row.vals.get("zip") or "", row.vals.get("city") or ""
    if ZIP_BEFORE.fullmatch(number):  # "30001-Murcia" in the column of postcodes
        found = read_zip_city(number, country or OPEN)
        row.vals["zip"] = found[0]
        town = row.vals["city"] = town or found[1]
    # a row of an export is what it was
    around = ZIP_BEFORE.fullmatch(town) or (not row.key and ZIP_BEHIND.fullmatch(town))
    if not row.vals.get("zip") and around:
        found = read_zip_city(town, country or OPEN)
        row.vals["zip"], row.vals["city"] = found
    if not row.key:
        _part_address(row, country)


def _part_address(row, country):
    """A whole address under *Dirección*: postcode and town are taken out of it
    where both are missing, or are there too. What may be one and is not taken
    apart is told."""
    street = " ".join((row.vals.get("street") or "").split())
    number, town = row.vals.get("zip"), row.vals.get("city")
    if not street or (number and town):
        return
    parted = parted_address(street)
    if parted and country in PARTED:
        line, code, place = parted
        if not number and fold(town or place) == fold(place):
            row.vals |= {"street": line, "zip": code, "city": town or place}
            row.notes.append(("address_parted", None, street))
            return
    may_be = not country or country in PARTED or SPANISH_STREET.match(street)
    inside = may_be and INSIDE.search(street[:MAX_STREET])
    if not number and (parted or (inside and not town)):
        row.notes.append(("address_whole", None, street))


def parted_address(street):
    """(street, postcode, town) of a whole address in one line, or None."""
    street = " ".join(street.split())
    if len(street) > MAX_STREET:
        return None
    if match := WHOLE_ADDRESS.fullmatch(street):
        code = match[2].replace(".", "")
        town, dash, province = match[3].rpartition(" - ")
        town = town if dash and spanish_province(province) else match[3]
        return match[1], code, _town_of(code, town) or town
    match = BARE_ADDRESS.fullmatch(street)
    town = match and _town_of(match[2], match[3])
    return (match[1], match[2], town) if town else None


def _town_of(code, text):
    """The town of a postcode, where its province may stand behind it; "" where neither
    is known."""
    if spanish_number(text, is_town=True) == code[:2]:
        return text
    words = text.split()
    for place in range(1, len(words)):
        if spanish_number(" ".join(words[place:])) == code[:2]:
            return " ".join(words[:place])
    return ""
