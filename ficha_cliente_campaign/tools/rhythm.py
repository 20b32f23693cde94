"""How long a customer goes without a product, and what that says. No ORM."""

from odoo.tools import SQL

#: From which part of their own interval on it is time again.
DUE = 0.75
#: No longer bought: after so many of their intervals, and never before these days.
GONE_INTERVALS = 2
GONE_DAYS = 60


def state_of(times, span, since):
    """What it says that a product was bought so often and so long ago.

    :param int times: on how many days
    :param int span: days between the first and the last of them
    :param int since: days since the last
    :return: ``once``, ``fresh``, ``due`` or ``stopped``, and the interval in whole days
        (None for what was bought once)
    """
    if times < 2:
        return "once", None
    interval = max(1, round(span / (times - 1)))
    if since > max(GONE_INTERVALS * interval, GONE_DAYS):
        return "stopped", interval
    return ("due" if since >= DUE * interval else "fresh"), interval


def stopped_sql(times, first, last, today):
    """The same in SQL: whether it says that they stopped buying it. Of ``float8``, so
    that a half goes to the even number, as in Python.

    :param SQL times: on how many days; ``first`` and ``last`` of them likewise
    :param date today: today
    :return: ``SQL``, a boolean
    """
    return SQL(
        """(%(times)s > 1 AND %(today)s::date - %(last)s > GREATEST(
            %(intervals)s * GREATEST(
                1, round((%(last)s - %(first)s)::float8 / NULLIF(%(times)s - 1, 0))),
            %(days)s))""",
        times=times,
        first=first,
        last=last,
        today=today,
        intervals=GONE_INTERVALS,
        days=GONE_DAYS,
    )
