from odoo import api, models

from ..tools.by_hand import made_by_us
from ..tools.phones import (
    first_and_further,
    is_dialled_so,
    is_simple,
    phone_numbers,
    phone_value,
)
from ..tools.plain_text import visible, visible_values


class ResPartner(models.Model):
    """What is written into a contact is kept as people see it.

    Marks that nobody sees are left out of every line of text, whoever writes it: a
    person, an import, another program. A text with several telephones, or with words,
    leaves one number in the telephone's line; the others become contact points with
    the words as their label. The last of ours, so that the others see what is kept.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: texts as people see them, and each telephone in its
        line."""
        further = {}
        kept = []
        for place, vals in enumerate(vals_list):
            vals = visible_values(self, vals)
            if vals.get("phone") and not is_simple(vals["phone"]):
                codes = self._ficha_phone_codes(vals)
                text, lines = first_and_further(vals["phone"], *codes)
                if text != vals["phone"]:
                    vals = {**vals, "phone": text}
                if lines:
                    further[place] = lines
            kept.append(vals)
        partners = super().create(kept)
        for place, lines in further.items():
            partners[place]._ficha_add_telephones(lines)
        return partners

    def write(self, vals):
        """Extends the core's, as :meth:`create`."""
        vals = visible_values(self, vals)
        if not vals.get("phone") or is_simple(vals["phone"]):
            return super().write(vals)
        by_country = {}
        for partner in self:
            codes = partner._ficha_phone_codes(vals)
            by_country.setdefault(codes, self.browse())
            by_country[codes] |= partner
        read = {codes: first_and_further(vals["phone"], *codes) for codes in by_country}
        if len({text for text, _lines in read.values()}) > 1:
            # the same digits are another number elsewhere
            for partners in by_country.values():
                partners.write(vals)
            return True
        for text, _lines in read.values():
            vals = {**vals, "phone": text}
        result = super().write(vals)
        for codes, (_text, lines) in read.items():
            if lines:
                by_country[codes]._ficha_add_telephones(lines)
        return result

    def _ficha_phone_codes(self, vals):
        """The countries that a number without prefix may be of, the likeliest first.

        :param dict vals: values about to be written
        :return: tuple of codes
        """
        country = self.env["res.country"].browse(vals.get("country_id") or ())
        parent = self.browse(vals.get("parent_id") or ())
        company = self.env["res.company"].browse(vals.get("company_id") or ())
        # sudo: the country of a company, whoever writes its contact
        countries = (
            country
            or ("country_id" not in vals and self.country_id)
            or parent.sudo().country_id,
            self.sudo().commercial_partner_id.country_id,
            (company or self.company_id or self.env.company).sudo().country_id,
        )
        codes = (country.code for country in countries if country)
        return tuple(dict.fromkeys(code for code in codes if code))

    def _ficha_add_telephones(self, lines):
        """Contact points for these numbers, where the contacts have none of them yet; a
        number they have without label gets it.

        :param lines: list of ``(number, label)``
        """
        # sudo: whoever may write the telephone of a contact writes all of its line
        Point = made_by_us(self.env["ficha.contact.point"])
        points = []
        for partner in self.sudo():
            known = {
                point.normalized_value: point for point in partner.contact_point_ids
            }
            for number, label in lines:
                point = known.get(number)
                if point and label and not point.label:
                    point.label = label
                elif not point:
                    points.append(Point._telephone_values(partner, number, label))
        Point.create(points)

    def _phone_format_number(
        self, number, country, force_format="E164", raise_exception=False
    ):
        """Extends phone_validation's: marks that nobody sees, prefixes of other times,
        and words beside the number are seen through."""
        number = visible(number)
        value = phone_value(number, country.code)
        if value and value.startswith("+") and not is_dialled_so(number, country.code):
            number = value
        result = super()._phone_format_number(
            number, country, force_format=force_format, raise_exception=False
        )
        if not result:
            found = phone_numbers(number, country.code)
            if found and found[0][0].startswith("+"):
                number = found[0][0]
            result = super()._phone_format_number(
                number,
                country,
                force_format=force_format,
                raise_exception=raise_exception,
            )
        return result

    @api.onchange("phone", "country_id", "company_id")
    def _onchange_phone_validation(self):
        """Extends phone_validation's: what is more than a number stays as it is typed,
        and is shared out when it is saved."""
        if self.phone and not phone_value(self.phone, *self._ficha_phone_codes({})):
            return
        super()._onchange_phone_validation()
