from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # What a customer nearly bought is found by customer. Both indexes are small, and an
    # invoice that is made, posted and paid passes through the first only once.
    _ficha_missed_idx = models.Index(
        "(commercial_partner_id) WHERE state IN ('draft', 'cancel') "
        "AND move_type IN ('out_invoice', 'out_receipt')"
    )
    _ficha_credited_idx = models.Index(
        "(commercial_partner_id) "
        "WHERE move_type = 'out_refund' AND reversed_entry_id IS NOT NULL"
    )
