from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# a cart that was left longer ago says nothing about today
CART_DAYS = 30


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # the walk of the timeline, spelt as its domain is
    _ficha_cart_idx = models.Index(
        "(partner_id, date_order DESC, id DESC) "
        "WHERE state = 'draft' AND website_id IS NOT NULL"
    )

    @api.model
    def _ficha_left_carts_domain(self):
        """Carts of known customers that were left lately, and of which nobody reminded
        them.

        :return: ``Domain`` on sale.order
        """
        since = fields.Datetime.now() - timedelta(days=CART_DAYS)
        return (
            Domain("is_abandoned_cart", "=", True)
            & Domain("cart_recovery_email_sent", "=", False)
            & Domain("amount_untaxed", "!=", 0)
            & Domain("date_order", ">=", since)
        )

    def _message_post_after_hook(self, message, msg_vals):
        """EXTENDS 'website_sale': its recovery e-mail is a reminder."""
        if self.env.context.get("website_sale_send_recovery_email"):
            self._ficha_reminded()
        return super()._message_post_after_hook(message, msg_vals)

    def _cart_recovery_email_send(self):
        """EXTENDS 'website_sale': sent by its scheduled action or by an automation."""
        result = super()._cart_recovery_email_send()
        self.filtered("cart_recovery_email_sent")._ficha_reminded()
        return result

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
