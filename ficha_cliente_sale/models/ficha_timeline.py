from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.words import in_near_date


class FichaTimeline(models.AbstractModel):
    """Quotations and orders."""

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends _timeline_sources with quotations and orders."""
        domain = self.env["sale.order"]._ficha_quotation_domain()
        source = {
            "model": "sale.order",
            "partner": "partner_id",
            "date": "date_order",
            "read": self._timeline_read_orders,
        }
        return super()._timeline_sources() | {
            # spelt as the partial indexes are
            "quotation": {
                **source,
                "label": self.env._("Quotations"),
                "icon": "fa-pencil-square-o",
                "sequence": 76,
                "domain": domain & Domain("state", "in", ("draft", "sent", "cancel")),
            },
            "order": {
                **source,
                "label": self.env._("Orders"),
                "icon": "fa-shopping-cart",
                "sequence": 74,
                "domain": domain & Domain("state", "=", "sale"),
            },
        }

    @api.model
    def _timeline_read_orders(self, orders):
        states = self._timeline_selection(orders, "state")
        invoiced = self._timeline_selection(orders, "invoice_status")
        decorations = {"sent": "info", "cancel": "danger"}
        result = {}
        for order in orders:
            confirmed = order.state == "sale"
            title = self.env._("Order %s") if confirmed else self.env._("Quotation %s")
            state = states[order.state]
            decoration = decorations.get(order.state, "secondary")
            if confirmed:
                state = invoiced.get(order.invoice_status)
                done = order.invoice_status == "invoiced"
                decoration = "success" if done else "secondary"
            elif order.is_expired:
                state, decoration = self.env._("Expired"), "warning"
            result[order.id] = {
                "title": title % order.name,
                "note": " · ".join(
                    filter(
                        None,
                        [
                            order.client_order_ref,
                            order.ficha_lost_reason_id.name,
                            self._timeline_validity(order),
                            order._ficha_came_of_it(),
                        ],
                    )
                ),
                "amount": order.amount_untaxed,
                "basis": self.env._("before taxes"),
                "currency_id": order.currency_id.id,
                "user_id": order.user_id.id,
                "contact_id": order.partner_id.id,
                "state": state,
                "decoration": decoration,
            }
        return result

    def _timeline_validity(self, order):
        open_until = order.state in ("draft", "sent") and order.validity_date
        if not open_until or open_until < fields.Date.context_today(self):
            return False
        return self.env._("valid until %s", in_near_date(self.env, open_until))
