from odoo import fields, models
from odoo.tools import config


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_contact_rule = fields.Selection(
        related="company_id.ficha_contact_rule", readonly=False, required=True
    )
    ficha_consent_rest_months = fields.Integer(
        related="company_id.ficha_consent_rest_months", readonly=False
    )
    ficha_consent_min_age = fields.Integer(
        related="company_id.ficha_consent_min_age", readonly=False
    )
    ficha_call_months = fields.Integer(
        related="company_id.ficha_call_months", readonly=False
    )
    ficha_robinson_days = fields.Integer(
        related="company_id.ficha_robinson_days", readonly=False
    )
    ficha_soft_opt_in_days = fields.Integer(
        related="company_id.ficha_soft_opt_in_days", readonly=False
    )
    ficha_call_businesses = fields.Boolean(
        related="company_id.ficha_call_businesses", readonly=False
    )
    ficha_pepper_missing = fields.Boolean(compute="_compute_ficha_pepper_missing")

    def _compute_ficha_pepper_missing(self):
        self.ficha_pepper_missing = not config.get("ficha_privacy_pepper")
