from odoo import api, fields, models
from odoo.tools import SQL


class FichaPurchaseProduct(models.Model):
    """Which products a customer bought from a company, on which days and for how much.

    Beside :class:`FichaPurchaseDay`, which makes these rows too and says how they are
    read. Filters by what was bought are answered from it (``res_partner_products.py``),
    and *Resultados* takes the categories from it: that of a product is the one it has
    today, so it is not kept here.
    """

    _name = "ficha.purchase.product"
    _inherit = "ficha.purchase.kept.mixin"
    _description = "Products Bought"
    _rec_name = "product_id"
    _order = "day DESC, id DESC"
    _auto = False  # the table is made below

    currency_id = fields.Many2one(
        related="company_id.currency_id", help="Currency of the company."
    )
    day = fields.Date(
        readonly=True,
        help="Day of the purchase; what corrects one is of its day.",
    )
    product_id = fields.Many2one(
        "product.product", readonly=True, help="What was bought."
    )
    amount = fields.Monetary(
        readonly=True, help="Invoiced before taxes, less credit notes."
    )
    bought = fields.Boolean(
        readonly=True, help="It was bought on that day, and not only credited."
    )

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS ficha_purchase_product (
                id serial PRIMARY KEY,
                partner_id int NOT NULL,
                company_id int NOT NULL,
                day date NOT NULL,
                product_id int NOT NULL,
                bought bool NOT NULL,
                amount numeric NOT NULL,
                UNIQUE (partner_id, company_id, day, product_id)
            );
            CREATE INDEX IF NOT EXISTS ficha_purchase_product_whom_idx
                ON ficha_purchase_product (product_id, day)
                   INCLUDE (partner_id, company_id, bought)
            """
        )

    @api.model
    def _rebuild(self, ids):
        """:param ids: of commercial entities; all when None
        :return: set of the ids of customers whose rows differed
        """
        Day = self.env["ficha.purchase.day"]
        return Day._rebuild_table(
            self._table,
            ("partner_id", "company_id", "day", "product_id"),
            ("amount", "bought"),
            Day._products_of(Day._all_documents(ids)),
            ids,
        )

    @api.model
    def _buyers(self, since, products, waiting):
        """SELECT of ``partner_id`` of who bought some products since a day.

        :param date since: first day
        :param products: list of ids
        :param waiting: customers whose rows may be behind, who are left out: ids
        """
        Day = self.env["ficha.purchase.day"]
        return SQL(
            """SELECT partner_id FROM ficha_purchase_product
                WHERE bought AND %s AND day >= %s AND product_id = ANY(%s) AND %s""",
            Day._of_companies(SQL("company_id")),
            since,
            list(products),
            Day._not_waiting(waiting),
        )
