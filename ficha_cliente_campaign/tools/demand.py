"""Demand ahead: from what each customer is expected to buy to what all of them will. No
ORM, no SQL.

What the customers are expected to buy, summed (``expected.py``), is brought to the
level at which it came true of late, and to the season of past years where there are
two; what is told is the middle of that and of what came on average of late, in the same
season: the two are wrong in different ways, so together they are less wrong. All of
it strictly from what was known on the day of the forecast, so the same
functions tell what is ahead and what would have been told a year ago; and the record of
the latter, beside that of two rules that need no customers, says whether to show the
former.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta

#: Of each kind of period: how many of the last ones tell the level, how much less each
#: counts than the one after it; how many make a year, a moving mean and a record, and
#: how many errors a range.
KINDS = {
    "month": {"level": 4, "fade": 0.5, "year": 12, "mean": 3, "few": 6, "range": 4},
    "week": {"level": 8, "fade": 0.8, "year": 52, "mean": 12, "few": 20, "range": 12},
}
#: The level of what is further ahead is that of so many months ahead.
LEADS = 3
#: Fewer periods that came true tell no level.
KNOWN = 2
#: Years from which a season is told.
YEARS = 2
#: A season is at most so many times the year's mean, or so many times less.
SEASON_LIMIT = 6
#: A peak is so many times what is normal.
PEAK = {"month": 1.3, "week": 1.5}
#: Share of what comes that a range holds, and of how many periods told in one it can
#: be said whether it did.
INSIDE = 0.8
RANGED = 6


def first_of(kind, day):
    """The first day of the month, or the Monday of the week, that a day is in."""
    if kind == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday())


def after(kind, start, number=1):
    """The start of the period that comes so many later."""
    if kind == "week":
        return start + timedelta(weeks=number)
    months = start.year * 12 + start.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def record_since(kind, today):
    """The first period of the last twelve months: twelve of the months that are over,
    or 52 of the weeks."""
    return after(kind, first_of(kind, today), -KINDS[kind]["year"])


def year_before(kind, start):
    """The period of the year before: the same month, or the week 52 before."""
    return after(kind, start, -KINDS[kind]["year"])


def season_key(kind, start):
    """What comes again each year: the month, or the number of the week."""
    return start.month if kind == "month" else min(start.isocalendar().week, 52)


@dataclass
class Line:
    """One period as foreseen on one day."""

    day: date  # the last one that was known
    start: date
    lead: int  # 1: the first period after that day
    summed: float  # of what each customer was expected to buy
    foreseen: float | None = None
    low: float | None = None
    high: float | None = None
    same: float | None = None  # what came in the year before
    mean: float | None = None  # what came of late
    came: float | None = None  # empty until the period is over


@dataclass
class _Known:
    """Lines of one lead whose period is over, in the order in which they ended."""

    ends: list = field(default_factory=list)
    lines: list = field(default_factory=list)

    def until(self, day):
        return self.lines[: bisect_right(self.ends, day)]


def foresee(kind, lines, came):
    """Fill in lines: what was foreseen, in which range, and what two simple rules said.

    :param kind: of ``KINDS``
    :param lines: list of ``Line``, of any days
    :param came: ``{start: amount}`` of all periods that are over, without gaps
    :return: the lines, in the order of their day and start
    """
    rules = KINDS[kind]
    lines = sorted(lines, key=lambda line: (line.day, line.start))
    known = {lead: _Known() for lead in range(1, LEADS + 1)}
    for line in sorted(lines, key=lambda line: (line.start, line.day)):
        end = after(kind, line.start) - timedelta(days=1)
        line.came = came.get(line.start)
        lead = _lead_of(kind, line)
        if line.came is not None and (kind == "week" or line.lead == lead):
            known[lead].ends.append(end)
            known[lead].lines.append(line)
    starts = sorted(came)
    # what all lines of a day have in common
    seasons, means, levels, factors = {}, {}, {}, {}
    for line in lines:
        day, lead = line.day, _lead_of(kind, line)
        if day not in seasons:
            seasons[day] = season(kind, known[1].until(day))
            last = _over(kind, starts, day)[-rules["mean"] :]
            lately = sum(came[start] for start in last)
            means[day] = lately / len(last) if last else None
            # the same without its season
            usual = sum(seasons[day].get(season_key(kind, start), 1) for start in last)
            levels[day] = max(lately, 0) / usual if last else None
        if (day, lead) not in factors:
            past = known[lead].until(day)
            if len(past) < KNOWN:
                past = known[1].until(day)
            factors[day, lead] = (
                level(kind, past, seasons[day]) if len(past) >= KNOWN else None,
                *spread(kind, past),
            )
        factor, low, high = factors[day, lead]
        if factor is not None:
            told = line.summed * factor
            if levels[day] is not None:
                told = (told + levels[day]) / 2
            key = season_key(kind, line.start)
            line.foreseen = told * seasons[day].get(key, 1)
            if low is not None:
                line.low, line.high = line.foreseen * low, line.foreseen * high
        line.same = came.get(year_before(kind, line.start))
        line.mean = means[day]
    return lines


def _lead_of(kind, line):
    return 1 if kind == "week" else min(line.lead, LEADS)


def _over(kind, starts, day):
    """The periods that were over on a day."""
    end = bisect_right(starts, first_of(kind, day + timedelta(days=1)))
    if end and after(kind, starts[end - 1]) > day + timedelta(days=1):
        end -= 1
    return starts[:end]


def level(kind, past, season_of):
    """How much came for what was summed, of late: the newest counts most.

    :param past: list of ``Line`` that came
    :param season_of: what :func:`season` gives
    :return: float, or None where nothing had been expected
    """
    rules = KINDS[kind]
    came = summed = 0.0
    for age, line in enumerate(reversed(past[-rules["level"] :])):
        weight = rules["fade"] ** age
        came += weight * line.came
        summed += weight * line.summed * season_of.get(season_key(kind, line.start), 1)
    return max(came, 0) / summed if summed > 0 else None


def season(kind, past):
    """How much more comes at some time of the year than was summed, against the whole
    of its year; drawn towards 1, since few years tell it.

    :param past: list of ``Line`` that came, one for each period
    :return: ``{month or week: factor}``; empty with less than two years
    """
    size = KINDS[kind]["year"]
    years = len(past) // size
    if years < YEARS:
        return {}
    found = {}
    for number in range(years):
        year = past[len(past) - (number + 1) * size :][:size]
        summed = sum(line.summed for line in year)
        whole = sum(line.came for line in year) / summed if summed > 0 else 0
        if whole <= 0:
            return {}
        for line in year:
            parts = found.setdefault(season_key(kind, line.start), [])
            parts.append((line.came, line.summed * whole))
    if kind == "week":
        # one week is little: with those beside it
        found = {
            key: [
                part
                for near in (key, key - 1 or 52, key % 52 + 1, key)
                for part in found.get(near, ())
            ]
            for key in found
        }
    factors = {}
    for key, parts in found.items():
        expected = sum(part[1] for part in parts)
        raw = sum(part[0] for part in parts) / expected if expected > 0 else 1
        raw = min(max(raw, 1 / SEASON_LIMIT), SEASON_LIMIT)
        factors[key] = 1 + (raw - 1) * years / (years + 1)
    return factors


def spread(kind, past):
    """The range of eight in ten, by how wrong it was before (conformal prediction): of
    the next period nothing is supposed but that it is one like those. As far above as
    below, counted in times, since of a few errors both tails cannot be told apart.

    :param past: list of ``Line`` that came
    :return: how many times what is foreseen at least and at most; None where there is
        too little
    """
    ratios = sorted(
        max(line.came, 0) / line.foreseen
        for line in past
        if line.foreseen is not None and line.foreseen > 0
    )
    # of so many and the next one, eight in ten are at most as wrong as this one
    place = math.ceil(INSIDE * (len(ratios) + 1)) - 1
    if len(ratios) < KINDS[kind]["range"] or place >= len(ratios):
        return None, None
    wrong = sorted(abs(math.log(ratio)) if ratio else math.inf for ratio in ratios)
    if wrong[place] < math.inf:
        return math.exp(-wrong[place]), math.exp(wrong[place])
    # nothing came too often: all of what is left out is above
    return 0, max(ratios[place], 1)


# --------------------------------------------------------------------------
# The record.
# --------------------------------------------------------------------------


@dataclass
class Record:
    """How wrong it was: errors are shares of what came (sum of the distances by the
    sum of what came)."""

    periods: int = 0
    ours: float | None = None
    same: float | None = None
    mean: float | None = None
    ranged: int = 0  # how many of them were told in a range
    inside: float | None = None  # share of those that came in it
    verdict: str = "few"  # few, good, same or mean (which of them was as right)


def record(kind, lines, since):
    """Of the periods foreseen just before they began.

    :param lines: what :func:`foresee` gave
    :param date since: first start that counts
    """
    told = [
        line
        for line in lines
        if line.start >= since
        and _lead_of(kind, line) == 1
        and line.came is not None
        and line.foreseen is not None
    ]
    found = Record(periods=len(told))
    if len(told) < KINDS[kind]["few"] or sum(line.came for line in told) <= 0:
        return found
    found.ours = error(told, "foreseen")
    ranged = [line for line in told if line.low is not None]
    found.ranged = len(ranged)
    if ranged:
        found.inside = sum(line.low <= line.came <= line.high for line in ranged) / len(
            ranged
        )
    found.verdict = "good"
    for name in ("mean", "same"):
        # against each of them on the periods that it speaks of
        both = [line for line in told if getattr(line, name) is not None]
        if 2 * len(both) < KINDS[kind]["few"]:
            continue
        simple = error(both, name)
        setattr(found, name, simple)
        if simple is not None and simple <= error(both, "foreseen"):
            better = found.verdict == "good" or simple < getattr(found, found.verdict)
            found.verdict = name if better else found.verdict
    return found


def error(lines, name):
    """Distance between what came and what one of them said, by what came."""
    came = sum(line.came for line in lines)
    if came <= 0:
        return None
    return sum(abs(line.came - getattr(line, name)) for line in lines) / came


def normal(kind, came):
    """What comes in an ordinary period: the mean of the last year of them."""
    last = [came[start] for start in sorted(came)][-KINDS[kind]["year"] :]
    return sum(last) / len(last) if last else 0.0


def peak(kind, foreseen, usual):
    """How many times the normal it is, where that is a peak; else None."""
    if not foreseen or usual <= 0 or foreseen / usual < PEAK[kind]:
        return None
    return foreseen / usual
