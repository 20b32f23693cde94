import base64
from urllib.parse import quote, urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_duration
from odoo.tools.mail import plaintext2html

from odoo.addons.ficha_cliente.tools.arguments import only_one

from ..tools.navigator import place_url, way_urls

QR = 480  # points: a way of ten addresses has many small squares


class FichaRoundSend(models.TransientModel):
    """A round on the seller's telephone: a code to scan, a text for a chat or an
    e-mail, with links that the telephone's own navigator opens. Nobody outside is
    asked, and nothing is sent until somebody sends it."""

    _name = "ficha.round.send"
    _description = "Round on the Telephone"

    round_id = fields.Many2one(
        "ficha.round", required=True, ondelete="cascade", help="Which round."
    )
    text = fields.Text(
        string="Message",
        compute="_compute_text",
        help="The stops that are left, each with its link.",
    )
    way_url = fields.Char(
        string="The whole way",
        compute="_compute_text",
        help="Opens the navigator with the stops that are left.",
    )
    way_note = fields.Char(
        string="Part of the way",
        compute="_compute_text",
        help="Of a way of many stops the code holds the first part.",
    )
    chat_url = fields.Char(
        string="WhatsApp",
        compute="_compute_text",
        help="Opens WhatsApp with the message; whom it goes to is chosen there.",
    )
    qr = fields.Binary(
        string="Code to scan",
        compute="_compute_qr",
        help="The whole way, for the camera of a telephone.",
    )

    @api.depends("round_id")
    @api.depends_context("lang")
    def _compute_text(self):
        for send in self:
            plan = send.round_id
            stops = plan._to_drive()
            urls = way_urls(plan._way_left())
            lines = [self.env._("Round: %s", plan.name)]
            for number, url in enumerate(urls, 1):
                lines.append(
                    self.env._("The way: %s", url)
                    if len(urls) == 1
                    else self.env._(
                        "The way, part %(number)s: %(url)s", number=number, url=url
                    )
                )
            for number, stop in enumerate(stops, 1):
                partner = stop.partner_id
                hour = format_duration(stop.arrive)
                lines += ["", f"{number}. {hour} {partner.display_name}"]
                lines += [
                    part for part in (partner._map_address(), partner.phone) if part
                ]
                if place := partner._map_destination():
                    lines.append(place_url(place))
            send.text = "\n".join(lines)
            send.way_url = urls[0] if urls else False
            send.way_note = len(urls) > 1 and self.env._(
                "Part 1 of %s; the others are in the message.", len(urls)
            )
            send.chat_url = "https://wa.me/?" + urlencode(
                {"text": send.text}, quote_via=quote
            )

    @api.depends("way_url")
    def _compute_qr(self):
        for send in self:
            send.qr = send.way_url and base64.b64encode(
                self.env["ir.actions.report"].barcode(
                    "QR", send.way_url, width=QR, height=QR
                )
            )

    def action_mail(self):
        """The message to the seller's own e-mail or inbox, as they have set it."""
        only_one(self)
        plan = self.round_id
        plan.check_access("read")
        plan.message_notify(
            partner_ids=plan.user_id.partner_id.ids,
            subject=plan.name,
            body=plaintext2html(self.text),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent to %s.", plan.user_id.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class FichaRound(models.Model):
    _inherit = "ficha.round"

    def _to_drive(self):
        """The stops that are left, in their order."""
        return self.stop_ids.filtered(
            lambda s: s.state in ("planned", "arrived")
        ).sorted("sequence")

    def _way_left(self):
        """Where the way goes that is left: from the start, or where the last visit was,
        through the stops to the end; what is on no map is left out.

        :return: list of what a navigator is told of each
        """
        over = self.stop_ids.filtered(lambda s: s.state in ("done", "absent"))
        first = over.sorted("sequence")[-1:].partner_id or self.start_id
        partners = [first, *self._to_drive().partner_id, self.end_id]
        places = [
            place
            for partner in partners
            if partner and (place := partner._map_destination())
        ]
        # the same place twice in a row is no way
        return [
            place
            for number, place in enumerate(places)
            if not number or place != places[number - 1]
        ]

    def action_send(self):
        """Opens what brings the round to the telephone."""
        only_one(self)
        if not self._to_drive():
            raise UserError(
                self.env._("There is nobody to visit: propose, or add a stop.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To the telephone"),
            "res_model": "ficha.round.send",
            "res_id": self.env["ficha.round.send"].create({"round_id": self.id}).id,
            "views": [(False, "form")],
            "target": "new",
        }
