from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.res_partner_figures import INVOICING_GROUPS
from odoo.addons.ficha_cliente.tools.purchases import is_purchase, purchase_day
from odoo.addons.ficha_cliente.tools.query import (
    query_join,
    query_refine,
    query_select,
)
from odoo.addons.ficha_cliente.tools.searches import searches

# favourites and "buys" speak of these last months
PREFERENCE_MONTHS = 24
LINE_COLUMNS = ["balance", "company_id", "display_type", "move_id", "product_id"]
MOVE_COLUMNS = [
    "commercial_partner_id",
    "company_id",
    "invoice_date",
    "move_type",
    "state",
]

COLUMNS = {
    "product_id": SQL("account_move_line.product_id"),
    "categ_id": SQL("bought_template.categ_id"),
}


class ResPartner(models.Model):
    """Which products a customer buys, as the lines of their invoices say it.

    Everything here is of the commercial entity and of the companies the user has
    switched on; credit notes count negatively.
    """

    _inherit = "res.partner"

    bought_product_ids = fields.Many2many(
        "product.product",
        string="Products bought",
        compute="_compute_bought",
        search="_search_bought_product_ids",
        groups=INVOICING_GROUPS,
        help="Products they bought in the last 24 months.",
    )
    bought_category_ids = fields.Many2many(
        "product.category",
        string="Categories bought",
        compute="_compute_bought",
        search="_search_bought_category_ids",
        groups=INVOICING_GROUPS,
        help="Categories of the products they bought in the last 24 months.",
    )
    # -- the lines ---------------------------------------------------------------------

    @api.model
    def _bought_line_query(self, domain=Domain.TRUE):
        """Lines with a product of posted customer documents, as the user may see them.

        :param Domain domain: further conditions on ``account.move.line``
        :return: ``Query`` over ``account_move_line``, joined with ``bought`` (the
            document), ``bought_template`` (the product's template) and ``rates``
            (``rate`` converts the company's currency to that of the current company)
        """
        Line = self.env["account.move.line"]
        Line.flush_model(LINE_COLUMNS)
        self.env["account.move"]._purchases_settle()
        self.env["account.move"].flush_model(MOVE_COLUMNS)
        companies = self.env.companies
        query = Line._search(
            domain
            & Domain("display_type", "=", "product")
            & Domain("product_id", "!=", False)
            & Domain("company_id", "in", companies.ids)
        )
        query_join(
            query,
            "JOIN",
            "bought",
            "account_move",
            SQL(
                """bought.id = account_move_line.move_id
                AND bought.state = 'posted'
                AND bought.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                AND bought.company_id IN %s""",
                tuple(companies.ids),
            ),
        )
        query_join(
            query,
            "JOIN",
            "bought_product",
            "product_product",
            SQL("bought_product.id = account_move_line.product_id"),
        )
        query_join(
            query,
            "JOIN",
            "bought_template",
            "product_template",
            SQL("bought_template.id = bought_product.product_tmpl_id"),
        )
        query_join(
            query,
            "JOIN",
            "rates",
            self._company_rates_sql(),
            SQL("rates.company_id = bought.company_id"),
        )
        return query

    @api.model
    def _company_rates_sql(self):
        """Today's rates from the currency of each company that is switched on to that
        of the current one, as a table ``(company_id, rate)``."""
        today = fields.Date.context_today(self)
        target = self.env.company.currency_id
        rows = SQL(", ").join(
            SQL(
                "(%s, %s::numeric)",
                company.id,
                # sudo: another branch's currency may be out of reach
                target._get_conversion_rate(
                    company.sudo().currency_id, target, company, today
                ),
            )
            for company in self.env.companies
        )
        return SQL("(SELECT * FROM (VALUES %s) AS rate (company_id, rate))", rows)

    @api.model
    def _bought_since(self):
        return fields.Date.add(
            fields.Date.context_today(self), months=-PREFERENCE_MONTHS
        )

    # -- what they buy -----------------------------------------------------------------

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids")
    def _compute_bought(self):
        entities = self.commercial_partner_id._origin
        products = {entity.id: [] for entity in entities}
        if entities:
            query = self._bought_line_query()
            query_refine(
                query,
                SQL(
                    "bought.commercial_partner_id = ANY(%s) AND %s >= %s AND %s",
                    list(entities.ids),
                    purchase_day("bought"),
                    self._bought_since(),
                    is_purchase("bought"),
                ),
                group=SQL("bought.commercial_partner_id, account_move_line.product_id"),
                order=SQL("SUM(-account_move_line.balance * rates.rate) DESC"),
            )
            for entity_id, product_id in self.env.execute_query(
                query_select(
                    query,
                    SQL("bought.commercial_partner_id"),
                    SQL("account_move_line.product_id"),
                )
            ):
                products[entity_id].append(product_id)
        Product = self.env["product.product"]
        for partner in self:
            entity = partner.commercial_partner_id._origin
            bought = Product.browse(products.get(entity.id))
            partner.bought_product_ids = bought
            partner.bought_category_ids = bought.categ_id

    @searches("bought_product_ids")
    def _search_bought_product_ids(self, operator, value):
        return self._search_bought("id", operator, value)

    @searches("bought_category_ids")
    def _search_bought_category_ids(self, operator, value):
        return self._search_bought("categ_id", operator, value)

    def _search_bought(self, path, operator, value):
        """Who bought products that meet a condition.

        :param str path: field of ``product.product`` that the condition is on
        """
        negative = operator in ("not in", "not any")
        if operator in ("in", "not in") and False in value:
            nothing = self._who_bought(Domain.TRUE, negative=not negative)
            wanted = set(value) - {False}
            if not wanted:
                return nothing
            found = self._search_bought(path, operator, wanted)
            return nothing & found if negative else nothing | found
        if operator not in ("in", "not in", "any", "not any", "child_of"):
            return NotImplemented
        operator = operator.removeprefix("not ")
        if path == "id" and operator == "any":
            return self._who_bought(Domain(value), negative)
        return self._who_bought(Domain(path, operator, value), negative)

    def _who_bought(self, products, negative=False):
        """Customers, and their contacts, who bought some of these products.

        :param Domain products: on ``product.product``, archived ones included
        :param bool negative: those who did not
        """
        ids = None
        if not products.is_true():
            # the ids, not a sub-select: PostgreSQL then knows how many to expect
            found = self.env["product.product"].with_context(active_test=False)
            ids = [*found._search(products)]
        Day = self.env["ficha.purchase.day"]
        since, selects, waiting = self._bought_since(), [], None
        if Day._reads_all(lines=True):
            waiting = Day._waiting()
            if ids is None:
                Favourite = self.env["ficha.purchase.favourite"]
                selects.append(Favourite._buyers(since, waiting))
            else:
                Product = self.env["ficha.purchase.product"]
                selects.append(Product._buyers(since, ids, waiting))
        if waiting is None or waiting:
            query = self._bought_line_query(
                Domain.TRUE if ids is None else Domain("product_id", "in", ids)
            )
            query_refine(
                query,
                SQL(
                    "%s AND %s >= %s",
                    is_purchase("bought"),
                    purchase_day("bought"),
                    since,
                ),
            )
            if waiting:
                query_refine(
                    query, SQL("bought.commercial_partner_id = ANY(%s)", waiting)
                )
            selects.append(
                query_select(query, SQL("bought.commercial_partner_id AS partner_id"))
            )
        table = SQL(" UNION ALL ").join(selects)
        return self._customers_in(table, negative)

    @api.model
    def _customers_in(self, table, negative=False):
        """Customers, and their contacts, that a query gives.

        Written as EXISTS: PostgreSQL joins what is negated too, while it would go
        through a ``NOT IN`` of many customers once for each of them.

        :param SQL table: gives ``partner_id``, the commercial entity
        :param bool negative: those whom it does not give
        :return: ``Domain`` on ``res.partner``
        """
        exists = SQL("NOT EXISTS") if negative else SQL("EXISTS")
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s (SELECT FROM (%s) AS found WHERE found.partner_id = %s)",
                exists,
                table,
                model._field_to_sql(alias, "commercial_partner_id", query),
            )
        )

    # --------------------------------------------------------------------------
    # What a customer spends most on.
    # --------------------------------------------------------------------------

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

    def _preferred_sql(self, column, wanted=None):
        """What each customer spent most on, as a table ``(partner_id, value)``.

        :param str column: ``product_id`` or ``categ_id``
        :param wanted: ids of values; only customers who bought one of them, whatever
            they spent most on
        :return: ``SQL``, a subquery in parentheses; of these customers, or of all when
            called on none
        """
        Day = self.env["ficha.purchase.day"]
        whose = SQL("partner_id = ANY(%s)", list(self.ids)) if self else SQL("TRUE")
        if Day._reads_all(lines=True):
            since = self._bought_since()
            # each row is read some hundred thousand times: nothing is joined in vain
            amount, value, joins = SQL("amount"), SQL("product_id"), []
            if len(self.env.companies) > 1:
                amount = SQL("amount * rate")
                joins.append(
                    SQL(
                        "JOIN %s AS rates USING (company_id)", self._company_rates_sql()
                    )
                )
            if column != "product_id":
                value = SQL.identifier("product", column)
                joins.append(
                    SQL(
                        """JOIN (SELECT product.id AS product_id, template.categ_id
                                   FROM product_product AS product
                                   JOIN product_template AS template
                                     ON template.id = product.product_tmpl_id
                                ) AS product USING (product_id)"""
                    )
                )
            joined = SQL(" ").join(joins)
            if wanted is not None:
                whose = SQL(
                    """%s AND partner_id IN (
                        SELECT partner_id FROM (%s) AS buyer %s WHERE %s = ANY(%s))""",
                    whose,
                    Day._products(since),
                    joined,
                    value,
                    list(wanted),
                )
            spent = SQL(
                """SELECT partner_id, %(value)s AS value, SUM(%(amount)s) AS amount
                     FROM (%(products)s) AS bought
                     %(joined)s
                    WHERE %(whose)s
                    GROUP BY partner_id, %(value)s""",
                value=value,
                amount=amount,
                products=Day._products(since),
                joined=joined,
                whose=whose,
            )
        else:
            query = self._bought_line_query()
            query_refine(
                query,
                SQL("%s >= %s", purchase_day("bought"), self._bought_since()),
                group=SQL("bought.commercial_partner_id, %s", COLUMNS[column]),
            )
            if self:
                query_refine(query, SQL("bought.commercial_%s", whose))
            spent = query_select(
                query,
                SQL("bought.commercial_partner_id AS partner_id"),
                SQL("%s AS value", COLUMNS[column]),
                SQL("SUM(-account_move_line.balance * rates.rate) AS amount"),
            )
        return SQL(
            """(SELECT DISTINCT ON (partner_id) partner_id, value
                  FROM (%s) AS spent
                 WHERE amount > 0
                 ORDER BY partner_id, amount DESC, value)""",
            spent,
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

    @searches("preferred_product_id")
    def _search_preferred_product_id(self, operator, value):
        return self._search_preferred("product_id", "product.product", operator, value)

    @searches("preferred_category_id")
    def _search_preferred_category_id(self, operator, value):
        return self._search_preferred("categ_id", "product.category", operator, value)

    def _search_preferred(self, column, model, operator, value):
        negative = operator in ("not in", "not any")
        if operator in ("in", "not in") and False in value:
            any_at_all = self._who_prefers(column)
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
        everything = self.env[model].with_context(active_test=False)
        found = [*everything._search(wanted)]
        return self._customers_in(self._who_prefers(column, found), negative)

    @api.model
    def _who_prefers(self, column, wanted=None):
        """SELECT of ``partner_id`` of who spent most on one of some products or
        categories.

        Products of one company are kept (``ficha.purchase.favourite``), and read from
        what was bought only of those for whom what is kept does not hold.

        :param str column: ``product_id`` or ``categ_id``
        :param wanted: ids; any when None
        """
        Day = self.env["ficha.purchase.day"]
        value = SQL("TRUE")
        if wanted is not None:
            value = SQL("value = ANY(%s)", list(wanted))
        live = "SELECT partner_id FROM %s AS preferred WHERE %s"
        companies = self.env.companies
        if (
            column != "product_id"
            or len(companies) > 1
            or not Day._reads_all(lines=True)
        ):
            preferred = self.browse()._preferred_sql(column, wanted)
            return SQL(live, preferred, value)
        waiting = Day._waiting()
        holds = self.env["ficha.purchase.favourite"]._holds(self._bought_since())
        kept = SQL(
            """SELECT partner_id FROM (
                   SELECT partner_id, product_id AS value FROM ficha_purchase_favourite
                    WHERE company_id = %s AND product_id IS NOT NULL AND %s AND %s
               ) AS preferred WHERE %s""",
            companies.id,
            holds,
            Day._not_waiting(waiting),
            value,
        )
        behind = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM ficha_purchase_favourite
                    WHERE company_id = %s AND NOT (%s)""",
                companies.id,
                holds,
            )
        )
        behind = self.browse({*waiting, *(row[0] for row in behind)})
        if not behind:
            return kept
        preferred = behind._preferred_sql(column, wanted)
        return SQL(f"%s UNION ALL {live}", kept, preferred, value)
