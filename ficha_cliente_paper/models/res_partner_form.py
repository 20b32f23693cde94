import base64
import re
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_duration
from odoo.tools.image import image_process

from odoo.addons.ficha_cliente.tools.bank_account import as_iban
from odoo.addons.ficha_cliente.tools.email_address import addresses, normal_email
from odoo.addons.ficha_cliente.tools.field_value import (
    field_label,
    input_to_data,
    to_text,
)
from odoo.addons.ficha_cliente.tools.groups import is_personal
from odoo.addons.ficha_cliente.tools.phones import first_and_further
from odoo.addons.ficha_cliente.tools.places import (
    country_code,
    place_names,
    postcode,
    spanish_province,
)
from odoo.addons.ficha_cliente.tools.tax_check import TAX_WORD
from odoo.addons.ficha_cliente_identity.tools.normalize import (
    fold,
    phone_value,
)

from ..tools import form_layout as layout
from ..tools.form_pdf import FormPdf

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

# drawn while somebody waits, some twenty in a second
MAX_FORMS = 100

DATES = (FORM_DATE, "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y")
TIME = re.compile(r"^(\d{1,2})(?:[:.h](\d{2}))?\s*h?$")
PHONES = ("phone", "mobile", "contact_phone")
EMAILS = ("email", "invoice_email", "contact_email")
WRAPPED = ("contact", "family", "studies")


