from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

AGAIN = timedelta(minutes=10)
MOST = 200  # customers: whoever presses waits for their letters to be written


class ResPartner(models.Model):
    """The seller's half: asking customers to review their data."""

    _inherit = "res.partner"

    def action_ficha_ask_review(self):
        """Send each of these customers a link to their own data.

        One customer is asked again after ten minutes, many only after the days of the
        settings. It is service, through the gate: who may not be written to at all is
        left out.

        :return: notification that says to whom, and who was left out
        """
        self._check_followup_rights()
        self.check_access("read")
        if not self.env.company.ficha_public_pages:
            raise UserError(
                self.env._(
                    "There are no pages for customers yet: open them in the settings, "
                    "under “Pages for customers”."
                )
            )
        if len(self) > MOST:
            raise UserError(
                self.env._(
                    "%(most)s customers are asked at once, and %(count)s are chosen: "
                    "choose fewer, and ask the rest afterwards.",
                    most=MOST,
                    count=len(self),
                )
            )
        rest = timedelta(days=self.env.company.ficha_review_days)
        asked = self._ficha_review_asked(AGAIN if len(self) == 1 else rest)
        may = self._ficha_may_contact("service", "email")
        sent, left = self.browse(), []
        for partner in self:
            if not partner.email_normalized:
                left.append(self.env._("%s: no e-mail", partner.display_name))
            elif partner.id in asked:
                left.append(
                    self.env._("%s: asked a short while ago", partner.display_name)
                )
            elif partner.id not in may or not may[partner.id].ok:
                left.append(self.env._("%s: not to be contacted", partner.display_name))
            else:
                partner._ficha_send_review()
                sent |= partner
        return self._ficha_review_told(sent, left)

    def _ficha_review_asked(self, rest):
        """Ids of those who were asked within this time."""
        # sudo: whether, not what
        links = (
            self.env["ficha.link"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("scope", "=", "correct"),
                    ("create_date", ">", fields.Datetime.now() - rest),
                ],
                ["partner_id"],
            )
        )
        return {partner.id for (partner,) in links}

    def _ficha_send_review(self):
        """Send this customer the link to their data, in their language."""
        self.ensure_one()
        words = self.with_context(lang=self.lang or self.env.lang)
        env = words.env
        url = env["ficha.link"]._issue("correct", words, self.email_normalized)
        env["ficha.link"]._send(
            self.email_normalized,
            env.lang,
            env._("Are your data still right?"),
            [
                env._("Hello %s,", self.name or ""),
                env._(
                    "Please look whether what we have of you is still right. The link "
                    "works once, within seven days."
                ),
            ],
            url,
            env._("Review my data"),
        )
        self._message_log(
            body=self.env._("Asked by e-mail to review their data."),
        )

    def _ficha_review_told(self, sent, left):
        lines = []
        if len(sent) == 1:
            lines.append(self.env._("Sent to %s.", sent.email_normalized))
        elif sent:
            lines.append(self.env._("Sent to %s customers.", len(sent)))
        if left:
            names = ", ".join(left[:5]) + (", …" if len(left) > 5 else "")
            lines.append(
                self.env._(
                    "Left out: %(count)s (%(names)s).", count=len(left), names=names
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if sent else "warning",
                "title": self.env._("Asked to review their data")
                if sent
                else self.env._("Nobody was asked"),
                "message": " ".join(lines),
            },
        }
