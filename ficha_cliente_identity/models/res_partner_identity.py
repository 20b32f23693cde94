from odoo import api, models

# What keys are made of, as columns.
SOURCES = {
    "name",
    "client_code",
    "phone",
    "email",
    "vat",
    "commercial_partner_id",
    "country_id",
    "company_id",
}
# What a number without prefix is read by, for the contacts of a company as well.
COUNTRY = {"country_id", "company_id"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: new contacts get their identity keys."""
        partners = super().create(vals_list)
        self.env["ficha.identity.key"]._mark(partners.ids)
        return partners

    def _write_multi(self, vals_list):
        """Extends the core's: whatever changes a column that keys are made of, they
        follow.

        Here and not in ``write``: values that the ORM computes (a name made of its
        parts, the company a contact belongs to) never pass through that one.
        """
        result = super()._write_multi(vals_list)
        changed, moved = [], []
        for partner_id, vals in zip(self._ids, vals_list, strict=True):
            if COUNTRY & vals.keys():
                moved.append(partner_id)
            elif SOURCES & vals.keys():
                changed.append(partner_id)
        keys = self.env["ficha.identity.key"]
        if moved:
            keys._mark(moved, moved=True)
        if changed or moved:
            keys._mark(changed + moved)
        return result

    def _client_codes_changed(self, codes):
        """Extends ours: codes that were written by SQL are keys too."""
        result = super()._client_codes_changed(codes)
        self.env["ficha.identity.key"]._mark_codes(codes)
        return result

    def _ficha_merge_refresh(self):
        """Extends ours: keys are made of what the contacts say now."""
        self.env["ficha.identity.key"]._mark(self.ids)
        return super()._ficha_merge_refresh()
