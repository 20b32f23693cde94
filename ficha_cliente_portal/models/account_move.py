from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ficha_paper(self):
        """The code at the foot of an invoice to a customer, if the company wants it.

        :return: as ``res.partner._ficha_paper``, or False
        """
        self.ensure_one()
        company = self.company_id.sudo()  # sudo: settings of the company
        if not (
            company.ficha_public_pages
            and company.ficha_paper_on_invoice
            and self.is_sale_document()
        ):
            return False
        # sudo: who prints an invoice, or its customer, makes the code of its paper
        return self.partner_id.sudo().with_company(company)._ficha_paper()
