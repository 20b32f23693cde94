from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.instalments import INSTALMENT_COLUMNS, first_due
from ..tools.retry import retrying


class AccountMove(models.Model):
    _inherit = "account.move"

    # The figures of a ficha read posted customer documents by commercial entity, which
    # stock Odoo does not index. The first index answers "the last one" by its order and
    # "how much, how many" without visiting the table, for one customer or for all (the
    # purchase history is refreshed from it, also how they pay); the second holds only
    # what is still open, so it stays small however long the history is.
    _ficha_figures_idx = models.Index(
        "(commercial_partner_id, invoice_date DESC, id DESC) "
        "INCLUDE (company_id, move_type, amount_untaxed_signed, payment_state, "
        "ficha_purchase_date, ficha_no_purchase, invoice_date_due) "
        "WHERE state = 'posted' "
        "AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )
    _ficha_open_idx = models.Index(
        "(commercial_partner_id, invoice_date_due) "
        "INCLUDE (company_id, amount_residual_signed) "
        "WHERE state = 'posted' "
        "AND move_type IN ('out_invoice', 'out_refund', 'out_receipt') "
        "AND payment_state IN ('not_paid', 'partial', 'blocked')"
    )

    def _assign_client_codes(self, moment=None):
        """Give a code to the customers of these documents that have none.

        :param str moment: only for companies that give codes at this moment; by default
            for all (whoever is invoiced has a code, whatever the moment).
        """
        sales = self.filtered(
            lambda move: move.is_sale_document(include_receipts=True)
            and move.partner_id
            # sudo: a setting of the company, which the user may not be allowed to read
            and (
                not moment or move.company_id.sudo().ficha_client_code_moment == moment
            )
        )
        for company, moves in sales.grouped("company_id").items():
            moves.sorted(
                lambda move: (move.invoice_date or fields.Date.today(), move.id)
            ).partner_id._assign_client_code(company)

    def _post(self, soft=True):
        """Extends the core's with all that posting means to the customer file, in this
        order.

        Before it, for what is posted now: required purchase orders are there, and
        customers have a code, since payment references and electronic documents are
        made in ``super()`` and may use it. What ``soft`` leaves for a later date waits
        for that date. After it: who was invoiced is a customer, the document keeps the
        customer as issued, and what a person typed on it teaches the customer file.
        """
        # what is still pending is filled in while these are drafts
        self._recompute_recordset(self._ficha_prefilled)
        today = fields.Date.context_today(self)
        now = self.filtered(lambda move: not (soft and move.date and move.date > today))
        now._ficha_require_reference()
        now._assign_client_codes()
        posted = super()._post(soft)
        posted._ficha_advance_lifecycle()
        # nothing to do, except where the core changed the date while posting
        (posted - now)._assign_client_codes()
        posted._ficha_keep_as_issued()
        posted._ficha_write_back()
        return posted

    def _message_track(self, fields_iter, initial_values_dict):
        """Extends mail's _message_track: a batch that is posted asks once who follows
        its documents."""
        with self.env["mail.followers"]._told_together(self):
            return super()._message_track(fields_iter, initial_values_dict)

    def _ficha_first_dues(self):
        """The day on which the first instalment that is still to be paid of each of
        these invoices is due.

        :return: ``{id: date}``; what is paid, or is owed to the customer, is left out
        """
        if not self.ids:
            return {}
        self.env["account.move.line"].flush_model(INSTALMENT_COLUMNS)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM account_move WHERE id = ANY(%s)",
                first_due(),
                self.ids,
            )
        )
        return {move_id: day for move_id, day in rows if day}

    def _ficha_advance_lifecycle(self):
        """Who is invoiced is a customer.

        A credit note alone proves nothing, and undoing an invoice takes nothing
        back: the situation only goes forward by itself.
        """
        invoices = self.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt")
        )
        if invoices:
            # for each customer, their first invoice of the batch
            proofs = {
                move.commercial_partner_id.id: move for move in reversed(invoices)
            }
            invoices.commercial_partner_id._advance_lifecycle("customer", proofs)

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: a company may give codes when the draft is created."""
        moves = super().create(vals_list)
        moves._assign_client_codes("draft")
        return moves

    def write(self, vals):
        """Extends the core's: a draft that gets another customer, where drafts give
        codes.
        """
        result = super().write(vals)
        if vals.get("partner_id"):
            self._assign_client_codes("draft")
        return result

    def _autopost_draft_entries(self, batch_size=100):
        """Extends the core's: scheduled posting repeats what another transaction upset.

        Only HTTP and RPC calls are repeated by the core after a serialization failure.
        Here somebody may be posting the first invoice of the same customer at the same
        instant, and the whole run would fail and wait for the next one. Nothing is lost
        by going back: the core commits what it has finished.
        """
        autopost = super()._autopost_draft_entries
        return retrying(self.env, lambda: autopost(batch_size))
