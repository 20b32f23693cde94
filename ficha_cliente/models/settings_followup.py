from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_fallback_user_id = fields.Many2one(
        "res.users",
        string="Reminders without a person in charge",
        domain="[('share', '=', False)]",
        help="Gets the reminders of customers who have neither a person in charge "
        "nor a salesperson. Empty: those reminders stay on the customer file, "
        "assigned to nobody.",
    )
    followup_plan_horizon_days = fields.Integer(
        string="Prepare planned contacts (days ahead)",
        default=21,
        help="Visits and calls of the plans are put in the calendar this many days "
        "ahead.",
    )

    def _followup_working_days(self, start, end):
        """Working days of the company's calendar, holidays left out.

        :return: set of dates from ``start`` to ``end``, both included
        """
        self.ensure_one()
        days = {start + timedelta(days=n) for n in range((end - start).days + 1)}
        # sudo: every user counts working days, few may read working calendars
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            return {day for day in days if day.weekday() < 5}
        tz = pytz.timezone(calendar.tz or "UTC")
        intervals = calendar._work_intervals_batch(
            tz.localize(datetime.combine(start, time.min)),
            tz.localize(datetime.combine(end, time.max)),
        )[False]
        return days & {begin.date() for begin, _stop, _meta in intervals}

    def _followup_add_working_days(self, day, count):
        """The ``count``-th working day after ``day``; 0: the day itself when it is a
        working day, or else the next one.

        :return: date; ``day + count`` in a calendar without any working day
        """
        last = day + timedelta(days=count * 2 + 30)
        working = sorted(self._followup_working_days(day, last))
        if count and working and working[0] == day:
            working = working[1:]
        position = max(count - 1, 0)
        if len(working) <= position:
            return day + timedelta(days=count)
        return working[position]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_fallback_user_id = fields.Many2one(
        related="company_id.followup_fallback_user_id", readonly=False
    )
    followup_plan_horizon_days = fields.Integer(
        related="company_id.followup_plan_horizon_days", readonly=False
    )
