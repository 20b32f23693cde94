"""Moments in somebody's zone. No ORM."""

import pytz

from odoo.tools import SQL


def in_zone(moment, tz):
    """A moment as the clocks of a zone show it.

    :param datetime moment: in UTC, without zone, as the ORM has it
    :param tz: ``pytz`` zone
    :return: ``datetime`` with zone. The last hours of the year 9999 and the first of
        the year 1, which no clock of another zone can show, as they are: what is not
        possible is told, and breaks nothing
    """
    moment = pytz.utc.localize(moment)
    try:
        return moment.astimezone(tz)
    except OverflowError:
        return moment


def day_sql(moment, tz):
    """The day of a moment on the calendar of a zone, in SQL. A bare ``::date`` is the
    day in Greenwich: another one in the evening of the Americas and in Spain's first
    hours.

    :param SQL moment: ``timestamp`` in UTC, as the ORM stores it
    :param tz: ``pytz`` zone, as ``env.tz``, or ``SQL`` of a zone's name
    :return: ``SQL``, of type ``date``
    """
    zone = tz if isinstance(tz, SQL) else str(tz)
    return SQL("timezone(%s, timezone('UTC', %s))::date", zone, moment)
