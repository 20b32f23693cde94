from odoo import models

# The walks of the timeline: (whose, newest first). Partial where the timeline shows
# only part of a table, so that the rest of it pays nothing at insert.


class MailMessage(models.Model):
    _inherit = "mail.message"

    _ficha_message_idx = models.Index(
        "(res_id, date DESC, id DESC) WHERE model = 'res.partner' "
        "AND message_type IN ('email', 'comment', 'email_outgoing', 'auto_comment')"
    )
    _ficha_change_idx = models.Index(
        "(res_id, date DESC, id DESC) WHERE model = 'res.partner' "
        "AND message_type = 'notification' AND mail_activity_type_id IS NULL"
    )
