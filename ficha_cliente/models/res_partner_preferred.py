from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_figures import INVOICING_GROUPS

COLUMNS = {
    "product_id": SQL("account_move_line.product_id"),
    "categ_id": SQL("bought_template.categ_id"),
}


class ResPartner(models.Model):
    """What a customer spends most on. See ``res_partner_bought.py``."""

    _inherit = "res.partner"

    preferred_product_id = fields.Many2one(
        "product.product",
        string="Favourite product",
        compute="_compute_preferred",
        search="_search_preferred_product_id",
        groups=INVOICING_GROUPS,
        help="What they spent most on in the last 24 months.",
    )
    preferred_category_id = fields.Many2one(
        "product.category",
        string="Favourite category",
        compute="_compute_preferred",
        search="_search_preferred_category_id",
        groups=INVOICING_GROUPS,
        help="Category of products they spent most on in the last 24 months.",
    )

    def _preferred_sql(self, column):
        """What each customer spent most on, as a table ``(partner_id, value)``.

        :param str column: ``product_id`` or ``categ_id``
        :return: ``SQL``, a subquery in parentheses; of these customers, or of all when
            called on none
        """
        value = COLUMNS[column]
        amount = SQL("SUM(-account_move_line.balance * rates.rate)")
        query = self._bought_line_query()
        query.add_where(SQL("bought.invoice_date >= %s", self._bought_since()))
        if self:
            query.add_where(
                SQL("bought.commercial_partner_id = ANY(%s)", list(self.ids))
            )
        query.groupby = SQL("bought.commercial_partner_id, %s", value)
        query.having = SQL("%s > 0", amount)
        query.order = SQL("bought.commercial_partner_id, %s DESC, %s", amount, value)
        return SQL(
            "(%s)",
            query.select(
                SQL(
                    "DISTINCT ON (bought.commercial_partner_id)"
                    " bought.commercial_partner_id AS partner_id, %s AS value",
                    value,
                )
            ),
        )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids")
    def _compute_preferred(self):
        entities = self.commercial_partner_id._origin
        found = {}
        for column in COLUMNS if entities else ():
            found[column] = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT partner_id, value FROM %s AS preferred",
                        entities._preferred_sql(column),
                    )
                )
            )
        for partner in self:
            entity = partner.commercial_partner_id._origin
            partner.preferred_product_id = found.get("product_id", {}).get(entity.id)
            partner.preferred_category_id = found.get("categ_id", {}).get(entity.id)

    def _search_preferred_product_id(self, operator, value):
        return self._search_preferred("product_id", "product.product", operator, value)

    def _search_preferred_category_id(self, operator, value):
        return self._search_preferred("categ_id", "product.category", operator, value)

    def _search_preferred(self, column, model, operator, value):
        negative = operator in ("not in", "not any")
        if operator in ("in", "not in") and False in value:
            preferred = self.browse()._preferred_sql(column)
            any_at_all = SQL("SELECT partner_id FROM %s AS preferred", preferred)
            nothing = self._customers_in(any_at_all, negative=not negative)
            wanted = set(value) - {False}
            if not wanted:
                return nothing
            found = self._search_preferred(column, model, operator, wanted)
            return nothing & found if negative else nothing | found
        if operator not in ("in", "not in", "any", "not any", "child_of"):
            return NotImplemented
        operator = operator.removeprefix("not ")
        wanted = Domain(value) if operator == "any" else Domain("id", operator, value)
        found = self.env[model].with_context(active_test=False)._search(wanted)
        table = SQL(
            "SELECT partner_id FROM %s AS preferred WHERE value IN %s",
            self.browse()._preferred_sql(column),
            found.subselect(),
        )
        return self._customers_in(table, negative)
