import logging
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.ficha_condition_mixin import FAILS
from odoo.addons.ficha_cliente.models.ficha_contact_point import PHONE_KINDS
from odoo.addons.ficha_cliente.tools.bounds import MOST_DAYS, check_numbers
from odoo.addons.ficha_cliente.tools.query import query_subselect

_logger = logging.getLogger(__name__)

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
    has_condition: bool
    company_id: int
    ask_again_days: int
    lines: tuple


class FichaTemplate(models.Model):
    """Which data is wanted of whom, with what weight, and when a value is stale.

    The first template, in their order, that is for a contact is its template. What no
    template wants does not count against anybody (decision D11).
    """

    _name = "ficha.template"
    _inherit = "ficha.condition.mixin"
    _description = "Template of Customer File"
    _condition_among_depends = ("company_id", "kind")
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="Kind of files it is for.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10, help="The first template that is for a contact is its template."
    )
    kind = fields.Selection(
        KINDS, string="For", required=True, default="company", help="Who it is for."
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
        help="A question nobody could answer is not asked again until this many days "
        "have passed.",
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
        "The days until asked again must be one or more.",
    )

    @api.constrains("ask_again_days")
    def _check_possible_days(self):
        check_numbers(self, 1, MOST_DAYS, "ask_again_days")

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's: see :meth:`_templates_changed`."""
        templates = super().create(vals_list)
        self._templates_changed()
        return templates

    def write(self, vals):
        """Extends the core's: see :meth:`_templates_changed`."""
        result = super().write(vals)
        self._templates_changed()
        return result

    def unlink(self):
        """Extends the core's: see :meth:`_templates_changed`."""
        result = super().unlink()
        self._templates_changed()
        return result

    @api.model
    def _templates_changed(self):
        """Other data is wanted: everybody is measured again, in the background."""
        self.env.registry.clear_cache()
        # absent while the module is being installed
        cron = self.env.ref(
            "ficha_cliente_quality.ir_cron_quality_daily", raise_if_not_found=False
        )
        if cron:
            # those measured already are measured again too
            self.env["ficha.batch.place"]._forget(
                "ficha_cliente_quality.ir_cron_quality_daily"
            )
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
                (template.domain or "[]") != "[]",
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

    @api.model
    def _wanted_of(self, partner):
        """What the template of one contact wants.

        :param partner: ``res.partner``, one
        :return: list of names of fields, by falling weight; None for who has no
            template
        """
        partner.flush_model(
            ["commercial_partner_id", "company_id", "is_company", "type"]
        )
        [(template_id,)] = self.env.execute_query(
            SQL(
                "SELECT %s FROM res_partner p WHERE p.id = %s",
                self._template_sql(partner.ids),
                partner.id,
            )
        )
        for template in self._config():
            if template.id == template_id:
                return [line.name for line in template.lines]
        return None

    # --------------------------------------------------------------------------
    # The templates in SQL: whom each is for, and what is filled in.
    # --------------------------------------------------------------------------

    # -- whom it is for ----------------------------------------------------------------

    @api.model
    def _template_sql(self, partner_ids=None):
        """The id of the template of each contact ``p``, or NULL.

        :param partner_ids: ids of the contacts that are asked for, where they are few:
            the conditions are then looked at for those only
        :return: ``SQL``
        """
        cases = [
            SQL("WHEN %s THEN %s", self._is_for_sql(template, partner_ids), template.id)
            for template in self._config()
        ]
        if not cases:
            return SQL("NULL::int")
        return SQL("CASE %s END", SQL(" ").join(cases))

    @api.model
    def _is_for_sql(self, template, partner_ids):
        own = "p.commercial_partner_id = p.id"
        parts = [
            {
                "person": SQL(f"{own} AND p.is_company IS NOT TRUE"),
                "company": SQL(f"{own} AND p.is_company"),
                "contact": SQL(
                    "p.commercial_partner_id <> p.id AND p.type = 'contact'"
                ),
            }[template.kind]
        ]
        if template.company_id:
            parts.append(SQL("p.company_id = %s", template.company_id))
        if template.has_condition:
            # sudo: a contact has one template, whoever looks at it; its condition is
            # asked in the name of who wrote it
            record = self.sudo().browse(template.id)
            parts.append(record._condition_sql(partner_ids))
        return SQL("(%s)", SQL(" AND ").join(parts))

    def _condition_among(self):
        """Extends ours: the kind of contacts it is for, as ``_is_for_sql``, of whom is
        measured (``_measured_sql``): neither we nor who stands for nobody."""
        among = super()._condition_among()
        among &= Domain("partner_share", "=", True)
        among &= Domain("ref_company_ids", "=", False)
        among &= Domain("ficha_is_nobody", "=", False)
        among &= {
            "person": Domain("is_company", "=", False)
            & Domain("parent_id", "=", False),
            "company": Domain("is_company", "=", True),
            "contact": Domain("is_company", "=", False)
            & Domain("parent_id", "!=", False)
            & Domain("type", "=", "contact"),
        }.get(self.kind, Domain.TRUE)
        if self.company_id:
            among &= Domain("company_id", "=", self.company_id.id)
        return among

    def _condition_sql(self, partner_ids):
        """Whether the contact ``p`` meets the condition of the template.

        :param partner_ids: ids of the contacts that are asked for, where they are few
        :return: ``SQL``, false for everybody where the condition can no longer be
            asked
        """
        if self._condition_problem():
            return SQL("FALSE")
        domain = self._condition_domain()
        if partner_ids is not None:
            domain &= Domain("id", "in", partner_ids)
        partners = self.with_context(active_test=False)._condition_partners()
        try:
            query = partners._search(domain)
            return SQL("p.id IN %s", query_subselect(query))
        except FAILS as error:
            _logger.warning("Condition of %s: %s", self, error)
            return SQL("FALSE")

    # -- what is filled in -------------------------------------------------------------

    @api.model
    def _filled_sql(self, name, company_id=None):
        """Whether a field of the contact ``p`` says something.

        :param str name: of a stored field of ``res.partner``
        :param company_id: of fields kept per company, the one that counts; any when
            empty
        :return: ``SQL``, true or false and never NULL
        """
        field = self.env["res.partner"]._fields[name]
        if field.type in ("one2many", "many2many") or not field.column_type:
            filled = self._related_sql(field)
        elif field.company_dependent:
            filled = SQL(
                "EXISTS (SELECT FROM jsonb_each_text(%s) v WHERE v.value"
                " NOT IN ('', 'false', '0', '0.0') AND %s)",
                SQL.identifier("p", name),
                SQL("v.key = %s", str(company_id)) if company_id else SQL("TRUE"),
            )
        else:
            filled = self._column_sql(field)
        otherwise = self._filled_otherwise_sql(name)
        return SQL("(%s OR %s)", filled, otherwise) if otherwise else filled

    @api.model
    def _column_sql(self, field):
        column = SQL.identifier("p", field.name)
        if field.translate:
            return SQL("(%s IS NOT NULL AND %s <> '{}')", column, column)
        if field.type == "html":
            column = SQL("regexp_replace(%s, '<[^>]*>|&nbsp;', '', 'g')", column)
        if field.type in ("char", "text", "html", "selection"):
            return SQL("COALESCE(btrim(%s), '') <> ''", column)
        if field.type in ("integer", "float", "monetary"):
            return SQL("COALESCE(%s, 0) <> 0", column)
        return SQL("%s IS NOT NULL", column)

    @api.model
    def _related_sql(self, field):
        """For what is kept in other tables."""
        if field.type == "binary":
            return SQL(
                "EXISTS (SELECT FROM ir_attachment a WHERE a.res_id = p.id"
                " AND a.res_model = 'res.partner' AND a.res_field = %s)",
                field.name,
            )
        if field.type == "many2many":
            return SQL(
                "EXISTS (SELECT FROM %s m WHERE m.%s = p.id)",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
            )
        comodel = self.env[field.comodel_name]
        return SQL(
            "EXISTS (SELECT FROM %s o WHERE o.%s = p.id%s)",
            SQL.identifier(comodel._table),
            SQL.identifier(field.inverse_name),
            SQL(" AND o.active") if "active" in comodel._fields else SQL(),
        )

    @api.model
    def _filled_otherwise_sql(self, name):
        """What else stands for a field: who has a mobile among their further
        telephones can be called. Extend it for what your module keeps elsewhere.

        :return: ``SQL`` or None
        """
        kinds = {"phone": PHONE_KINDS, "email": ("email",)}.get(name)
        return kinds and SQL(
            "EXISTS (SELECT FROM ficha_contact_point c"
            " WHERE c.partner_id = p.id AND c.kind = ANY(%s))",
            list(kinds),
        )
