from odoo import api, models

from odoo.addons.ficha_cliente.models.ficha_contact_point import PHONE_KINDS
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente_privacy.models.ficha_consent import NEGATIVE

from ..tools.stop_word import is_stop

LEAST_DIGITS = 6


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _ficha_lines(self):
        """Extends ours: SMS is one of the channels on the ficha."""
        return [*super()._ficha_lines(), ("sms", "own_news", "phone")]

    @api.model
    def _ficha_sms_received(self, number, text):
        """Hook for whatever receives SMS: Odoo's own gateway hands over none. An answer
        that says *BAJA* counts at once, for everybody who has the number; a number of
        nobody is kept from being used.

        :param str number: of the sender, as the gateway has it
        :param str text: what they wrote
        :return: whether it said so; otherwise a person reads it
        """
        points = self.env["ficha.contact.point"]
        normal = points._normalize("phone", number, self.env.company.country_id)
        digits = sum(map(str.isdigit, normal or ""))
        if digits < LEAST_DIGITS or not is_stop(text):
            return False
        # sudo: a right needs none, and a no holds for all companies
        everybody = self.sudo().with_context(active_test=False)
        further = points.sudo().search(
            [("kind", "in", PHONE_KINDS), ("normalized_value", "=", normal)]
        )
        found = everybody.search([("phone_sanitized", "=", normal)])
        found |= further.partner_id
        if not found:
            suppressions = self.env["ficha.suppression"].sudo()  # as above
            suppressions._suppress("phone", [normal], "objected", "electronic")
            return True
        channel = everybody._ficha_contact_channel("sms")["id"]
        states = found._ficha_consent_states()
        rows = [
            {
                "partner_id": partner.id,
                "channel_id": channel,
                "event": "objected",
                "method": "sms",
                "reason": " ".join(text.split())[:60],
            }
            for partner in found
            if not _holds_already(states[partner.id], channel)
        ]
        made_by_us(self.env["ficha.consent"]).create(rows)  # as above
        return True


def _holds_already(states, channel):
    """Whether they said no to this channel, and to nothing yes since.

    :param dict states: ``{(purpose id, channel id): (event, moment)}``
    """
    event, no_since = states.get((None, channel), (None, None))
    return event in NEGATIVE and not any(
        moment > no_since and event not in NEGATIVE
        for (_purpose, way), (event, moment) in states.items()
        if way in (None, channel)
    )
