from odoo import models

from odoo.addons.ficha_cliente.tools.arguments import only_one


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _ficha_category_path(self):
        """Ids of the category of a product and of those above it."""
        path = self.categ_id.parent_path or ""
        return {int(part) for part in path.split("/") if part}

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
