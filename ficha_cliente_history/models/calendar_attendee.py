from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # The participants of a meeting have no date of their own to walk by.
    ficha_start = fields.Datetime(
        string="Start of the meeting",
        related="event_id.start",
        store=True,
        precompute=True,
        help="When the meeting begins; the timeline of a customer uses it to find "
        "meetings.",
    )
    _ficha_start_idx = models.Index("(partner_id, ficha_start DESC, id DESC)")

    def _auto_init(self):
        """Extends _auto_init: fill the column of a calendar in use in one statement."""
        if not column_exists(self.env.cr, "calendar_attendee", "ficha_start"):
            create_column(self.env.cr, "calendar_attendee", "ficha_start", "timestamp")
            self.env.cr.execute(
                SQL(
                    """UPDATE calendar_attendee SET ficha_start = event.start
                         FROM calendar_event AS event
                        WHERE event.id = calendar_attendee.event_id"""
                )
            )
        return super()._auto_init()
