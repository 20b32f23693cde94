from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

from .ficha_purchase_course import PARTS

ARRAYS = ("days", "categories", "amounts", "back_days", "months", "numbers")


class FichaPurchaseVariety(models.Model):
    """In which product categories a customer bought at a company, in one row, in order.

    Beside ``ficha.purchase.course``, and read in the same way:

    - ``days``, ``categories``, ``amounts``: a day, a category bought or credited on it,
      and for how much, in ``PARTS`` of the unit; ascending by day
    - ``back_days``: days on which no more was invoiced in a category than credited;
      empty where there are none
    - ``months``, ``numbers``: the months in which something was bought, and in how many
      categories more was invoiced than credited in each

    The category of a product is the one it has today. Whose is changed waits in
    ``ficha.purchase.recategorized`` until the night, which makes the rows again; until
    then those of who bought it are not read.

    Made of ``ficha.purchase.product`` by the refresh of ``ficha.purchase.day``.
    """

    _name = "ficha.purchase.variety"
    _inherit = "ficha.purchase.kept.mixin"
    _description = "Product Categories in Order"
    _rec_name = "partner_id"
    _order = "id"
    _auto = False  # the table is made below

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS ficha_purchase_variety (
                id serial PRIMARY KEY,
                partner_id int NOT NULL,
                company_id int NOT NULL,
                days date[] NOT NULL,
                categories int[] NOT NULL,
                amounts bigint[] NOT NULL,
                back_days date[],
                months date[] NOT NULL,
                numbers int[] NOT NULL,
                UNIQUE (partner_id, company_id)
            )
            """
        )

    @api.model
    def _rebuild(self, ids):
        """:param ids: of commercial entities; all when None
        :return: set of the ids of customers whose rows differed
        """
        Day = self.env["ficha.purchase.day"]
        self.env["product.template"].flush_model(["categ_id"])
        whose = Day._of_customers(ids)
        key = ("partner_id", "company_id")
        return Day._rebuild_table(
            self._table,
            key,
            ARRAYS,
            self._of_products(
                SQL(
                    """SELECT partner_id, company_id, day, product_id, amount
                         FROM ficha_purchase_product WHERE %s""",
                    whose,
                ),
                SQL(
                    """SELECT partner_id, company_id, day FROM ficha_purchase_day
                        WHERE purchases > 0 AND %s""",
                    whose,
                ),
                SQL(", ").join(map(SQL.identifier, key)),
            ),
            ids,
        )

    @api.model
    def _of_products(self, products, days, key):
        """SELECT of the customers and their arrays: the one place that says how.

        :param SQL products: SELECT of the key, ``day``, ``product_id`` and ``amount``
        :param SQL days: SELECT of the key and ``day``, of purchases
        :param SQL key: columns, ``partner_id`` first
        """
        return SQL(
            """
            SELECT %(key)s,
                   COALESCE(sold.days, '{}') AS days,
                   COALESCE(sold.categories, '{}') AS categories,
                   COALESCE(sold.amounts, '{}') AS amounts,
                   sold.back_days,
                   COALESCE(bought.months, '{}') AS months,
                   COALESCE(bought.numbers, '{}') AS numbers
              FROM (
                SELECT %(key)s,
                       array_agg(day ORDER BY day, categ_id) AS days,
                       array_agg(categ_id ORDER BY day, categ_id) AS categories,
                       array_agg(part ORDER BY day, categ_id) AS amounts,
                       array_agg(day ORDER BY day) FILTER (WHERE part <= 0)
                           AS back_days
                  FROM (
                    SELECT %(key)s, day, categ_id,
                           round(sum(amount) * %(parts)s)::bigint AS part
                      FROM (%(products)s) AS line
                      JOIN (%(category)s) AS category USING (product_id)
                     GROUP BY %(key)s, day, categ_id
                  ) AS one
                 GROUP BY %(key)s
              ) AS sold
              FULL JOIN (
                SELECT %(key)s,
                       array_agg(month ORDER BY month) AS months,
                       array_agg(COALESCE(number, 0) ORDER BY month) AS numbers
                  FROM (
                    SELECT DISTINCT %(key)s, %(month)s AS month FROM (%(days)s) AS day
                  ) AS active
                  LEFT JOIN (
                    SELECT %(key)s, month, count(*)::int AS number
                      FROM (
                        SELECT %(key)s, %(month)s AS month
                          FROM (%(products)s) AS line
                          JOIN (%(category)s) AS category USING (product_id)
                         GROUP BY %(key)s, month, categ_id
                        HAVING sum(amount) > 0
                      ) AS kept
                     GROUP BY %(key)s, month
                  ) AS variety USING (%(key)s, month)
                 GROUP BY %(key)s
              ) AS bought USING (%(key)s)
            """,
            key=key,
            products=products,
            days=days,
            parts=PARTS,
            month=SQL("date_trunc('month', day::timestamp)::date"),
            category=SQL(
                """SELECT variant.id AS product_id, template.categ_id
                     FROM product_product AS variant
                     JOIN product_template AS template
                       ON template.id = variant.product_tmpl_id
                    WHERE template.categ_id IS NOT NULL"""
            ),
        )


class FichaPurchaseRecategorized(models.Model):
    """Products whose category was changed since the rows of
    :class:`FichaPurchaseVariety` were last made again as a whole: ids of templates."""

    _name = "ficha.purchase.recategorized"
    _description = "Products of another Category"
    _log_access = False

    template_id = fields.Integer(
        required=True, help="The product template whose category was changed."
    )
    seen = fields.Boolean(help="The night that makes all rows again has begun.")

    @api.model
    def _note(self, templates):
        """:param templates: ``product.template``"""
        # sudo: whoever may write a product has it noted
        made_by_us(self).create([{"template_id": id_} for id_ in templates.ids])

    @api.model
    def _any(self):
        self.flush_model()
        return bool(
            self.env.execute_query(
                SQL("SELECT FROM ficha_purchase_recategorized LIMIT 1")
            )
        )

    @api.model
    def _buyers(self, most):
        """Of whom what is kept may tell the categories otherwise: who bought one of
        these products, or gave it back. Asked when it is read, and not when a category
        is changed, since what is sold meanwhile counts too.

        :return: list of ids of customers; None where they are more than ``most``
        """
        self.flush_model()
        # their ids first: PostgreSQL then knows how few they are, and looks them up
        products = self.env.execute_query(
            SQL(
                """SELECT DISTINCT variant.id
                     FROM ficha_purchase_recategorized AS moved
                     JOIN product_product AS variant
                       ON variant.product_tmpl_id = moved.template_id"""
            )
        )
        if not products:
            return []
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT partner_id FROM ficha_purchase_product
                    WHERE product_id = ANY(%s) LIMIT %s""",
                [product_id for (product_id,) in products],
                most + 1,
            )
        )
        return None if len(rows) > most else [partner_id for (partner_id,) in rows]

    @api.model
    def _see(self):
        """All rows are about to be made again."""
        # sudo: the night's own list
        self.sudo().search([("seen", "=", False)]).seen = True

    @api.model
    def _forget(self):
        """All rows were made again since :meth:`_see`."""
        # sudo: the night's own list
        self.sudo().search([("seen", "=", True)]).unlink()


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Extends Odoo's: of another category, what was bought is told otherwise."""
        moved = self.browse()
        if "categ_id" in vals:
            moved = self.filtered(
                lambda product: product.categ_id.id != vals["categ_id"]
            )
        result = super().write(vals)
        if moved:
            self.env["ficha.purchase.recategorized"]._note(moved)
        return result


class ProductCategory(models.Model):
    _inherit = "product.category"

    def unlink(self):
        """Extends Odoo's: PostgreSQL empties the category of its products, past their
        ``write``."""
        # sudo: products of every company
        Product = self.env["product.template"].sudo().with_context(active_test=False)
        moved = Product.search([("categ_id", "child_of", self.ids)])
        result = super().unlink()
        if moved:
            self.env["ficha.purchase.recategorized"]._note(moved)
        return result
