from odoo import http
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class FichaCustomerPortal(CustomerPortal):
    @http.route()
    def portal_quote_decline(
        self, order_id, access_token=None, decline_message=None, **kwargs
    ):
        """EXTENDS 'sale': a quotation that its customer rejects has that for a reason.

        The message they leave is in the chatter of the quotation.
        """
        # sudo: Odoo checks the access, and cancels only if it is right
        order = request.env["sale.order"].sudo().browse(order_id).exists()
        before = order.state
        response = super().portal_quote_decline(
            order_id,
            access_token=access_token,
            decline_message=decline_message,
            **kwargs,
        )
        if order and order.state == "cancel" and before != "cancel":
            order.ficha_lost_reason_id = order._ficha_lost_reason_portal()
        return response
