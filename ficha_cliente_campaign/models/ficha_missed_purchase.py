from odoo import models
from odoo.exceptions import UserError


class FichaMissedPurchase(models.Model):
    """Who nearly bought is offered it once more."""

    _inherit = "ficha.missed.purchase"

    def action_ficha_recover(self):
        """A campaign for who missed these purchases and did not come back.

        :return: window action
        """
        lost = self.filtered(lambda one: not one.recovered)
        if not lost:
            raise UserError(
                self.env._(
                    "All of these came back: choose missed purchases that did not."
                )
            )
        return lost.partner_id._ficha_new_campaign(
            self.env._("Win back: missed purchases")
        )
