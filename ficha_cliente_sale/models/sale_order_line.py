"""The customer's standing discount on the lines of a quotation."""

from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _compute_discount(self):
        """EXTENDS 'sale': a new line without a discount of the pricelist gets the
        standing one, and so does a line whose discount Odoo computes anew. A line saved
        without a discount stays without it; see ``_ficha_follow_discount`` for a change
        of customer."""
        before = {line: line.discount for line in self}
        res = super()._compute_discount()
        anew = self.env.context.get("ficha_discount_anew")
        for line in self:
            left_at_zero = line._origin.id and not before[line] and not anew
            if line.discount or left_at_zero or not line._ficha_takes_discount():
                continue
            line.discount = line.order_id._ficha_value("standing_discount")
        return res

    def _ficha_takes_discount(self):
        """Whether the line is something the customer buys, and not a fee, a reward, a
        down payment or an expense passed on."""
        self.ensure_one()
        return bool(
            self.product_id
            and self.order_id.state != "cancel"
            and not self.display_type
            and not self.is_downpayment
            and not self.is_expense
            and self._can_be_invoiced_alone()
        )
