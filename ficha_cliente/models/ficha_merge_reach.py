import phonenumbers

from odoo import api, models
from odoo.tools import email_normalize


class FichaMerge(models.Model):
    """Telephones, e-mail and web addresses that lost their place in the first line
    become contact points of the kept contact."""

    _inherit = "ficha.merge"

    @api.model
    def _ways_to_reach(self, survivor, others):
        """What the contacts had in their first line.

        :return: list of ``(kind, value, country)``
        """
        ways = []
        for partner in survivor | others:
            if partner.phone:
                ways.append(("phone", partner.phone, partner.country_id))
            if partner.email:
                ways.append(("email", partner.email, partner.country_id))
            if partner.website:
                ways.append(("web", partner.website, partner.country_id))
        return ways

    @api.model
    def _keep_ways_to_reach(self, survivor, ways):
        """Make contact points of those that the kept contact does not have."""
        Point = self.env["ficha.contact.point"]
        country = survivor.country_id
        known = {
            Point._normalize("phone", survivor.phone, country),
            Point._normalize("email", survivor.email),
            Point._normalize("web", survivor.website),
            *survivor.contact_point_ids.mapped("normalized_value"),
        }
        values = []
        for kind, value, own_country in ways:
            normal = Point._normalize(kind, value, own_country or country)
            if not normal or normal in known:
                continue
            known.add(normal)
            if kind == "phone":
                kind, value = self._phone_point(normal, value, own_country == country)
            elif kind == "email" and not email_normalize(value):
                kind = "other"
            values.append({"partner_id": survivor.id, "kind": kind, "value": value})
        if values:
            Point.create(values)

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
