from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.query import query_join


class FichaMissedPurchase(models.Model):
    _inherit = "ficha.missed.purchase"

    _depends = {
        "sale.order": [
            "amount_untaxed",
            "company_id",
            "currency_rate",
            "date_order",
            "name",
            "partner_id",
            "state",
            "user_id",
            "website_id",
        ],
        "sale.order.line": ["display_type", "order_id", "product_id"],
    }

    source = fields.Selection(
        selection_add=[("cart", "Abandoned cart")], ondelete={"cart": "cascade"}
    )

    @api.model
    def _missed_selects(self):
        """Extends ficha_cliente's _missed_selects: the carts that website_sale calls
        abandoned, so those of the public visitor are not among them."""
        selects = super()._missed_selects()
        if self.env["sale.order"].has_access("read"):
            selects.append(self._missed_cart_select())
        return selects

    def _missed_cart_select(self):
        query = self.env["sale.order"]._search(
            Domain("is_abandoned_cart", "=", True) & Domain("amount_untaxed", "!=", 0)
        )
        query_join(
            query,
            "JOIN",
            "customer",
            "res_partner",
            SQL("customer.id = sale_order.partner_id"),
        )
        products = SQL(
            """(
                SELECT array_agg(line.product_id)
                  FROM sale_order_line line
                 WHERE line.order_id = sale_order.id
                   AND line.display_type IS NULL
                   AND line.product_id IS NOT NULL
            )"""
        )
        columns = {
            "partner_id": SQL("customer.commercial_partner_id"),
            "company_id": SQL("sale_order.company_id"),
            "user_id": SQL("sale_order.user_id"),
            "date": day_sql(SQL("sale_order.date_order"), self.env.tz),
            "name": SQL("sale_order.name"),
            "amount": self.env["sale.order"]._ficha_amount_sql(),
            "reason": SQL("%s", self.env._("Left in the cart")),
        }
        return self._missed_select(
            17, "cart", "sale.order", query, columns, products=products
        )
