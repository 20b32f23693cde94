from odoo import api, models

from ..tools.person import is_person


class ResPartner(models.Model):
    """A person who is typed in haste is not a company.

    Where customers are written a new one begins as a company, which Odoo's own screens
    of invoices want too. A name that is certainly a person's makes it a person; who
    chose otherwise after typing it is not corrected.
    """

    _inherit = "res.partner"

    @api.model
    def name_create(self, name):
        """Extends base's, which is what the box of a customer calls: also a person's
        name became that of a company."""
        if self.env.context.get("default_is_company") and is_person(name):
            self = self.with_context(
                default_is_company=False, default_company_type="person"
            )
        return super().name_create(name)

    @api.model
    def default_get(self, fields):
        """Extends base's: the same for a name that was typed in *Quién es*."""
        defaults = super().default_get(fields)
        if defaults.get("is_company") and is_person(defaults.get("name")):
            defaults["is_company"] = False
            if "company_type" in defaults:
                defaults["company_type"] = "person"
        return defaults

    @api.onchange("name")
    def _onchange_name_in_haste(self):
        """A name typed into a new file that began as a company."""
        begins = self.env.context.get("default_is_company")
        if begins and not self._origin and self.is_company and is_person(self.name):
            self.is_company = False
            self.company_type = "person"
