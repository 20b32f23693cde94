"""What a client sends to a public method, read once and in one way.

Anybody with a login can call a public method with anything: lists where an id is meant,
a NUL in a text, a day that is none. :func:`asks` says of each argument what it is, and
answers anything else with a sentence instead of an error of the programme. Ids of
records that are not there, or not for the reader, are left to the ORM, which says so.

Private (with an underscore, or ``@api.private``) is what no client calls.
"""

import base64
import binascii
import functools
import inspect
from datetime import date, datetime

from odoo import fields
from odoo.exceptions import UserError

from .bounds import FIRST_DAY, last_day

MAX_ID = 2**31 - 1
MAX_TEXT = 100_000
MAX_IDS = 10_000
WORDS = 100  # the longest key


class NotThis(Exception):
    """An argument is not what the method asks for."""


def asks(**kinds):
    """Decorator of a public method: what its arguments are.

    ``@asks(partner_id=an_id, date=a_day)``; it goes below ``@api.model`` and its like.

    :param kinds: functions that give the value of an argument, or raise ``NotThis``
    """

    def decorate(method):
        signature = inspect.signature(method)

        @functools.wraps(method)
        def checked(self, *args, **kwargs):
            # what is missing or too much is a TypeError, as for every method of Odoo's
            bound = signature.bind(self, *args, **kwargs)
            for name, kind in kinds.items():
                if name in bound.arguments:
                    try:
                        bound.arguments[name] = kind(bound.arguments[name])
                    except NotThis as problem:
                        raise _refused(self.env, name) from problem
            return method(*bound.args, **bound.kwargs)

        return checked

    return decorate


def _refused(env, name):
    return UserError(
        env._("This cannot be done: “%s” is not what is asked for here.", name)
    )


def only_one(records):
    """Instead of ``ensure_one`` where a client chooses the records.

    Any id can be sent, also of a customer of another company: what the method then
    answers, or says in a refusal, would tell who it is.

    :raise UserError: there is none, or there are several
    :raise AccessError: it is not for the user
    """
    # there is no record 0, and a mixin has none at all
    if len(records) != 1 or 0 in records._ids or records._abstract:
        raise UserError(records.env._("This is done with one record at a time."))
    records.check_access("read")
    return records


# -- what an argument may be ---------------------------------------------------------


def an_id(value):
    """The id of a record."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:11])
    if type(value) is not int or not 0 < value <= MAX_ID:
        raise NotThis
    return value


def ids(value):
    """Ids of records, as a list."""
    if not isinstance(value, list | tuple) or len(value) > MAX_IDS:
        raise NotThis
    return [an_id(one) for one in value]


def a_number(value):
    """A whole number, near enough to zero."""
    if type(value) is float and value == value and abs(value) <= MAX_ID:
        value = int(value)
    if type(value) is not int or abs(value) > MAX_ID:
        raise NotThis
    return value


def a_flag(value):
    """Yes or no."""
    if not isinstance(value, bool | int) and value is not None:
        raise NotThis
    return bool(value)


def a_text(value):
    """What somebody writes."""
    if not isinstance(value, str) or len(value) > MAX_TEXT or "\0" in value:
        raise NotThis
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half a letter, which no database keeps
        raise NotThis from error
    return value


def an_answer(value):
    """What a field may be given in one line."""
    if isinstance(value, str):
        return a_text(value)
    if isinstance(value, bool | int | float) or value is None:
        return value
    raise NotThis


def a_file(value):
    """The content of a file in base64; whoever reads it asks how large it may be."""
    if not isinstance(value, str | bytes):
        raise NotThis
    return value


def a_base64(value):
    """The content of a file in base64, as a file can be kept."""
    try:
        base64.b64decode(a_file(value))
    except (binascii.Error, ValueError) as error:
        raise NotThis from error
    return value


def files_with_names(value):
    """Pairs of the name of a file and its content in base64."""
    if not isinstance(value, list | tuple) or len(value) > MAX_IDS:
        raise NotThis
    pairs = []
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise NotThis
        pairs.append((a_text(pair[0]), a_file(pair[1])))
    return pairs


def a_word(value):
    """A key, such as the name of a field."""
    if len(a_text(value)) > WORDS:
        raise NotThis
    return value


def words(value):
    """Keys, as a list."""
    if not isinstance(value, list | tuple) or len(value) > WORDS:
        raise NotThis
    return [a_word(one) for one in value]


def a_day(value):
    """A day that people may mean, as a date."""
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        try:
            value = fields.Date.to_date(a_text(value))
        except (ValueError, TypeError, OverflowError) as error:
            raise NotThis from error
    if not value or not FIRST_DAY <= value <= last_day(date.today()):
        raise NotThis
    return value


def any_day(value):
    """A day of the calendar, also one that nobody means: the method says so itself, in
    words."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        day = fields.Date.to_date(a_text(value))
    except (ValueError, TypeError, OverflowError) as error:
        raise NotThis from error
    if not day:
        raise NotThis
    return day


def a_moment(value):
    """A moment that people may mean, as a datetime in UTC."""
    if not isinstance(value, datetime):
        try:
            value = fields.Datetime.to_datetime(a_text(value))
        except (ValueError, TypeError, OverflowError) as error:
            raise NotThis from error
    a_day(value)
    return value


def a_dict(value):
    """A dict, whose content the method reads with :func:`part`."""
    if not isinstance(value, dict):
        raise NotThis
    return value


def maybe(kind):
    """``kind``, or nothing."""

    def read(value):
        return value if value is None or value is False or value == "" else kind(value)

    return read


def only(kind):
    """A list with one ``kind`` in it."""

    def read(value):
        if not isinstance(value, list | tuple) or len(value) != 1:
            raise NotThis
        return [kind(value[0])]

    return read


def either(*keys, or_=None):
    """One of these keys, or else ``or_``."""

    def read(value):
        if isinstance(value, str) and value in keys:
            return value
        if or_ is None:
            raise NotThis
        return or_(value)

    return read


def part(env, values, name, kind):
    """A value of a dict that a client sends back, such as what undoes a gesture.

    :raise UserError: it is not there, or something else
    """
    try:
        return kind(a_dict(values)[name])
    except (NotThis, KeyError) as problem:
        raise _refused(env, name) from problem


def argument(env, name, value, kind):
    """An argument whose kind depends on another one.

    :raise UserError: it is something else
    """
    return part(env, {name: value}, name, kind)
