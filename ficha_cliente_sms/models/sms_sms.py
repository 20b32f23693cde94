from odoo import models

SENT = ("process", "pending", "sent")
NOT_SENT = ("error", "canceled")
COMPANY_NO = "ficha_company_no"


def letter_of(uuid):
    """What tells one SMS from all other messages, in ``ficha.news.sent``."""
    return f"sms.sms {uuid}"


def _company_of(message):
    return message._get_sms_company()


class SmsSms(models.Model):
    """An SMS to many: asked about once more when it is sent."""

    _name = "sms.sms"
    _inherit = ["sms.sms", "ficha.queued.mixin"]

    _ficha_channel = "sms"

    def write(self, vals):
        """Extends sms's: what did not go out is no message of the month, and what goes
        out the second time is."""
        result = super().write(vals)
        if vals.get("state") in NOT_SENT:
            self._ficha_note_failed()
        elif vals.get("state") in SENT:
            self._ficha_note_sent()
        return result

    def _send(self, *args, **kwargs):
        """Extends sms's: who said no since it was written does not get it. What the
        scheduled action takes up at once may be of several companies: each sends its
        own, as when a user presses the button (sms's ``send``)."""
        rest = self - self._ficha_ask_again()
        if self.env.context.get("sms_api"):
            return super(SmsSms, rest)._send(*args, **kwargs) if rest else None
        # sudo: whose account it goes by, whoever sends
        for company, some in rest.sudo().grouped(_company_of).items():
            theirs = some.with_context(allowed_company_ids=company.ids)
            super(SmsSms, theirs)._send(*args, **kwargs)
        return None

    def _split_by_api(self):
        """Extends sms's: by the account of the company of each."""
        # sudo: whose account it goes by, whoever sends
        for company, some in self.sudo().grouped(_company_of).items():
            theirs = some.with_context(allowed_company_ids=company.ids)
            for api, part in super(SmsSms, theirs)._split_by_api():
                yield api, part.with_env(self.env)

    def _get_sms_company(self):
        """Extends sms's: what is about no document is of the company it was written
        in."""
        numbers = set() if self.mail_message_id else set(self.mapped(COMPANY_NO))
        company = self.env["res.company"]
        if len(numbers) == 1:
            company = company.browse([number for number in numbers if number]).exists()
        return company or super()._get_sms_company()

    # -- what the mixin asks -----------------------------------------------------------

    def _ficha_letters(self):
        """Extends ours: by what the gateway calls it, which outlives the row."""
        return {one.id: letter_of(one.uuid) for one in self}

    def _ficha_recipients(self):
        """Extends ours."""
        return {m.id: m.partner_id.id for m in self if m.partner_id}

    def _ficha_refused_now(self, purpose, company):
        """Extends ours: nor who has no file any more, of whom nobody knows a thing."""
        refused = super()._ficha_refused_now(purpose, company)
        if purpose.kind == "marketing":
            refused |= dict.fromkeys(self.filtered(lambda m: not m.partner_id), "")
        return refused

    def _ficha_waits(self):
        """Extends ours."""
        return self.state == "outgoing"

    def _ficha_is_out(self):
        """Extends ours."""
        return self.state in SENT

    def _ficha_cancel(self, why):
        """Extends ours: its trackers say so too."""
        self._update_sms_state_and_trackers("canceled", failure_type="sms_optout")
