from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_duration
from odoo.tools.constants import GC_UNLINK_LIMIT

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import check_days, check_numbers
from odoo.addons.ficha_cliente.tools.words import in_near_date

# how many days are planned together
DAYS = 5


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
    left_more = fields.Integer(
        string="More stay out",
        readonly=True,
        copy=False,
        help="How many more stay out than are named.",
    )
    km = fields.Float(
        string="Kilometres",
        digits=(10, 1),
        readonly=True,
        copy=False,
        help="By road, as Distances from says.",
    )
    back = fields.Float(
        string="Back at",
        readonly=True,
        copy=False,
        aggregator=None,
        help="When the seller is back.",
    )
    back_km = fields.Float(
        string="Way back (km)",
        digits=(10, 1),
        readonly=True,
        copy=False,
        aggregator=None,
        help="Road from the last stop to where the day ends; it is in the kilometres.",
    )
    back_drive = fields.Integer(
        string="Way back (min)",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Minutes from the last stop to where the day ends.",
    )
    solver = fields.Selection(
        [("vroom", "VROOM"), ("own", "The module's own")],
        readonly=True,
        copy=False,
        help="Who put the stops in order.",
    )
    distances = fields.Selection(
        [
            ("line", "straight lines times 1.3"),
            ("router", "the company's router"),
            ("silent", "straight lines times 1.3, as the router did not answer"),
        ],
        string="Distances from",
        readonly=True,
        copy=False,
        help="Where distances and driving times come from.",
    )
    start_latitude = fields.Float(
        "Latitude of the start",
        related="start_id.map_latitude",
        help="Where the day begins.",
    )
    start_longitude = fields.Float(
        "Longitude of the start",
        related="start_id.map_longitude",
        help="Where the day begins.",
    )
    end_latitude = fields.Float(
        "Latitude of the end", related="end_id.map_latitude", help="Where the day ends."
    )
    end_longitude = fields.Float(
        "Longitude of the end",
        related="end_id.map_longitude",
        help="Where the day ends.",
    )
    away = fields.Char(
        compute="_compute_away",
        help="What the seller's calendar has for the whole day, as holidays.",
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

    @api.depends("user_id", "date")
    @api.depends_context("lang")
    def _compute_away(self):
        for plan in self:
            events = plan._all_day() if plan.date and plan.user_id else ()
            # of a private meeting the calendar itself says no more than "Busy"
            plan.away = ", ".join(event.name for event in events)

    @api.depends("stop_ids.state")
    def _compute_counts(self):
        for plan in self:
            plan.visit_count = len(plan.stop_ids)
            plan.done_count = len(plan.stop_ids.filtered(lambda s: s.state == "done"))

    @api.constrains("opens", "closes", "lunch_from", "lunch_minutes", "visit_minutes")
    def _check_hours(self):
        check_numbers(self, 0, 24, "opens", "closes", "lunch_from")
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

    # -- gestures -------------------------------------------------------------------

    def action_propose(self):
        """Whom to visit on this day, and in which order: what is fixed, put in by hand
        or pinned first, then who is due, as long as the day lasts."""
        for plan in self:
            plan._propose()
        if not self.stop_ids and not self.left_ids:
            return self._tell_nobody()
        return True

    def _tell_nobody(self):
        """Nobody is due: why that is so, instead of a page that stays empty.

        :return: client action
        """
        plan = self[:1]
        mine = Domain("user_id", "=", plan.user_id.id) & Domain("parent_id", "=", False)
        Partner = self.env["res.partner"]
        values = {
            "seller": plan.user_id.name,
            "mine": Partner.search_count(mine),
            "placed": Partner.search_count(mine & Domain("map_precision", "!=", False)),
        }
        if not values["mine"]:
            words = self.env._(
                "%(seller)s is the salesperson of nobody, so nobody is due. Put the "
                "stops in by hand, or give customers their salesperson.",
                **values,
            )
        elif not values["placed"] and values["mine"] == 1:
            words = self.env._(
                "The only customer of %(seller)s is not on the map: write the address, "
                "or put the pin.",
                **values,
            )
        elif not values["placed"]:
            words = self.env._(
                "None of the %(mine)s customers of %(seller)s is on the map: write "
                "their addresses, or put their pins.",
                **values,
            )
        else:
            words = self.env._(
                "Customers of %(seller)s on the map: %(placed)s. Of them nobody is due "
                "by then whom this day can reach and who has no other visit. Put the "
                "stops in by hand, or choose another day.",
                **values,
            )
        return self.env["ficha.gesture"]._told({"message": words})

    def action_next_days(self):
        """Plans this day and the next working days of the company together: who is due
        goes to the day on which the way is short. Days that are accepted already stay
        as they are.

        :return: the action that shows these rounds
        """
        only_one(self)
        self._check_open()
        self._check_start()
        there = self.search([("user_id", "=", self.user_id.id)])
        plans = self.filtered(lambda p: p.state == "draft") | self._next_days()
        plans.sorted("date")._propose()
        if not plans.stop_ids and not plans.left_ids:
            # no list of empty days: those made just now go again
            (plans - self - there).unlink()
            return self._tell_nobody()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rounds of %s", self.user_id.name),
            "res_model": self._name,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", (self | plans).ids)],
        }

    def _next_days(self):
        """The rounds of the working days after this one, made like it where there are
        none yet; those that are accepted or done are left out, and the days for which
        the seller's calendar has something from morning to evening."""
        span = [fields.Date.add(self.date, days=days) for days in (1, 30)]
        days = set(self.company_id._followup_working_days(*span))
        days = sorted(days - self.user_id._map_days_away(*span))[: DAYS - 1]
        there = self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
                ("date", "in", days),
            ]
        )
        taken = set(there.mapped("date"))
        new = self.browse()
        for day in days:
            if day not in taken:
                new |= self.copy({"date": day})
        drafts = there.filtered(lambda p: p.state == "draft")
        # of several drafts of one day the last one
        one = {plan.date: plan for plan in drafts.sorted("id")}
        accepted = set((there - drafts).mapped("date"))
        return new.concat(*(p for day, p in one.items() if day not in accepted))

    def action_reorder(self):
        """The same stops, in the best order: of a day that has begun from where the
        last visit was."""
        for plan in self:
            plan._check_open()
            plan._check_start()
            plan.left_ids.unlink()
            plan._solve(plan.stop_ids, keep=True)
        return True

    def _check_open(self):
        if "done" in self.mapped("state"):
            raise UserError(
                self.env._("This round is done: make another one for the next day.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: stops that came with it get their times, or their meetings
        would be at midnight."""
        plans = super().create(vals_list)
        plans.filtered("stop_ids")._retime()
        return plans

    def write(self, vals):
        """Extends write: stops that were moved, added or dropped get their times."""
        done = super().write(vals)
        if {
            "stop_ids",
            # another day, or another seller, has other meetings
            "date",
            "user_id",
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
    def _gc_empty(self):
        """Proposed rounds of days that are over with nobody on them: somebody pressed
        *New*, and went on to something else."""
        self.search(
            [
                ("state", "=", "draft"),
                ("date", "<", fields.Date.today()),
                ("stop_ids", "=", False),
            ],
            limit=GC_UNLINK_LIMIT,
        ).unlink()

    @api.autovacuum
    def _gc_positions(self):
        """Where sellers were, and how far from whom, is forgotten after the days that
        each company keeps it."""
        for company in self.env["res.company"].search([("map_checkin_days", ">=", 0)]):
            limit = fields.Datetime.now() - timedelta(days=company.map_checkin_days)
            self.env["ficha.round.stop"].search(
                [
                    ("round_id.company_id", "=", company.id),
                    ("checkin_on", "<", limit),
                    "|",
                    ("checkin_latitude", "!=", 0),
                    ("checkin_km", "!=", 0),
                ]
            ).write({"checkin_latitude": 0, "checkin_longitude": 0, "checkin_km": 0})
