from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import client_code as code_format
from ..tools.arguments import only_one


class FichaCodeChange(models.TransientModel):
    """Replace the code of one customer, with a reason. Managers only."""

    _name = "ficha.code.change"
    _description = "Change client code"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        help="The customer whose code is replaced.",
    )
    old_code = fields.Char(
        related="partner_id.client_code",
        # as the user: of whom they may not see it says no code
        related_sudo=False,
        string="Current code",
        help="It stays as a previous code: it keeps finding the customer and nobody "
        "else gets it.",
    )
    new_code = fields.Char(
        required=True,
        help="The code the customer will have from now on. Invoices already issued "
        "keep showing the old one.",
    )
    reason = fields.Char(
        required=True,
        help="Why the code is replaced. Kept with the old code and in the customer's "
        "notes.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: the wizard works on the entity, not on one of its
        contacts.
        """
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            if partner:
                vals["partner_id"] = partner.commercial_partner_id.id
        return super().create(vals_list)

    def action_confirm(self):
        """Replace the code; the old one becomes a previous code of the customer.

        :raise AccessError: the user is no manager of customer files.
        :raise UserError: code or reason are empty.
        :raise ValidationError: the new code is somebody else's, now or before.
        """
        only_one(self)
        if not self.env.user.has_group("ficha_cliente.group_ficha_manager"):
            raise AccessError(
                self.env._("Only a manager of customer files replaces a client code.")
            )
        partner = self.partner_id
        partner.check_access("write")
        code = code_format.normalize(self.new_code)
        reason = (self.reason or "").strip()
        if not code or not reason:
            raise UserError(
                self.env._("Fill in “New code” and “Reason”: both are kept for later.")
            )
        old = partner.client_code
        if code != old:
            partner._change_client_code(code, reason)
            partner._message_log(
                body=self.env._(
                    "Client code %(old)s replaced by %(new)s: %(reason)s",
                    old=old or "-",
                    new=code,
                    reason=reason,
                )
            )
        return {"type": "ir.actions.act_window_close"}
