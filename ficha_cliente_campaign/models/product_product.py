from odoo import models

from odoo.addons.ficha_cliente.tools.arguments import only_one


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _ficha_category_path(self):
        """Ids of the category of a product and of those above it."""
        path = self.categ_id.parent_path or ""
        return {int(part) for part in path.split("/") if part}

    def _ficha_not_to_offer(self, company):
        """Why a company cannot offer one of these products to anybody.

        :return: sentence; empty where all can be offered
        """
        # sudo: who offers need not read all that is kept of a product, nor which
        # companies stand above this one
        for product in self.sudo().with_company(company):
            if product.company_id and product.company_id not in (
                company.sudo().parent_ids
            ):
                return self.env._(
                    "“%(product)s” is of another company: choose what %(company)s "
                    "sells.",
                    product=product.display_name,
                    company=company.name,
                )
            if not product.active or not product.sale_ok or not product.list_price:
                return self.env._(
                    "“%(product)s” cannot be offered: it is archived, not for sale or "
                    "has no price.",
                    product=product.display_name,
                )
        return ""

    def action_ficha_who_to_offer(self):
        """The customers to offer this product to, best first.

        :return: window action
        """
        only_one(self)
        self.check_access("read")
        offer = self.env["ficha.offer"]._for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who to offer it to"),
            "res_model": "ficha.offer",
            "res_id": offer.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
