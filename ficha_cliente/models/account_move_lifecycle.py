from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Extended, after the core: who is invoiced is a customer.

        A credit note alone proves nothing, and undoing an invoice takes nothing
        back: the situation only goes forward by itself.
        """
        posted = super()._post(soft)
        invoices = posted.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt")
        )
        if invoices:
            # for each customer, their first invoice of the batch
            proofs = {
                move.commercial_partner_id.id: move for move in reversed(invoices)
            }
            invoices.commercial_partner_id._advance_lifecycle("customer", proofs)
        return posted
