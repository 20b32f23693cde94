from datetime import datetime, time, timedelta

import pytz

from odoo import models


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
