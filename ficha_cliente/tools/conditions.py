"""Conditions on records that somebody wrote as text: what they read. No SQL."""

from ast import literal_eval

from odoo.fields import Domain

# operators whose value is a condition on what a field leads to
ANY = ("any", "not any", "any!", "not any!")
# of the text of a condition: what comes after is nobody's to wait for; so much are the
# ids of as many contacts as a list selects at once
LONGEST = 200_000


def read_condition(text):
    """The condition that a text says.

    :param str text: a domain in Python's notation, or nothing
    :return: ``Domain``
    :raise ValueError: it is none. It never raises anything else
    """
    text = text or "[]"
    if len(text) > LONGEST:
        raise ValueError("too long")
    try:
        terms = literal_eval(text)
        if not isinstance(terms, list | tuple):
            raise ValueError("not a list")
        # a copy as a list: an empty tuple is no domain
        return Domain(list(terms))
    except ValueError:
        raise
    except (TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError(str(error)) from error


def condition_fields(model, domain):
    """The fields that a condition reads, those on the way to others included.

    :param model: an empty recordset, in the environment of who asks
    :return: iterator of ``(model, field)``
    :raise ValueError: one of them does not exist
    """
    for condition in domain.iter_conditions():
        here, field = model, None
        for name in str(condition.field_expr).split("."):
            if here is None:  # a part of a date, or a property
                break
            field = here._fields.get(name)
            if field is None:
                raise ValueError(name)
            yield here, field
            if name != "id":  # any of its ids is the model itself
                here = here.env[field.comodel_name] if field.relational else None
        if condition.operator in ANY and here is not None:
            # a list, or read already
            yield from condition_fields(here, _read(condition.value))


def _read(terms):
    """A condition within another one, as :func:`read_condition`."""
    if isinstance(terms, Domain):
        return terms
    if not isinstance(terms, list | tuple):
        raise ValueError("not a list")
    try:
        return Domain(list(terms))
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error
