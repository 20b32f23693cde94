from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ficha_takes_suggestions(self):
        # EXTENDS ours
        return self.state == "draft" and self.move_type in (
            "out_invoice",
            "out_receipt",
        )

    def _ficha_suggestion_line(self, product, quantity):
        """Extends ours: Odoo's invoices know no price lists, and the list said the
        price of the customer's. What no rule of it names has Odoo's own price."""
        values = super()._ficha_suggestion_line(product, quantity)
        entity = self.partner_id.commercial_partner_id.with_company(self.company_id)
        # sudo: the price is told, the rules of the list are not
        pricelist = entity.property_product_pricelist.sudo()
        price, rule = pricelist._compute_price_rule(
            product.sudo().with_company(self.company_id),
            quantity,
            currency=self.currency_id,
            date=self.invoice_date or fields.Date.context_today(self),
        )[product.id]
        if rule:
            values["price_unit"] = price
        return values
