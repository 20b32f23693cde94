from odoo import api, models


class FichaPrint(models.AbstractModel):
    """Values of the printed ficha.

    Whether personal data are printed is said by the report that is asked for, and
    never by what comes with the request; the check of the group is in
    ``res.partner._print_personal``.
    """

    _name = "report.ficha_cliente_paper.ficha_print"
    _description = "Printed customer file"
    _personal = False

    @api.model
    def _get_report_values(self, docids, data=None):
        """
        :raise AccessError: the user may not read one of the contacts, or asks for
            personal data without the group
        """
        partners = self.env["res.partner"].browse(docids)
        partners.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "res.partner",
            "docs": partners,
            "fichas": [
                (partner, partner._get_ficha_print(personal=self._personal))
                for partner in partners
            ],
        }


class FichaPrintPersonal(models.AbstractModel):
    """The same with academic and family data and private interactions."""

    _name = "report.ficha_cliente_paper.ficha_print_personal"
    _inherit = "report.ficha_cliente_paper.ficha_print"
    _description = "Printed customer file with personal data"
    _personal = True
