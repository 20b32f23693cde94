from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ficha_takes_suggestions(self):
        # EXTENDS ours
        return self.state == "draft" and self.move_type in (
            "out_invoice",
            "out_receipt",
        )
