from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_ficha_who_to_offer(self):
        """The same from a product with variants: it has to be one of them.

        :return: window action
        """
        only_one(self)
        if self.product_variant_count != 1:
            raise UserError(
                self.env._("Choose one of the variants of %s first.", self.display_name)
            )
        return self.product_variant_id.action_ficha_who_to_offer()
