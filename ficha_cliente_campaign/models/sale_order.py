from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _ficha_takes_suggestions(self):
        # EXTENDS ours
        return self.state in ("draft", "sent")

    def _ficha_suggestion_line(self, product, quantity):
        # EXTENDS ours: a quotation calls it otherwise
        return {"product_id": product.id, "product_uom_qty": quantity}
