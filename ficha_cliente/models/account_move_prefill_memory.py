"""What the customer file filled in on an invoice, and what somebody else set.

``account.move.ficha_prefill`` remembers it. Its keys:

- a field's name: the value that was filled in (id, text, or digest of a long text);
- ``_set``: fields that came with a value of their own (import, order, API);
- ``_given``: fields whose value is the customer file's own, for the hint on the form;
- ``_journal``: the journal when the currency was chosen;
- ``_discount``: the customer the document was filled for, and the standing discount;
- ``_skip``: an imported file (EDI, OCR), left alone.
"""

import hashlib

from odoo import api, fields, models

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
    _inherit = "account.move"

    ficha_prefill = fields.Json(
        string="Filled from the customer file",
        exportable=False,
        help="Technical: what the customer file filled in on this document. A value "
        "that differs from it was set by somebody, and stays.",
    )
    ficha_prefill_summary = fields.Char(
        string="From the customer file",
        compute="_compute_ficha_prefill_summary",
        help="The values of this draft that come from the customer file.",
    )

    # -- what may be filled, and what must stay -------------------------------------

    def _ficha_importing(self):
        """Whether a file is being imported (EDI, OCR): what it says is not ours."""
        stack = self.env.cr.cache.get("account_disable_recursion_stack", {})
        return bool(stack.get("ignore_discount_precision"))

    def _ficha_drafts(self):
        """The documents the customer file may fill."""
        return self.filtered(
            lambda m: m.state == "draft"
            and m.is_sale_document(include_receipts=True)
            and not (m.ficha_prefill or {}).get("_skip")
        )

    def _ficha_given(self, fname):
        """Value to compare and to remember, for JSON: id, text or digest."""
        value = self[fname]
        field = self._fields[fname]
        if field.type == "many2one":
            # ids of unsaved records have no meaning later
            return value._origin.id or False
        if field.type == "html" and value:
            return hashlib.sha256(str(value).encode()).hexdigest()[:16]
        return value or False

    def _ficha_is_manual(self, fname):
        """Whether the value was set by a person or a document, not filled in."""
        self.ensure_one()
        memory = self.ficha_prefill or {}
        if fname in memory.get("_set", ()):
            return True
        if fname not in memory:
            return bool(self[fname]) and fname not in REFRESHED_BY_ODOO
        return self._ficha_given(fname) != memory[fname]

    def _ficha_split(self, fname):
        """Sort the documents before a compute of ``fname`` runs.

        :return: the moves to fill (draft customer documents where nobody set a value),
            and a dict ``{move: value}`` of what must stay: set by somebody, or issued.
            Moves in neither, such as vendor bills, are Odoo's business alone.
        """
        fill, kept = self.browse(), {}
        for move in self:
            if not move.is_sale_document(include_receipts=True):
                continue
            if (move.ficha_prefill or {}).get("_skip"):
                continue
            if move.state != "draft" or move._ficha_is_manual(fname):
                kept[move] = move[fname]
            else:
                fill += move
        return fill, kept

    def _ficha_settle(self, fname, fill, kept, given=()):
        """After a compute: put back what must stay, remember what was filled in.

        The memory is written at field level: a ``write`` from inside a compute would
        set off the synchronisation of the whole entry.

        :param given: the moves, among ``fill``, whose value is the customer file's own.
        """
        for move, value in kept.items():
            move[fname] = value
        memory_field = self._fields["ficha_prefill"]
        for move in fill:
            memory = move.ficha_prefill or {}
            names = [name for name in memory.get("_given", ()) if name != fname]
            if move in given:
                names.append(fname)
            memory.update({fname: move._ficha_given(fname), "_given": names})
            if fname == "currency_id":
                memory["_journal"] = move.journal_id._origin.id
            memory_field.write(move, memory)

    def _ficha_value(self, fname):
        """What the customer file says for this document, see
        ``res.partner._ficha_invoice_value``."""
        self.ensure_one()
        return self.partner_id._ficha_invoice_value(
            fname, self.company_id or self.env.company
        )

    # -- memory ---------------------------------------------------------------------

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

    def _ficha_first_memory(self, names):
        """Memory of a document just made: Odoo computes some fields before there is a
        record that could remember them.

        :param names: the fields that came with a value.
        """
        self.ensure_one()
        memory = self.ficha_prefill or {}
        given = memory.setdefault("_given", [])
        for fname in PREFILLED:
            if fname in names or not self._fields[fname].precompute:
                continue
            memory[fname] = self._ficha_given(fname)
            source = SOURCES.get(fname)
            if source and self[fname] and self[fname] == self._ficha_value(source):
                given.append(fname)
        if "ficha_prefill" not in names:
            memory["_set"] = [fname for fname in PREFILLED if fname in names]
            memory.setdefault("_journal", self.journal_id.id)
        memory.setdefault("_discount", self._ficha_discount())
        return memory

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

    @api.model
    def _ficha_merge_memory(self, vals, memory=None):
        """The form sends its memory back with the fields it shows. Of the others, the
        memory of the database stands, since they are computed anew there.

        :param dict vals: values being written, changed in place.
        :param memory: the memory before the write.
        """
        if not vals.get("ficha_prefill"):
            return
        vals["ficha_prefill"] = {
            key: value
            for key, value in vals["ficha_prefill"].items()
            if key.startswith("_") or key in vals
        }
        for key, value in (memory or {}).items():
            vals["ficha_prefill"].setdefault(key, value)

    def _ficha_forget(self, fnames, skip=False):
        """Note that ``fnames`` were set by somebody; or that the whole document, if
        ``skip``, is an imported one that the customer file leaves alone."""
        memory_field = self._fields["ficha_prefill"]
        for move in self.filtered(lambda m: m.is_sale_document(include_receipts=True)):
            memory = move.ficha_prefill or {}
            if skip:
                memory_field.write(move, {"_skip": True})
            else:
                memory["_set"] = sorted(fnames.union(memory.get("_set", ())))
                memory_field.write(move, memory)

    def copy_data(self, default=None):
        """EXTENDS 'account': the copy remembers only what it really copies."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            memory = vals.get("ficha_prefill")
            if memory:
                memory = {
                    key: value
                    for key, value in memory.items()
                    if key.startswith("_") or key in vals
                }
                memory["_set"] = [key for key in memory.get("_set", ()) if key in vals]
                vals["ficha_prefill"] = memory
        return vals_list

    # -- what the form says ---------------------------------------------------------

    @api.depends("ficha_prefill", "state", *PREFILLED)
    def _compute_ficha_prefill_summary(self):
        for move in self:
            memory = move.ficha_prefill or {}
            labels = [
                self._fields[fname]._description_string(self.env)
                for fname in PREFILLED
                if fname in memory.get("_given", ())
                and memory.get(fname) == move._ficha_given(fname)
            ]
            move.ficha_prefill_summary = (
                ", ".join(labels) if move.state == "draft" else False
            )
