"""Where an address is, as near as it can be known without asking anybody. No database.

First the postcode, then the town, then the province; what does not fit together is
never guessed in silence: the note says so (decision D15).
"""

import re
from collections import namedtuple

from odoo.addons.ficha_cliente.tools.places import postcode as with_its_zero

from .distance import is_place
from .spain import (
    province_number,
    provinces,
    read_postcode,
    towns,
    towns_called,
    towns_of_postcode,
)

Address = namedtuple("Address", "country state zip city")
Located = namedtuple("Located", "latitude longitude precision place note")

# what of a position says the very place, and not its town
EXACT = ("person", "geocoder")

NOWHERE = Located(0.0, 0.0, False, "", "")

# postcodes of post boxes, which are in no street: 28080 is that of Madrid's
BOXES = re.compile(r"\d\d0[78]\d")


def _middle(codes, precision, note=""):
    found = [towns()[code] for code in codes]
    return Located(
        sum(town[1] for town in found) / len(found),
        sum(town[2] for town in found) / len(found),
        precision,
        found[0][0],
        note,
    )


def _postcode(address):
    """The postcode of an address in Spain. Where it lacks the zero in front, that a
    spreadsheet takes, it is read with it, unless province or town say otherwise.

    :return: ``(its five figures or None, whether the zero was put back)``
    """
    if postcode := read_postcode(address.zip):
        return postcode, False
    whole = read_postcode(with_its_zero((address.zip or "").strip(), "ES"))
    if not whole:
        return None, False
    if state := province_number(address.state):
        fits = state == whole[:2]
    else:
        fits = not address.city or towns_called(address.city, whole[:2])
    return (whole, True) if fits else (None, False)


def _spanish(address):
    """Whether an address is in Spain: it says so, or a Spanish province does, or the
    town is one of its postcode."""
    if address.country:
        return address.country == "ES"
    postcode, _zero = _postcode(address)
    return bool(
        province_number(address.state)
        or (
            postcode
            and set(towns_called(address.city, postcode[:2]))
            & set(towns_of_postcode(postcode))
        )
    )


def locate(address):
    """The position of an address from the tables of Spain.

    :param Address address: codes of country and state as Odoo has them, and what
        somebody wrote for postcode and town; each may be empty
    :return: :class:`Located`; ``precision`` is ``postcode``, ``town``, ``province`` or
        False, ``note`` one of *empty*, *abroad*, *country*, *postcode* (there is none
        like that), *box* (it is of post boxes), *zero* (its zero was put back), *state*
        (postcode and province are not together), *town* (the town is not of that
        postcode), *elsewhere* (towns of that name are in other provinces), *which*
        (several towns have that name), *unknown* (no town has it), or nothing
    """
    if not any(address[1:]) and address.country in (False, None, "", "ES"):
        return NOWHERE._replace(note="empty")
    if not _spanish(address):
        return NOWHERE._replace(note="abroad" if address.country else "country")
    state = province_number(address.state)
    postcode, zero = _postcode(address)
    note = "postcode" if address.zip and not postcode else ""
    if postcode and state and postcode[:2] != state:
        note = "state"
    elif postcode:
        of_postcode = towns_of_postcode(postcode)
        named = towns_called(address.city, postcode[:2])
        if of_postcode:
            both = [code for code in of_postcode if code in named]
            if named and not both:
                note = "town"
            elif not named and not state and towns_called(address.city):
                note = "elsewhere"
            return _middle(both or of_postcode, "postcode", note or zero * "zero")
        note = "box" if BOXES.fullmatch(postcode) else "postcode"
    province = state or (postcode and postcode[:2])
    named = towns_called(address.city, province)
    if len(named) == 1:
        return _middle(named, "town", note)
    if province:
        name, latitude, longitude = provinces()[province]
        return Located(latitude, longitude, "province", name, note)
    unknown = "unknown" if address.city else "empty"
    return NOWHERE._replace(note="which" if named else note or unknown)


def merge_located(own, address):
    """What a company has said itself about postcodes and towns goes before the tables.

    :param own: ``(latitude, longitude, precision, place)`` or None
    :param Address address: see :func:`locate`
    :return: :class:`Located`
    """
    if own and is_place(own[0], own[1]):
        return Located(*own, "")
    return locate(address)
