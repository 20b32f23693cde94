from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

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
