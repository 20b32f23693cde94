from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Where and when a seller's day begins."""

    _inherit = "res.users"

    def _map_start(self):
        """Where the rounds of a seller begin: at home if that is on the map, else at
        the company's; nobody when neither is."""
        for partner in (self.partner_id, self.env.company.partner_id):
            if partner.map_precision:
                return partner
        return self.env["res.partner"]

    def _map_moment(self, day, hour):
        """An hour of the seller's clock as a moment in UTC, without zone.

        :param date day: of the seller
        :param float hour: 9.5 is half past nine, 24 the end of the day
        """
        name = self.tz or self.env.user.tz or "UTC"
        zone = pytz.timezone(name if name in pytz.all_timezones_set else "UTC")
        local = datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
        return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    def _map_meetings(self):
        """The meetings of a seller who has not declined them.

        :return: Domain
        """
        me = self.partner_id.id
        declined = [("partner_id", "=", me), ("state", "=", "declined")]
        return Domain("partner_ids", "in", [me]) & Domain(
            "attendee_ids", "not any", declined
        )

    def _map_all_day(self, first, last):
        """What a seller's calendar has from morning to evening on some of these days:
        holidays, a fair; nothing that leaves them free."""
        return self.env["calendar.event"].search(
            self._map_meetings()
            & Domain("allday", "=", True)
            & Domain("show_as", "=", "busy")
            & Domain("start_date", "<=", last)
            & Domain("stop_date", ">=", first),
            order="start_date, id",
        )

    def _map_days_away(self, first, last):
        """The days, of these, on which a seller drives nowhere.

        :return: set of dates
        """
        return {
            day
            for event in self._map_all_day(first, last)
            for day in _days(max(first, event.start_date), min(last, event.stop_date))
        }


def _days(first, last):
    """All days from one to another."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
