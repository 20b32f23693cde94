from calendar import isleap

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.float_utils import float_round

from ..tools.email_address import normal_email
from ..tools.groups import INTERNAL
from ..tools.plain_text import visible
from ..tools.searches import searches
from ..tools.words import in_date

OLDEST_BIRTH_YEAR = 1900

# Contacts that Odoo keeps for whoever gives no name: the visitors of the website, the
# model of portal users, the customer of simplified invoices (Spain).
NOBODY = (
    "base.public_partner",
    "base.template_portal_user_id_res_partner",
    "l10n_es.partner_simplified",
)


class ResPartner(models.Model):
    """Basic data: who the person is, and every way to reach them.

    ``birthdate_date``, ``age``, ``gender`` and ``nationality_id`` are defined as
    in the community's ``partner_contact_birthdate``, ``_gender`` and
    ``_nationality``, so that both may be installed on one database.
    """

    _inherit = "res.partner"

    birthdate_date = fields.Date(
        string="Birthdate", groups=INTERNAL, help="Day on which this person was born."
    )
    age = fields.Integer(
        readonly=True,
        compute="_compute_age",
        search="_search_age",
        groups=INTERNAL,
        help="Full years since the date of birth, as of today.",
    )
    birthday_month = fields.Integer(
        compute="_compute_birthday_month",
        search="_search_birthday_month",
        groups=INTERNAL,
        help="Month of the birthday, 1 to 12, to send good wishes in time.",
    )
    gender = fields.Selection(
        [("male", "Male"), ("female", "Female"), ("other", "Other")],
        groups=INTERNAL,
        help="As the person wishes to be addressed. Leave it empty if not needed.",
    )
    nationality_id = fields.Many2one(
        "res.country",
        string="Nationality",
        groups=INTERNAL,
        help="Country of which they are a citizen.",
    )
    form_of_address_id = fields.Many2one(
        "ficha.form.of.address",
        string="Form of Address",
        ondelete="restrict",
        groups=INTERNAL,
        help="What is written before the name: Mr., Mrs., Dr....",
    )
    contact_point_ids = fields.One2many(
        "ficha.contact.point",
        "partner_id",
        string="Further Ways to Reach",
        groups=INTERNAL,
        help="More telephones, e-mail addresses and social profiles. Searches "
        "find the contact by them too.",
    )

    def _creation_message(self):
        """Replaces mail's, which says neither who was created nor, where the name of
        the model is not translated yet, all of it in one language."""
        return self.env._("Contact created: %s", self.name or self.display_name)

    ficha_is_nobody = fields.Boolean(
        string="Stands for no customer",
        compute="_compute_ficha_is_nobody",
        search="_search_ficha_is_nobody",
        export_string_translation=False,
        groups=INTERNAL,
        help="Kept by Odoo for customers without a name, as those of simplified "
        "invoices: no customer file.",
    )

    @api.model
    def _ficha_nobody_ids(self):
        """Ids of the contacts that stand for no customer. Extend it for others."""
        find = self.env["ir.model.data"]._xmlid_to_res_id
        ids = (find(xmlid, raise_if_not_found=False) for xmlid in NOBODY)
        return [res_id for res_id in ids if res_id]

    def _compute_ficha_is_nobody(self):
        ids = self._ficha_nobody_ids()
        for partner in self:
            partner.ficha_is_nobody = partner._origin.id in ids

    @searches("ficha_is_nobody")
    def _search_ficha_is_nobody(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = self._ficha_nobody_ids()
        if not ids:
            return Domain.TRUE if False in value else Domain.FALSE
        found = Domain.FALSE
        if True in value:
            found |= Domain("id", "in", ids)
        if False in value:
            found |= Domain("id", "not in", ids)
        return found

    @api.depends("birthdate_date")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for partner in self:
            birth = partner.birthdate_date
            partner.age = relativedelta(today, birth).years if birth else 0

    @api.depends("birthdate_date")
    def _compute_birthday_month(self):
        for partner in self:
            birth = partner.birthdate_date
            partner.birthday_month = birth.month if birth else 0

    @searches("birthday_month")
    def _search_birthday_month(self, operator, value):
        return Domain("birthdate_date.month_number", operator, value)

    @searches("age")
    def _search_age(self, operator, value):
        """Turn a condition on the age into one on the date of birth.

        Somebody without a date of birth has no age: only ``age = False`` (not
        set) finds them, no comparison does.
        """
        if operator == "in":
            return Domain.OR(self._age_equals_domain(years) for years in value)
        known = Domain("birthdate_date", "!=", False)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return NotImplemented
        # age > 17.5 and age >= 17.5 both mean 18 or more
        at_least = float_round(value, precision_digits=0, rounding_method="UP")
        if operator in (">", "<=") and at_least == value:
            at_least += 1
        born_by = Domain("birthdate_date", "<=", self._birth_bound(at_least))
        if operator in (">", ">="):
            return born_by & known
        if operator in ("<", "<="):
            return ~born_by & known
        return NotImplemented

    def _age_equals_domain(self, years):
        if years is False or years is None:
            return Domain("birthdate_date", "=", False)
        if years != int(years):
            return Domain.FALSE
        return Domain("birthdate_date", ">", self._birth_bound(years + 1)) & Domain(
            "birthdate_date", "<=", self._birth_bound(years)
        )

    def _birth_bound(self, years):
        """The latest day of birth of those who are ``years`` old or more."""
        # nobody is 1000 years old: keeps any number typed inside the calendar
        years = min(max(int(years), -1), 1000)
        today = fields.Date.context_today(self)
        bound = today - relativedelta(years=years)
        # in a common year, who was born on 29 February has it on the 28th
        if (today.month, today.day) == (2, 28) and not isleap(today.year):
            bound += relativedelta(days=isleap(bound.year))
        return bound

    @api.constrains("birthdate_date")
    def _check_birthdate_date(self):
        for partner in self:
            self._check_birth_date(partner.birthdate_date, partner.display_name)

    @api.model
    def _check_birth_date(self, birth, name):
        """Refuse a day on which nobody alive can have been born.

        :param date birth: the day, or False
        :param str name: who it is, for the sentence
        :raise ValidationError: when it is in the future or before 1900
        """
        if not birth:
            return
        today = fields.Date.context_today(self)
        if birth > today:
            raise ValidationError(
                self.env._(
                    "Date of birth of %(name)s: %(date)s is in the future. Write a "
                    "day up to today, %(today)s.",
                    name=name,
                    date=in_date(self.env, birth),
                    today=in_date(self.env, today),
                )
            )
        if birth.year < OLDEST_BIRTH_YEAR:
            raise ValidationError(
                self.env._(
                    "Date of birth of %(name)s: %(date)s is too long ago. Write the "
                    "year with four digits, from %(oldest)s on.",
                    name=name,
                    date=in_date(self.env, birth),
                    oldest=str(OLDEST_BIRTH_YEAR),
                )
            )

    @api.model
    def _search_display_name(self, operator, value):
        """Extended: every search box for customers also finds by telephone, and
        by the further telephones, addresses and profiles."""
        value = visible(value)
        domain = Domain(super()._search_display_name(operator, value))
        if not isinstance(value, str) or not operator.endswith("like"):
            return domain
        point = self.env["ficha.contact.point"]
        extra = Domain.FALSE
        points = point._search_domain(value)
        if points is not None:
            # any!: whoever may see the contact may find it by its telephone, also
            # users without access to the related rows, such as the website's
            extra |= self._ficha_found_by(Domain("contact_point_ids", "any!", points))
        if digits := point._phone_digits(value):
            extra |= Domain("phone_sanitized", "like", digits)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain & ~extra
        return domain | extra

    def _search_phone_mobile_search(self, operator, value):
        """Extended: the search by telephone also looks at the further ones."""
        value = visible(value)
        domain = super()._search_phone_mobile_search(operator, value)
        if not isinstance(value, str) or operator in Domain.NEGATIVE_OPERATORS:
            return domain
        digits = self.env["ficha.contact.point"]._phone_digits(value)
        if not digits:
            return domain
        points = Domain("normalized_value", "like", digits)
        return Domain(domain) | self._ficha_found_by(
            Domain("contact_point_ids", "any!", points)
        )

    # --------------------------------------------------------------------------
    # Who to speak to in a company: a person decides it, nothing guesses it.
    # --------------------------------------------------------------------------

    main_contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Speak to",
        domain="[('parent_id', '=', id), ('is_company', '=', False)]",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=INTERNAL,
        help="The person in this company to call or write to first.",
    )
    main_contact_function = fields.Char(
        related="main_contact_id.function",
        string="Position of the person to speak to",
        groups=INTERNAL,
        help="What the person to speak to does in the company.",
    )

    @api.constrains("main_contact_id")
    def _check_main_contact(self):
        for partner in self.filtered("main_contact_id"):
            entity = partner.main_contact_id.commercial_partner_id
            if entity != partner.commercial_partner_id or (
                partner.main_contact_id == partner
            ):
                raise ValidationError(
                    self.env._(
                        "Speak to: %(person)s is not a contact of “%(company)s”. "
                        "Choose one of its contacts, or add the person first under "
                        "Contacts and addresses.",
                        person=partner.main_contact_id.display_name,
                        company=partner.display_name,
                    )
                )

    @api.model
    def default_get(self, fields):
        """A new ficha begins in the country of the company, which tax ids and
        telephones are read by. Extends Odoo's own only under the key ``ficha_new`` of
        the context, which the actions of this app pass.
        """
        defaults = super().default_get(fields)
        if self.env.context.get("ficha_new") and "country_id" in fields:
            defaults.setdefault("country_id", self.env.company.country_id.id)
        return defaults

    # --------------------------------------------------------------------------
    # Telephones, e-mail and web addresses that lose their place in the first line
    # become contact points.
    # --------------------------------------------------------------------------

    def _ficha_first_line(self):
        """What these contacts have in their first line.

        :return: list of ``(kind, value, country)``
        """
        return [
            (kind, value, partner.country_id)
            for partner in self
            for kind, value in (
                ("phone", partner.phone),
                ("email", partner.email),
                ("web", partner.website),
            )
            if value
        ]

    def _ficha_missing_contact_points(self, lines):
        """Contact points for what this contact does not have.

        :param lines: list of ``(kind, value, country it is read by)``
        :return: list of dicts for ``create``
        """
        Point = self.env["ficha.contact.point"]
        country = self.country_id
        known = {
            Point._normalize("phone", self.phone, country),
            Point._normalize("email", self.email),
            Point._normalize("web", self.website),
            *self.contact_point_ids.mapped("normalized_value"),
        }
        values = []
        for kind, value, own_country in lines:
            normal = Point._normalize(kind, value, own_country or country)
            if not normal or normal in known:
                continue
            known.add(normal)
            if kind == "phone":
                kind, value = Point._phone_point(normal, value, own_country == country)
            elif kind == "email" and not normal_email(value):
                kind = "other"
            values.append({"partner_id": self.id, "kind": kind, "value": value})
        return values
