from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.searches import searches
from odoo.addons.ficha_cliente_history.models.res_partner_purchase_history import (
    HISTORY_GROUPS,
)

OPERATORS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}


class ResPartner(models.Model):
    """In which segments a customer is: a filter, a condition of colour rules, of
    mailings and of campaigns. A contact shows its company's."""

    _inherit = "res.partner"

    ficha_segment_member_ids = fields.One2many(
        "ficha.segment.member",
        "partner_id",
        string="Segments over time",
        groups=INTERNAL,
        copy=False,
        prefetch="ficha_segment",
        help="In which saved segments they are or were, and since when.",
    )
    ficha_segment_ids = fields.Many2many(
        "ficha.segment",
        string="Segments",
        compute="_compute_ficha_segment_ids",
        search="_search_ficha_segment_ids",
        groups=INTERNAL,
        help="The saved segments in which they are.",
    )
    ficha_category_count = fields.Integer(
        string="Categories they buy",
        compute="_compute_ficha_category_count",
        search="_search_ficha_category_count",
        groups=HISTORY_GROUPS,
        help="Of how many categories they bought products in the last 24 months.",
    )

    ficha_silent_days = fields.Integer(
        string="Days without contact",
        compute="_compute_ficha_silent_days",
        search="_search_ficha_silent_days",
        groups=INTERNAL,
        help="Days since the last contact. Who was never contacted is found by “at "
        "least so many days”, however many.",
    )

    @api.model
    def _segment_among_domain(self, company):
        """Of whom the segments and campaigns of a company are: its customers, and those
        of all companies, who are not archived.

        :param company: ``res.company``
        :return: ``Domain``
        """
        # sudo: only which companies stand above this one
        companies = (company | company.sudo().parent_ids).ids
        return (
            self._followup_customer_domain()
            & Domain("active", "=", True)
            & Domain("company_id", "in", [False, *companies])
        )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_ficha_segment_ids(self):
        Member = self.env["ficha.segment.member"]
        Segment = self.env["ficha.segment"]
        found = {}
        if Member.has_access("read"):
            for entity, segments in Member._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("left_on", "=", False),
                    ("segment_id.active", "=", True),
                ],
                ["partner_id"],
                ["segment_id:recordset"],
            ):
                found[entity.id] = segments
        for partner in self:
            segments = found.get(partner.commercial_partner_id._origin.id, Segment)
            partner.ficha_segment_ids = segments.sorted()

    @api.model
    def _search_ficha_segment_ids(self, operator, value):
        if operator.startswith(("not", "!")):
            return NotImplemented
        if not self.env["ficha.segment.member"].has_access("read"):
            return Domain.FALSE
        inside = Domain("left_on", "=", False) & Domain("segment_id.active", "=", True)
        where = "commercial_partner_id.ficha_segment_member_ids"
        found = Domain.FALSE
        if operator == "in" and False in value:
            found = ~Domain(where, "any", inside)
            value = [one for one in value if one]
        return found | Domain(
            where, "any", inside & Domain("segment_id", operator, value)
        )

    # -- how long nobody spoke with them -----------------------------------------------

    @api.depends("last_contact_date")
    def _compute_ficha_silent_days(self):
        today = fields.Date.context_today(self)
        for partner in self:
            last = partner.last_contact_date
            partner.ficha_silent_days = (today - last).days if last else 0

    @api.model
    @searches("ficha_silent_days")
    def _search_ficha_silent_days(self, operator, value):
        if operator not in OPERATORS:
            return NotImplemented
        if operator in ("<", "<="):
            return ~self._search_ficha_silent_days(
                ">=" if operator == "<" else ">", value
            )
        day = fields.Date.subtract(fields.Date.context_today(self), days=int(value))
        earlier = "<" if operator == ">" else "<="
        return Domain("last_contact_date", "=", False) | Domain(
            "last_contact_date", earlier, day
        )

    # -- how much of what we sell they buy -------------------------------------------

    def _ficha_category_count_sql(self):
        """:return: SELECT of ``partner_id`` and ``number`` of categories, of the
        companies that are switched on"""
        self.env["product.template"].flush_model(["categ_id"])
        today = fields.Date.context_today(self)
        # sudo: of customers whose purchases the user may see, see the callers
        Day = self.env["ficha.purchase.day"].sudo()
        return SQL(
            """SELECT line.partner_id, count(DISTINCT template.categ_id) AS number
                 FROM (%s) AS line
                 JOIN product_product AS product ON product.id = line.product_id
                 JOIN product_template AS template
                   ON template.id = product.product_tmpl_id
                WHERE line.bought
                GROUP BY line.partner_id""",
            Day._products(fields.Date.subtract(today, months=24), today),
        )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_ficha_category_count(self):
        seen = self.env["ficha.purchase.summary"]
        if seen.has_access("read"):
            seen = seen.search(
                Domain("partner_id", "in", self.commercial_partner_id.ids)
                & self._purchase_history_domain()
            )
        numbers = dict(
            self.env.execute_query(
                SQL(
                    "SELECT * FROM (%s) AS counted WHERE partner_id = ANY(%s)",
                    self._ficha_category_count_sql(),
                    seen.partner_id.ids,
                )
            )
            if seen
            else ()
        )
        for partner in self:
            entity = partner.commercial_partner_id._origin
            partner.ficha_category_count = numbers.get(entity.id, 0)

    @api.model
    @searches("ficha_category_count")
    def _search_ficha_category_count(self, operator, value):
        if operator == "in":
            test = SQL("number = ANY(%s)", [int(one) for one in value])
        elif operator in OPERATORS:
            test = SQL("number %s %s", OPERATORS[operator], value)
        else:
            return NotImplemented
        found = self._with_purchase_history(Domain.TRUE) & Domain(
            "commercial_partner_id",
            "in",
            SQL(
                "(SELECT partner_id FROM (%s) AS counted WHERE %s)",
                self._ficha_category_count_sql(),
                test,
            ),
        )
        return found
