from odoo import models

from ..tools.tax_check import is_of_person, is_same, is_wrong


class ResPartner(models.Model):
    """A contact has the tax id of its company, and never gives it another.

    Odoo writes a tax id that is put on a contact on its company too. Where the company
    has one, or where it is a person's (the DNI of who works there), that would make the
    company's invoices false: it is proposed instead, and the contact keeps showing the
    company's.
    """

    _inherit = "res.partner"

    def _get_synced_commercial_values(self):
        """Extends base's, which is what a contact tells its company."""
        values = super()._get_synced_commercial_values()
        if "vat" in values and not self._ficha_tells_tax_id():
            del values["vat"]
        return values

    def _fields_sync(self, values):
        """Extends base's: a tax id that the company does not take is proposed to it."""
        told = values.get("vat") and self.vat
        if told and self._ficha_tells_tax_id():
            told = False
        result = super()._fields_sync(values)
        if told:
            self._ficha_propose_tax_id(told)
        return result

    def _ficha_tells_tax_id(self):
        """Whether the tax id of this contact may become that of its company.

        It may where the company has none or one that is known to be wrong, unless it is
        the number of a person.
        """
        self.ensure_one()
        company = self.commercial_partner_id
        if company == self:
            return True
        country = company.country_id or self.country_id or self.env.company.country_id
        if is_same(self.vat, company.vat, country.code):
            return True
        if company.is_company and is_of_person(self.vat, country.code):
            return False
        return not company.vat or is_wrong(company.vat, country.code)

    def _ficha_propose_tax_id(self, told):
        """Propose a contact's tax id for its company, and show the company's again.

        :param str told: what was put on the contact
        """
        company = self.commercial_partner_id
        if self.vat != company.vat:
            self.with_context(no_vat_validation=True).vat = company.vat
        self.env["ficha.proposal"]._propose(
            company, {"vat": told}, "other", source_ref=self
        )
