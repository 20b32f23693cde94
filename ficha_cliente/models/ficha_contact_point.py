import re

import phonenumbers

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.email_address import normal_email
from ..tools.merge import Unique
from ..tools.phones import (
    first_and_further,
    international,
    is_simple,
    phone_numbers,
    phone_value,
)
from ..tools.plain_text import visible, visible_values

PHONE_KINDS = ("mobile", "phone", "whatsapp")
PHONE_LIKE = re.compile(r"^\+?[\d\s().\-/]+$")

# No number or address is longer; the page of a profile may be nearly so.
MAX_VALUE = 500
# Fewer digits than this would find half of the customers.
MIN_PHONE_DIGITS = 5
PROFILE_ADDRESSES = {
    "linkedin": "https://www.linkedin.com/in/",
    "x": "https://x.com/",
    "facebook": "https://www.facebook.com/",
    "instagram": "https://www.instagram.com/",
    "web": "https://",
}


class FichaContactPoint(models.Model):
    """One more way to reach a contact, beside its first phone and e-mail.

    ``value`` is what a person typed, ``normalized_value`` what machines
    compare: E.164 for telephones, Odoo's normalised form for e-mail addresses,
    lower case without spaces for the rest.
    """

    _name = "ficha.contact.point"
    _description = "Contact Point"
    _order = "partner_id, sequence, id"
    _rec_name = "value"
    _rec_names_search = ["value", "normalized_value"]
    # merged contacts have the same number once
    _ficha_merge_unique = (Unique(("partner_id", "kind", "normalized_value")),)

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
        help="Whose telephone, address or profile this is.",
    )
    sequence = fields.Integer(default=10, help="Lower numbers are tried first.")
    kind = fields.Selection(
        [
            ("mobile", "Mobile"),
            ("phone", "Phone"),
            ("whatsapp", "WhatsApp"),
            ("email", "Email"),
            ("linkedin", "LinkedIn"),
            ("x", "X"),
            ("facebook", "Facebook"),
            ("instagram", "Instagram"),
            ("web", "Website"),
            ("other", "Other"),
        ],
        required=True,
        default="mobile",
        help="Type of number, address or profile.",
    )
    value = fields.Char(
        required=True,
        help="The number, the address or the profile. A number without a "
        "prefix is taken as one of the contact's country.",
    )
    label = fields.Char(
        help="Which one it is, in your words: office, home, workshop..."
    )
    normalized_value = fields.Char(
        compute="_compute_normalized_value",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The same value in normalized form, so that it is found however it was "
        "typed.",
    )
    link = fields.Char(
        compute="_compute_link",
        help="Address that calls, writes or opens the profile with one click.",
    )

    @api.depends(
        "value",
        "kind",
        "partner_id.country_id",
        "partner_id.commercial_partner_id.country_id",
    )
    def _compute_normalized_value(self):
        for point in self:
            point.normalized_value = point._normalize(
                point.kind, point.value, point._get_country()
            )

    @api.depends("kind", "value", "normalized_value")
    def _compute_link(self):
        for point in self:
            value = (point.value or "").strip()
            key = point.normalized_value or value
            if not value:
                point.link = False
            elif point.kind == "whatsapp":
                point.link = f"https://wa.me/{re.sub(r'[^0-9]', '', key)}"
            elif point.kind in PHONE_KINDS:
                point.link = f"tel:{re.sub(r'[^0-9+]', '', key)}"
            elif point.kind == "email":
                point.link = f"mailto:{key}"
            elif value.lower().startswith(("http://", "https://")):
                point.link = value
            elif point.kind in PROFILE_ADDRESSES:
                # "@ana" is a name on the network, "linkedin.com/in/ana" a page
                is_page = "/" in value or point.kind == "web"
                start = "https://" if is_page else PROFILE_ADDRESSES[point.kind]
                point.link = start + value.lstrip("@")
            else:
                point.link = False

    @api.depends("kind", "value", "label")
    def _compute_display_name(self):
        for point in self:
            point.display_name = (
                f"{point.value} ({point.label})" if point.label else point.value
            )

    @api.onchange("value", "kind")
    def _onchange_value(self):
        """Write a telephone as Odoo writes the first one: +34 612 34 56 78."""
        country = self._get_country()
        # what is more than a number is shared out when it is saved
        if self.kind in PHONE_KINDS and phone_value(self.value, country.code):
            self.value = (
                self.env["res.partner"]._phone_format(
                    number=self.value, country=country, force_format="INTERNATIONAL"
                )
                or self.value
            )

    # -- create and write: one number in each line -------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: texts as people see them; of several telephones in one
        line each gets its own."""
        # whose telephone it is says how its number is read
        self._ficha_check_written(vals_list)
        kept, further = [], []
        for vals in vals_list:
            first, *others = self._one_number_each(visible_values(self, vals))
            kept.append(first)
            further += others
        points = super().create(kept)
        super().create(further)
        return points

    def write(self, vals):
        """Extends the core's, as :meth:`create`."""
        vals = visible_values(self, vals)
        if "value" not in vals or is_simple(vals["value"] or ""):
            return super().write(vals)
        for point in self:
            named = {name: point[name] for name in ("kind", "label", "sequence")}
            whose = {"partner_id": point.partner_id.id}
            first, *others = self._one_number_each({**whose, **named, **vals})
            changed = {name: first[name] for name in ("value", "label")}
            super(FichaContactPoint, point).write({**vals, **changed})
            super().create(others)
        return True

    @api.model
    def _one_number_each(self, vals):
        """The values of a line, as those of one line for each telephone in it.

        :param dict vals: values of one contact point
        :return: list of dicts, at least one
        """
        text = vals.get("value") or ""
        kind = vals.get("kind") or self.default_get(["kind"]).get("kind")
        if kind not in PHONE_KINDS or is_simple(text):
            return [vals]
        partner = self.env["res.partner"].browse(vals.get("partner_id") or ())
        codes = partner._ficha_phone_codes({})
        if phone_value(text, *codes):
            kept, _lines = first_and_further(text, *codes)
            if not _lines:
                return [{**vals, "value": kept}]
        lines = [
            {
                **vals,
                "value": international(number),
                "label": vals.get("label") or label,
            }
            for number, label in phone_numbers(text, *codes)
        ]
        return lines or [vals]

    @api.model
    def _telephone_values(self, partner, number, label):
        """Values of a contact point for a telephone that was found in a text.

        :param partner: whose it is
        :param str number: in E.164, or digits
        :param str label: the words beside it
        :return: dict for ``create``
        """
        kind, _value = self._phone_point(number, number, True)
        if re.search(r"whats\s?app|wasap", label, re.IGNORECASE):
            kind = "whatsapp"
        return {
            "partner_id": partner.id,
            "kind": kind,
            "value": international(number),
            "label": label or False,
        }

    @api.constrains("kind", "value")
    def _check_value(self):
        for point in self:
            value = (point.value or "").strip()
            if not value:
                raise ValidationError(
                    self.env._(
                        "Contact point: the value is empty. Write the number or "
                        "the address, or remove the line."
                    )
                )
            if len(value) > MAX_VALUE:
                raise ValidationError(
                    self.env._(
                        "Contact point: “%(value)s...” is too long: at most %(limit)s "
                        "characters. Write one number or address in each line.",
                        value=value[:30],
                        limit=MAX_VALUE,
                    )
                )
            if point.kind in PHONE_KINDS and not re.search(r"\d", value):
                raise ValidationError(
                    self.env._(
                        "Contact point: “%(value)s” is not a telephone number. "
                        "Write its digits, for instance +34 612 345 678.",
                        value=value,
                    )
                )
            if point.kind == "email" and not normal_email(value):
                raise ValidationError(
                    self.env._(
                        "Contact point: “%(value)s” is not an e-mail address. "
                        "Write one like name@example.com.",
                        value=value,
                    )
                )

    def _get_country(self):
        """The country a number without a prefix belongs to (may be empty: then
        Odoo takes the one of the user's company)."""
        partner = self.partner_id
        return (
            partner.country_id
            or partner.commercial_partner_id.country_id
            or partner.company_id.country_id
        )

    @api.model
    def _normalize(self, kind, value, country=False):
        """Write ``value`` in the one form in which it is stored and compared.

        :param str kind: one of the kinds of a contact point
        :param str value: what was typed
        :param country: ``res.country`` of a number without a prefix
        :return: the normalised value, or False when there is nothing in it
        """
        # before the check: longer ones are refused there
        value = visible((value or "").strip()[:MAX_VALUE])
        if not value:
            return False
        if kind in PHONE_KINDS:
            number = self.env["res.partner"]._phone_format(
                number=value, country=country
            )
            return number or re.sub(r"[^0-9+]", "", value) or False
        if kind == "email":
            return normal_email(value) or value.lower()
        return re.sub(r"\s+", "", value).lower()

    @api.model
    def _search_domain(self, text):
        """Domain on contact points for what was typed in a search box.

        :param str text: part of a number in any format, of an e-mail address
            or of a profile
        :return: a Domain on ``ficha.contact.point``, or None when the text is
            too short to mean one
        """
        text = visible((text or "").strip())
        digits = self._phone_digits(text)
        if digits:
            return Domain("normalized_value", "like", digits)
        if len(text) < 3 or PHONE_LIKE.match(text):
            return None
        return Domain("normalized_value", "ilike", text) | Domain(
            "value", "ilike", text
        )

    @api.model
    def _phone_digits(self, text):
        """The digits of what looks like a telephone, without its 00 or +.

        :return: the digits, or False when the text is no telephone
        """
        text = visible((text or "").strip())
        if not PHONE_LIKE.match(text):
            return False
        digits = re.sub(r"\D", "", text)
        digits = digits.removeprefix("00")
        return digits if len(digits) >= MIN_PHONE_DIGITS else False

    @api.model
    def _phone_point(self, normal, value, same_country):
        """Kind and text of a number: with its prefix when it is from elsewhere."""
        if not any(char.isdigit() for char in value):
            return "other", value
        try:
            number = phonenumbers.parse(normal, None)
        except phonenumbers.NumberParseException:
            return "phone", value
        mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
        return ("mobile" if mobile else "phone"), (value if same_country else normal)
