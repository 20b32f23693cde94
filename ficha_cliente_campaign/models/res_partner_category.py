from odoo import fields, models

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ResPartnerCategory(models.Model):
    _inherit = "res.partner.category"

    ficha_barred_categ_ids = fields.Many2many(
        "product.category",
        string="Not proposed",
        groups=INTERNAL,
        help="Categories of products that are never proposed to customers with this "
        "tag, for example alcohol.",
    )
