from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ficha_writeback = fields.Selection(
        [
            ("fill", "Fill what the file does not say yet, propose the rest"),
            ("propose", "Propose everything"),
        ],
        "What invoices teach",
        default="fill",
        required=True,
        help="What happens when a posted invoice carries something that the customer "
        "file does not: it is filled in and noted in the file's messages, or a person "
        "decides. What the file already says is never overwritten.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ficha_writeback = fields.Selection(
        related="company_id.ficha_writeback", readonly=False, required=True
    )
