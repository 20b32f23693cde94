from odoo import api, models


class FichaPurchaseSummary(models.Model):
    _inherit = "ficha.purchase.summary"

    @api.model
    def _refresh(self, partners=None):
        """Brings the purchase history of customers up to date.

        :param partners: ``res.partner``, whose commercial entities are refreshed; all
            customers when None
        """
