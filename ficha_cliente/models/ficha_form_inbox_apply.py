from odoo import Command, models
from odoo.exceptions import UserError

from .ficha_proposal_value import to_write
from .res_partner_academic import PERSONAL

ORIGIN = "ficha.value.origin"


class FichaFormInbox(models.Model):
    """What comes of a form: a new ficha, or proposals on one that exists.

    Everything is written as the user who decides, with their rights and every check
    that typing it would run.
    """

    _inherit = "ficha.form.inbox"

    def action_apply(self):
        """Take the ticked lines.

        :raise UserError: nothing is ticked, or a new ficha would have no name
        :raise ValidationError: Odoo refuses a value; nothing is taken then
        :raise AccessError: no right to create or change the ficha
        :return: action: the ficha, or the changes proposed for it
        """
        self.ensure_one()
        if self.state not in ("review", "personal"):
            raise UserError(self.env._("This form has already been decided about."))
        # sudo: what is compared is kept for everybody; the ficha may have changed since
        self.sudo().line_ids._compute_same()
        lines = self._lines_to_take()
        if not lines and not self.partner_id:
            raise UserError(self.env._("Tick at least one value to take."))
        partner, proposals = self.partner_id, self.env["ficha.proposal"]
        if partner:
            partner.check_access("write")
            proposals = self._propose_lines(lines)
        else:
            partner = self._create_partner(lines)
            self.partner_id = partner
        self._add_extras(partner, lines, new=not proposals)
        lines.write({"applied": True})
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
        partner = Partner.create(vals)
        told = self.env._("Created from the form %s.", self._get_html_link())
        partner._message_log(body=told)
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
            told = [partner.customer_observations, interest]
            values["customer_observations"] = "\n".join(filter(None, told))
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
        vals, told = {}, []
        for line in lines:
            command = self._extra_command(partner, line)
            if command:
                name, values = command
                vals.setdefault(name, []).append(Command.create(values))
                told.append(line.label)
        if not vals:
            return
        partner.write(vals)
        if not new:
            partner._message_log(
                body=self.env._(
                    "Added from the form %(form)s: %(what)s",
                    form=self._get_html_link(),
                    what=", ".join(dict.fromkeys(told)),
                )
            )

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
