from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _get_mail_default_field_value_from_template(
        self, mail_template, lang, move, field, **kwargs
    ):
        # EXTENDS account: the text of the e-mail greets the customer the invoice was
        # issued to. Recipients stay live: the letter goes to today's address.
        get_value = super()._get_mail_default_field_value_from_template
        if field not in ("body_html", "subject"):
            return get_value(mail_template, lang, move, field, **kwargs)
        with move._ficha_as_issued():
            return get_value(mail_template, lang, move, field, **kwargs)
