"""What is asked of *Resultados*: which periods, of which customers, split by what.

No database here: dates in, dates out.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12}
PERIODS = (*UNIT_MONTHS, "12m", "custom")
TREND_MONTHS = 12
# nobody is waited for any longer than this, however seldom they buy
WAITED_DAYS = 730
MAX_WINDOW = 24  # months; the months of three windows fit in the bits of a bigint


@dataclass(frozen=True)
class Span:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self):
        if self.start > self.end:
            raise ValueError("the period ends before it begins")


@dataclass
class Ask:
    """One question to *Resultados*.

    ``now`` is compared with ``before``, and ``before`` with ``earlier`` where a
    measure needs to know who bought in the period before.
    """

    now: Span
    before: Span
    earlier: Span
    window: int  # length of the period in months, for the attrition of each month
    dimension: str = "user"
    user_ids: list = field(default_factory=list)
    segments: list = field(default_factory=list)
    # whether no customer is left out; asked of the database once
    everybody: bool | None = None
    # what several measures are read from, see ``ficha.results._facts``
    facts: object = None
    added: object = None
    # what is kept of it (``ficha.results._kept``): None where nobody has looked yet
    kept: object = None
    # ids of the only customers that are asked for; None for all
    only: list | None = None

    @property
    def months(self):
        """First days of the twelve complete months up to the end of the period."""
        after = self.now.end + timedelta(days=1)
        last = after.replace(day=1) - relativedelta(months=1)
        return [
            last - relativedelta(months=TREND_MONTHS - 1 - number)
            for number in range(TREND_MONTHS)
        ]

    @property
    def trend(self):
        """The days of those months."""
        months = self.months
        return Span(months[0], months[-1] + relativedelta(months=1) - timedelta(days=1))


def spans(period, today, offset=0, start=None, end=None):
    """The period and the two before it, each as long as the first.

    A month, quarter or year in progress runs to today, and so do the ones before it:
    up to the same day. Earlier ones (negative ``offset``) are whole.

    :param str period: one of ``PERIODS``
    :param int offset: how many periods back, 0 or negative
    :param start: first day, for ``custom``
    :param end: last day, for ``custom``
    :return: ``([now, before, earlier], months)``
    """
    if period == "custom":
        return _custom(start, end)
    if period == "12m":
        result = []
        last = today + relativedelta(years=offset)
        for _number in range(3):
            first = last - relativedelta(years=1) + timedelta(days=1)
            result.append(Span(first, last))
            last = first - timedelta(days=1)
        return result, 12
    months = UNIT_MONTHS[period]
    first = today.replace(day=1)
    first -= relativedelta(months=(first.month - 1) % months)
    first += relativedelta(months=offset * months)
    whole = first + relativedelta(months=months) - timedelta(days=1)
    result = []
    for number in range(3):
        back = relativedelta(months=months * number)
        begin = first - back
        finish = begin + relativedelta(months=months) - timedelta(days=1)
        if today < whole:
            finish = min(finish, today - back)
        result.append(Span(begin, finish))
    return result, months


def _custom(start, end):
    length = end - start + timedelta(days=1)
    result = [Span(start - length * n, end - length * n) for n in range(3)]
    return result, min(max(round(length.days / 30.44), 1), MAX_WINDOW)


def weighted_median(counted):
    """The value in the middle, or the mean of the two that are.

    :param dict counted: how many times each value is there
    :return: float; None where there are none
    """
    number = sum(counted.values())
    upto, first = 0, None
    for value in sorted(counted):
        upto += counted[value]
        if first is None and upto >= (number + 1) // 2:
            first = value
        if upto >= number // 2 + 1:
            return (first + value) / 2
    return None
