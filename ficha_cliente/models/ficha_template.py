from ast import literal_eval
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

KINDS = [
    ("person", "Persons who are their own customer"),
    ("company", "Companies"),
    ("contact", "Contacts of a company"),
]


class WantedField(NamedTuple):
    """A field that a template wants."""

    name: str
    weight: int
    stale_months: int


class TemplateConfig(NamedTuple):
    """A template as the queries need it."""

    id: int
    kind: str
    domain: str
    company_id: int
    ask_again_days: int
    lines: tuple


class FichaTemplate(models.Model):
    """Which data is wanted of whom, with what weight, and when a value is stale.

    The first template, in their order, that is for a contact is its template. What no
    template wants does not count against anybody (decision D11).
    """

    _name = "ficha.template"
    _description = "Template of Customer File"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="What these files are.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10, help="The first template that is for a contact is its template."
    )
    kind = fields.Selection(
        KINDS, string="For", required=True, default="company", help="Whom it is for."
    )
    domain = fields.Char(
        string="Only those who",
        default="[]",
        required=True,
        help="A further condition on the contacts the template is for.",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Company",
        ondelete="cascade",
        help="Only for contacts that belong to this company. Empty: for all of them.",
    )
    ask_again_days = fields.Integer(
        string="Days until asked again",
        required=True,
        default=30,
        help="What nobody knows is not asked again until so many days have passed.",
    )
    line_ids = fields.One2many(
        "ficha.template.line",
        "template_id",
        string="Wanted data",
        copy=True,
        help="The fields that make a file complete.",
    )

    _ask_again_days_positive = models.Constraint(
        "CHECK(ask_again_days > 0)",
        "Days until asked again are one or more.",
    )

    @api.constrains("domain")
    def _check_domain(self):
        for template in self:
            try:
                Domain(literal_eval(template.domain)).validate(self.env["res.partner"])
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The condition of “%s” is not one that contacts can meet.",
                        template.name,
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        self._templates_changed()
        return templates

    def write(self, vals):
        result = super().write(vals)
        self._templates_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._templates_changed()
        return result

    @api.model
    def _templates_changed(self):
        """Other data is wanted: everybody is measured again, in the background."""
        self.env.registry.clear_cache()
        # absent while the module is being installed
        cron = self.env.ref(
            "ficha_cliente.ir_cron_quality_night", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()  # sudo: a manager of fichas has no right on crons

    @api.model
    @tools.ormcache()
    def _config(self):
        """The templates as the queries need them, in their order.

        :return: tuple of ``TemplateConfig``
        """
        partner_fields = self.env["res.partner"]._fields
        # sudo: which data is wanted of whom is the same for everybody
        return tuple(
            TemplateConfig(
                template.id,
                template.kind,
                template.domain,
                template.company_id.id,
                template.ask_again_days,
                tuple(
                    WantedField(line.field_name, line.weight, line.stale_months)
                    for line in template.line_ids
                    if line.field_name in partner_fields
                ),
            )
            for template in self.sudo().search([])  # pylint: disable=no-search-all
        )

    @api.model
    def _wanted_fields(self):
        """Names of all fields that some template wants.

        :return: frozenset
        """
        return frozenset(line.name for t in self._config() for line in t.lines)
