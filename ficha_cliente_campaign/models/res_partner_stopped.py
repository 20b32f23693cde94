from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.searches import searches
from odoo.addons.ficha_cliente_history.models.res_partner_purchase_history import (
    HISTORY_GROUPS,
)

from ..tools.ranking import MONTHS
from ..tools.rhythm import stopped_sql


class ResPartner(models.Model):
    """What a customer stopped buying, as a question: a segment asks who no longer takes
    a product, or anything of a category. The rule is that of *Lo suyo*."""

    _inherit = "res.partner"

    stopped_product_ids = fields.Many2many(
        "product.product",
        string="Products they stopped buying",
        compute="_compute_stopped",
        search="_search_stopped_product_ids",
        groups=HISTORY_GROUPS,
        help="Bought twice or more in the last 24 months, and not for two of their own "
        "intervals and 60 days at least.",
    )
    stopped_category_ids = fields.Many2many(
        "product.category",
        string="Categories they stopped buying",
        compute="_compute_stopped",
        search="_search_stopped_category_ids",
        groups=HISTORY_GROUPS,
        help="Bought something of them on two days or more in the last 24 months, and "
        "nothing for two of their own intervals and 60 days at least.",
    )

    @api.model
    def _stopped_sql(self, column):
        """:param SQL column: what is told apart, of ``line`` and ``template``
        :return: SELECT of ``partner_id`` and ``id``"""
        self.env["product.template"].flush_model(["categ_id"])
        today = fields.Date.context_today(self)
        # sudo: of customers whose purchases the user may see, see the callers
        Day = self.env["ficha.purchase.day"].sudo()
        return SQL(
            """SELECT line.partner_id, %(column)s AS id
                 FROM (%(lines)s) AS line
                 JOIN product_product AS product ON product.id = line.product_id
                 JOIN product_template AS template
                   ON template.id = product.product_tmpl_id
                WHERE line.bought AND line.amount > 0
                GROUP BY line.partner_id, %(column)s
               HAVING %(column)s IS NOT NULL AND %(stopped)s""",
            column=column,
            lines=Day._products(fields.Date.subtract(today, months=MONTHS), today),
            stopped=stopped_sql(
                SQL("count(DISTINCT line.day)"),
                SQL("min(line.day)"),
                SQL("max(line.day)"),
                today,
            ),
        )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_stopped(self):
        seen = self.env["ficha.purchase.summary"]
        if seen.has_access("read"):
            seen = seen.search(
                Domain("partner_id", "in", self.commercial_partner_id.ids)
                & self._purchase_history_domain()
            )
        for name, column, model in (
            ("stopped_product_ids", SQL("line.product_id"), "product.product"),
            ("stopped_category_ids", SQL("template.categ_id"), "product.category"),
        ):
            found = {}
            if seen:
                for partner_id, id_ in self.env.execute_query(
                    SQL(
                        "SELECT * FROM (%s) AS gone WHERE partner_id = ANY(%s)"
                        " ORDER BY id",
                        self._stopped_sql(column),
                        seen.partner_id.ids,
                    )
                ):
                    found.setdefault(partner_id, []).append(id_)
            for partner in self:
                entity = partner.commercial_partner_id._origin
                partner[name] = self.env[model].browse(found.get(entity.id))

    @api.model
    @searches("stopped_product_ids")
    def _search_stopped_product_ids(self, operator, value):
        return self._search_stopped(
            "product.product", SQL("line.product_id"), operator, value
        )

    @api.model
    @searches("stopped_category_ids")
    def _search_stopped_category_ids(self, operator, value):
        return self._search_stopped(
            "product.category", SQL("template.categ_id"), operator, value
        )

    @api.model
    def _search_stopped(self, model, column, operator, value):
        if operator not in ("in", "any", "child_of"):
            return NotImplemented
        nobody = operator == "in" and False in value
        if nobody:
            value = [one for one in value if one]
        # archived ones too: they may have stopped for that
        Model = self.env[model].with_context(active_test=False)
        domain = Domain(value) if operator == "any" else Domain("id", operator, value)
        table = self._stopped_sql(column)
        found = self._who_stopped(SQL("id = ANY(%s)", [*Model._search(domain)]), table)
        if nobody:
            found |= self._with_purchase_history(Domain.TRUE) & ~self._who_stopped(
                SQL("TRUE"), table
            )
        return found

    @api.model
    def _who_stopped(self, test, table):
        """Of the customers whose purchases the user may see, those of a table."""
        return self._with_purchase_history(Domain.TRUE) & Domain(
            "commercial_partner_id",
            "in",
            SQL("(SELECT partner_id FROM (%s) AS gone WHERE %s)", table, test),
        )
