from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.field_value import to_write
from odoo.addons.ficha_cliente.tools.groups import PERSONAL
from odoo.addons.ficha_cliente.tools.words import document_link
from odoo.addons.ficha_cliente_identity.tools.normalize import (
    email_value,
    name_tokens,
    phone_value,
    tax_values,
)


def names_agree(one, other):
    """Whether two names may be of the same: two thirds of the words of the shorter
    one are in the other. Members of a family share a phone and one surname."""
    one, other = set(name_tokens(one)), set(name_tokens(other))
    shorter = min(len(one), len(other))
    return bool(shorter) and 3 * len(one & other) >= 2 * shorter


ORIGIN = "ficha.value.origin"


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
        # read in another company, it is not told that the contact is there
        if partner and self._of_its_company(partner):
            self.write(
                {
                    "partner_id": partner.id,
                    "matched_on": self.env._("The form was printed for this customer."),
                }
            )
            return
        for found, texts in self._match_keys():
            if len(found) == 1:
                self.write({"partner_id": found.id, "matched_on": texts})
                return
            if found:
                self.matched_on = self.env._(
                    "Several are possible, choose one: %s",
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
            lambda partner: partner.active and self._of_its_company(partner)
        )

    def _of_its_company(self, partner):
        """Whether who works in the company of the form sees that contact, as
        base.res_partner_rule says."""
        company = partner.company_id
        return not company or company in self.company_id.parent_ids

    @staticmethod
    def _agreeing(partners, name):
        return partners.filtered(lambda partner: names_agree(partner.name, name))

    # --------------------------------------------------------------------------
    # What comes of a form: a new ficha, or proposals on one that exists.
    #
    # Everything is written as the user who decides, with their rights and every
    # check that typing it would run.
    # --------------------------------------------------------------------------

    def action_apply(self):
        """Take the ticked lines.

        :raise UserError: nothing is ticked, or a new ficha would have no name
        :raise ValidationError: Odoo refuses a value; nothing is taken then
        :raise AccessError: no right to create or change the ficha
        :return: action: the ficha, or the changes proposed for it
        """
        only_one(self)
        if self.state not in ("review", "personal"):
            raise UserError(self.env._("This form has already been decided on."))
        # sudo: what is compared is kept for everybody; the ficha may have changed since
        self.sudo().line_ids._compute_same()
        lines = self._lines_to_take()
        if not lines and not self.partner_id:
            raise UserError(self.env._("Tick at least one value to copy."))
        partner, proposals = self.partner_id, self.env["ficha.proposal"]
        if partner:
            partner.check_access("write")
            proposals = self._propose_lines(lines)
        else:
            partner = self._create_partner(lines)
            self.partner_id = partner
        self._add_extras(partner, lines, new=not proposals)
        partner._ficha_notice_shown(self.notice_number, self.create_date)
        # sudo: a person ticks lines, and writes nothing else of them
        lines.sudo().write({"applied": True})
        # sudo: only whether such lines are left is asked
        left = self.sudo()._lines_to_take().filtered("personal")
        hidden = left and not self.env.user.has_group(PERSONAL)
        # sudo: the state is changed by deciding only
        self.sudo().state = "personal" if hidden else "done"
        if proposals:
            return proposals.partner_id.action_view_proposals()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": partner.id,
            "views": [
                (self.env.ref("ficha_cliente.res_partner_view_form_ficha").id, "form")
            ],
            "name": partner.display_name,
        }

    def _field_values(self, lines):
        """Field name -> JSON value, of the lines that are fields of the contact."""
        fields = self.env["res.partner"]._fields
        return {line.name: line.data for line in lines if line.name in fields}

    def _create_partner(self, lines):
        """A new ficha with what the form says."""
        Partner = self.env["res.partner"].with_company(self.company_id)
        values = self._field_values(lines)
        if not values.get("name"):
            raise UserError(
                self.env._(
                    "The form has no name: choose the customer file it is about."
                )
            )
        kind = values.pop("company_type", False)
        vals = {
            name: to_write(Partner._fields[name], data) for name, data in values.items()
        }
        contact = lines.filtered(lambda line: line.name == "contact")
        vals["is_company"] = kind == "company" if kind else bool(contact)
        if interest := lines.filtered(lambda line: line.name == "interest").data:
            vals["customer_observations"] = interest
        if self.kind == "prospect":
            vals["ficha_lifecycle"] = "prospect"
        partner = Partner.with_context(ficha_acquisition="form").create(vals)
        partner = partner.with_env(self.env)
        note = self.env._("Created from %s.", self._note_link())
        partner._message_log(body=note)
        if ORIGIN in self.env:
            self.env[ORIGIN]._note(
                partner, list(vals), "form", source_ref=self.name, record=self
            )
        return partner

    def _propose_lines(self, lines):
        """What the form says of a ficha that exists, as changes to be decided about;
        what was left empty on the form stays as it is."""
        partner = self.partner_id
        values = self._field_values(lines)
        if interest := lines.filtered(lambda line: line.name == "interest").data:
            texts = [partner.customer_observations, interest]
            values["customer_observations"] = "\n".join(filter(None, texts))
        proposals = self._propose_values(partner, values)
        line = lines.filtered(lambda line: line.name == "contact")
        if contact := line and line._contact(partner):
            proposals |= self._propose_values(contact, line._contact_changes(partner))
        return proposals

    def _propose_values(self, partner, values):
        allowed = partner._ficha_proposal_fields()
        return self.env["ficha.proposal"]._propose(
            partner,
            {name: data for name, data in values.items() if name in allowed},
            "form",
            source_ref=self,
            company=self.company_id,
        )

    def _add_extras(self, partner, lines, new=False):
        """What hangs from the contact: it is added beside what is there already and
        replaces nothing, so it needs no proposal."""
        vals, texts = {}, []
        for line in lines:
            command = self._extra_command(partner, line)
            if command:
                name, values = command
                vals.setdefault(name, []).append(Command.create(values))
                texts.append(line.label)
        if not vals:
            return
        partner.write(vals)
        if not new:
            partner._message_log(
                body=self.env._(
                    "Added from %(form)s: %(what)s",
                    form=self._note_link(),
                    what=", ".join(dict.fromkeys(texts)),
                )
            )

    def _note_link(self):
        """The form in a note of its customer: who reads that may not read forms."""
        return document_link(self, self.env, self.env._("a filled-in form"))

    def _extra_command(self, partner, line):
        """:return: (field of the contact, values of the new row), or None"""
        data, part = line.data, line.name.split("_")[0]
        if line.name == "mobile":
            return "contact_point_ids", {"kind": "mobile", "value": data}
        if line.name == "invoice_email":
            label = self.env._("Invoices")
            return "contact_point_ids", {"kind": "email", "value": data, "label": label}
        if line.name == "iban":
            return "bank_ids", {"acc_number": data}
        if line.name == "contact" and partner.is_company and not line._contact(partner):
            return "child_ids", {"type": "contact", **data}
        if part == "family":
            return "family_member_ids", {
                "kinship": data.get("kinship") or "other",
                "name": data["name"],
                "birthdate_date": data.get("birthdate"),
            }
        if part == "studies":
            return "education_ids", {
                name: data.get(name) for name in ("title", "institution", "year")
            }
        return None
