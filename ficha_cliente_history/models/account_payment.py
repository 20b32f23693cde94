from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _ficha_payment_idx = models.Index(
        "(partner_id, date DESC, id DESC) WHERE partner_type = 'customer' AND state IN "
        "('in_process', 'paid', 'rejected')"
    )
