"""Customer invoices fill themselves from the customer file.

Every value is given by overriding the compute that Odoo already has (D3), so that it
does not matter who makes the invoice. ``account_move_prefill_memory`` tells what was
filled in from what somebody set, which stays when the customer changes.
"""

from odoo import api, fields, models
from odoo.tools import plaintext2html


class AccountMove(models.Model):
    _inherit = "account.move"

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
        fill, kept = self._ficha_split("journal_id")
        super()._compute_journal_id()
        given = self.browse()
        for move in fill:
            journal = move._ficha_journal()
            if journal:
                move.journal_id = journal
                given += move
        return self._ficha_settle("journal_id", fill, kept, given)

    def _compute_currency_id(self):
        # EXTENDS 'account'
        fill, kept = self._ficha_split("currency_id")
        before = {move: move.currency_id for move in fill}
        for move in list(kept):
            journal = move.journal_id._origin
            changed = (move.ficha_prefill or {}).get("_journal") != journal.id
            if move.state == "draft" and journal.currency_id and changed:
                del kept[move]
        super()._compute_currency_id()
        given = self.browse()
        for move in fill:
            if not before[move]:
                currency = move._ficha_currency(move.journal_id)
                if currency:
                    move.currency_id = currency
                    given += move
        return self._ficha_settle("currency_id", fill, kept, given)

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
        # EXTENDS 'account' only to keep what somebody set
        fill, kept = self._ficha_split("fiscal_position_id")
        super()._compute_fiscal_position_id()
        return self._ficha_settle("fiscal_position_id", fill, kept)

    @api.depends("partner_id")
    def _compute_invoice_default_sale_person(self):
        # EXTENDS 'account', which keeps the previous customer's salesperson
        fill, kept = self._ficha_split("invoice_user_id")
        fill.invoice_user_id = False
        super()._compute_invoice_default_sale_person()
        return self._ficha_settle("invoice_user_id", fill, kept)

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
        fill, kept = self._ficha_split("incoterm_location")
        fill.incoterm_location = False
        super()._compute_incoterm_location()
        given = self.browse()
        for move in fill.filtered(lambda m: not m.incoterm_location):
            place = move._ficha_value("invoice_incoterm_location")
            move.incoterm_location = place
            if place:
                given += move
        return self._ficha_settle("incoterm_location", fill, kept, given)

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

    @api.depends("partner_id")
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
        return self._ficha_settle("narration", fill, kept, given)
