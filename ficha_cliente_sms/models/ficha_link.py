from odoo import api, models

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.phones import phone_value

from ..tools.mobile import is_mobile


class FichaLink(models.Model):
    """Codes of the customers' pages go by SMS, where the company has them sent."""

    _inherit = "ficha.link"

    @api.model
    def _texts_reach(self, number):
        """Extends the portal's: mobiles, where codes by SMS are on."""
        company = self.env.company.sudo()  # its settings, whoever is at the door
        value = phone_value(number, company.country_id.code)
        return bool(
            super()._texts_reach(number)
            or (company.ficha_sms_codes and is_mobile(value))
        )

    @api.model
    def _text(self, number, body):
        """Extends the portal's: an SMS that waits for Odoo's own scheduled action."""
        result = super()._text(number, body)
        company = self.env.company.sudo()  # as above
        # sudo: visitors send no SMS, we do
        made_by_us(self.env["sms.sms"]).create(
            {
                "number": phone_value(number, company.country_id.code),
                "body": body,
                # the scheduled action works for one company, and sends for all
                "ficha_company_no": company.id,
            }
        )
        return result
