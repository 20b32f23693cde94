from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # The figures of a ficha read posted customer documents by commercial entity, which
    # stock Odoo does not index. The first index answers "the last one" by its order and
    # "how much, how many" without visiting the table, for one customer or for all (the
    # purchase history is refreshed from it); the second holds only what is still open,
    # so it stays small however long the history is.
    _ficha_figures_idx = models.Index(
        "(commercial_partner_id, invoice_date DESC, id DESC) "
        "INCLUDE (company_id, move_type, amount_untaxed_signed, payment_state) "
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
