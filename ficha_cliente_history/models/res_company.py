from odoo import api, fields, models

from odoo.addons.ficha_cliente.tools.bounds import MOST_DAYS, check_numbers
from odoo.addons.ficha_cliente.tools.groups import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    ficha_missed_draft_days = fields.Integer(
        string="Days until a draft counts as missed",
        default=15,
        required=True,
        groups=INTERNAL,
        help="A draft invoice left for more than this many days counts as a purchase "
        "the customer did not make.",
    )
    ficha_recovered_days = fields.Integer(
        string="Days for a missed purchase to come back",
        default=30,
        required=True,
        groups=INTERNAL,
        help="A missed purchase came back when the same customer bought the same "
        "product within this many days.",
    )

    _ficha_missed_days_positive = models.Constraint(
        "CHECK(ficha_missed_draft_days >= 0 AND ficha_recovered_days >= 0)",
        "The days after which a draft counts as missed, and those in which a missed "
        "purchase may come back, must be zero or more.",
    )

    @api.constrains("ficha_missed_draft_days", "ficha_recovered_days")
    def _check_ficha_missed_days(self):
        check_numbers(
            self, 0, MOST_DAYS, "ficha_missed_draft_days", "ficha_recovered_days"
        )
