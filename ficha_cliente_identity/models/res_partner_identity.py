from odoo import api, models

# What keys are made of, as columns.
SOURCES = {
    "name",
    "comercial",
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

    # No core module extends this, and nothing public serves: values that the ORM
    # computes (the company a contact belongs to; with other modules, a name made of its
    # parts) never pass through ``write``, and a stored computed field of ours that
    # depends on them would be one more column to write on each contact. Should Odoo
    # change it, ``test_contact_moves`` fails (test_identity_key.py).
    def _write_multi(self, vals_list):
        """Extends the ORM's lowest write: whatever changes a column that keys are made
        of, they follow."""
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
