from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _ficha_category_path(self):
        """Ids of the category of a product and of those above it."""
        path = self.categ_id.parent_path or ""
        return {int(part) for part in path.split("/") if part}
