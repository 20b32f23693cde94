from odoo import models

from .identity_normalize import email_value, name_tokens, phone_value, tax_values


def names_agree(one, other):
    """Whether two names may be of the same: two thirds of the words of the shorter
    one are in the other. Members of a family share a phone and one surname."""
    one, other = set(name_tokens(one)), set(name_tokens(other))
    shorter = min(len(one), len(other))
    return bool(shorter) and 3 * len(one & other) >= 2 * shorter


class FichaFormInbox(models.Model):
    """Whose a form is: by its signature, else by what identifies a customer."""

    _inherit = "ficha.form.inbox"

    def _match(self, signed_id):
        """Find the ficha; a person may still choose another before anything is taken.

        :param int signed_id: the contact the form was printed for, 0 for a blank form
        """
        self.ensure_one()
        # sudo: the form was signed for this contact; whoever reviews it opens the ficha
        # with their own rights
        partner = self.env["res.partner"].sudo().browse(signed_id or ()).exists()
        if partner:
            self.write(
                {
                    "partner_id": partner.id,
                    "matched_on": self.env._("The form was printed for this customer."),
                }
            )
            return
        for found, told in self._match_keys():
            if len(found) == 1:
                self.write({"partner_id": found.id, "matched_on": told})
                return
            if found:
                self.matched_on = self.env._(
                    "Several could be meant, choose one: %s",
                    ", ".join(found[:5].mapped("display_name")),
                )
                return
        self.matched_on = self.env._("Nobody has this tax id, e-mail or phone yet.")

    def _match_keys(self):
        """Candidates by identity keys, the surest first: pairs of contacts and the
        words that say why."""
        # sudo: what was filled in is compared, hidden lines as well, and not told
        values = {line.name: line.data for line in self.sudo().line_ids if line.data}
        country = self.env["res.country"].browse(values.get("country_id"))
        codes = [
            code for code in (country.code, self.company_id.country_id.code) if code
        ]
        name = values.get("name")
        taxes = (
            tax_values(values["vat"], codes[:1] and codes[0])
            if values.get("vat")
            else []
        )
        tax = self._owners_of([("tax", value) for value in taxes])
        # a tax id belongs to one; where it is known the rest is not asked
        yield tax, self.env._("Same tax id.")
        emails = [email_value(values.get(key)) for key in ("email", "invoice_email")]
        found = self._owners_of([("email", value) for value in emails if value])
        yield self._agreeing(found, name), self.env._("Same e-mail and name.")
        phones = [phone_value(values.get(key), *codes) for key in ("phone", "mobile")]
        found = self._owners_of([("phone", value) for value in phones if value])
        yield self._agreeing(found, name), self.env._("Same phone and name.")

    def _owners_of(self, pairs):
        # sudo: who sees the form afterwards sees no more of these than their name,
        # and the ficha itself with their own rights
        owners = self.env["ficha.identity.key"].sudo()._owners(pairs)
        ids = {partner_id for found in owners.values() for partner_id in found}
        partners = self.env["res.partner"].sudo().browse(sorted(ids))
        return partners.filtered(
            lambda partner: partner.active
            and (not partner.company_id or partner.company_id == self.company_id)
        )

    @staticmethod
    def _agreeing(partners, name):
        return partners.filtered(lambda partner: names_agree(partner.name, name))
