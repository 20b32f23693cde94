from odoo import api, models

# of a transaction: what the core said of the tax ids of a batch that comes in
TAX_IDS = "ficha_import_tax_ids"
# of a transaction: notes that wait until all customers of a batch are there
NOTES = "ficha_import_notes"


class ResPartner(models.Model):
    """Odoo's own import screen offers our template too."""

    _inherit = "res.partner"

    @api.model
    def get_import_templates(self):
        """Extends the core's (base/models/res_partner.py): the template is made when it
        is downloaded, with the columns that the user may fill in."""
        templates = super().get_import_templates()
        if self.env.user.has_group("ficha_cliente.group_ficha_user"):
            templates = [
                {
                    "label": self.env._("Template of customer files"),
                    "template": "/ficha/import/template",
                },
                *templates,
            ]
        return templates

    @api.model
    def _run_vat_checks(self, country, vat, partner_name="", validation="error"):
        """Extends the core's (account/models/partner.py, base_vat): while a batch of an
        import comes in, what it said of a number is remembered. It is asked three or
        four times of each customer, with a search each time."""
        known = self.env.cr.cache.get(TAX_IDS)
        if known is None or len(vat or "") < 2:  # "/" says that there is none
            return super()._run_vat_checks(country, vat, partner_name, validation)
        unchecked = not validation or self.env.context.get("no_vat_validation")
        key = (country.id, vat, "" if unchecked else validation)
        if key not in known:
            known[key] = super()._run_vat_checks(country, vat, partner_name, validation)
        return known[key]

    def _message_log(self, *, body="", **values):
        """Extends the core's (mail/models/mail_thread.py): while the customers of a
        batch are made, what is noted of each account of theirs waits, see
        :meth:`_with_notes_together`."""
        held = self.env.cr.cache.get(NOTES)
        if held is None or any(values.values()):
            return super()._message_log(body=body, **values)
        self.ensure_one()
        held.append((self.id, body))
        return self.env[
            "mail.message"
        ].sudo()  # sudo: as the core gives it; it is empty

    @api.model
    def _with_notes_together(self, make):
        """Make customers, whose notes are written together: one by one they take longer
        than the customers.

        :param make: callable without arguments
        :return: what it returns
        """
        held = self.env.cr.cache[NOTES] = []
        try:
            made = make()
        finally:
            self.env.cr.cache.pop(NOTES, None)
        while held:  # the first of each, then the second
            bodies, others = {}, []
            for partner_id, body in held:
                if partner_id in bodies:
                    others.append((partner_id, body))
                bodies.setdefault(partner_id, body)
            self.browse(bodies)._message_log_batch(bodies)
            held = others
        return made

    def action_ficha_export(self):
        """Download a file with these customers.

        :return: the client action that asks for it (static/src/ficha_import)
        """
        return {
            "type": "ir.actions.client",
            "tag": "ficha_export",
            "params": {"domain": [("id", "in", self.ids)]},
        }


class ResCountryGroup(models.Model):
    _inherit = "res.country.group"

    @api.model
    def search(self, domain, offset=0, limit=None, order=None):
        """Extends the core's (odoo/orm/models.py): at each tax id base_vat looks for
        the countries whose prefix it may have. While a batch of an import comes in,
        they are looked for once."""
        known = self.env.cr.cache.get(TAX_IDS)
        if known is None:
            return super().search(domain, offset, limit, order)
        key = (repr(domain), offset, limit, order, self.env.su, self.env.uid)
        if key not in known:
            known[key] = super().search(domain, offset, limit, order).ids
        return self.browse(known[key])
