from datetime import timedelta

from babel.dates import get_day_names
from babel.lists import format_list

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import babel_locale_parse, format_date, get_lang

PREVIEW = 5


class FichaFollowupPlan(models.Model):
    """A fixed contact: “visit every second Tuesday at 10:00”.

    Its occurrences are prepared some weeks ahead, as activities or, when they have an
    hour, as events in the calendar of the person in charge.
    """

    _name = "ficha.followup.plan"
    _description = "Planned contact"
    _order = "partner_id, date_start, id"
    _rec_name = "words"

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
    interval = fields.Integer(
        string="Every (weeks)",
        default=1,
        required=True,
        help="1 for every week, 2 for every second week, and so on, counted from the "
        "week of the first day.",
    )
    with_hour = fields.Boolean(
        string="At a fixed hour",
        help="With an hour it goes to the calendar of the person in charge; without, "
        "it is an activity of that day.",
    )
    hour = fields.Float(
        default=10.0, help="Hour of the contact, where the person in charge works."
    )
    duration = fields.Float(
        string="Duration (hours)", default=1.0, help="Time kept in the calendar."
    )
    date_start = fields.Date(
        string="From",
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
    note = fields.Text(help="What to take or to say each time.")
    words = fields.Char(
        string="When",
        compute="_compute_words",
        help="The plan in words.",
    )
    next_dates = fields.Char(
        string="Next occurrences",
        compute="_compute_next_dates",
        help="The next days it will be done, holidays already moved to the next "
        "working day.",
    )
    occurrence_ids = fields.One2many(
        "ficha.followup.occurrence",
        "plan_id",
        help="Occurrences already prepared.",
    )

    @api.constrains("weekday_ids", "interval", "hour", "duration", "with_hour")
    def _check_when(self):
        for plan in self:
            if not plan.weekday_ids:
                message = self.env._(
                    "“Weekdays” is empty: choose at least one day of the week."
                )
            elif plan.interval < 1:
                message = self.env._(
                    "“Every (weeks)” must be 1 or more: 1 is every week."
                )
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
        for plan in self:
            if plan.date_end and plan.date_end < plan.date_start:
                raise ValidationError(
                    self.env._(
                        "“Until” (%(end)s) is before “From” (%(start)s): a plan ends "
                        "on or after its first day.",
                        end=format_date(self.env, plan.date_end),
                        start=format_date(self.env, plan.date_start),
                    )
                )

    # -- in words ---------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("weekday_ids", "interval", "with_hour", "hour")
    def _compute_words(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        names = get_day_names("wide", locale=locale)
        for plan in self:
            numbers = sorted(plan.weekday_ids.mapped("number"))
            days = format_list([names[n] for n in numbers], locale=locale)
            if not numbers:
                plan.words = False
                continue
            if plan.interval == 1:
                words = self.env._("Every week on %s", days)
            else:
                words = self.env._(
                    "Every %(count)s weeks on %(days)s", count=plan.interval, days=days
                )
            if plan.with_hour:
                words = self.env._(
                    "%(words)s at %(hour)s", words=words, hour=plan._hour_text()
                )
            plan.words = words

    def _hour_text(self):
        minutes = round(self.hour * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    @api.depends_context("lang", "tz")
    @api.depends("weekday_ids", "interval", "date_start", "date_end", "company_id")
    def _compute_next_dates(self):
        today = fields.Date.context_today(self)
        for plan in self:
            start = max(plan.date_start or today, today)
            span = timedelta(weeks=max(plan.interval, 1) * (PREVIEW + 1))
            days = sorted(set(plan._dates(start, start + span).values()))[:PREVIEW]
            plan.next_dates = "; ".join(
                format_date(self.env, day, date_format="EEE d MMM") for day in days
            )
