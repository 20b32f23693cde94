from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_duration

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.bounds import check_numbers
from odoo.addons.ficha_cliente.tools.merge import Unique
from odoo.addons.ficha_cliente.tools.words import in_near_date

from ..tools.travel import OVERSEA

MOST_MINUTES = 600  # of one visit
MOST_PLACE = 1_000_000  # of the order: one more is still a number
MOST_STOPS = 500  # of a round: with more nobody waits for its times


class FichaRoundStop(models.Model):
    """A customer in a seller's day: when, why, and what became of it."""

    _name = "ficha.round.stop"
    _description = "Stop of a Round"
    _order = "round_id, sequence, id"
    _rec_name = "partner_id"
    _ficha_merge_unique = (Unique(("round_id", "partner_id")),)

    round_id = fields.Many2one(
        "ficha.round", required=True, index=True, ondelete="cascade", help="Its round."
    )
    user_id = fields.Many2one(
        related="round_id.user_id", store=True, index=True, help="Who drives."
    )
    sequence = fields.Integer(default=1000, help="Place in the day.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="Whom to visit.",
    )
    kind = fields.Selection(
        [("fixed", "Appointment"), ("manual", "Put in by hand"), ("due", "Due")],
        default="manual",
        required=True,
        help="Appointments keep their hour; what is put in by hand goes before who is "
        "merely due.",
    )
    pinned = fields.Boolean(string="Keep", help="Stays when a new round is proposed.")
    priority = fields.Float(
        default=8, aggregator=None, help="The higher, the more it matters."
    )
    reason = fields.Char(string="Why", help="Why this customer is on the round.")
    hour = fields.Float(
        string="At", aggregator=None, help="Hour of the appointment; 0: none."
    )
    minutes = fields.Integer(help="How long it takes; 0: as the round says.")
    arrive = fields.Float(
        string="Arrival",
        readonly=True,
        aggregator=None,
        help="When the seller arrives.",
    )
    begin = fields.Float(readonly=True, aggregator=None, help="When the visit begins.")
    drive = fields.Integer(
        string="Drive (min)", readonly=True, help="Minutes from the stop before."
    )
    pause = fields.Integer(
        string="Lunch before (min)",
        readonly=True,
        aggregator=None,
        help="Minutes for lunch before setting out for it.",
    )
    meeting = fields.Integer(
        string="Meeting before (min)",
        readonly=True,
        aggregator=None,
        help="Minutes before setting out for it in which the calendar has something "
        "else.",
    )
    waits = fields.Char(
        compute="_compute_waits",
        help="Minutes between two visits that are no driving: lunch, another meeting "
        "of the calendar, and the time until the customer receives.",
    )
    km = fields.Float(digits=(10, 1), readonly=True, help="Road from the stop before.")
    warning = fields.Char(
        compute="_compute_warning", help="What does not work out at this stop."
    )
    event_id = fields.Many2one(
        "calendar.event",
        string="Meeting",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="Its meeting in the calendar.",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("arrived", "There"),
            ("done", "Done"),
            ("absent", "Was not there"),
        ],
        default="planned",
        required=True,
        copy=False,
        help="What became of it.",
    )
    note = fields.Text(copy=False, help="What was said or agreed.")
    checkin_on = fields.Datetime(
        string="Arrived on", readonly=True, copy=False, help="When they checked in."
    )
    checkin_latitude = fields.Float(
        digits=(10, 7),
        readonly=True,
        copy=False,
        aggregator=None,
        help="Where the seller was; kept for the days that the company sets.",
    )
    checkin_longitude = fields.Float(
        digits=(10, 7),
        readonly=True,
        copy=False,
        aggregator=None,
        help="Where the seller was; kept for the days that the company sets.",
    )
    checkin_km = fields.Float(
        string="Distance (km)",
        digits=(10, 1),
        readonly=True,
        copy=False,
        aggregator=None,
        help="How far from the customer's place on the map.",
    )
    taken_notes = fields.Char(
        readonly=True,
        copy=False,
        help="Which notes of a telephone have been taken already, so that one that is "
        "sent again is not taken again.",
    )
    done_on = fields.Datetime(readonly=True, copy=False, help="When it was over.")
    map_latitude = fields.Float(
        related="partner_id.map_latitude", help="Where the customer is."
    )
    map_longitude = fields.Float(
        related="partner_id.map_longitude", help="Where the customer is."
    )

    destination = fields.Char(
        compute="_compute_destination", help="What the telephone's navigator is told."
    )

    _partner_uniq = models.UniqueIndex(
        "(round_id, partner_id)", "This customer is on the round already."
    )

    @api.constrains("sequence", "hour", "minutes", "priority")
    def _check_numbers(self):
        check_numbers(self, -MOST_PLACE, MOST_PLACE, "sequence")
        check_numbers(self, 0, 24, "hour")
        check_numbers(self, 0, MOST_MINUTES, "minutes")
        check_numbers(self, -1000, 1000, "priority")

    @api.constrains("round_id")
    def _check_stops(self):
        if any(len(plan.stop_ids) > MOST_STOPS for plan in self.round_id):
            raise ValidationError(
                self.env._(
                    "A round has %s stops at most: plan several days.", MOST_STOPS
                )
            )

    @api.depends("partner_id")
    def _compute_destination(self):
        for stop in self:
            # empty while somebody is still to be chosen
            partner = stop.partner_id
            stop.destination = partner._map_destination() if partner else False

    @api.depends("arrive", "begin", "pause", "meeting", "state")
    @api.depends_context("lang")
    def _compute_waits(self):
        for stop in self:
            parts = []
            if stop.state == "planned":
                if stop.pause > 0:
                    parts.append(self.env._("lunch before: %s min", stop.pause))
                if stop.meeting > 0:
                    parts.append(
                        self.env._("another meeting before: %s min", stop.meeting)
                    )
                wait = round(stop.begin * 60) - round(stop.arrive * 60)
                if wait > 0:
                    parts.append(
                        self.env._(
                            "%(minutes)s min until %(hour)s",
                            minutes=wait,
                            hour=format_duration(stop.begin),
                        )
                    )
            stop.waits = ", ".join(parts)

    def _windows(self):
        """When the visit may begin, in minutes of the day: the hour of an appointment,
        or the customer's hours of contact."""
        self.ensure_one()
        if self.hour:
            return ((self.hour * 60, self.hour * 60),)
        partner = self.partner_id
        since, until = partner.contact_hour_from, partner.contact_hour_to
        if not since and not until:
            return ()
        last = (until or 24) * 60 - (self.minutes or self.round_id.visit_minutes)
        return ((since * 60, max(since * 60, last)),)

    def _calendar_differs(self):
        """Where somebody moved or deleted the meeting of a stop in the calendar, and
        where the round has moved on without it.

        :return: words, or False
        """
        self.ensure_one()
        # sudo: only when it is, also of a meeting that its reader may not open
        event, plan = self.event_id.sudo(), self.round_id
        if not plan.date:  # while it is being chosen
            return False
        if not event.active:  # none, or archived as those of a series are
            there = self.kind != "fixed" and plan.state != "accepted"
            return not there and self.env._("It is not in the calendar.")
        hour = self.hour if self.kind == "fixed" else self.begin
        if abs(event.start - plan._moments(hour)[0]) < timedelta(minutes=1):
            return False
        here = fields.Datetime.context_timestamp(
            self.with_context(tz=plan.user_id.tz or self.env.user.tz), event.start
        )
        return self.env._(
            "In the calendar it is %(day)s at %(hour)s.",
            day=in_near_date(self.env, here.date(), plan.date),
            hour=format_duration(here.hour + here.minute / 60),
        )

    @api.depends(
        "arrive",
        "begin",
        "drive",
        "hour",
        "partner_id",
        "state",
        "round_id.closes",
        "round_id.state",
        "event_id.start",
        "event_id.active",
    )
    @api.depends_context("lang")
    def _compute_warning(self):
        planned = self.filtered(lambda s: s.state == "planned")
        visited = {plan: plan._busy(planned.partner_id) for plan in planned.round_id}
        for stop in self:
            stop.warning = False
            if stop.state != "planned":
                continue
            partner = stop.partner_id
            if partner and not partner.map_precision:
                stop.warning = self.env._("Not on the map: it has no time.")
                continue
            if stop.drive >= OVERSEA:
                stop.warning = self.env._("Across the sea: no road leads there.")
                continue
            windows = stop._windows() if partner else ()
            weekdays = partner.contact_weekday_ids.mapped("number")
            if windows and stop.arrive * 60 > windows[-1][1] + 1:
                stop.warning = self.env._(
                    "Too late: the visit must begin by %s.",
                    format_duration(windows[-1][1] / 60),
                )
            elif (
                stop.round_id.date
                and weekdays
                and (stop.round_id.date.weekday() not in weekdays)
            ):
                stop.warning = self.env._("It is not one of their days.")
            elif stop.arrive > stop.round_id.closes:
                stop.warning = self.env._("After the end of the day.")
            elif partner in visited.get(stop.round_id, ()):
                # not who: rounds are their seller's
                stop.warning = self.env._("Another round visits them that day.")
            elif partner.do_not_contact:
                stop.warning = self.env._("This customer is not to be contacted.")
            elif partner and not partner.active:
                stop.warning = self.env._("This customer is archived.")
            elif differs := stop._calendar_differs():
                stop.warning = differs

    def _event_values(self):
        """Its meeting in the seller's calendar, with the calendar's shortest reminder
        on the screen."""
        self.ensure_one()
        seller = self.round_id.user_id
        # the calendar has no default of its own; whoever deletes this one has none
        reminder = self.env.ref("calendar.alarm_notif_1", raise_if_not_found=False)
        since = seller._map_moment(self.round_id.date, self.begin)
        minutes = self.minutes or self.round_id.visit_minutes
        return {
            "name": self.env._("Visit: %s", self.partner_id.display_name),
            "start": since,
            "stop": fields.Datetime.add(since, minutes=minutes),
            "user_id": seller.id,
            # the customer is not invited: nothing is sent to them
            "partner_ids": [(6, 0, seller.partner_id.ids)],
            # everybody who works here reads calendars: what a person wrote, and nothing
            # that comes of the file
            "description": self.kind == "manual" and self.reason,
            "location": self.partner_id._map_address(),
            "alarm_ids": [Command.set(reminder.ids if reminder else [])],
            "ficha_company_id": self.round_id.company_id.id,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_event(self):
        """The meeting that the round made goes with its stop."""
        self.filtered(
            lambda s: s.kind != "fixed" and s.state == "planned"
        ).event_id.unlink()

    # -- in the office --------------------------------------------------------------

    def action_earlier(self):
        """One place earlier in the day: what dragging does, for a thumb and for the
        keyboard."""
        return self._move(-1)

    def action_later(self):
        """One place later in the day, as :meth:`action_earlier`."""
        return self._move(1)

    def _move(self, by):
        only_one(self)
        row = self.round_id.stop_ids.filtered(lambda s: s.state == "planned").sorted(
            "sequence"
        )
        order = list(row)
        if self not in order or order[0 if by < 0 else -1] == self:
            return True
        place = order.index(self)
        order.insert(place + by, order.pop(place))
        first = min(row.mapped("sequence"))
        for number, stop in enumerate(order, first):
            stop.sequence = number
        self.round_id._retime()
        return True

    def action_drop(self):
        """Off the round, for a thumb: lists have a button of their own."""
        only_one(self)
        plan, who = self.round_id, self.partner_id.display_name
        if self.state != "planned":
            raise UserError(
                self.env._("“%s” was visited already: it stays on the round.", who)
            )
        self.unlink()
        plan._retime()
        return self.env["ficha.gesture"]._told(
            {"message": self.env._("“%s” is off the round.", who)}
        )

    def action_near(self):
        """Puts the nearest customer of the seller on the round, after this one."""
        only_one(self)
        if not self.partner_id.map_precision:
            raise UserError(self.env._("This customer is not on the map itself."))
        mine = Domain("user_id", "=", self.user_id.id)
        others = Domain("id", "not in", self.round_id.stop_ids.partner_id.ids)
        found = self.env["res.partner"]._map_nearest(
            self.round_id._may_visit(mine, self.round_id.company_id) & others,
            *self.partner_id._map_point(),
        )
        if not found:
            raise UserError(
                self.env._("Nobody else of %s is on the map.", self.user_id.name)
            )
        for later in self.round_id.stop_ids.filtered(
            lambda s: s.sequence > self.sequence
        ):
            later.sequence += 1
        self.create(
            {
                "round_id": self.round_id.id,
                "partner_id": found[0].id,
                "sequence": self.sequence + 1,
                "reason": self.env._("Near %s", self.partner_id.name),
            }
        )
        self.round_id._retime()
        return True


class FichaRoundLeft(models.Model):
    """Who stays out of a round, and why."""

    _name = "ficha.round.left"
    _description = "Left out of a Round"
    _order = "id"
    _rec_name = "partner_id"

    round_id = fields.Many2one(
        "ficha.round", required=True, index=True, ondelete="cascade", help="Its round."
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True, help="Who."
    )
    why = fields.Selection(
        [
            ("full", "The day is full"),
            ("closed", "Their hours do not fit into the day"),
            ("far", "The way and the visit take longer than the day"),
            ("nowhere", "Not on the map"),
        ],
        required=True,
        help="Why they stay out.",
    )
