"""Searching for fields that are not stored, whatever they are searched for with."""

import functools
from collections.abc import Collection

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .query import is_query


def searches(fname):
    """Decorator of a ``search`` method: what it cannot search for is told in words.

    Odoo takes ``NotImplemented`` for an operator as "try another one", and where there
    is no other raises ``NotImplementedError``; a value of another type raises whatever
    it raises.

    :param str fname: the field
    """

    def decorate(method):
        @functools.wraps(method)
        def search(self, operator, value):
            if not _possible(self._fields[fname], operator, value):
                raise _refused(self, fname)
            try:
                domain = method(self, operator, value)
            except (TypeError, ValueError, OverflowError, AttributeError) as error:
                raise _refused(self, fname) from error
            # "not in" is tried as "in", and the others say so by themselves
            if domain is NotImplemented and operator == "in":
                raise _refused(self, fname)
            return domain

        return search

    return decorate


def _possible(field, operator, value):
    """Whether a value is of a type that such a field is compared with: of another one,
    the database would say so, and not in words."""
    values = value if isinstance(value, Collection) else [value]
    if isinstance(value, str | bytes | Domain | SQL) or is_query(value):
        values = [value]
    if field.relational and operator in ("<", "<=", ">", ">="):
        return False
    if not field.relational and operator.rstrip("!") in ("any", "not any"):
        return False
    tree = field.relational and operator in ("child_of", "parent_of")
    if not tree and operator not in ("in", "not in", "=", "!=", "<", "<=", ">", ">="):
        return True
    # False is nothing; True is no number, and the database does not compare them
    if field.relational:
        return all(
            v is not True
            and (isinstance(v, int | str | None | Domain | SQL) or is_query(v))
            for v in values
        )
    if field.type in ("integer", "float", "monetary"):
        return all(isinstance(v, int | float | None) and v is not True for v in values)
    return True


def _refused(model, fname):
    return UserError(
        model.env._(
            "“%s” cannot be searched for like that. Choose another condition.",
            model._fields[fname]._description_string(model.env),
        )
    )
