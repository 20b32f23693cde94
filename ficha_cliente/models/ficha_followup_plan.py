from datetime import datetime, time, timedelta

import pytz
from babel.dates import get_day_names, get_month_names
from babel.lists import format_list
from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import babel_locale_parse, get_lang

from ..tools.bounds import check_days, is_possible
from ..tools.words import in_date, in_near_date

PREVIEW = 5
PREVIEW_YEARS = 5  # how far ahead they are looked for
MAX_INTERVAL = 120  # weeks or months


class FichaFollowupPlan(models.Model):
    """A fixed contact: “visit every second Tuesday at 10:00”.

    Its occurrences are prepared some weeks ahead, as activities or, when they have an
    hour, as events in the calendar of the person in charge.
    """

    _name = "ficha.followup.plan"
    _description = "Planned contact"
    _order = "partner_id, date_start, id"
    _rec_name = "schedule_text"
    _rec_names_search = ["partner_id"]

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="Customer who is contacted.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Its working calendar decides which days are holidays.",
    )
    active = fields.Boolean(
        default=True, help="An archived plan prepares nothing more."
    )
    kind = fields.Selection(
        [
            ("call", "Call"),
            ("visit", "Visit"),
            ("email", "E-mail"),
            ("samples", "Take samples"),
            ("survey", "Leave a survey"),
        ],
        string="What",
        required=True,
        default="call",
        help="What is done each time.",
    )
    weekday_ids = fields.Many2many(
        "ficha.weekday",
        "ficha_followup_plan_weekday_rel",
        string="Weekdays",
        required=True,
        help="Days of the week on which it is done.",
    )
    frequency = fields.Selection(
        [("weekly", "Weeks"), ("monthly", "Months")],
        required=True,
        default="weekly",
        help="Weeks: on the weekdays below. Months: on one of those weekdays of the "
        "month, for example its first Monday.",
    )
    interval = fields.Integer(
        string="Every",
        default=1,
        required=True,
        help="1 for every week or month, 2 for every second one, and so on, counted "
        "from that of the first day.",
    )
    month_position = fields.Selection(
        [
            ("1", "The first"),
            ("2", "The second"),
            ("3", "The third"),
            ("4", "The fourth"),
            ("-1", "The last"),
        ],
        string="Which of the month",
        default="1",
        help="Which of those weekdays of the month.",
    )
    except_month_ids = fields.Many2many(
        "ficha.month",
        "ficha_followup_plan_month_rel",
        string="Not in",
        help="Months in which it is not done, for example when the customer closes in "
        "August.",
    )
    with_hour = fields.Boolean(
        string="At a fixed hour",
        help="With an hour it goes to the calendar of the person in charge; without, "
        "it is an activity of that day.",
    )
    hour = fields.Float(
        default=10.0,
        help="Hour of the contact, in the time zone of the person in charge.",
    )
    duration = fields.Float(
        string="Duration (hours)", default=1.0, help="Time kept in the calendar."
    )
    date_start = fields.Date(
        string="Starts on",
        required=True,
        default=fields.Date.context_today,
        help="First day on which it may be done.",
    )
    date_end = fields.Date(
        string="Until", help="Last day on which it may be done. Empty: for ever."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        domain="[('share', '=', False)]",
        help="Who does it. Empty: the person in charge of the customer.",
    )
    note = fields.Text(help="What to bring or say each time.")
    schedule_text = fields.Char(
        string="When",
        compute="_compute_schedule_text",
        help="The plan in words.",
    )
    next_dates = fields.Char(
        string="Next occurrences",
        compute="_compute_next_dates",
        help="The next days on which it will be done, with holidays already moved to "
        "the next working day.",
    )
    occurrence_ids = fields.One2many(
        "ficha.followup.occurrence",
        "plan_id",
        help="Occurrences already prepared.",
    )

    @api.constrains(
        "weekday_ids",
        "interval",
        "frequency",
        "month_position",
        "except_month_ids",
        "hour",
        "duration",
        "with_hour",
    )
    def _check_when(self):
        for plan in self:
            if not plan.weekday_ids:
                message = self.env._(
                    "“Weekdays” is empty: choose at least one day of the week."
                )
            elif not 1 <= plan.interval <= MAX_INTERVAL:
                message = self.env._(
                    "“Every” must be between 1 and %s: 1 is every week, or every "
                    "month.",
                    MAX_INTERVAL,
                )
            elif plan.frequency == "monthly" and not plan.month_position:
                message = self.env._(
                    "“Which of the month” is empty: choose the first, the last..."
                )
            elif len(plan.except_month_ids) == 12:
                message = self.env._("“Not in” has all the months: leave one out.")
            elif plan.with_hour and not 0 <= plan.hour < 24:
                message = self.env._("“Hour” must be between 00:00 and 23:59.")
            elif plan.with_hour and not 0 < plan.duration <= 24:
                message = self.env._(
                    "“Duration (hours)” must be more than 0 and at most 24."
                )
            else:
                continue
            raise ValidationError(message)

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        check_days(self, "date_start", "date_end")
        for plan in self:
            if plan.date_end and plan.date_end < plan.date_start:
                raise ValidationError(
                    self.env._(
                        "“Until” (%(end)s) is before “From” (%(start)s): a plan ends "
                        "on or after its first day.",
                        end=in_date(self.env, plan.date_end),
                        start=in_date(self.env, plan.date_start),
                    )
                )

    # -- in words ---------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends(
        "weekday_ids",
        "frequency",
        "month_position",
        "except_month_ids",
        "interval",
        "with_hour",
        "hour",
    )
    def _compute_schedule_text(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        names = get_day_names("wide", locale=locale)
        months = get_month_names("wide", context="stand-alone", locale=locale)
        positions = dict(
            self._fields["month_position"]._description_selection(self.env)
        )
        for plan in self:
            numbers = sorted(plan.weekday_ids.mapped("number"))
            if not numbers:
                plan.schedule_text = False
                continue
            days = format_list([names[n] for n in numbers], locale=locale)
            text = plan._interval_text(days, positions.get(plan.month_position, ""))
            if plan.with_hour:
                text = self.env._(
                    "%(words)s at %(hour)s", words=text, hour=plan._hour_text()
                )
            left_out = sorted(plan.except_month_ids.mapped("number"))
            if left_out:
                text = self.env._(
                    "%(words)s, not in %(months)s",
                    words=text,
                    months=format_list([months[n] for n in left_out], locale=locale),
                )
            plan.schedule_text = text

    def _interval_text(self, days, position):
        """How often, in words.

        :param days: names of the weekdays
        :param position: which of them in the month
        """
        if self.frequency == "monthly":
            values = {"position": position, "days": days, "count": self.interval}
            if self.interval == 1:
                return self.env._("%(position)s %(days)s of each month", **values)
            return self.env._(
                "%(position)s %(days)s of the month, every %(count)s months", **values
            )
        if self.interval == 1:
            return self.env._("Every week on %s", days)
        return self.env._(
            "Every %(count)s weeks on %(days)s", count=self.interval, days=days
        )

    def _hour_text(self):
        minutes = round(self.hour * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    @api.depends_context("lang", "tz")
    @api.depends(
        "weekday_ids",
        "frequency",
        "month_position",
        "except_month_ids",
        "interval",
        "date_start",
        "date_end",
        "company_id",
    )
    def _compute_next_dates(self):
        today = fields.Date.context_today(self)
        for plan in self:
            start = max(plan.date_start or today, today)
            if not is_possible(start):
                plan.next_dates = False
                continue
            count = min(max(plan.interval, 1), MAX_INTERVAL) * (PREVIEW + 1)
            span = (
                relativedelta(months=count)
                if plan.frequency == "monthly"
                else relativedelta(weeks=count)
            )
            end = min(
                start + span + relativedelta(months=len(plan.except_month_ids)),
                start + relativedelta(years=PREVIEW_YEARS),
            )
            days = sorted(set(plan._dates(start, end).values()))[:PREVIEW]
            plan.next_dates = "; ".join(
                in_near_date(self.env, day, today, weekday=True) for day in days
            )

    # --------------------------------------------------------------------------
    # The days of a plan, and who goes.
    # --------------------------------------------------------------------------

    def _is_possible(self):
        """Whether it can come to anything: a plan from before its bounds may not."""
        return 1 <= self.interval <= MAX_INTERVAL and is_possible(self.date_start)

    def _dates(self, start, end):
        """Days of the plan between two dates. Months that are left out have none.

        :return: ``{day by the rule: day it is really done}``; a holiday moves to the
            next working day of the company, which is in no month that is left out
        """
        self.ensure_one()
        numbers = self.weekday_ids.mapped("number")
        if not (numbers and self.date_start and self._is_possible()):
            return {}
        until = min(filter(None, [end, self.date_end]))
        left_out = set(self.except_month_ids.mapped("number"))
        by_rule = [
            day
            for day in self._dates_by_rule(numbers, start, until)
            if day.month not in left_out
        ]
        if not by_rule:
            return {}
        company = self.company_id or self.env.company
        margin = timedelta(days=30 * (1 + len(left_out)))
        working = company._followup_working_days(start, until + margin)
        ordered = sorted(day for day in working if day.month not in left_out)
        return {day: next((w for w in ordered if w >= day), day) for day in by_rule}

    def _dates_by_rule(self, numbers, start, until):
        """Days that the calendar alone gives.

        :param numbers: weekdays, 0 is Monday
        :return: list of dates
        """
        monthly = self.frequency == "monthly"
        position = int(self.month_position or 1)
        rule = rrule(
            MONTHLY if monthly else WEEKLY,
            interval=self.interval,
            byweekday=[weekday(n, position) if monthly else n for n in numbers],
            dtstart=datetime.combine(self.date_start, time.min),
            until=datetime.combine(until, time.min),
        )
        found = rule.between(
            datetime.combine(start, time.min),
            datetime.combine(until, time.max),
            inc=True,
        )
        return [day.date() for day in found]

    def _start_utc(self, day):
        """Beginning of the occurrence of a day, in UTC as the calendar stores it."""
        user = self._responsible()
        # sudo: only its time zone
        calendar = self.company_id.sudo().resource_calendar_id
        tz = pytz.timezone(user.tz or calendar.tz or "UTC")
        moment = datetime.combine(day, time.min) + timedelta(
            minutes=round(self.hour * 60)
        )
        return tz.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    def _responsible(self):
        """Who does it: the plan's person, else whoever follows the customer up."""
        # sudo: a colleague's `active` may be read by nobody but the administrator
        if self.user_id.sudo().active:
            return self.user_id
        return self.partner_id.commercial_partner_id._followup_responsible()
