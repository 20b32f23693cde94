from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def default_get(self, fields):
        """A new ficha begins in the country of the company, which tax ids and
        telephones are read by. Extends Odoo's own only under the key ``ficha_new`` of
        the context, which the actions of this app pass.
        """
        defaults = super().default_get(fields)
        if self.env.context.get("ficha_new") and "country_id" in fields:
            defaults.setdefault("country_id", self.env.company.country_id.id)
        return defaults
