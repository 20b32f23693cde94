from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _ficha_payment_idx = models.Index(
        "(partner_id, date DESC, id DESC) WHERE partner_type = 'customer' AND state IN "
        "('in_process', 'paid', 'rejected')"
    )


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    def _ficha_names(self):
        """What these ways to pay are called. Odoo copies the name of its method, as it
        was in English, into each journal; where nobody gave it another name it is told
        in the reader's language.

        :return: ``{id: name}``
        """
        # sudo: the name of a method is shown with each payment made by it
        methods = self.sudo().payment_method_id
        original = {
            method.id: method.name for method in methods.with_context(lang="en_US")
        }
        return {
            line.id: line.payment_method_id.name
            if line.name == original.get(line.payment_method_id.id)
            else line.name
            for line in self.sudo()
        }
