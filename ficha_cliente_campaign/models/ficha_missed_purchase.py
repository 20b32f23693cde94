from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: A campaign offers so many products of a long list of missed purchases.
OFFERED = 10


class FichaMissedPurchase(models.Model):
    """Who nearly bought is offered it once more."""

    _inherit = "ficha.missed.purchase"

    def action_ficha_recover(self):
        """A campaign for who missed these purchases and did not come back, about what
        they did not buy.

        :return: window action
        """
        lost = self.filtered(lambda one: not one.recovered)
        if not lost:
            raise UserError(
                self.env._(
                    "All of these came back: choose missed purchases that did not."
                )
            )
        company = lost.company_id
        if len(company) > 1:
            raise UserError(
                self.env._(
                    "These purchases were missed by several companies (%s): choose "
                    "those of one, and then of the other.",
                    ", ".join(company.mapped("name")),
                )
            )
        action = lost.partner_id._ficha_new_campaign(
            self.env._("Win back: missed purchases"), lost._missed_to_offer()
        )
        action["context"]["default_company_id"] = company.id
        return action

    def _missed_to_offer(self):
        """Those of the missed products that can be offered still, what most customers
        missed first.

        :return: ``product.product``
        """
        number = self._missed_products()
        products = (
            self.env["product.product"]
            .with_company(self.company_id)
            .search(
                Domain("id", "in", list(number))
                & Domain("sale_ok", "=", True)
                & Domain("list_price", ">", 0)
                & Domain("company_id", "in", [False, *self.company_id.parent_ids.ids])
            )
        )
        return products.sorted(lambda one: (-number[one.id], one.id))[:OFFERED]
