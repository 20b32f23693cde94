from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.ficha_cliente.tools.field_value import to_data, to_text
from odoo.addons.ficha_cliente_identity.tools.normalize import (
    email_value,
    fold,
    iban_value,
    phone_value,
)


class FichaFormLine(models.Model):
    """One thing that a filled form says, beside what the ficha says.

    ``name`` is a field of the contact, or one of the things that hang from it:
    ``contact``, ``mobile``, ``invoice_email``, ``iban``, ``family_1``, ``studies_1``...
    """

    _name = "ficha.form.line"
    _description = "Value on a filled form"
    _order = "form_id, same, sequence, id"

    form_id = fields.Many2one(
        "ficha.form.inbox",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="Form the value comes from.",
    )
    sequence = fields.Integer(readonly=True, help="Order on the form.")
    name = fields.Char(
        required=True, readonly=True, help="Technical name of the value."
    )
    label = fields.Char(string="Field", readonly=True, help="What it is.")
    text = fields.Text(string="On the form", readonly=True, help="What the form says.")
    data = fields.Json(readonly=True, help="The value as it would be written.")
    problem = fields.Char(
        readonly=True, help="Why the value cannot be used as it stands."
    )
    personal = fields.Boolean(
        readonly=True, help="Seen only by those who may see personal data."
    )
    take = fields.Boolean(default=True, help="Copy this value to the customer file.")
    applied = fields.Boolean(
        string="Taken", readonly=True, help="It was copied to the customer file."
    )
    current_text = fields.Text(
        string="In the file",
        compute="_compute_current_text",
        help="What the customer file says now.",
    )
    same = fields.Boolean(
        string="Already the same",
        compute="_compute_same",
        store=True,  # what would change is listed first
        help="The customer file already had this value when it was last checked.",
    )
    status = fields.Selection(
        [
            ("new", "New value"),
            ("change", "Change"),
            ("same", "Already the same"),
            ("problem", "Cannot be used"),
            ("applied", "Taken"),
        ],
        compute="_compute_status",
        help="What accepting it would do.",
    )

    def write(self, vals):
        """Extends the ORM's: a person says which values to take and nothing else. What
        the form says would otherwise be a question that ``same`` answers, about any
        field of any contact."""
        if not self.env.su and set(vals) - {"take"}:
            raise AccessError(
                self.env._(
                    "What a filled form says is not changed by hand. Take the values "
                    "that are right, and correct the others in the customer file."
                )
            )
        return super().write(vals)

    @api.depends("form_id.partner_id", "data", "name", "problem")
    def _compute_same(self):
        for line in self:
            partner = line.form_id.partner_id
            line.same = bool(partner) and not line.problem and line._current(partner)[1]

    @api.depends("form_id.partner_id", "data", "name")
    @api.depends_context("uid", "lang")
    def _compute_current_text(self):
        for line in self:
            partner = line.form_id.partner_id
            seen = partner and partner.has_access("read")
            line.current_text = line._current(partner)[0] if seen else ""

    @api.depends("same", "problem", "applied", "current_text", "form_id.partner_id")
    def _compute_status(self):
        for line in self:
            if line.applied:
                line.status = "applied"
            elif line.problem:
                line.status = "problem"
            elif line.same:
                line.status = "same"
            else:
                line.status = "change" if line.current_text else "new"

    def _current(self, partner):
        """
        :return: (what the ficha says now, whether that is what the form says)
        """
        field = partner._fields.get(self.name)
        if not field:
            return self._current_extra(partner)
        if not partner._has_field_access(field, "read"):
            return "", False
        current = to_data(field, partner[self.name])
        return to_text(field, current, self.env), current == self.data

    def _current_extra(self, partner):
        """What the ficha says of something that hangs from it.

        :return: (text, whether what the form says is already there)
        """
        values = self.data if isinstance(self.data, dict) else {"value": self.data}
        if self.name == "interest":
            shown = partner.customer_observations or ""
            return shown, bool(self.data) and self.data in shown
        if self.name == "iban":
            numbers = partner.bank_ids.mapped("acc_number")
            known = {iban_value(number) for number in numbers}
            return ", ".join(numbers), iban_value(self.data) in known
        if self.name == "contact":
            return self._current_contact(partner)
        if self.name in ("mobile", "invoice_email"):
            return self._current_point(partner)
        return self._current_row(partner, values)

    def _contact(self, partner):
        """The contact of the ficha that goes by the name on the form, if any."""
        name = fold((self.data or {}).get("name"))
        return partner.child_ids.filtered(
            lambda contact: contact.type == "contact" and fold(contact.name) == name
        )[:1]

    def _contact_changes(self, partner):
        """What the form says otherwise of that contact: field name -> value."""
        contact = self._contact(partner)
        country = contact.country_id.code or self.env.company.country_id.code
        return {
            name: value
            for name, value in (self.data or {}).items()
            if fold(contact[name]) != fold(value)
            and not (
                name == "phone"
                and phone_value(contact.phone, country) == phone_value(value, country)
            )
        }

    def _current_contact(self, partner):
        contact = self._contact(partner)
        if not contact:
            names = partner.child_ids.filtered(lambda c: c.type == "contact")
            return ", ".join(filter(None, names.mapped("name"))), False
        shown = [contact.name, contact.function, contact.phone, contact.email]
        return ", ".join(filter(None, shown)), not self._contact_changes(partner)

    def _current_point(self, partner):
        points = partner.contact_point_ids
        country = partner.country_id.code or self.env.company.country_id.code
        if self.name == "mobile":
            own = points.filtered(lambda p: p.kind in ("mobile", "phone", "whatsapp"))
            known = [partner.phone, *own.mapped("value")]
            same = phone_value(self.data, country) in {
                phone_value(number, country) for number in known
            }
        else:
            own = points.filtered(lambda p: p.kind == "email")
            known = [partner.email, *own.mapped("value")]
            same = email_value(self.data) in set(map(email_value, known))
        return ", ".join(own.mapped("value")), same

    def _current_row(self, partner, values):
        """A relative or studies. Only the group sees such lines."""
        family = self.name.startswith("family")
        rows = partner.family_member_ids if family else partner.education_ids
        if not rows.has_access("read"):
            return "", False
        names = rows.mapped("member_name" if family else "title")
        name = values.get("name" if family else "title")
        return ", ".join(filter(None, names)), fold(name) in map(fold, names)
