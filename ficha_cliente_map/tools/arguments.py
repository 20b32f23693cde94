"""What a client sends of the map, read as the rest of what it sends
(:mod:`odoo.addons.ficha_cliente.tools.arguments`)."""

from math import isfinite

from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.arguments import (
    WORDS,
    NotThis,
    a_dict,
    a_number,
    a_text,
    a_word,
    maybe,
)


def a_degree(value):
    """A latitude or longitude."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotThis
    if not isfinite(value) or abs(value) > 1e6:
        raise NotThis
    return float(value)


def a_view(value):
    """What a map shows: south, west, north, east."""
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise NotThis
    return [a_degree(side) for side in value]


def a_domain(value):
    """Conditions, as a search gives them."""
    if not isinstance(value, list | tuple):
        raise NotThis
    try:
        return Domain(list(value))
    except Exception as error:
        raise NotThis from error


def keys_of_the_legend(value):
    """What of the legend is switched off: also what a field says, however long."""
    if not isinstance(value, list | tuple) or len(value) > WORDS:
        raise NotThis
    return [a_text(one) for one in value]


def notes_of_the_road(value):
    """What a telephone has noted: dicts, at most a day's."""
    if not isinstance(value, list | tuple) or len(value) > 500:
        raise NotThis
    return [a_dict(note) for note in value]


# what the map asks of what is in view, and in which colours it draws it
VIEW = {"domain": a_domain, "view": maybe(a_view), "zoom": a_number}
COLOURS = {"colour": a_word, "hidden": keys_of_the_legend}