class ResPartner(models.Model):
    """The form for a customer to fill in: blank, or with what the ficha says.

    What it asks is in ``form_layout``, how it is drawn in ``form_pdf``, how it comes
    back in ``ficha_form_inbox``.
    """

    _inherit = "res.partner"

    def _check_ficha_forms(self):
        """Refuse forms of more customers than can be waited for.

        :raise UserError: how many there may be
        """
        if len(self) > MAX_FORMS:
            raise UserError(
                self.env._(
                    "These are %(number)s customers, and at most %(limit)s forms are "
                    "made at once. Choose fewer, and download the rest afterwards.",
                    number=len(self),
                    limit=MAX_FORMS,
                )
            )

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
        notice = company.with_env(record.env)._get_ficha_form_notice(personal)
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
            "notice": "\n".join(
                filter(None, (notice["text"], record._ficha_form_version(notice)))
            ),
            "signature": (record.env._("Place and date"), record.env._("Signature")),
            "footer": company.name,
            "meta": self.env["ficha.form.inbox"]._sign_form(
                company, kind, self, personal, notice["number"]
            ),
        }

    def _ficha_form_version(self, notice):
        """Below the notice: which version of it, for who keeps the signed paper."""
        version = notice["version"]
        return version and self.env._("This notice: %s.", version)

    def _ficha_form_kind(self):
        stage = self.commercial_partner_id.ficha_lifecycle
        return "customer" if not self or stage in ("customer", "former") else "prospect"

    def _ficha_form_titles(self):
        return {
            "who": self.env._("Who you are"),
            "contact_points": self.env._("Where to reach you"),
            "contact": self.env._("Person to speak to, if you are a company"),
            "preferences": self.env._("How you would like to be served"),
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
        contact_points = " · ".join(filter(None, [partner.phone, partner.email]))
        lines = [street, ", ".join(rest), partner.vat or "", contact_points]
        return {
            "name": company.name,
            "lines": [line for line in lines if line],
            "logo": self._ficha_form_logo(company),
        }

    @api.model
    def _ficha_form_logo(self, company):
        """The logo as PNG; none when the company has none of its own, or one of a sort
        that cannot be drawn (SVG)."""
        # sudo: the logo is on every page that is printed
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
        labels = {
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
        if name in labels:
            return labels[name]
        if name in layout.EXTRAS:
            return labels.get(name.split("_")[2], self.env._("Name"))
        return field_label(self._fields[name], self.env)

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

    # --------------------------------------------------------------------------
    # What the texts of a filled form mean: the values, or why they are none.
    # --------------------------------------------------------------------------

    @api.model
    def _ficha_form_lines(self, texts, kind, personal):
        """
        :param dict texts: texts by name of the field of the PDF
        :param str kind: which form it is; what that form does not ask is not looked at
        :param bool personal: whether that form asks for academic and family data
        :return: list of values of ``ficha.form.line``, in the order of the form;
            nothing for what was left empty
        """
        lines, wrapped = [], {}
        country = self._ficha_form_country(texts)
        for name in layout.names(kind, personal):
            options = self._ficha_form_options(name)
            text = self._ficha_form_text(name, texts, options)
            if not text:
                continue
            data, problem = self._ficha_form_data(name, text, options, country)
            part = name.split("_")[0]
            if part in WRAPPED and name in layout.EXTRAS:
                key = name.rsplit("_", 1)[0] if part != "contact" else part
                wrapped.setdefault(key, []).append((name, text, data, problem))
                if wrapped[key][1:]:
                    continue
                lines.append({"name": key})
            else:
                lines.append(self._ficha_form_line_vals(name, text, data, problem))
        for line in lines:
            if line["name"] in wrapped:
                line.update(self._ficha_form_wrap(line["name"], wrapped[line["name"]]))
        # the country of a blank form is filled in beforehand
        return lines if any(line["name"] != "country_id" for line in lines) else []

    @api.model
    def _ficha_form_country(self, texts):
        text = texts.get("country_id", "")
        keys = dict(self._ficha_form_options("country_id"))
        key = text if text in keys else self._ficha_form_country_key(text, keys)
        found = self.env["res.country"].browse(int(key) if key else ())
        return found or self.env.company.country_id

    @api.model
    def _ficha_form_country_key(self, text, keys):
        """Which of the countries of a form is meant, by whatever name; or None."""
        code = country_code(text)
        country = code and self.env["res.country"].search([("code", "=", code)])
        return str(country.id) if country and str(country.id) in keys else None

    @api.model
    def _ficha_form_text(self, name, texts, options):
        """What stands in a field; the keys of the ticked boxes of several."""
        if self._ficha_form_kind_of(name) == "checks":
            return ",".join(key for key, _l in options if texts.get(f"{name}__{key}"))
        area = self._ficha_form_kind_of(name) == "area"
        text = texts.get(name, "")[: MAX_AREA if area else MAX_CHAR]
        return text.strip() if area else " ".join(text.split())

    @api.model
    def _ficha_form_line_vals(self, name, text, data, problem):
        field = self._fields.get(name)
        target = "state_id" if name == "state_name" else name
        shown = self._fields.get(target)
        if not problem and shown:
            text = to_text(shown, data, self.env) or text
        return {
            "name": target,
            "label": field_label(shown, self.env)
            if shown and name != "vat"
            else self._ficha_form_label(name),
            "text": text,
            "data": data,
            "problem": problem,
            "take": not problem,
            "personal": bool(field) and is_personal(field),
        }

    @api.model
    def _ficha_form_wrap(self, key, parts):
        """Several fields that are one thing: a contact, a relative, studies."""
        data = {name.removeprefix(f"{key}_"): value for name, _t, value, _p in parts}
        titles = {
            "contact": self.env._("Person to speak to"),
            "family": self.env._("Relative"),
            "studies": self.env._("Studies"),
        }
        problems = [problem for _n, _t, _v, problem in parts if problem]
        part = key.split("_")[0]
        if not problems and not data.get("title" if part == "studies" else "name"):
            problems = [self.env._("The name is missing.")]
        options = dict(self._ficha_form_options(f"{key}_kinship"))
        return {
            "label": titles[part],
            "text": ", ".join(options.get(text, text) for _n, text, _v, _p in parts),
            "data": data,
            "problem": problems[0] if problems else False,
            "take": not problems,
            "personal": part != "contact",
        }

    # -- values ------------------------------------------------------------------------

    @api.model
    def _ficha_form_data(self, name, text, options, country):
        """
        :return: (value as JSON, False), or (False, why it is none)
        """
        field = self._fields.get(name)
        try:
            if name in PHONES:
                return self._ficha_form_phone(text, country, name == "phone"), False
            if name in EMAILS:
                return self._ficha_form_email(text, name == "email"), False
            if name == "vat":
                return self._ficha_form_vat(text, country), False
            if name == "iban":
                return self._ficha_form_iban(text), False
            if name == "website":
                return self._ficha_form_website(text), False
            if name == "state_name":
                return self._ficha_form_state(text, country), False
            if name == "zip":
                return postcode(text, country.code), False
            if name.startswith("contact_hour"):
                return self._ficha_form_hour(text), False
            if name.endswith("birthdate") or (field and field.type == "date"):
                return self._ficha_form_date(text), False
            if name.endswith("_year"):
                return self._ficha_form_year(text), False
            if options:
                return self._ficha_form_choice(field, text, options), False
            if field:
                # sudo: whether there is such a value
                return input_to_data(field, text, self.sudo()), False
            return text, False
        except (ValidationError, ValueError, TypeError) as error:
            message = error.args and str(error.args[0])
            if isinstance(error, ValidationError):
                return False, message
            return False, self.env._("“%s” cannot be understood here.", text)

    @api.model
    def _ficha_form_choice(self, field, text, options):
        """The key of what was chosen; readers that show the list as free text give
        back the label."""
        if field and field.type == "boolean":
            return True
        by_label = {fold(label): key for key, label in options}
        keys = dict(options)
        if field and field.comodel_name == "res.country" and text not in keys:
            if key := self._ficha_form_country_key(text, keys):
                return int(key)
        found = [
            part if part in keys else by_label[fold(part)]
            for part in (text.split(",") if text not in keys else [text])
            if part in keys or fold(part) in by_label
        ]
        if not found:
            raise ValidationError(
                self.env._("“%s” is not one of the possible values.", text)
            )
        if field and field.type == "many2many":
            # sudo: whether there are such values
            return input_to_data(field, [int(key) for key in found], self.sudo())
        if field and field.type == "many2one":
            return int(found[0])
        return found[0]

    @api.model
    def _ficha_form_phone(self, text, country, several=False):
        """A telephone; where the customer may have several, all of them as they stand
        there: what is written into the field is parted as anywhere."""
        if several and first_and_further(text, country.code)[1]:
            return text
        if not phone_value(text, country.code):
            raise ValidationError(self.env._("“%s” is not a telephone number.", text))
        number = self._phone_format(
            number=text, country=country, force_format="INTERNATIONAL"
        )
        return number or text

    @api.model
    def _ficha_form_email(self, text, several):
        """An address as people write it, and where the customer may have several, all
        of them, between commas."""
        found = addresses(text)
        if (
            not found
            or not all(map(normal_email, found))
            or (len(found) > 1 and not several)
        ):
            raise ValidationError(self.env._("“%s” is not an e-mail address.", text))
        return ", ".join(found)

    @api.model
    def _ficha_form_vat(self, text, country):
        number = TAX_WORD.sub("", text.upper())
        if country.code == "ES":
            number = re.sub(r"[\s./-]", "", number)
        vat, _code = self._run_vat_checks(country, number, validation="error")
        return vat

    @api.model
    def _ficha_form_iban(self, text):
        value = as_iban(text)
        if not value:
            raise ValidationError(
                self.env._("“%s” is not a bank account (IBAN).", text)
            )
        return value

    @api.model
    def _ficha_form_website(self, text):
        scheme = text.split(":", 1)[0].lower() if ":" in text else ""
        if " " in text or "." not in text or scheme not in ("", "http", "https"):
            raise ValidationError(self.env._("“%s” is not a website.", text))
        return self._clean_website(text)

    @api.model
    def _ficha_form_state(self, text, country):
        """By its name in any language, with its article anywhere, by its code or
        number: as an import finds it."""
        states = self.env["res.country.state"].search([("country_id", "=", country.id)])
        code = spanish_province(text) if country.code == "ES" else None
        if found := code and states.filtered(lambda state: state.code == code):
            return found[:1].id
        wanted = set(place_names(text))
        for state in states:
            if wanted & {fold(state.code), *place_names(state.name)}:
                return state.id
        raise ValidationError(
            self.env._(
                "“%(text)s” is not a state or province of %(country)s.",
                text=text,
                country=country.name,
            )
        )

    @api.model
    def _ficha_form_hour(self, text):
        match = TIME.match(text)
        hour = int(match[1]) + int(match[2] or 0) / 60 if match else 25
        if hour > 24 or (match and int(match[2] or 0) > 59):
            raise ValidationError(self.env._("“%s” is not a time of day.", text))
        return hour

    @api.model
    def _ficha_form_date(self, text):
        for form in DATES:
            try:
                date = datetime.strptime(text, form).date()
            except ValueError:
                continue
            if date > fields.Date.context_today(self) and form.endswith("%y"):
                date = date.replace(year=date.year - 100)
            self._check_birth_date(date, self.env._("the form"))
            return fields.Date.to_string(date)
        raise ValidationError(
            self.env._("“%s” is not a date. Write it as 31/12/1980.", text)
        )

    @api.model
    def _ficha_form_year(self, text):
        if not re.match(r"^(19|20)\d\d$", text):
            raise ValidationError(self.env._("“%s” is not a year.", text))
        return int(text)
