from dataclasses import replace
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_duration

from odoo.addons.ficha_cliente.tools.bounds import check_days
from odoo.addons.ficha_cliente.tools.words import in_near_date

from ..tools import rounds_vroom
from ..tools.rounds import Day, Rounds, Stop
from ..tools.travel import matrices
from .ficha_round_stop import MOST_MINUTES

# VROOM is asked up to so many stops: with more it takes longer than anybody waits
VROOM_STOPS = 100
SECONDS = 1.2


class FichaRound(models.Model):
    """A seller's day on the road: whom to visit, in which order, and why. It proposes;
    the seller moves, adds and drops; accepting makes it meetings of the calendar."""

    _name = "ficha.round"
    _description = "Round of Visits"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_names_search = ["user_id"]

    name = fields.Char(compute="_compute_name", help="Who, and when.")
    user_id = fields.Many2one(
        "res.users",
        string="Seller",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        ondelete="cascade",
        help="Who drives.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        help="For which company.",
    )
    date = fields.Date(
        string="Day",
        required=True,
        default=fields.Date.context_today,
        help="Day of the round.",
    )
    state = fields.Selection(
        [("draft", "Proposed"), ("accepted", "Accepted"), ("done", "Done")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
        help="Accepted rounds are in the calendar.",
    )
    start_id = fields.Many2one(
        "res.partner",
        string="Starts at",
        default=lambda self: self.env.user._map_start(),
        help="Address where the day begins; it must be on the map.",
    )
    end_id = fields.Many2one(
        "res.partner",
        string="Ends at",
        default=lambda self: self.env.user._map_start(),
        help="Address where the day ends.",
    )
    opens = fields.Float(
        string="From", default=9, aggregator=None, help="When the seller sets out."
    )
    closes = fields.Float(
        string="Until", default=18, aggregator=None, help="When the seller is back."
    )
    lunch_from = fields.Float(
        default=14, aggregator=None, help="Lunch not before this hour."
    )
    lunch_minutes = fields.Integer(default=60, help="Minutes for lunch; 0: no lunch.")
    visit_minutes = fields.Integer(
        string="Minutes per visit", default=30, help="How long a visit usually takes."
    )
    stop_ids = fields.One2many(
        "ficha.round.stop", "round_id", string="Stops", help="In their order."
    )
    left_ids = fields.One2many(
        "ficha.round.left",
        "round_id",
        string="Stay out",
        help="Who stays out, and why.",
    )
    km = fields.Float(
        string="Kilometres",
        digits=(10, 1),
        readonly=True,
        copy=False,
        help="By road, estimated from straight lines.",
    )
    back = fields.Float(
        string="Back at",
        readonly=True,
        copy=False,
        aggregator=None,
        help="When the seller is back.",
    )
    solver = fields.Selection(
        [("vroom", "VROOM"), ("own", "The module's own")],
        readonly=True,
        copy=False,
        help="Who put the stops in order.",
    )
    visit_count = fields.Integer(
        string="Visits", compute="_compute_counts", help="Stops of the round."
    )
    done_count = fields.Integer(
        string="Visits done", compute="_compute_counts", help="Of them done."
    )

    @api.depends("user_id", "date")
    @api.depends_context("lang")
    def _compute_name(self):
        for plan in self:
            day = in_near_date(self.env, plan.date, weekday=True) if plan.date else ""
            plan.name = f"{plan.user_id.name or ''}, {day}"

    @api.depends("stop_ids.state")
    def _compute_counts(self):
        for plan in self:
            plan.visit_count = len(plan.stop_ids)
            plan.done_count = len(plan.stop_ids.filtered(lambda s: s.state == "done"))

    @api.constrains("opens", "closes", "lunch_from", "lunch_minutes", "visit_minutes")
    def _check_hours(self):
        for plan in self:
            hours = (plan.opens, plan.closes, plan.lunch_from)
            if not all(0 <= hour <= 24 for hour in hours) or plan.opens >= plan.closes:
                raise ValidationError(
                    self.env._(
                        "The day goes from %(opens)s until %(closes)s: write hours "
                        "between 0:00 and 24:00, the first one earlier.",
                        opens=format_duration(plan.opens),
                        closes=format_duration(plan.closes),
                    )
                )
            if not 0 <= plan.lunch_minutes <= 240 or not 1 <= plan.visit_minutes <= 600:
                raise ValidationError(
                    self.env._(
                        "A visit takes between 1 and 600 minutes, lunch up to 240."
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        check_days(self, "date")

    # -- what is asked --------------------------------------------------------------

    def _day(self):
        """This round as a day of the solver, whose places 0 and 1 are start and end."""
        lunch = ()
        if self.lunch_minutes:
            since = self.lunch_from * 60
            lunch = (since, since + 90, self.lunch_minutes)
        return Day(self.id, 0, 1, self.opens * 60, self.closes * 60, lunch)

    def _check_start(self):
        for plan in self:
            if not plan.start_id or not plan.end_id:
                raise UserError(
                    self.env._(
                        "Say where %(seller)s starts and ends: the fields Starts at "
                        "and Ends at are empty.",
                        seller=plan.user_id.name,
                    )
                )
            for partner in (plan.start_id, plan.end_id):
                if not partner.map_precision:
                    raise UserError(
                        self.env._(
                            "%(place)s is not on the map, so no round can start or end "
                            "there. Write its address, or put its pin.",
                            place=partner.display_name,
                        )
                    )

    def _question(self, stops):
        """The solver's question of these stops, which are on the map."""
        self.ensure_one()
        places = [self.start_id, self.end_id, *(stop.partner_id for stop in stops)]
        kilometres, minutes = matrices([place._map_point() for place in places])
        return Rounds(
            [self._day()],
            [
                Stop(
                    stop,
                    place,
                    stop.minutes or self.visit_minutes,
                    stop._windows(),
                    stop.priority,
                    stop.kind in ("fixed", "manual") or stop.pinned,
                )
                for place, stop in enumerate(stops, 2)
            ],
            kilometres,
            minutes,
        )

    # -- gestures -------------------------------------------------------------------

    def action_propose(self):
        """Whom to visit on this day, and in which order: what is fixed, put in by hand
        or pinned first, then who is due, as long as the day lasts."""
        for plan in self:
            plan._check_open()
            plan._check_start()
            kept = plan.stop_ids.filtered(
                lambda s: s.kind == "manual" or s.pinned or s.state != "planned"
            )
            kept.filtered(lambda s: s.kind == "fixed" and s.state == "planned").unlink()
            (plan.stop_ids - kept).unlink()
            plan.left_ids.unlink()
            Stop = self.env["ficha.round.stop"]
            plan._solve(kept.exists() | Stop.create(plan._candidates()))
        return True

    def action_reorder(self):
        """The same stops, in the best order."""
        for plan in self:
            plan._check_open()
            plan._check_start()
            plan.left_ids.unlink()
            plan._solve(plan.stop_ids)
        return True

    def _check_open(self):
        if self.state == "done":
            raise UserError(
                self.env._("This round is done: make another one for the next day.")
            )

    def _solve(self, stops):
        """Puts stops in order; who does not fit goes to those who stay out."""
        self.ensure_one()
        finished = stops.filtered(lambda s: s.state != "planned")
        stops -= finished
        placed = stops.filtered(lambda s: s.partner_id.map_precision)
        question = self._question(placed)
        if rounds_vroom.available() and len(placed) <= VROOM_STOPS:
            answer = rounds_vroom.solve(question, SECONDS)
        else:
            answer = question.solve(SECONDS)
        left = {stop: answer.left[stop] for stop in answer.left}
        left.update((stop, "nowhere") for stop in stops - placed)
        self._note_left(left)
        inside = placed.browse([visit.key.id for visit in answer.days[self.id]])
        (stops - inside).filtered(
            lambda s: s.kind != "manual" and not s.pinned
        ).unlink()
        self.solver = answer.solver
        for number, stop in enumerate([*finished, *inside], 1):
            stop.sequence = number
        for stop in stops.exists() - inside:
            stop.sequence = len(finished) + len(inside) + 1
        self._retime()

    def _note_left(self, left):
        """Who stays out, and why; of those merely due, the first twenty."""
        rows = sorted(left, key=lambda stop: (stop.kind == "due", -stop.priority))[:20]
        self.left_ids = [
            Command.clear(),
            *(
                Command.create({"partner_id": stop.partner_id.id, "why": left[stop]})
                for stop in rows
            ),
        ]

    def _retime(self):
        """The times of the stops in the order they have, also when it does not work
        out: then the stop says so."""
        for plan in self:
            stops = plan.stop_ids.sorted("sequence").filtered(
                lambda s: s.state == "planned" and s.partner_id.map_precision
            )
            if not plan.start_id.map_precision or not plan.end_id.map_precision:
                continue
            question = plan._question(stops)
            day = plan._from_here(question.days[0], question)
            lines, over = question.walk(day, range(len(stops)), strict=False)
            for stop, (arrive, begin, _leave, drive, km, _lunch) in zip(
                stops, lines, strict=True
            ):
                stop.write(
                    {
                        "arrive": arrive / 60,
                        "begin": begin / 60,
                        "drive": round(drive),
                        "km": km,
                    }
                )
            gone = plan.stop_ids.filtered(lambda s: s.state != "planned")
            ahead = question.length(day, range(len(stops)))
            if gone and not stops:  # only the way back is left
                ahead = question.km[day.start][day.end]
            plan.write({"km": sum(gone.mapped("km")) + ahead, "back": over / 60})

    def _from_here(self, day, question):
        """The day as it stands: once somebody was visited it goes on from there and
        then."""
        over = self.stop_ids.filtered("done_on").sorted("done_on")[-1:]
        if not over or not over.partner_id.map_precision:
            return day
        here = over.partner_id._map_point()
        places = [
            self.start_id,
            self.end_id,
            *(s.key.partner_id for s in question.stops),
        ]
        kilometres, minutes = matrices([here, *(p._map_point() for p in places[1:])])
        question.km, question.minutes = kilometres, minutes
        now = self._hour(over.done_on) * 60
        # eaten by then: not a second time
        lunch = day.lunch if day.lunch and now < day.lunch[1] else ()
        return replace(day, opens=now, lunch=lunch)

    def _move_rest(self, stop):
        """A visit is over: those that follow get their new times."""
        today = fields.Date.context_today(self.with_context(tz=self.user_id.tz))
        if self.date == today:
            self._retime()

    def write(self, vals):
        """Extends write: stops that were moved, added or dropped get their times."""
        done = super().write(vals)
        if {
            "stop_ids",
            "opens",
            "lunch_from",
            "lunch_minutes",
            "visit_minutes",
            "start_id",
            "end_id",
        } & vals.keys():
            self._retime()
        return done

    def action_accept(self):
        """Puts the visits into the calendar of the seller."""
        Event = self.env["calendar.event"]
        for plan in self:
            plan._check_open()
            stops = plan.stop_ids.filtered(lambda s: s.state == "planned")
            if not stops:
                raise UserError(
                    self.env._("There is nobody to visit: propose, or add a stop.")
                )
            # who is not on the map has no hour, so no meeting
            new = stops.filtered(
                lambda s: not s.event_id and s.partner_id.map_precision
            )
            events = Event.create([stop._event_values() for stop in new])
            for stop, event in zip(new, events, strict=True):
                stop.event_id = event
            for stop in stops - new:
                if stop.kind != "fixed":
                    values = stop._event_values()
                    stop.event_id.write(
                        {"start": values["start"], "stop": values["stop"]}
                    )
            plan.state = "accepted"
        return True

    def action_finish(self):
        """The day is over: who was not visited stays due."""
        self.write({"state": "done"})
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_events(self):
        """Meetings that the round made go with it; appointments were there before."""
        stops = self.stop_ids.filtered(
            lambda s: s.kind != "fixed" and s.state == "planned"
        )
        stops.event_id.unlink()

    # -- who is due -----------------------------------------------------------------

    def _candidates(self):
        """Whom this round might visit: appointments, then who is due.

        :return: list of values of stops
        """
        self.ensure_one()
        fixed = self._fixed()
        taken = {row["partner_id"] for row in fixed} | set(self.stop_ids.partner_id.ids)
        return fixed + [row for row in self._due() if row["partner_id"] not in taken]

    def _fixed(self):
        """The appointments of the seller on that day with somebody on the map."""
        since, until = self._moments(0, 24)
        events = self.env["calendar.event"].search(
            [
                ("partner_ids", "in", self.user_id.partner_id.ids),
                ("start", ">=", since),
                ("start", "<", until),
                ("allday", "=", False),
                ("id", "not in", self.stop_ids.event_id.ids),
            ],
            order="start",
        )
        rows, seen = [], set()
        for event in events:
            # only customers the reader may see; of several the first
            guests = self.env["res.partner"].search(
                [
                    ("id", "in", event.partner_ids.ids),
                    ("partner_share", "=", True),
                    ("map_precision", "!=", False),
                ],
                limit=1,
            )
            if not guests or guests.id in seen:
                continue
            seen.add(guests.id)
            values = {
                "kind": "fixed",
                "priority": 10,
                "hour": self._hour(event.start),
                "minutes": min(MOST_MINUTES, max(1, round(event.duration * 60))),
                "event_id": event.id,
                # what is private in the calendar is private here, and who proposes may
                # be its owner
                "reason": self.env._("Appointment")
                if event.effective_privacy == "private"
                else self.env._("Appointment: %s", event.name),
            }
            there = self.stop_ids.filtered(lambda s, who=guests: s.partner_id == who)
            if there:  # put in by hand, or kept: now with its hour
                there.filtered(lambda s: s.state == "planned").write(values)
                continue
            rows.append({"round_id": self.id, "partner_id": guests.id, **values})
        return rows

    def _due(self):
        """Customers of the seller who are due by that day, the most urgent first.

        With the rights of who proposes, so nobody is on a round whom they may not see.
        """
        # what is expected of them in the company of the round, and in no other
        Partner = self.env["res.partner"].with_context(
            allowed_company_ids=self.company_id.ids
        )
        due = Partner.search(
            Domain("user_id", "=", self.user_id.id)
            & Domain("map_precision", "!=", False)
            & Domain("parent_id", "=", False)
            & Domain("company_id", "in", (False, self.company_id.id))
            & Domain("do_not_contact", "=", False)
            & Partner._ficha_may_remind_domain()
            & (
                Domain("next_contact_date", "<=", self.date)
                | Domain("followup_color", "in", ("red", "yellow"))
                | Domain("expected_to_date", "<=", self.date)
            ),
            limit=1500,
        )
        busy = self._busy(due)
        weekday = self.date.weekday()
        reasons = due._followup_public_reasons()
        rows = []
        for partner in due - busy:
            days = partner.contact_weekday_ids.mapped("number")
            if days and weekday not in days:
                continue
            weight, reason = self._why(partner, reasons[partner.id])
            rows.append(
                {
                    "round_id": self.id,
                    "partner_id": partner.id,
                    "kind": "due",
                    "priority": weight,
                    "reason": reason,
                }
            )
        rows.sort(key=lambda row: -row["priority"])
        return rows[:300]

    def _busy(self, partners):
        """Of these, whom somebody visits that day already: two sellers do not go to
        one customer."""
        # sudo: rounds of others, only for whom they visit
        stops = (
            self.env["ficha.round.stop"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", partners.ids),
                    ("round_id", "!=", self.id),
                    ("round_id.date", "=", self.date),
                    ("round_id.state", "!=", "draft"),
                ]
            )
        )
        return partners & stops.partner_id.with_env(self.env)

    def _why(self, partner, reason):
        """How much a visit matters, and the words for it, which are kept: the seller
        may see less than who proposes the round.

        :param reason: of the colour, see ``_followup_public_reasons``
        :return: ``(priority, reason)``
        """
        weight, words = 0, []
        if partner.followup_color in ("red", "yellow"):
            weight += {"red": 5, "yellow": 3}[partner.followup_color]
            words.append(reason or partner.followup_state_id.name)
        if partner.open_complaint_count:
            weight += 3
            words.append(self.env._("Open complaint"))
        if partner.next_contact_date and partner.next_contact_date <= self.date:
            late = (self.date - partner.next_contact_date).days
            weight += 2 + min(2, late / 15)
            words.append(
                self.env._(
                    "Next contact %s",
                    in_near_date(self.env, partner.next_contact_date, self.date),
                )
            )
        if partner.expected_to_date and partner.expected_to_date <= self.date:
            weight += 2
            words.append(self.env._("Should have bought by now"))
        weight += {"a": 2, "b": 1}.get(partner.value_tier, 0)
        return weight, ". ".join(word.rstrip(".") for word in words if word)

    # -- hours of the seller --------------------------------------------------------

    def _moments(self, *hours):
        """Hours of the round's day as moments in UTC."""
        return [self.user_id._map_moment(self.date, hour) for hour in hours]

    def _hour(self, moment):
        """A moment in UTC as an hour of the seller's clock."""
        here = fields.Datetime.context_timestamp(
            self.with_context(tz=self.user_id.tz or self.env.user.tz or "UTC"), moment
        )
        return here.hour + here.minute / 60

    @api.autovacuum
    def _gc_positions(self):
        """Where sellers were is forgotten after the days that each company keeps it."""
        for company in self.env["res.company"].search([("map_checkin_days", ">=", 0)]):
            limit = fields.Datetime.now() - timedelta(days=company.map_checkin_days)
            self.env["ficha.round.stop"].search(
                [
                    ("round_id.company_id", "=", company.id),
                    ("checkin_on", "<", limit),
                    ("checkin_latitude", "!=", 0),
                ]
            ).write({"checkin_latitude": 0, "checkin_longitude": 0})
