from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

# The walks of the timeline: (whose, newest first). Partial where the timeline shows
# only part of a table, so that the rest of it pays nothing at insert.


class MailMessage(models.Model):
    _inherit = "mail.message"

    _ficha_message_idx = models.Index(
        "(res_id, date DESC, id DESC) WHERE model = 'res.partner' "
        "AND message_type IN ('email', 'comment', 'email_outgoing', 'auto_comment')"
    )
    _ficha_change_idx = models.Index(
        "(res_id, date DESC, id DESC) WHERE model = 'res.partner' "
        "AND message_type = 'notification' AND mail_activity_type_id IS NULL"
    )


class MailActivity(models.Model):
    _inherit = "mail.activity"

    _ficha_done_idx = models.Index(
        "(res_id, date_done DESC, id DESC) "
        "WHERE res_model = 'res.partner' AND active IS NOT TRUE"
    )


class AccountMove(models.Model):
    _inherit = "account.move"

    # posted documents walk the index of the figures (account_move_figures.py)
    _ficha_cancelled_idx = models.Index(
        "(commercial_partner_id, invoice_date DESC, id DESC) WHERE state = 'cancel' "
        "AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _ficha_payment_idx = models.Index(
        "(partner_id, date DESC, id DESC) WHERE partner_type = 'customer' AND state IN "
        "('in_process', 'paid', 'rejected')"
    )


class FichaInteraction(models.Model):
    _inherit = "ficha.interaction"

    _timeline_channel_idx = models.Index(
        "(commercial_partner_id, channel_id, date DESC, id DESC)"
    )


class FichaProposal(models.Model):
    _inherit = "ficha.proposal"

    _ficha_rejected_idx = models.Index(
        "(partner_id, decided_on DESC, id DESC) WHERE state = 'rejected'"
    )


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # The participants of a meeting have no date of their own to walk by.
    ficha_start = fields.Datetime(
        string="Start of the meeting",
        related="event_id.start",
        store=True,
        precompute=True,
        help="When the meeting begins; by it the timeline of a customer finds "
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
