from odoo import fields, models

MOMENTS = [
    ("post", "When the first invoice is posted"),
    ("draft", "When the first draft invoice is created"),
    ("customer", "When the customer is created"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    ficha_client_code_moment = fields.Selection(
        MOMENTS,
        string="Client code is given",
        default="post",
        required=True,
        help="When a customer of this company gets a client code. Whoever is invoiced "
        "gets one in any case.",
    )
    ficha_client_code_check_digit = fields.Boolean(
        string="Check digit in client codes",
        help="New codes end in a check digit, as in C00142-5. A mistyped code is then "
        "noticed instead of finding another customer. Codes that exist stay as they "
        "are.",
    )

    def _get_company_root_delegated_field_names(self):
        """Extends the core's: branches give codes as their company does."""
        return [
            *super()._get_company_root_delegated_field_names(),
            "ficha_client_code_moment",
            "ficha_client_code_check_digit",
        ]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_client_code_moment = fields.Selection(
        related="company_id.ficha_client_code_moment", readonly=False, required=True
    )
    ficha_client_code_check_digit = fields.Boolean(
        related="company_id.ficha_client_code_check_digit", readonly=False
    )
