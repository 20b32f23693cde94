from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _modify_default_reverse_values(self, origin_move):
        """Extends the core's: an invoice made in place of a reversed one says so, and
        is no second purchase however much its lines are changed."""
        values = super()._modify_default_reverse_values(origin_move)
        return {**values, "ficha_replaces_id": origin_move.id}
