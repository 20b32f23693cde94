import base64

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_duration
from odoo.tools.image import image_process

from . import form_layout as layout
from .form_pdf import FormPdf

FORM_DATE = "%d/%m/%Y"  # written and read in this way only, whatever the language
KINDS_BY_TYPE = {
    "char": "text",
    "text": "area",
    "selection": "choice",
    "many2one": "choice",
    "many2many": "checks",
    "boolean": "check",
    "date": "date",
    "float": "text",
}
MAX_CHAR, MAX_AREA, MAX_OPTIONS = 200, 1500, 300


class ResPartner(models.Model):
    """The form for a customer to fill in: blank, or with what the ficha says.

    What it asks is in ``form_layout``, how it is drawn in ``form_pdf``, how it comes
    back in ``ficha_form_inbox``.
    """

    _inherit = "res.partner"

    def _get_ficha_form_pdf(self, kind=None, personal=False):
        """
        :param str kind: ``customer`` or ``prospect``; that of the ficha by default
        :param bool personal: also ask for academic and family data
        :raise AccessError: no right on the contact, or ``personal`` without the group
        :return: a fillable PDF, as bytes; blank when called on no record
        """
        return FormPdf(self._get_ficha_form(kind, personal)).render()

    def _get_ficha_form(self, kind=None, personal=False):
        """The content of a form, as ``form_pdf`` takes it."""
        if self:
            self.ensure_one()
            self.check_access("read")
        if personal:
            self._check_field_access(self._fields["family_member_ids"], "read")
        kind = kind or self._ficha_form_kind()
        if kind not in layout.KINDS:
            raise UserError(self.env._("There is no form of the kind “%s”.", kind))
        # in the language of who fills it in
        record = self.with_context(lang=self.lang or self.env.lang)
        company = self.company_id or self.env.company
        titles = record._ficha_form_titles()
        code = self.entity_client_code if self else False
        return {
            "title": record.env._("Customer details")
            if kind == "customer"
            else record.env._("Your details"),
            "subtitle": code or "",
            "intro": record._ficha_form_intro(company),
            "company": record._ficha_form_company(company),
            "sections": [
                (
                    titles[name],
                    [[record._ficha_form_item(*item) for item in row] for row in rows],
                )
                for name, rows in layout.sections(kind, personal)
            ],
            "notice": company.with_env(record.env)._get_ficha_form_notice(personal),
            "signature": (record.env._("Place and date"), record.env._("Signature")),
            "footer": company.name,
            "meta": self.env["ficha.form.inbox"]._sign_form(
                company, kind, self, personal
            ),
        }

    def _ficha_form_kind(self):
        stage = self.commercial_partner_id.ficha_lifecycle
        return "customer" if not self or stage in ("customer", "former") else "prospect"

    def _ficha_form_titles(self):
        return {
            "who": self.env._("Who you are"),
            "reach": self.env._("Where to reach you"),
            "contact": self.env._("Person to speak to, if you are a company"),
            "preferences": self.env._("How you would like to be attended"),
            "invoicing": self.env._("Invoicing"),
            "interest": self.env._("What you are interested in"),
            "personal": self.env._("Personal and academic data (voluntary)"),
            "family": self.env._("Family (voluntary)"),
            "studies": self.env._("Studies (voluntary)"),
        }

    def _ficha_form_intro(self, company):
        address = self.env["ficha.form.inbox"]._get_form_address(company)
        if not address:
            return self.env._(
                "Fill in this form on the screen, save it and send it back to us. "
                "Only the name is needed; leave empty what you would rather not tell."
            )
        return self.env._(
            "Fill in this form on the screen, save it and send it back to "
            "%(address)s. Only the name is needed; leave empty what you would rather "
            "not tell.",
            address=address,
        )

    def _ficha_form_company(self, company):
        # sudo: the letterhead of one's own company
        partner = company.sudo().partner_id
        address = partner._display_address(without_company=True).splitlines()
        street, *rest = [line.strip() for line in address if line.strip()] or [""]
        reach = " · ".join(filter(None, [partner.phone, partner.email]))
        lines = [street, ", ".join(rest), partner.vat or "", reach]
        return {
            "name": company.name,
            "lines": [line for line in lines if line],
            "logo": self._ficha_form_logo(company),
        }

    @api.model
    def _ficha_form_logo(self, company):
        """The logo as PNG; none when the company has none of its own, or one of a sort
        that cannot be drawn (SVG)."""
        logo = company.sudo().logo
        if not logo or company.uses_default_logo:
            return None
        try:
            return image_process(
                base64.b64decode(logo), size=(520, 176), output_format="PNG"
            )
        except (UserError, ValueError):
            return None

    # -- items -------------------------------------------------------------------------

    def _ficha_form_item(self, name, span, lines=1):
        kind, label = self._ficha_form_kind_of(name), self._ficha_form_label(name)
        item = {
            "name": name,
            "label": label,
            "span": span,
            "lines": lines,
            "kind": kind,
            "maxlen": MAX_AREA if kind == "area" else MAX_CHAR,
            "options": self._ficha_form_options(name),
            "hint": "",
        }
        if kind == "date":
            item["hint"] = self.env._("dd/mm/yyyy")
            item["maxlen"] = 10
        elif name.startswith("contact_hour"):
            item["hint"] = self.env._("e.g. 9:30")
            item["maxlen"] = 5
        if name in layout.NEVER_FILLED:
            item["value"] = ""
        elif self:
            item["value"] = self._ficha_form_value(name)
        elif name == "country_id":
            item["value"] = str(self.env.company.country_id.id or "")
        if kind == "choice" and item.get("value") not in dict(item["options"]):
            item["value"] = ""  # archived meanwhile
        return item

    @api.model
    def _ficha_form_kind_of(self, name):
        if name in layout.EXTRAS:
            return layout.EXTRAS[name]
        return KINDS_BY_TYPE[self._fields[name].type]

    @api.model
    def _ficha_form_label(self, name):
        words = {
            "vat": self.env.company.country_id.vat_label or self.env._("Tax ID"),
            "company_type": self.env._("Person or company"),
            "mobile": self.env._("Mobile"),
            "invoice_email": self.env._("E-mail for invoices"),
            "state_name": self.env._("State or province"),
            "contact_name": self.env._("Name"),
            "contact_function": self.env._("Job position"),
            "contact_phone": self.env._("Phone"),
            "contact_email": self.env._("Email"),
            "iban": self.env._("Bank account (IBAN)"),
            "interest": self.env._("Tell us what you need"),
            "customer_requirements": self.env._(
                "What you require of us: packaging, delivery hours, papers..."
            ),
            "purchase_reference_required": self.env._(
                "Invoices must carry our purchase order number"
            ),
            "kinship": self.env._("Kinship"),
            "birthdate": self.env._("Date of birth"),
            "title": self.env._("Studies"),
            "institution": self.env._("University, school or centre"),
            "year": self.env._("Year"),
        }
        if name in words:
            return words[name]
        if name in layout.EXTRAS:
            return words.get(name.split("_")[2], self.env._("Name"))
        return self._fields[name]._description_string(self.env)

    @api.model
    def _ficha_form_options(self, name):
        """What may be chosen: list of (key in the PDF, label)."""
        if name.startswith("family_") and name.endswith("kinship"):
            field = self.env["ficha.family.member"]._fields["kinship"]
            return list(field._description_selection(self.env))
        field = self._fields.get(name)
        if not field:
            return []
        if field.type == "selection":
            return list(field._description_selection(self.env))
        if field.relational:
            # sudo: the names on a form are no secret of the list they come from
            records = self.env[field.comodel_name].sudo().search([], limit=MAX_OPTIONS)
            return [(str(record.id), record.display_name) for record in records]
        return []

    def _ficha_form_value(self, name):
        """What the ficha says, as the field of the PDF takes it."""
        if name in layout.EXTRAS:
            return self._ficha_form_extra(name)
        field, value = self._fields[name], self[name]
        if field.type == "many2one":
            return str(value.id or "")
        if field.type == "many2many":
            return {str(id_) for id_ in value.ids}
        if field.type == "date":
            return value.strftime(FORM_DATE) if value else ""
        if field.type == "float":
            return format_duration(value) if value else ""
        return value or ""

    def _ficha_form_extra(self, name):
        part, _sep, rest = name.partition("_")
        if part == "contact":
            main = self.main_contact_id or self.commercial_partner_id.main_contact_id
            return (main - self)[rest] or "" if main - self else ""
        if part in ("family", "studies"):
            return self._ficha_form_line(part, *rest.split("_"))
        if name == "state_name":
            return self.state_id.name or ""
        kind = {"mobile": "mobile", "invoice_email": "email"}[name]
        points = self.contact_point_ids.filtered(lambda point: point.kind == kind)
        return points[:1].value or ""

    def _ficha_form_line(self, part, row, name):
        lines = self.family_member_ids if part == "family" else self.education_ids
        line = lines[int(row) - 1 : int(row)]
        if name == "birthdate":
            date = line.birthdate_date
            return date.strftime(FORM_DATE) if date else ""
        if name == "name":
            return line.member_name or ""
        return str(line[name] or "")
