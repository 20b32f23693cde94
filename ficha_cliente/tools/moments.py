"""Moments in somebody's zone. No ORM."""

import pytz


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
