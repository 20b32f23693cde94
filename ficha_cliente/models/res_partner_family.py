from odoo import fields, models

from .res_partner_academic import PERSONAL


class ResPartner(models.Model):
    """Family data. Personal: each field asks for its group."""

    _inherit = "res.partner"

    marital_status = fields.Selection(
        [
            ("single", "Single"),
            ("married", "Married"),
            ("partnership", "Registered partnership"),
            ("separated", "Separated"),
            ("divorced", "Divorced"),
            ("widowed", "Widowed"),
        ],
        prefetch="ficha_personal",
        copy=False,  # whoever may not read it duplicates contacts as well
        groups=PERSONAL,
        help="Civil status of the person.",
    )
    family_member_ids = fields.One2many(
        "ficha.family.member",
        "partner_id",
        string="Family",
        groups=PERSONAL,
        help="Spouse, children and other relatives.",
    )
