from odoo import fields, models

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    ficha_closed_list = fields.Boolean(
        string="Only what is on it",
        groups=INTERNAL,
        help="Customers with this price list buy only products that a rule of it "
        "names, so nothing else is proposed to them.",
    )
