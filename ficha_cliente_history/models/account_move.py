from odoo import api, fields, models

# what decides whether and how a document counts in the purchase history
WATCHED = {
    "state",
    "move_type",
    "partner_id",
    "commercial_partner_id",
    "invoice_date",
    "company_id",
    # what it corrects decides whether it is a purchase, and of which day
    "reversed_entry_id",
    "ficha_replaces_id",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        """Extends the core's: the purchase history of the customers of these documents
        is refreshed after the transaction. Drafts that stay drafts are no history yet.
        """
        if WATCHED.isdisjoint(vals):
            return super().write(vals)
        moves = self
        if "state" not in vals:
            moves = self.filtered(lambda move: move.state == "posted")
        marked = {"moves": moves.ids}
        if not {"partner_id", "commercial_partner_id"}.isdisjoint(vals):
            # who had them before, too
            marked["partners"] = moves.commercial_partner_id.ids
        if moves:
            self.env["ficha.purchase.queue"]._mark(**marked)
        return super().write(vals)

    def unlink(self):
        """Extends the core's: where a document that counted is deleted after all."""
        posted = self.filtered(
            lambda move: move.state == "posted" and move.is_sale_document(True)
        )
        if posted:
            self.env["ficha.purchase.queue"]._mark(
                partners=posted.commercial_partner_id.ids
            )
        return super().unlink()

    # What a customer nearly bought is found by customer. Cancelled documents have an
    # index of the timeline. These are small: an invoice that is posted and paid passes
    # through the first only once.
    _ficha_missed_idx = models.Index(
        "(commercial_partner_id) WHERE state = 'draft' "
        "AND move_type IN ('out_invoice', 'out_receipt')"
    )
    _ficha_credited_idx = models.Index(
        "(commercial_partner_id) "
        "WHERE move_type = 'out_refund' AND reversed_entry_id IS NOT NULL"
    )

    # posted documents walk the index of the figures (``_ficha_figures_idx``)
    _ficha_cancelled_idx = models.Index(
        "(commercial_partner_id, invoice_date DESC, id DESC) WHERE state = 'cancel' "
        "AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )

    def _ficha_states(self):
        """In a word, how each of these invoices and credit notes stands: the same on
        the page of purchases and in the timeline.

        :return: ``{id: (label, decoration)}``; without a label where there is nothing
            to say, as of a credit note that is not used up
        """
        # Odoo's own words, but where its Spanish is not of an invoice (*Cancelado*)
        paid = dict(self._fields["payment_state"]._description_selection(self.env)) | {
            "not_paid": self.env._("Not Paid"),
            "partial": self.env._("Partially Paid"),
        }
        today = fields.Date.context_today(self)
        self.env["account.move"]._purchases_settle()
        dues = self._ficha_first_dues()
        result = {}
        for move in self:
            refund = move.move_type == "out_refund"
            label, decoration = paid.get(move.payment_state), "secondary"
            if move.state == "cancel":
                label = self.env._("Cancelled")
            elif move.payment_state in ("paid", "in_payment"):
                decoration = "success"
            elif refund:
                label = False
            elif move.payment_state in ("reversed", "invoicing_legacy"):
                if move.ficha_no_purchase:
                    label = self.env._("Credited in full")
            elif dues.get(move.id, today) < today:
                label, decoration = self.env._("Overdue"), "danger"
            result[move.id] = (label, decoration)
        return result


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: a payment moves the days to pay."""
        partials = super().create(vals_list)
        partials._mark_purchase_history()
        return partials

    def unlink(self):
        """Extends the core's: so does a payment that is taken back."""
        self._mark_purchase_history()
        return super().unlink()

    def _mark_purchase_history(self):
        lines = self.debit_move_id.ids + self.credit_move_id.ids
        if lines:
            self.env["ficha.purchase.queue"]._mark(lines=lines)
