from odoo import models

from ..tools.merge import Unique


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # a guest is invited to a meeting once
    _ficha_merge_unique = (Unique(("event_id", "partner_id")),)
