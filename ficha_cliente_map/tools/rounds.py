"""Whom to visit, on which day and in which order. No database.

Who must be visited goes first, then who matters most, and among the same the fewest
kilometres. Stops have hours, days have hours and lunch. An insertion, mended by taking
neighbouring stops out and putting them back better, with 2-opt within a day. Where the
time it is given is enough, the same question has the same answer.

Times are minutes, as of midnight or of whatever moment.
"""

import math
import random
import time
from dataclasses import dataclass, field, replace

# what leaving a stop out costs, against kilometres: more than any way there
MUST = 1e7
PRIORITY = 1e4
# after so many attempts it is known how many there will be
PACE = 30


@dataclass(frozen=True)
class Stop:
    """Somebody to visit."""

    key: object
    place: int  # row of the matrices
    service: float
    # when a visit may begin: (from, until); none: at any time
    windows: tuple = ()
    priority: float = 1
    must: bool = False
    load: float = 0
    days: frozenset = frozenset()  # on these days only; none: on any


@dataclass(frozen=True)
class Day:
    """A day of a seller: where and when it begins and ends."""

    key: object
    start: int
    end: int
    opens: float
    closes: float
    lunch: tuple = ()  # (not before, not after, minutes)
    capacity: float = float("inf")
    blocked: tuple = ()  # (from, until), as of joined: nobody drives or visits then


def joined(spans):
    """Spans of time in their order; those that overlap are one.

    :param spans: pairs of (from, until)
    :return: tuple of pairs
    """
    found = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return tuple(found)


def within(spans, first, last):
    """How much of some :func:`joined` spans is between two moments."""
    return sum(max(0, min(until, last) - max(since, first)) for since, until in spans)


@dataclass
class Visit:
    """A stop in its place in the day."""

    key: object
    arrive: float
    begin: float
    leave: float
    drive: float
    km: float
    lunch: bool = False  # eaten on the way to it


@dataclass
class Plan:
    days: dict = field(default_factory=dict)  # key: list of Visit
    back: dict = field(default_factory=dict)  # key: when the day is over
    km: float = 0.0
    left: dict = field(default_factory=dict)  # key: see _why_left
    solver: str = "own"


