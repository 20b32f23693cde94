from odoo import fields, models

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    ficha_today_everybody = fields.Boolean(
        string="Everybody sees the whole team's day",
        default=True,
        groups=INTERNAL,
        help="Users of customer files may look at their colleagues' day too: for a "
        "secretary, or to stand in for somebody. Otherwise managers only.",
    )
