from odoo import fields, models

from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    ficha_sms_codes = fields.Boolean(
        string="Codes by SMS",
        groups=INTERNAL,
        help="A new telephone is confirmed by a code, and a code to the telephone that "
        "we know shows that it is they. It takes a gateway that sends SMS, and each "
        "costs.",
    )
