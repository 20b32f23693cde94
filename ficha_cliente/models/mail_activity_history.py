from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    _ficha_done_idx = models.Index(
        "(res_id, date_done DESC, id DESC) "
        "WHERE res_model = 'res.partner' AND active IS NOT TRUE"
    )
