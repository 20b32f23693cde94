from odoo import api, fields, models
from odoo.fields import Domain

SALES = ("out_invoice", "out_refund", "out_receipt")


class FichaTimeline(models.AbstractModel):
    """Invoices, credit notes and payments."""

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_sources(self):
        """Extends _timeline_sources with customer documents and their payments."""
        invoice = {
            "label": self.env._("Invoices"),
            "kind": "invoice",
            "icon": "fa-file-text-o",
            "sequence": 70,
            "model": "account.move",
            "partner": "commercial_partner_id",
            "commercial": True,
            "date": "invoice_date",
            "read": self._timeline_read_invoices,
        }
        sales = Domain("move_type", "in", SALES)
        return super()._timeline_sources() | {
            # spelt as the partial indexes are
            "invoice": {**invoice, "domain": Domain("state", "=", "posted") & sales},
            "invoice_cancelled": {
                **invoice,
                "domain": Domain("state", "=", "cancel") & sales,
            },
            "payment": {
                "label": self.env._("Payments"),
                "icon": "fa-money",
                "sequence": 60,
                "model": "account.payment",
                "domain": Domain("partner_type", "=", "customer")
                & Domain("state", "in", ("in_process", "paid", "rejected")),
                "partner": "partner_id",
                "date": "date",
                "read": self._timeline_read_payments,
            },
        }

    @api.model
    def _timeline_read_invoices(self, moves):
        types = self._timeline_selection(moves, "move_type")
        paid = self._timeline_selection(moves, "payment_state")
        today = fields.Date.context_today(self)
        result = {}
        for move in moves:
            refund = move.move_type == "out_refund"
            state, decoration = paid.get(move.payment_state), "secondary"
            if move.state == "cancel":
                state = self._timeline_selection(moves, "state")["cancel"]
            elif move.payment_state in ("paid", "in_payment"):
                decoration = "success"
            elif refund or move.payment_state in ("reversed", "invoicing_legacy"):
                state = not refund and state
            elif move.invoice_date_due and move.invoice_date_due < today:
                state, decoration = self.env._("Overdue"), "danger"
            result[move.id] = {
                "title": " ".join(filter(None, [types[move.move_type], move.name])),
                "note": " · ".join(filter(None, [move.ref, move.invoice_origin])),
                "icon": "fa-undo" if refund else False,
                "amount": -move.amount_total if refund else move.amount_total,
                "currency_id": move.currency_id.id,
                "user_id": move.invoice_user_id.id,
                "state": state,
                "decoration": decoration,
                "void": move.state == "cancel",
            }
        return result

    @api.model
    def _timeline_read_payments(self, payments):
        states = self._timeline_selection(payments, "state")
        result = {}
        for payment in payments:
            received = payment.payment_type == "inbound"
            title = (
                self.env._("Payment received")
                if received
                else self.env._("Payment to the customer")
            )
            rejected = payment.state == "rejected"
            result[payment.id] = {
                "title": title,
                "note": " · ".join(
                    filter(None, [payment.memo, payment.payment_method_line_id.name])
                ),
                "amount": payment.amount if received else -payment.amount,
                "currency_id": payment.currency_id.id,
                "state": rejected and states["rejected"],
                "void": rejected,
                "decoration": "danger",
            }
        return result
