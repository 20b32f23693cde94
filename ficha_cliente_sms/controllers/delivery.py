from odoo import http
from odoo.http import request

from odoo.addons.sms.controllers.main import SmsController

from ..models.sms_sms import letter_of


class FichaSmsController(SmsController):
    """What the gateway reports of messages that it took."""

    @http.route()
    def update_sms_status(self, message_statuses):
        """Extends sms's: what was taken and did not arrive is no message of the month.
        The row of the message need not be there any more."""
        result = super().update_sms_status(message_statuses)
        arrives = request.env["sms.sms"].IAP_TO_SMS_STATE_SUCCESS
        lost = [
            letter_of(uuid)
            for report in message_statuses
            if report["sms_status"] not in arrives
            for uuid in report["uuids"]
        ]
        request.env["ficha.news.sent"]._forget(lost)
        return result
