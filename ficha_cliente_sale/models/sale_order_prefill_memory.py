"""What the customer file filled in on a quotation, and what somebody else set: the
part of ``ficha.prefill.mixin`` that only orders need."""

from odoo import api, models
from odoo.tools import float_compare

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
