from datetime import datetime, time, timedelta

import pytz
from dateutil.rrule import WEEKLY, rrule

from odoo import models


class FichaFollowupPlan(models.Model):
    """The days of a plan, and who goes."""

    _inherit = "ficha.followup.plan"

    def _dates(self, start, end):
        """Days of the plan between two dates.

        :return: ``{day by the rule: day it is really done}``; a holiday moves to the
            next working day of the company
        """
        self.ensure_one()
        numbers = self.weekday_ids.mapped("number")
        if not (numbers and self.date_start and self.interval > 0):
            return {}
        until = min(filter(None, [end, self.date_end]))
        rule = rrule(
            WEEKLY,
            interval=self.interval,
            byweekday=numbers,
            dtstart=datetime.combine(self.date_start, time.min),
            until=datetime.combine(until, time.min),
        )
        by_rule = [
            day.date()
            for day in rule.between(
                datetime.combine(start, time.min),
                datetime.combine(until, time.max),
                inc=True,
            )
        ]
        if not by_rule:
            return {}
        company = self.company_id or self.env.company
        working = company._followup_working_days(start, until + timedelta(days=30))
        ordered = sorted(working)
        return {day: next((w for w in ordered if w >= day), day) for day in by_rule}

    def _start_utc(self, day):
        """Beginning of the occurrence of a day, in UTC as the calendar stores it."""
        user = self._responsible()
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
