"""Quotations fill themselves from the customer file, as invoices do (decision D3).

What was filled in is remembered, see ``sale_order_prefill_memory``; what somebody set
stays. The invoice of an order then carries what the order says, see
``_prepare_invoice``.
"""

from odoo import api, fields, models
from odoo.tools import plaintext2html


class SaleOrder(models.Model):
    _inherit = "sale.order"

    client_order_ref = fields.Char(
        compute="_compute_client_order_ref", store=True, readonly=False, precompute=True
    )
    ficha_standing_discount = fields.Float(
        string="Standing discount (%)",
        digits="Discount",
        compute="_compute_ficha_standing_discount",
        help="Discount that the customer file gives to every new line.",
    )
    ficha_reference_missing = fields.Boolean(
        string="Purchase order missing",
        compute="_compute_ficha_reference_missing",
        help="The customer requires a purchase order and this order has none yet: its "
        "invoice cannot be confirmed without one.",
    )

    @api.depends("partner_id")
    def _compute_partner_shipping_id(self):
        # EXTENDS 'sale'
        return self._ficha_compute(
            "partner_shipping_id",
            super()._compute_partner_shipping_id,
            lambda order, address: order._ficha_may_deliver_to(address),
        )

    @api.depends("partner_id")
    def _compute_payment_term_id(self):
        # EXTENDS 'sale'
        return self._ficha_compute("payment_term_id", super()._compute_payment_term_id)

    @api.depends("partner_id")
    def _compute_preferred_payment_method_line_id(self):
        # EXTENDS 'sale': a contact without a method uses its company's
        return self._ficha_compute(
            "preferred_payment_method_line_id",
            super()._compute_preferred_payment_method_line_id,
        )

    @api.depends("partner_id")
    def _compute_journal_id(self):
        # EXTENDS 'sale': the journal of a quotation template was chosen for it, and
        # wins
        fill, kept = self._ficha_split("journal_id")
        super()._compute_journal_id()
        given = self.browse()
        for order in fill.filtered(lambda order: not order.journal_id):
            order.journal_id = order._ficha_journal()
            if order.journal_id:
                given += order
        return self._ficha_settle("journal_id", fill, kept, given)

    @api.depends("partner_id")
    def _compute_user_id(self):
        # EXTENDS 'sale', which reads the customer file but, until the quotation is
        # saved, forgets the salesperson somebody chose
        fill, kept = self._ficha_split("user_id")
        kept = {order: user for order, user in kept.items() if not order._origin.id}
        super()._compute_user_id()
        return self._ficha_settle("user_id", fill, kept)

    @api.depends("partner_id")
    def _compute_client_order_ref(self):
        """The customer's standing purchase order."""
        fill, kept = self._ficha_split("client_order_ref")
        given = self.browse()
        for order in self:
            value = order.client_order_ref
            if order in fill:
                value = order._ficha_value("customer_purchase_reference")
                if value:
                    given += order
            order.client_order_ref = value
        self._ficha_settle("client_order_ref", fill, kept, given)

    @api.depends("partner_id")
    def _compute_note(self):
        # EXTENDS 'sale': the company's terms first, then the observations
        fill, kept = self._ficha_split("note")
        fill.note = False
        super()._compute_note()
        given = self.browse()
        for order in fill:
            text = order._ficha_value("invoice_observations")
            if text:
                order.note = (order.note or "") + plaintext2html(text)
                given += order
        return self._ficha_settle("note", fill, kept, given)

    @api.depends("partner_id", "company_id")
    def _compute_ficha_standing_discount(self):
        for order in self:
            order.ficha_standing_discount = order._ficha_value("standing_discount")

    @api.depends("partner_id", "client_order_ref", "state")
    def _compute_ficha_reference_missing(self):
        for order in self:
            order.ficha_reference_missing = (
                order.state != "cancel" and order._ficha_lacks_reference()
            )

    def _ficha_lacks_reference(self):
        self.ensure_one()
        return bool(
            not (self.client_order_ref or "").strip()
            and self.partner_id._ficha_invoice_value(
                "purchase_reference_required", self.company_id or self.env.company
            )
        )
