"""Weeks of visits: everybody within their interval, days of equal length, few
kilometres. No database.

Each customer is put on the days that cost least, those with the shortest interval and
the farthest first, and then some times again: a day that is longer than the others
costs, and so does the way to the nearest of those who are visited that day.
"""

from dataclasses import dataclass

from .distance import near_km
from .travel import road_km, road_minutes

PASSES = 4
# what a minute of a day beyond the mean costs, against a kilometre
UNEQUAL = 0.02


@dataclass(frozen=True)
class Customer:
    """Somebody to be visited again and again."""

    key: object
    point: tuple
    every: int  # working days from one visit to the next, at most
    first: int  # the first visit, so many working days from the first day at most
    minutes: float = 30
    weekdays: frozenset = frozenset()  # on these only; none: on any


class Balance:
    """Days of one seller, and who is visited on each.

    :param list weekdays: that of each day, Monday is 0
    :param tuple start: where the days begin and end
    :param float most: minutes of a day, with its driving
    """

    def __init__(self, customers, weekdays, start, most=float("inf")):
        self.customers = list(customers)
        self.weekdays = list(weekdays)
        self.start = start
        self.most = most
        self.days = [[] for _day in self.weekdays]
        self.left = []
        self.far = []

    def _series(self, customer, first):
        """The days of a customer whose first visit is on that day; None when an
        interval would be too long."""
        possible = [
            day
            for day, weekday in enumerate(self.weekdays)
            if not customer.weekdays or weekday in customer.weekdays
        ]
        if first not in possible:
            return None
        series, day = [first], first
        while day + customer.every < len(self.weekdays):
            # as late as it may be: the fewest visits
            later = [d for d in possible if day < d <= day + customer.every]
            if not later:
                return None
            day = later[-1]
            series.append(day)
        return series

    def _cost(self, customer, series, mean):
        cost = 0.0
        for day in series:
            others = self.days[day]
            way = (
                min(near_km(customer.point, other.point) for other in others)
                if others
                else near_km(customer.point, self.start)
            )
            over = self.minutes(day) + customer.minutes - mean
            cost += way + UNEQUAL * max(0, over) ** 2 / 10
        return cost

    def _put(self, customer, mean):
        """Puts a customer where it costs least; false where they can be on no days."""
        options = [
            (self._cost(customer, series, mean), series)
            for first in range(min(customer.first + 1, len(self.days)))
            if (series := self._series(customer, first))
        ]
        if not options:
            return False
        for day in min(options, key=lambda option: option[0])[1]:
            self.days[day].append(customer)
        return True

    def minutes(self, day):
        """Minutes with customers on a day."""
        return sum(customer.minutes for customer in self.days[day])

    def solve(self):
        """:return: itself; ``far`` has those to whom the way there and back and the
        visit take longer than a day, as in rounds, ``left`` who can be on no days
        within their interval"""
        self.far = [
            c
            for c in self.customers
            if 2 * road_minutes(self.start, c.point) + c.minutes > self.most
        ]
        order = sorted(
            (c for c in self.customers if c not in self.far),
            key=lambda c: (c.every, -near_km(c.point, self.start), str(c.key)),
        )
        visits = sum(
            c.minutes * max(1, len(self.days) / max(1, c.every)) for c in order
        )
        mean = visits / max(1, len(self.days))
        self.left = [c for c in order if not self._put(c, mean)]
        for _pass in range(PASSES):
            for customer in order:
                if customer in self.left:
                    continue
                for day in self.days:
                    if customer in day:
                        day.remove(customer)
                self._put(customer, mean)
        return self

    def way(self, day):
        """Kilometres and minutes of a day's way, to whoever is nearest next."""
        here, rest, kilometres, minutes = self.start, list(self.days[day]), 0.0, 0.0
        while rest:
            following = min(rest, key=lambda c: near_km(here, c.point))
            rest.remove(following)
            kilometres += road_km(here, following.point)
            minutes += road_minutes(here, following.point)
            here = following.point
        return (
            kilometres + road_km(here, self.start),
            minutes + road_minutes(here, self.start),
        )
