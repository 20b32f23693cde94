"""Customer invoices fill themselves from the customer file.

Every value is given by overriding the compute that Odoo already has (D3), so that it
does not matter who makes the invoice. ``ficha_prefill`` remembers what was filled in:
what differs from it was set by somebody, and stays when the customer changes. Its keys:

- a field's name: the value that was filled in (id, text, or digest of a long text);
- ``_set``: fields that came with a value of their own (import, order, API);
- ``_given``: fields whose value is the customer file's own, for the hint on the form;
- ``_journal``: the journal when the currency was chosen;
- ``_discount``: whose standing discount the lines were given, and which;
- ``_skip``: an imported file (EDI, OCR), left alone.
"""

import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

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

    ref = fields.Char(compute="_compute_ref", store=True, readonly=False, precompute=True)
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
    ficha_reference_missing = fields.Boolean(
        string="Purchase order missing",
        compute="_compute_ficha_reference_missing",
        help="The customer requires a purchase order and this draft has none yet.",
    )

    # -- what may be filled, and what must stay -------------------------------------

    def _ficha_importing(self):
        """Whether a file is being imported (EDI, OCR): what it says is not ours."""
        stack = self.env.cr.cache.get("account_disable_recursion_stack", {})
        return bool(stack.get("ignore_discount_precision"))

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

    def _ficha_compute(self, fname, compute, source, accept=None):
        """Compute ``fname`` as Odoo does, then let the customer file speak.

        :param compute: the core compute, bound to ``self``.
        :param source: field of res.partner the value comes from.
        :param accept: optional test of the value for the move.
        """
        fill, kept = self._ficha_split(fname)
        compute()
        given = self.browse()
        for move in fill:
            value = move._ficha_value(source)
            if value and (not accept or accept(move, value)):
                move[fname] = value
                given += move
        self._ficha_settle(fname, fill, kept, given)

    # -- the computes ---------------------------------------------------------------

    @api.depends("partner_id", "company_id")
    def _compute_partner_shipping_id(self):
        # EXTENDS 'account'
        self._ficha_compute(
            "partner_shipping_id",
            super()._compute_partner_shipping_id,
            "invoice_delivery_partner_id",
            lambda move, address: address.active
            and (not address.company_id or address.company_id == move.company_id),
        )

    @api.depends("partner_id")
    def _compute_journal_id(self):
        # EXTENDS 'account'. A document that has, or had, a number keeps its journal.
        fill, kept = self._ficha_split("journal_id")
        numbered = fill.filtered(
            lambda m: m._origin.posted_before or m._origin.name not in (False, "", "/")
        )
        fill -= numbered
        super()._compute_journal_id()
        given = self.browse()
        for move in fill:
            company = move.company_id or self.env.company
            journal = move.partner_id._ficha_invoice_value(
                "invoice_journal_id", company
            )
            if (
                journal
                and journal.active
                and journal.type == "sale"
                and journal.company_id in company.parent_ids
            ):
                move.journal_id = journal
                given += move
            elif "journal_id" in (move.ficha_prefill or {}).get("_given", ()):
                move.journal_id = move._search_default_journal()
        self._ficha_settle("journal_id", fill, kept, given)

    @api.depends("partner_id", "company_id")
    def _compute_currency_id(self):
        # EXTENDS 'account'. A journal with its own currency decides; prices that are
        # already on the document are not converted, so then its currency stays.
        fill, kept = self._ficha_split("currency_id")
        before = {move: move.currency_id for move in fill}
        for move in list(kept):
            other_journal = (move.ficha_prefill or {}).get(
                "_journal"
            ) != move.journal_id._origin.id
            if move.state == "draft" and move.journal_id.currency_id and other_journal:
                del kept[move]
        super()._compute_currency_id()
        given = self.browse()
        for move in fill:
            if move.journal_id.currency_id or move.statement_line_id:
                continue
            currency = move._ficha_value("invoice_currency_id")
            target = (
                currency if currency.active else self.env["res.currency"]
            ) or move.company_id.currency_id
            if before[move] and before[move] != target and move._ficha_has_prices():
                continue
            move.currency_id = target or move.currency_id
            if currency and move.currency_id == currency:
                given += move
        self._ficha_settle("currency_id", fill, kept, given)

    def _ficha_has_prices(self):
        return any(
            line.display_type == "product" and line.price_unit
            for line in self.invoice_line_ids
        )

    @api.depends("partner_id", "company_id")
    def _compute_invoice_payment_term_id(self):
        # EXTENDS 'account'
        self._ficha_compute(
            "invoice_payment_term_id",
            super()._compute_invoice_payment_term_id,
            "property_payment_term_id",
        )

    @api.depends("partner_id", "company_id")
    def _compute_preferred_payment_method_line_id(self):
        # EXTENDS 'account': a contact without a method uses its company's
        self._ficha_compute(
            "preferred_payment_method_line_id",
            super()._compute_preferred_payment_method_line_id,
            "property_inbound_payment_method_line_id",
            lambda move, method: move.is_sale_document(),
        )

    @api.depends("partner_id")
    def _compute_fiscal_position_id(self):
        # EXTENDS 'account' only to keep what somebody set
        fill, kept = self._ficha_split("fiscal_position_id")
        super()._compute_fiscal_position_id()
        self._ficha_settle("fiscal_position_id", fill, kept)

    @api.depends("partner_id")
    def _compute_invoice_default_sale_person(self):
        # EXTENDS 'account', which keeps the previous customer's salesperson
        fill, kept = self._ficha_split("invoice_user_id")
        fill.invoice_user_id = False
        super()._compute_invoice_default_sale_person()
        self._ficha_settle("invoice_user_id", fill, kept)

    @api.depends("partner_id")
    def _compute_incoterm(self):
        # EXTENDS 'account'
        self._ficha_compute(
            "invoice_incoterm_id",
            super()._compute_incoterm,
            "invoice_incoterm_id",
            lambda move, incoterm: incoterm.active,
        )

    @api.depends("partner_id", "company_id")
    def _compute_incoterm_location(self):
        # EXTENDS 'account'; a value given by an order (sale_stock) wins
        fill, kept = self._ficha_split("incoterm_location")
        fill.incoterm_location = False
        super()._compute_incoterm_location()
        given = self.browse()
        for move in fill.filtered(lambda m: not m.incoterm_location):
            place = move._ficha_value("invoice_incoterm_location")
            move.incoterm_location = place
            if place:
                given += move
        self._ficha_settle("incoterm_location", fill, kept, given)

    @api.depends("partner_id", "company_id")
    def _compute_ref(self):
        """The customer's standing purchase order, on customer documents."""
        fill, kept = self._ficha_split("ref")
        given = self.browse()
        for move in self:
            value = move.ref
            if move in fill:
                value = move._ficha_value("customer_purchase_reference")
                if value:
                    given += move
            move.ref = value
        self._ficha_settle("ref", fill, kept, given)

    @api.depends("partner_id", "company_id")
    def _compute_narration(self):
        # EXTENDS 'account': the company's terms first, then the observations
        fill, kept = self._ficha_split("narration")
        fill.narration = False
        super()._compute_narration()
        given = self.browse()
        for move in fill:
            text = move._ficha_value("invoice_observations")
            if text:
                move.narration = (move.narration or "") + plaintext2html(text)
                given += move
        self._ficha_settle("narration", fill, kept, given)

    @api.onchange("partner_id", "partner_shipping_id", "journal_id", "company_id")
    def _onchange_ficha_prefill(self):
        """Finish what depends on the customer before the form reads the memory."""
        for fname in PREFILLED:
            self[fname]  # pylint: disable=pointless-statement
        self._ficha_remember_discount()

    # -- memory ---------------------------------------------------------------------

    def _ficha_remember_discount(self):
        """Remember whose standing discount the lines were given, once they have it."""
        memory_field = self._fields["ficha_prefill"]
        for move in self._ficha_split_drafts():
            memory = move.ficha_prefill or {}
            partner = move.partner_id
            known = memory.get("_discount")
            if known and known[0] == (partner._origin.id or False):
                continue
            move.invoice_line_ids.mapped("discount")  # still with the old memory
            memory["_discount"] = [
                partner._origin.id or False,
                move._ficha_value("standing_discount") or 0.0,
            ]
            memory_field.write(move, memory)

    def _ficha_split_drafts(self):
        return self.filtered(
            lambda m: m.state == "draft"
            and m.is_sale_document(include_receipts=True)
            and not (m.ficha_prefill or {}).get("_skip")
        )

    @api.model_create_multi
    def create(self, vals_list):
        """EXTENDS 'account': remember what was filled in because nobody gave it."""
        given_by_context = {
            key[8:] for key in self.env.context if key.startswith("default_")
        }
        explicit = [given_by_context.union(vals) for vals in vals_list]
        moves = super().create(vals_list)
        memory_field = self._fields["ficha_prefill"]
        importing = self._ficha_importing()
        for move, names in zip(moves, explicit, strict=True):
            if not move.is_sale_document(include_receipts=True):
                continue
            if importing:
                memory_field.write(move, {"_skip": True})
                continue
            memory = move.ficha_prefill or {}
            for fname in PREFILLED:
                if fname not in names and self._fields[fname].precompute:
                    memory.setdefault(fname, move._ficha_given(fname))
            if "ficha_prefill" not in names:
                memory["_set"] = [fname for fname in PREFILLED if fname in names]
            memory_field.write(move, memory)
        moves._ficha_remember_discount()
        return moves

    def write(self, vals):
        """EXTENDS 'account': what is written is no longer the customer file's."""
        if "ficha_prefill" not in vals:
            written = vals.keys() & set(PREFILLED)
            importing = "partner_id" in vals and self._ficha_importing()
            if written or importing:
                self._ficha_forget(written, importing)
        res = super().write(vals)
        if "partner_id" in vals:
            self._ficha_remember_discount()
        return res

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

    @api.depends("partner_id", "ref", "state", "move_type")
    def _compute_ficha_reference_missing(self):
        for move in self:
            move.ficha_reference_missing = (
                move.state == "draft" and move._ficha_lacks_reference()
            )

    def _ficha_lacks_reference(self):
        self.ensure_one()
        return bool(
            self.move_type == "out_invoice"
            and not (self.ref or "").strip()
            and (
                self.partner_id.purchase_reference_required
                or self.commercial_partner_id.purchase_reference_required
            )
        )

    def _post(self, soft=True):
        """EXTENDS 'account': a customer who requires a purchase order gets one.

        :raises UserError: naming the customers and the field to complete.
        """
        today = fields.Date.context_today(self)
        lacking = self.filtered(
            lambda m: m._ficha_lacks_reference()
            # those are only scheduled now; they are checked on their day
            and not (soft and m.date and m.date > today)
        )
        if lacking:
            raise UserError(
                self.env._(
                    "These customers require a purchase order on the invoice: "
                    "%(customers)s. Write it in the field Customer Reference and "
                    "confirm again.",
                    customers=", ".join(lacking.partner_id.mapped("display_name")),
                )
            )
        return super()._post(soft)
