import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class FichaTerritory(models.Model):
    """A rule that says who sells where: the first that fits a new customer gives it its
    salesperson."""

    _name = "ficha.territory"
    _description = "Territory of a Salesperson"
    _order = "sequence, id"

    name = fields.Char(required=True, help="What you call this territory.")
    sequence = fields.Integer(
        default=10, help="The first territory that fits a customer is theirs."
    )
    active = fields.Boolean(
        default=True, help="Archived territories give no salesperson."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
        help="Who sells there.",
    )
    country_id = fields.Many2one(
        "res.country", string="Country", help="Only customers of this country."
    )
    state_ids = fields.Many2many(
        "res.country.state",
        string="Provinces",
        domain="[('country_id', '=?', country_id)]",
        help="Only customers of these provinces.",
    )
    zips = fields.Char(
        string="Postcodes",
        help="Beginnings of postcodes and ranges of them, separated by commas: "
        "50, 22700-22799.",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Company",
        default=lambda self: self.env.company,
        help="Only for customer files made in this company; for all when it is empty.",
    )

    @api.constrains("zips")
    def _check_zips(self):
        for territory in self:
            for part in territory._zip_parts():
                if not re.fullmatch(r"\w+(-\w+)?", part):
                    raise ValidationError(
                        self.env._(
                            "Postcodes of %(territory)s: “%(part)s” is neither the "
                            "beginning of a postcode nor a range. Write for example "
                            "50, 22700-22799.",
                            territory=territory.name,
                            part=part,
                        )
                    )

    def _zip_parts(self):
        self.ensure_one()
        text = " ".join((self.zips or "").split())
        text = text.replace(" -", "-").replace("- ", "-")
        return [part for part in re.split(r"[,;\s]+", text) if part]

    def _has_zip(self, postcode):
        """Whether a postcode is one of this territory's."""
        postcode = re.sub(r"\s", "", postcode or "").upper()
        for part in self._zip_parts():
            first, _dash, last = part.upper().partition("-")
            if last:
                if first <= postcode[: len(first)] and postcode[: len(last)] <= last:
                    return True
                continue
            if postcode.startswith(first):
                return True
        return False

    def _fits(self, vals, company_id):
        """Whether somebody with these values (of ``res.partner``) is of this territory;
        one that asks for nothing has everybody."""
        self.ensure_one()
        return (
            (not self.company_id or self.company_id.id == company_id)
            and (not self.country_id or vals.get("country_id") == self.country_id.id)
            and (not self.state_ids or vals.get("state_id") in self.state_ids.ids)
            and (not self.zips or self._has_zip(vals.get("zip")))
        )

    @api.model
    def _fill_salespeople(self, vals_list):
        """Put the salesperson of the first territory that fits into values of contacts.

        :param vals_list: dicts, changed in place
        :return: those that no territory fits
        """
        # sudo: the rules are the company's, whoever makes the contact
        territories = self.sudo().search([("user_id.active", "=", True)])
        rest = []
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            for territory in territories:
                if territory._fits(vals, company_id):
                    vals["user_id"] = territory.user_id.id
                    break
            else:
                rest.append(vals)
        return rest
