"""The customer's standing discount on the lines of a quotation."""

from odoo import models
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        """EXTENDS 'sale': a line that gets another product is a new one, also to the
        discount, which is computed while that is known; see ``_compute_discount``."""
        other = self.browse()
        if "product_id" in vals:
            other = self.filtered(lambda line: line.product_id.id != vals["product_id"])
        if not other:
            return super().write(vals)
        lines = self.with_context(ficha_other_product=other.ids)
        res = super(SaleOrderLine, lines).write(vals)
        lines._recompute_recordset(["discount"])
        return res

    def _compute_discount(self):
        """EXTENDS 'sale': a new line without a discount of the pricelist gets the
        standing one, and so does a line whose discount Odoo computes anew. A line saved
        without a discount stays without it, and one that was given the standing one
        keeps it, whatever the file says since; see ``_ficha_follow_discount`` for a
        change of customer."""
        before = {line: line.discount for line in self}
        res = super()._compute_discount()
        anew = self.env.context.get("ficha_discount_anew")
        for line in self:
            left_at_zero = line._origin.id and not before[line] and not anew
            if line.discount or left_at_zero or not line._ficha_takes_discount():
                continue
            if not anew and line._ficha_was_given(before[line]):
                line.discount = before[line]
            else:
                line.discount = line.order_id._ficha_value("standing_discount")
        return res

    def _ficha_was_given(self, discount):
        """Whether a discount is the standing one that this line was quoted with: what
        was promised for a product stays when its quantity is another.

        :param float discount: the one that the line had
        """
        self.ensure_one()
        origin = self._origin
        given = (self.order_id.ficha_prefill or {}).get("_discount")
        return bool(
            origin.id
            and given
            and not float_compare(discount, given[1], precision_digits=6)
            and self.product_id._origin == origin.product_id
            and origin.id not in self.env.context.get("ficha_other_product", ())
        )

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
