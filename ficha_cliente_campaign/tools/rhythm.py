"""How long a customer goes without a product, and what that says. No ORM."""

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
