from odoo import fields, models

MOMENTS = [
    ("post", "When the first invoice is posted"),
    ("draft", "When the first draft invoice is created"),
    ("customer", "When the customer is created"),
]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_client_code_moment = fields.Selection(
        related="company_id.ficha_client_code_moment", readonly=False, required=True
    )
    ficha_client_code_check_digit = fields.Boolean(
        related="company_id.ficha_client_code_check_digit", readonly=False
    )

    ficha_writeback = fields.Selection(
        related="company_id.ficha_writeback", readonly=False, required=True
    )

    followup_fallback_user_id = fields.Many2one(
        related="company_id.followup_fallback_user_id", readonly=False
    )
    followup_plan_horizon_days = fields.Integer(
        related="company_id.followup_plan_horizon_days", readonly=False
    )
