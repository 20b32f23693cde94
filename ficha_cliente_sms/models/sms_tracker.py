from odoo import models

from .sms_sms import letter_of

LOST = ("exception", "bounce", "canceled")


class SmsTracker(models.Model):
    """What a gateway reports of an SMS, whichever gateway it is."""

    _inherit = "sms.tracker"

    def _update_sms_notifications(self, notification_status, *args, **kwargs):
        """Extends sms's: what was taken and did not arrive is no message of the month.
        The row of the message need not be there any more."""
        if notification_status in LOST:
            self.env["ficha.news.sent"]._forget(
                [letter_of(tracker.sms_uuid) for tracker in self]
            )
        return super()._update_sms_notifications(notification_status, *args, **kwargs)
