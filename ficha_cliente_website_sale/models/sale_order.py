from odoo import api, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _ficha_quotation_domain(self):
        """Extends ficha_cliente_sale's: a cart is no quotation until it is checked out
        or sent."""
        return super()._ficha_quotation_domain() & (
            Domain("website_id", "=", False) | Domain("state", "!=", "draft")
        )

    def _ficha_salesperson_by_itself(self):
        """Extends ficha_cliente_sale's: the salesperson of an order of the shop is the
        website's."""
        return bool(self.website_id) or super()._ficha_salesperson_by_itself()
