"""Days and numbers that people may mean.

A complaint of the year 9999, or a visit every thousand million weeks, is a slip of the
finger that no screen can tell: there is no day after it, and no day so far ahead. They
are refused where they are written, with a sentence, whichever way they come.
"""

from datetime import date, datetime

from odoo.exceptions import UserError, ValidationError

from .words import in_date

FIRST_DAY = date(1900, 1, 1)
LAST_YEARS = 50  # from today
COMING_YEARS = 10  # from today: of what is planned with a customer
MOST_DAYS = 36_500  # a hundred years: of a wait, a delay, a rhythm
MOST_CADENCE = 1_000  # working days from one contact to the next
MOST_HORIZON = 730  # days for which visits are prepared
MOST = 1_000_000_000_000  # of a quantity or an amount

# what telling a day or a number raises that there is not
CANNOT_BE_TOLD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def last_day(today):
    """The last day that somebody may mean today."""
    return date(today.year + LAST_YEARS, 12, 31)


def is_possible(day, today=None):
    """Whether people may mean that day (or moment).

    Today is the computer's: a day more or less does not matter here.
    """
    if isinstance(day, datetime):
        day = day.date()
    return FIRST_DAY <= day <= last_day(today or date.today())


def nearest_possible(moment):
    """The moment, or the nearest one that people may mean: for what comes from outside
    and is not to be refused, such as the date of an e-mail."""
    if is_possible(moment):
        return moment
    edge = FIRST_DAY if moment.year < FIRST_DAY.year else last_day(date.today())
    if isinstance(moment, datetime):
        return datetime(edge.year, edge.month, edge.day, 12)
    return edge


def check_days(records, *names):
    """For ``@api.constrains``: refuse days that nobody means.

    :param names: fields, dates or moments
    :raise ValidationError: with the field, and what would be right
    """
    today = date.today()
    for name in names:
        for record in records:
            day = record[name]
            if day and not is_possible(day, today):
                env = record.env
                raise ValidationError(
                    env._(
                        "“%(field)s”: the year %(year)s is not possible. Write a day "
                        "between %(first)s and %(last)s.",
                        field=record._fields[name]._description_string(env),
                        year=str(day.year),
                        first=in_date(env, FIRST_DAY),
                        last=in_date(env, last_day(today)),
                    )
                )


def last_coming_day(today):
    """The last day for which anybody plans something with a customer."""
    year = today.year + COMING_YEARS
    # 29 February
    day = min(today.day, 28) if today.month == 2 else today.day
    return date(year, today.month, day)


def check_coming_day(env, day, today, label):
    """Refuse a day on which nothing can be planned: one that has passed, or one that is
    a slip of the finger.

    :param date today: the reader's
    :param label: what the day is, as the screen says it
    :return: the day
    :raise UserError: with what would be right
    """
    last = last_coming_day(today)
    words = {"label": label, "last": in_date(env, last)}
    if not day or day < today:
        raise UserError(
            env._(
                "“%(label)s” is a day that has passed: choose one from today to "
                "%(last)s.",
                **words,
            )
        )
    if day > last:
        raise UserError(
            env._(
                "“%(label)s” is more than ten years away: choose a day from today to "
                "%(last)s.",
                **words,
            )
        )
    return day


def check_numbers(records, first, last, *names):
    """For ``@api.constrains``: refuse numbers that nobody means.

    :param first, last: what is still possible
    :param names: fields
    :raise ValidationError: with the field, and what would be right
    """
    for name in names:
        for record in records:
            if not first <= record[name] <= last:
                env = record.env
                raise ValidationError(
                    env._(
                        "“%(field)s”: %(value)s is not possible. Write a number "
                        "between %(first)s and %(last)s.",
                        field=record._fields[name]._description_string(env),
                        value=str(record[name]),
                        first=str(first),
                        last=str(last),
                    )
                )
