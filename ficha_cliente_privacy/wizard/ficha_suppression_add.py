from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.email_address import normal_email

from ..models.ficha_suppression import KINDS, REASONS, SCOPES


class FichaSuppressionAdd(models.TransientModel):
    """Addresses and numbers that are not to be used any more, as the privacy desk was
    told them: of a customer, or of somebody who has no file."""

    _name = "ficha.suppression.add"
    _description = "Suppress an address or number"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        help="Whose addresses they are; empty: whatever is written below.",
    )
    kind = fields.Selection(
        KINDS, default="email", help="What it is, when it is written here."
    )
    value = fields.Char(
        "Address or number", help="It is kept as a key that nobody can read back."
    )
    scope = fields.Selection(
        SCOPES, required=True, default="all", help="What is not done any more."
    )
    reason = fields.Selection(
        REASONS, required=True, default="objected", help="Why it is not used."
    )
    points = fields.Text(
        compute="_compute_points", help="What is suppressed of this customer."
    )

    @api.depends("partner_id")
    def _compute_points(self):
        for wizard in self:
            wizard.points = "\n".join(
                value for values in wizard._points().values() for value in values
            )

    def _points(self):
        """:return: ``{kind: [address or number]}`` of the customer"""
        partner = self.partner_id
        further = partner.contact_point_ids
        emails = [
            partner.email,
            *further.filtered(lambda p: p.kind == "email").mapped("value"),
        ]
        phones = [
            partner.phone,
            *further.filtered(
                lambda p: p.kind in ("mobile", "phone", "whatsapp")
            ).mapped("value"),
        ]
        found = {
            "email": list(dict.fromkeys(filter(None, emails))),
            "phone": list(dict.fromkeys(filter(None, phones))),
        }
        # what is none keeps the others from nothing
        return {
            kind: [value for value in some if self._is_point(kind, value)]
            for kind, some in found.items()
        }

    @api.model
    def _is_point(self, kind, value):
        if kind == "email":
            return bool(normal_email(value))
        digits = sum(map(str.isdigit, value or ""))
        return digits >= 6

    def action_suppress(self):
        """Keep the addresses from being used from now on.

        :return: notification: how many are new
        """
        only_one(self)
        suppressions = self.env["ficha.suppression"]
        suppressions.check_access("create")
        if self.partner_id:
            said = self._points()
        else:
            said = {self.kind: [self.value] if self.value else []}
        pairs = [(kind, value) for kind, some in said.items() for value in some]
        if not pairs or not all(self._is_point(*pair) for pair in pairs):
            raise UserError(
                self.env._(
                    "There is no address or number here that could be kept from being "
                    "used."
                )
            )
        new = sum(
            suppressions._suppress(kind, some, self.reason, self.scope)
            for kind, some in said.items()
            if some
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Not used from now on: %s.", new)
                if new
                else self.env._("It was suppressed already."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
