from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_public_pages = fields.Boolean(
        related="company_id.ficha_public_pages", readonly=False
    )
    ficha_public_signup = fields.Boolean(
        related="company_id.ficha_public_signup", readonly=False
    )
    ficha_paper_on_invoice = fields.Boolean(
        related="company_id.ficha_paper_on_invoice", readonly=False
    )
    ficha_door_policy = fields.Selection(
        related="company_id.ficha_door_policy", readonly=False
    )
    ficha_review_days = fields.Integer(
        related="company_id.ficha_review_days", readonly=False
    )
    ficha_document_days = fields.Integer(
        related="company_id.ficha_document_days", readonly=False
    )
