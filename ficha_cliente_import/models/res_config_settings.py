from odoo import fields, models

from odoo.addons.ficha_cliente.tools.groups import INTERNAL

from .ficha_import import POLICIES

LIMIT_PARAMETER = "ficha_cliente_import.max_mb"
LIMIT_MB = 20


class ResCompany(models.Model):
    _inherit = "res.company"

    ficha_import_policy = fields.Selection(
        POLICIES,
        "What imports change",
        default="proposal",
        required=True,
        groups=INTERNAL,
        help="What is offered when a file of customers is imported: whether a value "
        "that differs is written, or proposed.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_import_policy = fields.Selection(
        related="company_id.ficha_import_policy", readonly=False, required=True
    )
    ficha_import_max_mb = fields.Integer(
        "Largest file (MB)",
        config_parameter=LIMIT_PARAMETER,
        default=LIMIT_MB,
        help="Larger files of customers are refused before they are read.",
    )
