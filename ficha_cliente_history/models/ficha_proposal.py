from odoo import models


class FichaProposal(models.Model):
    _inherit = "ficha.proposal"

    _ficha_rejected_idx = models.Index(
        "(partner_id, decided_on DESC, id DESC) WHERE state = 'rejected'"
    )
