"""What the customer file filled in on an invoice, and what somebody else set: the part
of :mod:`.ficha_prefill_mixin` that only invoices need.

One key more in their memory: ``_journal``, the journal when the currency was chosen.
"""

from odoo import api, models

# What the customer file fills in, in the order in which one follows from another.
PREFILLED = (
    "partner_shipping_id",
    "journal_id",
    "currency_id",
    "invoice_payment_term_id",
    "preferred_payment_method_line_id",
    "fiscal_position_id",
    "invoice_user_id",
    "invoice_incoterm_id",
    "incoterm_location",
    "ref",
    "narration",
)
# Those that the customer file itself keeps, and where; the rest are Odoo's conclusions.
SOURCES = {
    "partner_shipping_id": "invoice_delivery_partner_id",
    "journal_id": "invoice_journal_id",
    "currency_id": "invoice_currency_id",
    "invoice_payment_term_id": "property_payment_term_id",
    "preferred_payment_method_line_id": "property_inbound_payment_method_line_id",
    "invoice_incoterm_id": "invoice_incoterm_id",
    "incoterm_location": "invoice_incoterm_location",
    "ref": "customer_purchase_reference",
    "narration": "invoice_observations",
}
# Drafts older than this module have no memory: of those, only what Odoo itself
# refreshes with the customer is refreshed.
REFRESHED_BY_ODOO = {
    "partner_shipping_id",
    "invoice_payment_term_id",
    "preferred_payment_method_line_id",
    "fiscal_position_id",
}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "ficha.prefill.mixin"]

    _ficha_prefilled = PREFILLED
    _ficha_sources = SOURCES
    _ficha_refreshed = REFRESHED_BY_ODOO

    def _ficha_importing(self):
        """Whether a file is being imported (EDI, OCR): what it says is not ours."""
        stack = self.env.cr.cache.get("account_disable_recursion_stack", {})
        return bool(stack.get("ignore_discount_precision"))

    def _ficha_fills(self):
        return self.is_sale_document(include_receipts=True)

    def _ficha_remember(self, memory, fname):
        if fname == "currency_id":
            memory["_journal"] = self.journal_id._origin.id

    def _ficha_first_memory(self, names):
        memory = super()._ficha_first_memory(names)
        if "ficha_prefill" not in names:
            memory.setdefault("_journal", self.journal_id.id)
        return memory

    @api.depends("state")
    def _compute_ficha_prefill_summary(self):
        return super()._compute_ficha_prefill_summary()

    @api.model_create_multi
    def create(self, vals_list):
        """EXTENDS 'account': remember what was filled in because nobody gave it."""
        given_by_context = {
            key[8:] for key in self.env.context if key.startswith("default_")
        }
        explicit = [given_by_context.union(vals) for vals in vals_list]
        for vals in vals_list:
            self._ficha_merge_memory(vals)
        moves = super().create(vals_list)
        memory_field = self._fields["ficha_prefill"]
        importing = self._ficha_importing()
        for move, names in zip(moves, explicit, strict=True):
            if not move.is_sale_document(include_receipts=True):
                continue
            if importing:
                memory_field.write(move, {"_skip": True})
                continue
            memory_field.write(move, move._ficha_first_memory(names))
        return moves

    def write(self, vals):
        """EXTENDS 'account': what is written is no longer the customer file's."""
        if "ficha_prefill" in vals:
            self._ficha_merge_memory(vals, self.ficha_prefill if len(self) == 1 else {})
        else:
            written = vals.keys() & set(PREFILLED)
            importing = "partner_id" in vals and self._ficha_importing()
            if written or importing:
                self._ficha_forget(written, importing)
        res = super().write(vals)
        if "partner_id" in vals:
            self._ficha_follow_customer()
        return res

    def copy_data(self, default=None):
        """EXTENDS 'account': the copy remembers only what it really copies."""
        # what is still pending writes its memory, which is then copied
        self._recompute_recordset(PREFILLED)
        vals_list = super().copy_data(default)
        for vals in vals_list:
            self._ficha_copied_memory(vals)
        return vals_list
