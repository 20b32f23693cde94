"""The customer's standing discount on the lines of an invoice."""

from odoo import api, fields, models
from odoo.tools import float_compare


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # default=None: the core default of 0.0 would count as a value that was given, and
    # the compute would never run on create
    discount = fields.Float(
        compute="_compute_ficha_discount",
        store=True,
        readonly=False,
        precompute=True,
        default=None,
    )

    @api.depends("move_id.partner_id", "display_type")
    def _compute_ficha_discount(self):
        """New product lines get the standing discount; when the customer changes,
        those that still have the previous customer's get the new one's.

        Imported lines keep what the file says.
        """
        importing = self.env["account.move"]._ficha_importing()
        for line in self:
            current = line.discount
            line.discount = current
            if importing or line.is_imported or line.display_type != "product":
                continue
            move = line.move_id
            if not move._ficha_split_drafts():
                continue
            partner = move.partner_id._origin.id or False
            known = (move.ficha_prefill or {}).get("_discount")
            if known and known[0] != partner:
                refill = float_compare(current, known[1], precision_digits=6) == 0
            else:
                refill = not current and not line._origin
            if refill:
                line.discount = move._ficha_value("standing_discount")
