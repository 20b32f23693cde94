from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import html2plaintext, ormcache

BASES = [
    ("consent", "Consent (GDPR 6.1.a)"),
    ("contract", "Contract (GDPR 6.1.b)"),
    ("legal", "Legal duty (GDPR 6.1.c)"),
    ("vital", "Vital interests (GDPR 6.1.d)"),
    ("public", "Public interest (GDPR 6.1.e)"),
    ("interest", "Legitimate interest (GDPR 6.1.f)"),
]
KINDS = [
    ("service", "Service"),
    ("marketing", "Marketing"),
    ("profiling", "Profiling"),
    ("statistics", "Statistics"),
    ("other", "Other"),
]
MOST_MONTHS = 240
#: What the register of activities says of each purpose (GDPR 30.1).
REGISTER = (
    *("name", "kind", "basis", "balance", "categories", "field_ids", "recipients"),
    *("transfers", "expires_months", "security", "company_id", "active"),
)


class FichaPurpose(models.Model):
    """What data of customers are used for, and on what legal basis.

    The texts and periods that come with the module are a draft: whoever answers for the
    company reads them.
    """

    _name = "ficha.purpose"
    _description = "Purpose of Processing"
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, help="Purpose, as a customer would be told."
    )
    code = fields.Char(
        required=True,
        help="Short technical word, by which other applications ask. Lower case "
        "letters and underscores.",
    )
    sequence = fields.Integer(default=10, help="Lower numbers are listed first.")
    active = fields.Boolean(
        default=True, help="Archived purposes keep their evidence and permit nothing."
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="The company whose purpose it is; empty: of all.",
    )
    kind = fields.Selection(
        KINDS, required=True, default="marketing", help="Sort of purpose."
    )
    basis = fields.Selection(
        BASES,
        required=True,
        default="consent",
        string="Legal basis",
        help="What permits it.",
    )
    balance = fields.Html(
        translate=True,
        string="Balancing test",
        help="Why the interest of the company weighs more than that of the customer. "
        "Needed when the basis is a legitimate interest.",
    )
    own_similar = fields.Boolean(
        string="Own, similar products",
        help="It is only about products of the company like those that were bought.",
    )
    soft_opt_in = fields.Boolean(
        string="Customers without asking",
        help="Who bought may be written to without having been asked, as long as each "
        "message says how to object (LSSI 21.2).",
    )
    double_opt_in = fields.Boolean(
        string="Confirm by a second message",
        default=True,
        help="A consent given on a website or by a link counts once it was confirmed.",
    )
    expires_months = fields.Integer(
        string="Consent lasts (months)", help="0: as long as it is not withdrawn."
    )
    min_age = fields.Integer(
        string="From age",
        help="Who is younger needs the consent of a guardian. 0: that of the settings.",
    )
    special = fields.Boolean(
        string="Special categories",
        help="Health, beliefs and the like (GDPR 9): only with a signed consent.",
    )
    categories = fields.Text(
        string="Which data, and whose",
        translate=True,
        help="Kinds of people and of data, in words (GDPR 30.1.c).",
    )
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Data it uses",
        domain=lambda self: self.env["res.partner"]._ficha_data_domain(),
        help="The data of a customer that this is done with. What no purpose uses is "
        "told by “Data that no purpose uses”: it need not be asked for, nor kept.",
    )
    recipients = fields.Text(
        translate=True, help="Who else receives the data (GDPR 30.1.d)."
    )
    transfers = fields.Text(
        translate=True, help="Countries outside the EU they go to (GDPR 30.1.e)."
    )
    security = fields.Text(translate=True, help="How they are protected (GDPR 30.1.g).")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "There is already a purpose with this code.",
    )

    @api.constrains("code")
    def _check_code(self):
        for purpose in self:
            if not purpose.code.replace("_", "a").isascii() or not (
                purpose.code.replace("_", "a").isalpha() and purpose.code.islower()
            ):
                raise ValidationError(
                    self.env._(
                        "The code of a purpose has lower case letters and underscores "
                        "only: own_news, for instance."
                    )
                )

    @api.constrains("basis", "balance", "soft_opt_in", "own_similar", "special")
    def _check_basis(self):
        for purpose in self:
            if purpose.basis == "interest" and not purpose.balance:
                raise ValidationError(
                    self.env._(
                        "“%s” rests on a legitimate interest: write the balancing "
                        "test.",
                        purpose.name,
                    )
                )
            if purpose.soft_opt_in and not purpose.own_similar:
                raise ValidationError(
                    self.env._(
                        "“%s”: customers are written to without asking only about own "
                        "products similar to those they bought (LSSI 21.2).",
                        purpose.name,
                    )
                )
            if purpose.special and purpose.basis != "consent":
                raise ValidationError(
                    self.env._(
                        "“%s” is about special categories of data: it needs consent.",
                        purpose.name,
                    )
                )

    @api.constrains("expires_months", "min_age")
    def _check_numbers(self):
        for purpose in self:
            if not (
                0 <= purpose.expires_months <= MOST_MONTHS
                and 0 <= purpose.min_age <= 100
            ):
                raise ValidationError(
                    self.env._("Months and ages are not negative, nor beyond a life.")
                )

    @api.model
    @ormcache()
    def _profiling_ids(self):
        """Ids of the purposes that work something out of customers, archived too."""
        # sudo: which they are, whoever records what somebody said
        every = self.sudo().with_context(active_test=False)
        return frozenset(every.search([("kind", "=", "profiling")]).ids)

    def _register_rows(self):
        """The register of activities of these purposes, for a sheet.

        :return: lists of texts, of which the first is the head
        """
        fields_ = [self._fields[name] for name in REGISTER]
        rows = [[field._description_string(self.env) for field in fields_]]
        for purpose in self:
            rows.append([purpose._register_text(field) for field in fields_])
        return rows

    def _register_text(self, field):
        value = self[field.name]
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.name == "expires_months" and not value:
            return self.env._("until it is taken back")
        if field.type == "many2one":
            return value.display_name or self.env._("all companies")
        if field.type == "many2many":
            # sudo: what they are called, which any form says
            return ", ".join(value.sudo().mapped("field_description"))
        if field.type == "html":
            return html2plaintext(value or "").strip()
        return str(value or "")

    @api.model
    def _unused_data(self):
        """Which data of customers no purpose uses, and of how many we have it: what is
        kept for nothing (GDPR 5.1.c).

        :return: list of label and number, the most frequent first
        """
        self.check_access("read")
        # sudo: which they are, whoever's purposes they are of
        used = self.sudo().search([("active", "=", True)]).field_ids.mapped("name")
        partners = self.env["res.partner"]
        # sudo: how many, and of nobody in particular
        asked = partners.sudo().with_context(active_test=False)
        where = Domain(partners._check_company_domain(self.env.companies))
        found = []
        for name in sorted(partners._ficha_data_fields() - set(used)):
            count = asked.search_count(where & Domain(name, "!=", False))
            if count:
                label = partners._fields[name]._description_string(self.env)
                found.append((label, count))
        return sorted(found, key=lambda one: (-one[1], one[0]))

    @api.model
    def _unused_data_problem(self):
        """Why it cannot be said which data no purpose uses, or ``""``."""
        # sudo: as above
        if self.sudo().search_count([("field_ids", "!=", False)], limit=1):
            return ""
        return self.env._(
            "No purpose says yet which data it uses: write it in “Data it uses” of "
            "each."
        )

    def action_view_unused_data(self):
        """The data that no purpose uses.

        :raise UserError: where no purpose says what it uses
        :return: window action
        """
        if problem := self._unused_data_problem():
            raise UserError(problem)
        unused = self.env["ficha.purpose.unused"]
        rows = unused.create(
            [{"name": label, "count": count} for label, count in self._unused_data()]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Data that no purpose uses"),
            "res_model": unused._name,
            "view_mode": "list",
            "domain": [("id", "in", rows.ids)],
        }

    def action_register_sheet(self):
        """The register of activities as a sheet of Excel.

        :return: client action
        """
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": "/ficha/register",
            "target": "download",
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's: the gate remembers what the purposes are."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Extends the ORM's: as for create."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Extends the ORM's: as for create."""
        self.env.registry.clear_cache()
        return super().unlink()
