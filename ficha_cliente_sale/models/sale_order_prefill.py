"""Quotations fill themselves from the customer file, as invoices do (decision D3).

What was filled in is remembered by ``ficha.prefill.mixin``; what somebody set stays.
The invoice of an order then carries what the order says, see ``_prepare_invoice``.
"""

from odoo import api, fields, models
from odoo.tools import float_compare, plaintext2html

# What the customer file fills in.
PREFILLED = (
    "partner_shipping_id",
    "payment_term_id",
    "preferred_payment_method_line_id",
    "journal_id",
    "user_id",
    "client_order_ref",
    "note",
)


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "ficha.prefill.mixin"]

    _ficha_prefilled = PREFILLED
    _ficha_sources = {
        "partner_shipping_id": "invoice_delivery_partner_id",
        "payment_term_id": "property_payment_term_id",
        "preferred_payment_method_line_id": "property_inbound_payment_method_line_id",
        "journal_id": "invoice_journal_id",
        "client_order_ref": "customer_purchase_reference",
        "note": "invoice_observations",
    }
    _ficha_refreshed = {
        "partner_shipping_id",
        "payment_term_id",
        "preferred_payment_method_line_id",
    }

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

    def _ficha_is_draft(self):
        # one that is being made is filled whatever state it is made in
        return not self._origin.id or self.state in ("draft", "sent")

    def _ficha_is_manual(self, fname):
        manual = super()._ficha_is_manual(fname)
        if manual and fname == "partner_shipping_id":
            # the address that somebody chose is one of that customer's
            filled_for = (self.ficha_prefill or {}).get("_discount")
            return not filled_for or filled_for[0] == self.partner_id._origin.id
        return manual

    # -- the fields ------------------------------------------------------------------

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

    # -- memory ----------------------------------------------------------------------

    def _ficha_first_memory(self, names):
        memory = super()._ficha_first_memory(names)
        # the observations are only a part of the note
        observed = self._ficha_value("invoice_observations")
        if observed and "note" not in names and "note" not in memory["_given"]:
            memory["_given"].append("note")
        return memory

    @api.depends("state")
    def _compute_ficha_prefill_summary(self):
        return super()._compute_ficha_prefill_summary()

    @api.model_create_multi
    def create(self, vals_list):
        """EXTENDS 'sale': remember what was filled in because nobody gave it."""
        given_by_context = {
            key[8:] for key in self.env.context if key.startswith("default_")
        }
        explicit = [given_by_context.union(vals) for vals in vals_list]
        for vals in vals_list:
            self._ficha_merge_memory(vals)
        orders = super().create(vals_list)
        memory_field = self._fields["ficha_prefill"]
        for order, names in zip(orders, explicit, strict=True):
            memory_field.write(order, order._ficha_first_memory(names))
        return orders

    def write(self, vals):
        """EXTENDS 'sale': what is written is no longer the customer file's."""
        if "ficha_prefill" in vals:
            self._ficha_merge_memory(vals, self.ficha_prefill if len(self) == 1 else {})
        else:
            written = vals.keys() & set(PREFILLED)
            if written:
                self._ficha_forget(written)
        res = super().write(vals)
        if "partner_id" in vals:
            # what follows the customer by itself still asks whom the order was for
            self._recompute_recordset(PREFILLED)
            self._ficha_follow_discount()
        return res

    def copy_data(self, default=None):
        """EXTENDS 'sale': the copy remembers only what it really copies."""
        # what is still pending writes its memory, which is then copied
        self._recompute_recordset(PREFILLED)
        vals_list = super().copy_data(default)
        for vals in vals_list:
            self._ficha_copied_memory(vals)
        return vals_list

    # -- a change of customer --------------------------------------------------------

    @api.onchange("partner_id", "partner_shipping_id", "company_id")
    def _onchange_ficha_prefill(self):
        for fname in PREFILLED:
            # finish what Odoo computes, before the form reads the memory
            self[fname]  # pylint: disable=pointless-statement
        self._ficha_follow_discount()

    def _ficha_follow_discount(self):
        """Lines that have the previous customer's standing discount get the new one's.

        The rest follows the customer through its own compute.
        """
        memory_field = self._fields["ficha_prefill"]
        for order in self._ficha_drafts():
            memory = order.ficha_prefill or {}
            old, new = memory.get("_discount"), order._ficha_discount()
            if old and old[0] == new[0]:
                continue
            memory["_discount"] = new
            memory_field.write(order, memory)
            if not old or not float_compare(old[1], new[1], precision_digits=6):
                continue
            for line in order.order_line:
                if line._ficha_takes_discount() and not float_compare(
                    line.discount, old[1], precision_digits=6
                ):
                    line.discount = new[1]
