"""Customer invoices fill themselves from the customer file.

Every value is given by overriding the compute that Odoo already has (D3), so that it
does not matter who makes the invoice. :mod:`.ficha_prefill_mixin` tells what was filled
in from what somebody set, which stays when the customer changes; invoices have one key
more in that memory, ``_journal``: the journal when the currency was chosen.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.groups import INTERNAL


class AccountMove(models.Model):
    _name = "account.move"
    # the mixin's create, write and copy_data come before Odoo's
    _inherit = ["ficha.prefill.mixin", "account.move"]

    _ficha_prefilled = (
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
    _ficha_sources = {
        "partner_shipping_id": "invoice_delivery_partner_id",
        "journal_id": "invoice_journal_id",
        "currency_id": "invoice_currency_id",
        "invoice_payment_term_id": "property_payment_term_id",
        "preferred_payment_method_line_id": "property_inbound_payment_method_line_id",
        "fiscal_position_id": "property_account_position_id",
        "invoice_incoterm_id": "invoice_incoterm_id",
        "incoterm_location": "invoice_incoterm_location",
        "ref": "customer_purchase_reference",
        "narration": "invoice_observations",
    }
    _ficha_refreshed = {
        "partner_shipping_id",
        "invoice_payment_term_id",
        "preferred_payment_method_line_id",
        "fiscal_position_id",
    }
    # the payment method brings the bank account to be paid on
    _ficha_meaning = frozenset(
        (
            "journal_id",
            "currency_id",
            "preferred_payment_method_line_id",
            "fiscal_position_id",
        )
    )
    _ficha_line_field = "invoice_line_ids"
    _ficha_reference_field = "ref"

    ref = fields.Char(
        compute="_compute_ref", store=True, readonly=False, precompute=True
    )

    @api.depends("partner_id")
    def _compute_partner_shipping_id(self):
        # EXTENDS 'account'
        return self._ficha_compute(
            "partner_shipping_id",
            super()._compute_partner_shipping_id,
            lambda move, address: move._ficha_may_deliver_to(address),
        )

    # Journal, currency, reference and discount do not depend on the customer in Odoo.
    # Their computes fill new documents; a dependency on partner_id would make Odoo
    # compute anew all that hangs from them (dates, rates, labels) on every document,
    # so for a change of customer see `_ficha_follow_customer`.

    def _compute_journal_id(self):
        # EXTENDS 'account'
        return self._ficha_compute(
            "journal_id",
            super()._compute_journal_id,
            lambda move, journal: move._ficha_may_use_journal(journal),
        )

    def _compute_currency_id(self):
        # EXTENDS 'account'
        fill, kept = self._ficha_partition("currency_id")
        before = {move: move.currency_id for move in fill}
        for move in list(kept):
            journal = move.journal_id._origin
            changed = (move.ficha_prefill or {}).get("_journal") != journal.id
            if move.state == "draft" and journal.currency_id and changed:
                del kept[move]
        super()._compute_currency_id()
        from_file = self.browse()
        for move in fill:
            if not before[move]:
                currency = move._ficha_currency(move.journal_id)
                if currency:
                    move.currency_id = currency
                    from_file += move
        return self._ficha_restore("currency_id", fill, kept, from_file)

    def _ficha_currency(self, journal):
        """The currency of the customer file, if this document can use it: a journal
        with a currency of its own decides."""
        currency = self._ficha_value("invoice_currency_id")
        usable = currency.active and not journal.currency_id
        return currency if usable else currency.browse()

    @api.depends("partner_id")
    def _compute_invoice_payment_term_id(self):
        # EXTENDS 'account'
        return self._ficha_compute(
            "invoice_payment_term_id",
            super()._compute_invoice_payment_term_id,
        )

    @api.depends("partner_id")
    def _compute_preferred_payment_method_line_id(self):
        # EXTENDS 'account': a contact without a method uses its company's
        return self._ficha_compute(
            "preferred_payment_method_line_id",
            super()._compute_preferred_payment_method_line_id,
            lambda move, method: move.is_sale_document(),
        )

    @api.depends("partner_id")
    def _compute_fiscal_position_id(self):
        # EXTENDS 'account' to keep what somebody set, and to say when it is the file's:
        # Odoo itself weighs the file against the place of delivery
        return self._ficha_compute(
            "fiscal_position_id",
            super()._compute_fiscal_position_id,
            lambda move, position: move.fiscal_position_id == position,
        )

    @api.depends("partner_id")
    def _compute_invoice_default_sale_person(self):
        # EXTENDS 'account', which keeps the previous customer's salesperson
        return self._ficha_compute(
            "invoice_user_id",
            super()._compute_invoice_default_sale_person,
            reset=True,
        )

    @api.depends("partner_id")
    def _compute_incoterm(self):
        # EXTENDS 'account'
        return self._ficha_compute(
            "invoice_incoterm_id",
            super()._compute_incoterm,
            lambda move, incoterm: incoterm.active,
        )

    @api.depends("partner_id")
    def _compute_incoterm_location(self):
        # EXTENDS 'account'; a value given by an order (sale_stock) wins
        return self._ficha_compute(
            "incoterm_location",
            super()._compute_incoterm_location,
            lambda move, place: not move.incoterm_location,
            reset=True,
        )

    def _compute_ref(self):
        """The customer's standing purchase order, on customer documents."""
        self._ficha_compute_alone("ref")

    @api.depends("partner_id")
    def _compute_narration(self):
        # EXTENDS 'account': the company's terms first, then the observations
        return self._ficha_compute_text("narration", super()._compute_narration)

    # -- what the mixin asks -------------------------------------------------------

    def _ficha_importing(self):
        """Whether a file is being imported (EDI, OCR): what it says is not ours."""
        stack = self.env.cr.cache.get("account_disable_recursion_stack", {})
        return bool(stack.get("ignore_discount_precision"))

    def _ficha_fills(self):
        return self.is_sale_document(include_receipts=True)

    def _ficha_corrects(self):
        # a credit note, and with account_debit_note a debit note
        return any(
            name in self._fields and self[name]
            for name in ("reversed_entry_id", "debit_origin_id")
        )

    def _ficha_remember(self, memory, fname):
        if fname == "currency_id":
            memory["_journal"] = self.journal_id._origin.id

    def _ficha_initial_prefill(self, names):
        memory = super()._ficha_initial_prefill(names)
        if "ficha_prefill" not in names:
            memory.setdefault("_journal", self.journal_id.id)
        return memory

    def _ficha_discount_lines(self):
        # in a form, a new line may stand in only one of the two
        return self.line_ids | self.invoice_line_ids

    def _ficha_from_file(self):
        """Extends the mixin's: an order carries what the file filled in on it, and the
        invoice cannot tell that from what somebody chose there; where it changes what
        the amounts mean and is what the file says, it is said."""
        names = super()._ficha_from_file()
        if self.invoice_origin and self._ficha_fills():
            names += [
                fname
                for fname in self._ficha_prefilled
                if fname in self._ficha_meaning.difference(names)
                and self[fname]
                and self[fname] == self._ficha_value(self._ficha_sources[fname])
            ]
        return names

    # -- a change of customer ------------------------------------------------------

    @api.onchange("partner_id", "partner_shipping_id", "journal_id", "company_id")
    def _onchange_ficha_prefill(self):
        self._ficha_finish_computes()
        for move in self._ficha_drafts():
            vals = move._ficha_follow_vals()
            for fname in ("journal_id", "currency_id", "ref", "ficha_prefill"):
                if fname in vals:
                    move[fname] = vals[fname]
            for line, discount in vals.get("_discounts", ()):
                line._ficha_set_discount(discount)

    def _ficha_follow_customer(self):
        """As the onchange does, for drafts that are saved: one write for each draft
        that really changes."""
        for move in self._ficha_drafts():
            vals = move._ficha_follow_vals()
            lines = vals.pop("_discounts", ())
            if lines:
                vals["invoice_line_ids"] = [
                    Command.update(line.id, {"discount": discount})
                    for line, discount in lines
                ]
            if len(vals) > 1:
                move.write(vals)
            elif vals:
                # the memory alone: no need to go through the whole entry
                self._fields["ficha_prefill"].write(move, vals["ficha_prefill"])

    def _ficha_follow_vals(self):
        """What the new customer's file changes among the values that do not depend on
        the customer in Odoo, and the new memory.

        :return: dict of values to write, empty if the customer is the same; the key
            ``_discounts`` has pairs (line, discount).
        """
        self.ensure_one()
        memory = self.ficha_prefill or {}
        old, new = memory.get("_discount"), self._ficha_discount()
        if old and old[0] == new[0]:
            return {}
        vals = {}
        targets = self._ficha_follow_targets()
        from_file = [
            name for name in memory.get("_from_file", ()) if name not in targets
        ]
        for fname, (value, is_given) in targets.items():
            if self[fname] != value:
                vals[fname] = value
            key = value._origin.id if isinstance(value, models.BaseModel) else value
            memory[fname] = key or False
            if is_given:
                from_file.append(fname)
        for fname in vals:
            if isinstance(vals[fname], models.BaseModel):
                vals[fname] = vals[fname].id
        memory.update(_from_file=from_file, _discount=new)
        memory["_journal"] = (
            vals.get("journal_id") or self.journal_id._origin.id or False
        )
        vals["ficha_prefill"] = memory
        vals["_discounts"] = [
            (line, new[1]) for line in self._ficha_discount_followers(old, new)
        ]
        return vals

    def _ficha_follows(self, fname):
        # a document that has, or had, a number keeps its journal
        origin = self._origin
        numbered = origin.posted_before or origin.name not in (False, "", "/")
        return super()._ficha_follows(fname) and (fname != "journal_id" or not numbered)

    def _ficha_follow_targets(self):
        """Journal, currency and reference for the new customer, of those that nobody
        set: ``{field: (value, whether it is the customer file's own)}``."""
        self.ensure_one()
        targets = {}
        journal = self.journal_id
        if self._ficha_follows("journal_id") and not self._ficha_is_manual(
            "journal_id"
        ):
            own = self._ficha_journal()
            was_from_file = "journal_id" in (self.ficha_prefill or {}).get(
                "_from_file", ()
            )
            if own:
                journal = own
            elif was_from_file:
                journal = self._search_default_journal()
            targets["journal_id"] = (journal, bool(own))
        # prices already on the document are not converted, so its currency stays
        if not self._ficha_is_manual("currency_id") and not self._ficha_has_prices():
            own = self._ficha_currency(journal)
            currency = own or journal.currency_id or self.company_id.currency_id
            targets["currency_id"] = (currency, bool(own))
        if not self._ficha_is_manual("ref"):
            reference = self._ficha_value("customer_purchase_reference")
            targets["ref"] = (reference, bool(reference))
        return targets

    def _ficha_has_prices(self):
        return any(
            line.display_type == "product" and line.price_unit
            for line in self.invoice_line_ids
        )

    # -- purchase orders -----------------------------------------------------------

    ficha_reference_missing = fields.Boolean(
        string="Purchase order missing",
        compute="_compute_ficha_reference_missing",
        groups=INTERNAL,
        help="The customer requires a purchase order and this draft has none yet.",
    )

    @api.depends("partner_id", "ref", "state", "move_type")
    def _compute_ficha_reference_missing(self):
        for move in self:
            move.ficha_reference_missing = (
                move.state == "draft" and move._ficha_lacks_reference()
            )

    def _ficha_lacks_reference(self):
        return self.move_type == "out_invoice" and super()._ficha_lacks_reference()

    def _ficha_require_reference(self):
        """Posting, first step: a customer who requires a purchase order gets one.

        :raises UserError: naming the customers and the field to complete.
        """
        lacking = self.filtered(lambda move: move._ficha_lacks_reference())
        if lacking:
            raise UserError(
                self.env._(
                    "These customers require a purchase order on the invoice: "
                    "“%(customers)s”. Write it in the field Customer Reference and "
                    "confirm again.",
                    customers=", ".join(lacking.partner_id.mapped("display_name")),
                )
            )
