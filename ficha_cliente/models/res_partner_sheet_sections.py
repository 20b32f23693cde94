from odoo import fields, models
from odoo.tools import format_date, format_duration

from .ficha_proposal_value import to_data, to_text
from .res_partner_academic import PERSONAL

# What each section prints, in its order, where the ficha says something. Date of
# birth, gender and nationality need no permission on the screen, but a sheet of
# paper leaves the office: they are printed with the personal data only.
BASIC = (
    "function",
    "phone",
    "email",
    "website",
    "lang",
    "company_registry",
    "industry_id",
    "category_id",
    "user_id",
)
COMPLEMENTARY = (
    "preferred_channel_id",
    "contact_weekday_ids",
    "contact_hour_from",
    "buying_initiative",
    "customer_requirements",
    "customer_observations",
)
INVOICING = (
    "property_payment_term_id",
    "property_inbound_payment_method_line_id",
    "property_account_position_id",
    "invoice_journal_id",
    "invoice_currency_id",
    "invoice_incoterm_id",
    "invoice_incoterm_location",
    "invoice_delivery_partner_id",
    "standing_discount",
    "customer_purchase_reference",
    "purchase_reference_required",
    "invoice_observations",
)
PERSON = (
    "birthdate_date",
    "gender",
    "nationality_id",
    "education_level",
    "occupation",
    "marital_status",
)
# longer texts would push the rest off the two pages
TEXT_LENGTH = 360
LINES = 8


class ResPartner(models.Model):
    """The printed ficha: its tables of names and values."""

    _inherit = "res.partner"

    def _sheet_rows(self, names):
        """Names and values of these fields, where there is a value to print.

        :param names: fields of ``res.partner``; those the reader may not see, or that
            this database does not have, are left out
        :return: list of (label, text)
        """
        rows = []
        for name in names:
            field = self._fields.get(name)
            if not field or not self._has_field_access(field, "read"):
                continue
            data = to_data(field, self[name])
            if data:
                text = self._sheet_text(name, to_text(field, data, self.env))
                rows.append((field._description_string(self.env), text))
        return rows

    def _sheet_text(self, name, text):
        if name == "contact_hour_from":
            start = format_duration(self.contact_hour_from)
            end = self.contact_hour_to
            return f"{start} - {format_duration(end)}" if end else start
        if name == "lang":
            return self.env["res.lang"]._get_data(code=self.lang).name or text
        if name == "standing_discount":
            return f"{text} %"
        return self._sheet_short(text)

    @staticmethod
    def _sheet_short(text, length=TEXT_LENGTH):
        text = text or ""
        return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"

    def _sheet_basic(self):
        rows = []
        address = self._display_address(without_company=True)
        lines = [line.strip() for line in address.splitlines() if line.strip()]
        if lines:
            rows.append((self.env._("Address"), "\n".join(lines)))
        rows += self._sheet_rows(BASIC)
        points = self.contact_point_ids
        if points.has_access("read"):
            kinds = dict(points._fields["kind"]._description_selection(self.env))
            rows += [(kinds[p.kind], p.display_name) for p in points[:LINES]]
        return rows

    def _sheet_invoicing(self):
        """How the customer is invoiced by the current company: the contact's own, and
        where it has none that of its commercial entity."""
        entity = self.commercial_partner_id
        own = self._sheet_rows(INVOICING)
        labels = {label for label, _text in own}
        rows = own + [
            row
            for row in (entity._sheet_rows(INVOICING) if entity != self else ())
            if row[0] not in labels
        ]
        accounts = entity.bank_ids
        if accounts.has_access("read"):
            rows += [
                (self.env._("Bank account"), self._sheet_masked(account.acc_number))
                for account in accounts[:2]
            ]
        return rows

    @staticmethod
    def _sheet_masked(number):
        """The ends of a bank account: enough to recognise it on paper."""
        number = (number or "").replace(" ", "")
        return f"{number[:4]} ···· {number[-4:]}" if len(number) > 10 else number

    def _sheet_people(self):
        """Who is around the customer: its contacts, the one to speak to first, then
        the people in their roles. Who is both is one line.

        :return: list of dicts with ``name, role, phone, email, first``
        """
        entity = self.commercial_partner_id
        main = self.main_contact_id or entity.main_contact_id
        contacts = main | (entity.child_ids - self).filtered(
            lambda contact: contact.type == "contact" and not contact.is_company
        )
        people = {
            contact: self._sheet_person(contact, contact.function, contact == main)
            for contact in contacts
        }
        relations = self.relation_ids
        if relations.has_access("read"):
            today = fields.Date.context_today(self)
            for relation in relations:
                if relation.date_to and relation.date_to < today:
                    continue
                key = relation.related_partner_id or relation
                person = people.setdefault(key, self._sheet_person(relation))
                person["role"].append(relation.role_id.name)
        return [
            {**person, "role": ", ".join(dict.fromkeys(person["role"]))}
            for person in list(people.values())[:LINES]
        ]

    @staticmethod
    def _sheet_person(record, role=False, first=False):
        prefix = "contact_" if record._name == "ficha.relation" else ""
        return {
            "name": record[f"{prefix}name"] or record.display_name or "",
            "phone": record[f"{prefix}phone"] or "",
            "email": record[f"{prefix}email"] or "",
            "role": [role] if role else [],
            "first": first,
        }

    def _sheet_personal(self):
        """Academic and family data.

        :raise AccessError: the reader is not of the group *Ficha: personal data*
        :return: list of (title, rows)
        """
        for name in ("education_ids", "family_member_ids"):
            self._check_field_access(self._fields[name], "read")
        kinds = dict(
            self.education_ids._fields["kind"]._description_selection(self.env)
        )
        studies = [
            (
                kinds[line.kind],
                ", ".join(
                    filter(
                        None,
                        [
                            line.title,
                            line.field,
                            line.institution,
                            str(line.year) if line.year else "",
                        ],
                    )
                ),
            )
            for line in self.education_ids[:LINES]
        ]
        kin = self.family_member_ids
        kinships = dict(kin._fields["kinship"]._description_selection(self.env))
        family = []
        for line in kin[:LINES]:
            told = [line.member_name]
            if line.birthdate_date:
                told.append(format_date(self.env, line.birthdate_date))
            told.append(line.note)
            family.append((kinships[line.kinship], ", ".join(filter(None, told))))
        return [
            (
                self.env._("Personal and academic data"),
                self._sheet_rows(PERSON) + studies,
            ),
            (self.env._("Family data"), family),
        ]

    def _sheet_may_see_personal(self):
        return self.env.user.has_group(PERSONAL)