class Rounds:
    """A question: days, stops, and the ways between their places.

    :param kilometres: matrix; what is kept small
    :param minutes: matrix of the driving times
    """

    def __init__(self, days, stops, kilometres, minutes):
        self.days = list(days)
        self.stops = list(stops)
        self.km = kilometres
        self.minutes = minutes
        self.windows = [sorted(stop.windows) for stop in self.stops]

    # -- one day --------------------------------------------------------------------

    def _begin(self, number, arrive):
        """When a visit that arrives then may begin; None when it is too late."""
        windows = self.windows[number]
        if not windows:
            return arrive
        for opens, closes in windows:
            if arrive <= closes:
                return max(arrive, opens)
        return None

    def _free(self, day, start, minutes):
        """From when on there are so many minutes in which nothing else is."""
        for since, until in day.blocked:
            if start < until and start + minutes > since:
                start = until
        return start

    def _arrive(self, day, now, drive, number):
        """When a stop is reached by who may set out then, and when the visit begins;
        None for that when it is too late."""
        arrive = self._free(day, now, drive) + drive
        begin, service = self._begin(number, arrive), self.stops[number].service
        while begin is not None and day.blocked:
            free = self._free(day, begin, service)
            if free == begin:
                break
            begin = self._begin(number, free)
        return arrive, begin

    def _leg(self, day, now, place, hungry, number):
        """From one place to a stop.

        :return: ``(arrive, begin or None, whether lunch was had before)``
        """
        stop = self.stops[number]
        drive = self.minutes[place][stop.place]
        arrive, begin = self._arrive(day, now, drive, number)
        if hungry:
            over = (arrive if begin is None else begin) + stop.service
            if now >= day.lunch[0] or over > day.lunch[1]:
                now = self._eat(day, now, drive)
                return *self._arrive(day, now, drive, number), True
        return arrive, begin, False

    def _eat(self, day, now, drive):
        """When one would set out who has lunch before the end of a drive: on a way that
        is still driven when lunch may begin it is had on the way, and nobody waits for
        it before."""
        since, _until, minutes = day.lunch
        if now + drive < since:
            return self._free(day, max(now, since), minutes) + minutes
        return self._free(day, now, drive + minutes) + minutes

    def walk(self, day, route, strict=True):
        """The times of a day in this order.

        :param bool strict: whether all hours must be kept; if not, a visit that comes
            too late begins when it comes
        :return: list of ``(arrive, begin, leave, drive, km, lunch)`` and when it is
            over, or None when it cannot be done
        """
        now, place, hungry = day.opens, day.start, bool(day.lunch)
        lines, load = [], 0.0
        for number in route:
            stop = self.stops[number]
            if strict and stop.days and day.key not in stop.days:
                return None
            load += stop.load
            arrive, begin, eaten = self._leg(day, now, place, hungry, number)
            if begin is None:
                if strict:
                    return None
                begin = arrive
            hungry = hungry and not eaten
            now = begin + stop.service
            drive, km = (way[place][stop.place] for way in (self.minutes, self.km))
            lines.append((arrive, begin, now, drive, km, eaten))
            place = stop.place
        over = self._home(day, now, place, hungry)
        if strict and (over > day.closes + 1e-9 or load > day.capacity):
            return None
        return lines, over

    def _home(self, day, now, place, hungry):
        """When one is back who sets out from there then: whoever would come home after
        lunch has it before."""
        way = self.minutes[place][day.end]
        if hungry and now + way > day.lunch[1]:
            now = self._eat(day, now, way)
        return self._free(day, now, way) + way

    def length(self, day, route):
        """Kilometres of a day in this order; none when nobody is visited."""
        if not route:
            return 0.0
        places = [day.start, *(self.stops[n].place for n in route), day.end]
        return sum(self.km[a][b] for a, b in zip(places, places[1:], strict=False))

    def _best_place(self, day, route, number):
        """Where in a day a stop costs least.

        :return: ``(kilometres more, position)`` or None
        """
        place = self.stops[number].place
        places = [day.start, *(self.stops[n].place for n in route), day.end]
        if route:
            costs = [
                (
                    self.km[before][place]
                    + self.km[place][after]
                    - self.km[before][after],
                    position,
                )
                for position, (before, after) in enumerate(
                    zip(places, places[1:], strict=False)
                )
            ]
        else:
            costs = [(self.km[day.start][place] + self.km[place][day.end], 0)]
        # the cheapest that fits, from where the day is before it
        states, spare = None, self._spare(day, places, route, number)
        for cost, position in sorted(costs):
            before, after = places[position], places[position + 1]
            way = self.minutes[before][place] + self.minutes[place][after]
            if way - self.minutes[before][after] > spare:
                continue
            states = states or self._states(day, route)
            if self._fits(day, states[position], (number, *route[position:])):
                return cost, position
        return None

    def _spare(self, day, places, route, number):
        """Minutes that are left at most for the way to one more stop: waiting for hours
        only takes more of them."""
        ways = sum(self.minutes[a][b] for a, b in zip(places, places[1:], strict=False))
        work = ways + sum(self.stops[n].service for n in (*route, number))
        if day.lunch and day.opens + work > day.lunch[1]:
            work += day.lunch[2]  # by then they will have eaten
        return day.closes - day.opens - work + 1e-9

    def _states(self, day, route):
        """For each position of a day that can be done: when one sets out for it, from
        where, whether lunch is still to come, and what has been delivered."""
        states = [(day.opens, day.start, bool(day.lunch), 0.0)]
        for number in route:
            states.append(self._step(day, states[-1], number))
        return states

    def _step(self, day, state, number):
        """As one turn of :meth:`walk`; None when it cannot be done."""
        now, place, hungry, load = state
        stop = self.stops[number]
        if day.blocked:
            _arrive, begin, eaten = self._leg(day, now, place, hungry, number)
            hungry = hungry and not eaten
        else:  # as _leg, which is asked too often for its calls
            drive = self.minutes[place][stop.place]
            begin = self._begin(number, now + drive)
            if begin is None:
                return None
            if hungry and (now >= day.lunch[0] or begin + stop.service > day.lunch[1]):
                now, hungry = self._eat(day, now, drive), False
                begin = self._begin(number, now + drive)
        if begin is None:
            return None
        over = begin + stop.service
        if over > day.closes:
            return None
        return over, stop.place, hungry, load + stop.load

    def _fits(self, day, state, rest):
        """Whether the rest of a day can be done from a state of it."""
        if (days := self.stops[rest[0]].days) and day.key not in days:
            return False
        for number in rest:
            state = self._step(day, state, number)
            if state is None:
                return False
        now, place, hungry, load = state
        over = self._home(day, now, place, hungry)
        return over <= day.closes + 1e-9 and load <= day.capacity

    # -- all days -------------------------------------------------------------------

    def _price(self, number):
        stop = self.stops[number]
        return MUST * stop.must + PRIORITY * stop.priority

    def cost(self, routes, left):
        """What a plan costs: kilometres, and who is left out."""
        return sum(
            self.length(day, route)
            for day, route in zip(self.days, routes, strict=True)
        ) + sum(self._price(number) for number in left)

    def insert(self, routes, waiting, noise=None):
        """Puts in whoever fits, the dearest first and where it costs least; changes
        ``routes``.

        :param noise: random; then who comes first varies
        :return: who stays out
        """
        places = {
            number: [self._best_place(d, r, number) for d, r in self._pairs(routes)]
            for number in waiting
        }
        left = []
        while places:
            choice = None
            for number, found in places.items():
                options = sorted(
                    (cost, which, position)
                    for which, option in enumerate(found)
                    if option
                    for cost, position in (option,)
                )
                if not options:
                    continue
                # who loses most by waiting: regret
                second = options[1][0] if len(options) > 1 else options[0][0] + 1e3
                merit = (
                    self.stops[number].must,
                    self.stops[number].priority,
                    (second - options[0][0] if len(self.days) > 1 else 0)
                    - options[0][0]
                    + (noise.random() * noise.choice((0, 10)) if noise else 0),
                )
                if choice is None or merit > choice[0]:
                    choice = merit, number, options[0]
            if choice is None:
                left += places
                break
            _merit, number, (_cost, which, position) = choice
            del places[number]
            routes[which].insert(position, number)
            for other in places:
                places[other][which] = self._best_place(
                    self.days[which], routes[which], other
                )
        return left

    def _begin_with(self, routes, seconds, rounds):
        """A first plan: who must be visited wherever it costs least; then one day after
        the other is filled by itself, so that each stays in its part of the country.

        :return: who stays out
        """
        numbers = range(len(self.stops))
        must = [number for number in numbers if self.stops[number].must]
        rest = [number for number in numbers if not self.stops[number].must]
        if len(self.days) < 2 or not rest:
            return self.insert(routes, numbers)
        left = self.insert(routes, must)
        for which, (day, route) in enumerate(self._pairs(routes)):
            asked = [*route, *rest]
            one = Rounds([day], [], self.km, self.minutes)
            one.stops = [self.stops[number] for number in asked]
            one.windows = [self.windows[number] for number in asked]
            found, out = one.search(seconds / len(self.days), rounds)
            routes[which] = [asked[number] for number in found[0]]
            rest = [asked[number] for number in out]
        return left + rest

    def _pairs(self, routes):
        return list(zip(self.days, routes, strict=True))

    def two_opt(self, routes):
        """Turns parts of a day around, while that makes it shorter."""
        for which, (day, route) in enumerate(self._pairs(routes)):
            best, better = self.length(day, route), True
            while better:
                better = False
                for first in range(len(route) - 1):
                    for last in range(first + 2, len(route) + 1):
                        turned = [
                            *route[:first],
                            *reversed(route[first:last]),
                            *route[last:],
                        ]
                        length = self.length(day, turned)
                        if length < best - 1e-9 and self.walk(day, turned):
                            route, best, better = turned, length, True
            routes[which] = route

    def _alike(self):
        """For each day the first one that is like it: while both are empty, one of
        them is enough to be tried."""
        first = {}
        return [
            first.setdefault(
                (d.start, d.end, d.opens, d.closes, d.lunch, d.capacity), number
            )
            for number, d in enumerate(self.days)
        ]

    def put_back(self, routes, waiting, chance):
        """As :meth:`insert`, quicker: in an order of chance, each where it costs least,
        now and then not quite; changes ``routes``.

        :return: who stays out
        """
        order = chance.choice((self._by_chance, self._far_first, self._early_first))
        waiting = sorted(waiting, key=lambda n: order(n, chance))
        waiting.sort(key=lambda n: not self.stops[n].must)
        alike = self._alike_days
        left = []
        for number in waiting:
            best, tried = None, set()
            for which, (day, route) in enumerate(self._pairs(routes)):
                if not route and not self.stops[number].days:
                    if alike[which] in tried:
                        continue
                    tried.add(alike[which])
                if route and chance.random() < 0.02:
                    continue
                option = self._best_place(day, route, number)
                if option and (best is None or option[0] < best[0]):
                    best = (*option, which)
            if best and best[0] <= self._price(number):
                routes[best[2]].insert(best[1], number)
            else:
                left.append(number)
        return left

    def _by_chance(self, number, chance):
        return chance.random()

    def _far_first(self, number, chance):
        return -self.km[self.days[0].start][self.stops[number].place]

    def _early_first(self, number, chance):
        windows = self.windows[number]
        return windows[0][1] if windows else float("inf")

    def solve(self, seconds=1.5, rounds=6000, seed=7):
        """The best plan found within so many seconds and attempts.

        :return: :class:`Plan`
        """
        return self.plan(*self.search(seconds, rounds, seed))

    def search(self, seconds=1.5, rounds=6000, seed=7):
        """As :meth:`solve`, in numbers of stops.

        :return: ``(routes, left)``
        """
        until = time.monotonic() + seconds
        chance = random.Random(seed)
        self._alike_days = self._alike()
        routes = [[] for _day in self.days]
        left = self._begin_with(routes, seconds * 0.7, rounds)
        self.two_opt(routes)
        best = now = self.cost(routes, left)
        kept = ([list(route) for route in routes], list(left))
        near = self._neighbours()
        planned = sum(map(len, routes))
        way = sum(self.length(d, r) for d, r in self._pairs(routes))
        heat = way / max(1, planned)
        begun = time.monotonic()
        for attempt in range(rounds):
            now_is = time.monotonic()
            if now_is > until or attempt >= rounds or not any(routes):
                break
            if attempt == PACE:  # it cools down by the end of its time
                took = max(now_is - begun, 1e-6)
                rounds = min(rounds, int(PACE * (until - begun) / took))
            tried = [list(route) for route in routes]
            out = self._take_out(tried, near, chance)
            # of those left out before, some who might fit now, those near first
            outside = set(left)
            again = [n for n in near[out[0]] if n in outside][:6]
            rest = [n for n in left if n not in again]
            still = self.put_back(tried, [*out, *again], chance)
            cost = self.cost(tried, [*rest, *still])
            warm = heat * 0.001 ** (attempt / rounds)
            if cost < now - warm * math.log(chance.random() or 1e-9):
                routes, left, now = tried, [*rest, *still], cost
                if cost < best - 1e-9:
                    best = cost
                    kept = ([list(route) for route in routes], list(left))
        routes, left = kept
        left = self.insert(routes, left)
        self.two_opt(routes)
        return routes, left

    def _neighbours(self):
        """For each stop the others, the nearest first."""
        return [
            sorted(
                (n for n in range(len(self.stops)) if n != number),
                key=lambda n: self.km[stop.place][self.stops[n].place],
            )[:40]
            for number, stop in enumerate(self.stops)
        ]

    def _take_out(self, routes, near, chance):
        """Takes a stop and some of its neighbours out of their days."""
        planned = [number for route in routes for number in route]
        first = chance.choice(planned)
        many = min(len(planned), chance.randint(1, 9))
        inside = set(planned)
        if chance.random() < 0.2:
            out = chance.sample(planned, many)
        else:
            # a stretch of each of the days around one stop
            out = []
            for number in [first, *near[first]]:
                route = next((r for r in routes if number in r), None)
                if number not in inside or number in out or route is None:
                    continue
                at = route.index(number)
                since = max(0, at - chance.randint(0, 3))
                out += [
                    n for n in route[since : at + chance.randint(1, 3)] if n not in out
                ]
                if len(out) >= many:
                    break
        for route in routes:
            route[:] = [number for number in route if number not in out]
        return out

    def plan(self, routes, left, solver="own"):
        """A plan in words of its times.

        :param list routes: numbers of stops, a list for each day
        """
        plan = Plan(solver=solver)
        for day, route in self._pairs(routes):
            # on which nobody is visited may be over already
            walked = self.walk(day, route, strict=bool(route))
            if walked is None:
                raise ValueError("this order cannot be done")
            lines, over = walked
            plan.days[day.key] = [
                Visit(self.stops[number].key, *line)
                for number, line in zip(route, lines, strict=True)
            ]
            plan.back[day.key] = over
            plan.km += self.length(day, route)
        for number in left:
            plan.left[self.stops[number].key] = self._why_left(number)
        return plan

    def _why_left(self, number):
        """Why a stop stays out: the days are *full*, its hours are *closed*, or even
        without hours and alone it is too *far*."""
        days = [replace(day, blocked=()) for day in self.days]
        if any(self.walk(day, [number]) for day in days):
            return "full"
        windows, self.windows[number] = self.windows[number], []
        try:
            alone = any(self.walk(day, [number]) for day in days)
        finally:
            self.windows[number] = windows
        return "closed" if alone else "far"
