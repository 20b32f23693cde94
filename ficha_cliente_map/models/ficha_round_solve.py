import logging
from dataclasses import replace

from odoo import Command, fields, models

from ..tools import rounds_vroom, router
from ..tools.rounds import Day, Rounds, Stop, within
from ..tools.travel import matrices

_logger = logging.getLogger(__name__)

# VROOM is asked up to so many stops: of one day with more it visits who matters less,
# of several days with more it takes longer than anybody waits
VROOM_STOPS = 100
VROOM_STOPS_OF_DAYS = 400
# who stays out and is named; of the others it is told how many they are
LEFT = 20
# minutes within which lunch begins
LUNCH = 90
SECONDS = 1.2
SECONDS_OF_DAYS = 3.0


class FichaRound(models.Model):
    """How rounds are put in order: the question, its answer, and the times."""

    _inherit = "ficha.round"

    # -- what is asked --------------------------------------------------------------

    def _day(self, start=0, end=1):
        """This round as a day of the solver.

        :param int start: place of its start in the question; so ``end``
        """
        lunch, since = (), self.lunch_from * 60
        # who begins after lunch has had it
        if self.lunch_minutes and self.opens * 60 < since + LUNCH:
            lunch = (since, since + LUNCH, self.lunch_minutes)
        return Day(
            self.id,
            start,
            end,
            self.opens * 60,
            self.closes * 60,
            lunch,
            blocked=self._blocked(),
        )

    def _question(self, stops, choices=None, here=None):
        """The solver's question of these rounds and stops, which are on the map.

        :param dict choices: ids of the rounds on which a stop may be; none: its own
        :param here: where the seller is, instead of the start
        :return: ``(Rounds, where the distances come from)``
        """
        places, days = [], []
        for plan in self:
            days.append(plan._day(len(places), len(places) + 1))
            places += [here or plan.start_id._map_point(), plan.end_id._map_point()]
        first = len(places)
        places += [stop.partner_id._map_point() for stop in stops]
        kilometres, minutes, source = self._ways(places)
        choices = choices or {}
        return (
            Rounds(
                days,
                [
                    Stop(
                        stop,
                        place,
                        stop.minutes or stop.round_id.visit_minutes,
                        stop._windows(),
                        stop.priority,
                        stop.kind in ("fixed", "manual") or stop.pinned,
                        days=frozenset(choices.get(stop) or stop.round_id.ids)
                        if len(self) > 1
                        else frozenset(),
                    )
                    for place, stop in enumerate(stops, first)
                ],
                kilometres,
                minutes,
            ),
            source,
        )

    def _ways(self, places):
        """Kilometres and minutes between places, as they are shown: kilometres with one
        decimal, whole minutes. Times and sums are made of these, so that whoever adds
        up what stands on the screen gets what stands there.

        :return: ``(kilometres, minutes, where they come from)``
        """
        kilometres, minutes, source = self._ways_exactly(places)
        return (
            [[round(km, 1) for km in row] for row in kilometres],
            [[round(drive) for drive in row] for row in minutes],
            source,
        )

    def _ways_exactly(self, places):
        """As :meth:`_ways`: of the company's router where it has one that answers,
        otherwise straight lines times a factor."""
        company = self.company_id[:1]
        if not company.map_router or len(places) > router.PLACES:
            return *matrices(places), "line"
        # sudo: the key of the router is the administrator's; sellers only use it
        kind, url, key = company.sudo()._map_router()
        try:
            return *router.ask(kind, url, key, places), "router"
        except router.NoAnswer as error:
            _logger.info("The router does not answer: %s", error)
            return *matrices(places), "silent"

    # -- what is answered -----------------------------------------------------------

    def _propose(self):
        """Whom to visit on these days of one seller, and in which order."""
        self._check_open()
        self._check_start()
        kept = self.env["ficha.round.stop"]
        for plan in self:
            stays = plan.stop_ids.filtered(
                lambda s: s.kind == "manual" or s.pinned or s.state != "planned"
            )
            gone = stays.filtered(lambda s: s.kind == "fixed" and s.state == "planned")
            (plan.stop_ids - (stays - gone)).unlink()
            plan.left_ids.unlink()
            kept |= stays - gone
        rows = self._candidates()
        days = [row.pop("days", ()) for row in rows]
        stops = kept.create(rows)
        self._solve(kept | stops, dict(zip(stops, days, strict=True)))

    def _solve(self, stops, choices=None, seconds=None, keep=False):
        """Puts stops in order; who does not fit goes to those who stay out. A day that
        has begun goes on from where the last visit was, and when.

        :param dict choices: see :meth:`_question`
        :param float seconds: what the solver is given
        :param bool keep: whether who does not fit stays on the round, at its end
        """
        finished = stops.filtered(lambda s: s.state != "planned")
        stops -= finished
        placed = stops.filtered(lambda s: s.partner_id.map_precision)
        several = len(self) > 1
        here, now = (None, None) if several else self._from_here()
        question, source = self._question(placed, choices, here)
        if here:
            question.days = [self._going_on(question.days[0], now)]
        seconds = seconds or (SECONDS_OF_DAYS if several else SECONDS)
        most = VROOM_STOPS_OF_DAYS if several else VROOM_STOPS
        # a day that is over has no span of time, which VROOM asks for
        is_over = any(day.opens > day.closes for day in question.days)
        if rounds_vroom.available() and len(placed) <= most and not is_over:
            answer = rounds_vroom.solve(question, seconds)
        else:
            answer = question.solve(seconds)
        # who is kept does not stay out: the stop says that it comes too late
        left = {} if keep else dict(answer.left)
        left.update((stop, "nowhere") for stop in stops - placed)
        self._note_left(left)
        inside = placed.browse()
        for plan in self:
            row = placed.browse([visit.key.id for visit in answer.days[plan.id]])
            gone = finished.filtered(lambda s, plan=plan: s.round_id == plan)
            for number, stop in enumerate([*gone, *row], 1):
                stop.write({"round_id": plan.id, "sequence": number})
            inside |= row
        outside = stops - inside
        if not keep:
            outside.filtered(lambda s: s.kind != "manual" and not s.pinned).unlink()
        for stop in outside.exists():
            stop.sequence = len(stop.round_id.stop_ids) + 1
        self.solver = answer.solver
        if source == "line" and self.company_id[:1].map_router:
            # too many for the router: of those chosen it says the ways
            for plan in self:
                if 0 < len(plan.stop_ids) <= router.PLACES - 2:
                    before = [
                        Command.create(
                            {"partner_id": row.partner_id.id, "why": row.why}
                        )
                        for row in plan.left_ids
                    ]
                    plan._solve(plan.stop_ids, keep=keep)
                    plan.left_ids = before
        else:
            self._retime()

    def _note_left(self, left):
        """Who stays out, and why; of many the twenty that matter most, and how many
        more. Of several days: who could have been on any stands at the first."""
        rows = sorted(left, key=lambda stop: (stop.kind == "due", -stop.priority))
        self[:1].left_more = len(rows[LEFT:])
        self[1:].left_more = 0
        rows = rows[:LEFT]
        for plan in self:
            plan.left_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {"partner_id": stop.partner_id.id, "why": left[stop]}
                    )
                    for stop in rows
                    if (self[:1] if stop.kind == "due" else stop.round_id) == plan
                ),
            ]

    # -- times ----------------------------------------------------------------------

    def _retime(self):
        """The times of the stops in the order they have, also when it does not work
        out: then the stop says so."""
        for plan in self:
            stops = plan.stop_ids.sorted("sequence").filtered(
                lambda s: s.state == "planned" and s.partner_id.map_precision
            )
            if not plan.start_id.map_precision or not plan.end_id.map_precision:
                continue
            here, now = plan._from_here()
            question, source = plan._question(stops, here=here)
            day = question.days[0]
            if here:
                day = plan._going_on(day, now)
            lines, over = question.walk(day, range(len(stops)), strict=False)
            # who is no longer on the map has no hour, and no way
            planned = plan.stop_ids.filtered(lambda s: s.state == "planned")
            (planned - stops).write(
                dict.fromkeys(("arrive", "begin", "drive", "pause", "meeting", "km"), 0)
            )
            free = day.opens
            for stop, (arrive, begin, leave, drive, km, eaten) in zip(
                stops, lines, strict=True
            ):
                idle = round(arrive - drive - free)
                # beside lunch: the meetings of that time
                other = round(within(day.blocked, free, arrive - drive))
                meeting = min(idle, other) if eaten else idle
                stop.write(
                    {
                        "arrive": arrive / 60,
                        "begin": begin / 60,
                        "drive": drive,
                        "pause": idle - meeting,
                        "meeting": meeting,
                        "km": km,
                    }
                )
                free = leave
            gone = plan.stop_ids.filtered(lambda s: s.state != "planned")
            last = question.stops[-1].place if stops else day.start
            # nobody is visited: no way
            way = stops or gone
            back = question.km[last][day.end] if way else 0
            plan.write(
                {
                    "km": sum((stops | gone).mapped("km")) + back,
                    "back": over / 60,
                    "back_km": back,
                    "back_drive": question.minutes[last][day.end] if way else 0,
                    "distances": source,
                }
            )

    def _from_here(self):
        """Where and when the day goes on: once somebody was visited, from there.

        :return: ``(point, minutes)``, or nothing twice
        """
        over = self.stop_ids.filtered("done_on").sorted("done_on")[-1:]
        if not over or not over.partner_id.map_precision:
            return None, None
        return over.partner_id._map_point(), self._hour(over.done_on) * 60

    def _going_on(self, day, now):
        """The rest of a day of the solver: lunch that was had by then, before one of
        the visits, or that is over, is not had again."""
        lunch = day.lunch
        if lunch:
            over = self.stop_ids.filtered(lambda s: s.done_on and s.pause)
            had = any(self._hour(s.done_on) * 60 >= lunch[0] for s in over)
            if had or now >= lunch[1]:
                lunch = ()
        return replace(day, opens=now, lunch=lunch)

    def _move_rest(self, stop):
        """A visit is over: those that follow get their new times."""
        today = fields.Date.context_today(self.with_context(tz=self.user_id.tz))
        if self.date == today:
            self._retime()
