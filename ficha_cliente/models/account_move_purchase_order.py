"""Customers who return invoices without a purchase order."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_move_prefill_memory import PREFILLED


class AccountMove(models.Model):
    _inherit = "account.move"

    ficha_reference_missing = fields.Boolean(
        string="Purchase order missing",
        compute="_compute_ficha_reference_missing",
        help="The customer requires a purchase order and this draft has none yet.",
    )

    @api.depends("partner_id", "ref", "state", "move_type")
    def _compute_ficha_reference_missing(self):
        for move in self:
            move.ficha_reference_missing = (
                move.state == "draft" and move._ficha_lacks_reference()
            )

    def _ficha_lacks_reference(self):
        self.ensure_one()
        return bool(
            self.move_type == "out_invoice"
            and not (self.ref or "").strip()
            and (
                self.partner_id.purchase_reference_required
                or self.commercial_partner_id.purchase_reference_required
            )
        )

    def _post(self, soft=True):
        """EXTENDS 'account': a customer who requires a purchase order gets one.

        :raises UserError: naming the customers and the field to complete.
        """
        # what is still pending is filled in while these are drafts
        self._recompute_recordset(PREFILLED)
        today = fields.Date.context_today(self)
        lacking = self.filtered(
            lambda m: m._ficha_lacks_reference()
            # those are only scheduled now; they are checked on their day
            and not (soft and m.date and m.date > today)
        )
        if lacking:
            raise UserError(
                self.env._(
                    "These customers require a purchase order on the invoice: "
                    "%(customers)s. Write it in the field Customer Reference and "
                    "confirm again.",
                    customers=", ".join(lacking.partner_id.mapped("display_name")),
                )
            )
        return super()._post(soft)
