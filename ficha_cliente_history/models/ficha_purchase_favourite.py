from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import table_exists


class FichaPurchaseFavourite(models.Model):
    """The product a customer spent most on at a company in the last 24 months, and when
    they last bought any.

    It changes without a document when a day leaves those months. So a row says for
    which beginnings of them it holds: after ``after_day`` and not after ``until_day``,
    the days with documents on both sides of that edge. Who asks on a day for which it
    does not hold yet reads the rows by product instead (``res_partner_products.py``);
    the night makes it hold again.

    Made of ``ficha.purchase.product`` by the refresh of ``ficha.purchase.day``.
    """

    _name = "ficha.purchase.favourite"
    _inherit = "ficha.purchase.kept.mixin"
    _description = "Favourite Products"
    _rec_name = "partner_id"
    _order = "id"
    _auto = False  # the table is made below

    product_id = fields.Many2one(
        "product.product",
        readonly=True,
        help="What they spent most on in the last 24 months.",
    )
    after_day = fields.Date(
        readonly=True, help="Last day with documents before those months."
    )
    until_day = fields.Date(
        readonly=True, help="First day with documents of those months."
    )
    bought_day = fields.Date(
        string="Last bought",
        readonly=True,
        help="Last day on which a product was bought.",
    )

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS ficha_purchase_favourite (
                id serial PRIMARY KEY,
                partner_id int NOT NULL,
                company_id int NOT NULL,
                product_id int,
                after_day date,
                until_day date,
                bought_day date,
                UNIQUE (partner_id, company_id)
            );
            ALTER TABLE ficha_purchase_favourite
                ADD COLUMN IF NOT EXISTS bought_day date;
            CREATE INDEX IF NOT EXISTS ficha_purchase_favourite_product_idx
                ON ficha_purchase_favourite (product_id)
                   INCLUDE (partner_id, company_id, after_day, until_day);
            CREATE INDEX IF NOT EXISTS ficha_purchase_favourite_until_idx
                ON ficha_purchase_favourite (until_day) INCLUDE (partner_id, company_id)
            """
        )
        self._fill_bought_day()

    def _fill_bought_day(self):
        """Where the column is new and there are rows, from before an update: nobody
        would have bought anything until the night."""
        if table_exists(self.env.cr, "ficha_purchase_product"):
            self.env.cr.execute(
                """
                UPDATE ficha_purchase_favourite AS favourite
                   SET bought_day = bought.day
                  FROM (SELECT partner_id, company_id, max(day) AS day
                          FROM ficha_purchase_product
                         WHERE bought
                         GROUP BY partner_id, company_id) AS bought
                 WHERE bought.partner_id = favourite.partner_id
                   AND bought.company_id = favourite.company_id
                   AND NOT EXISTS (SELECT FROM ficha_purchase_favourite
                                    WHERE bought_day IS NOT NULL)
                """
            )

    @api.model
    def _rebuild(self, ids):
        """:param ids: of commercial entities; all when None"""
        Day = self.env["ficha.purchase.day"]
        Day._rebuild_table(
            self._table,
            ("partner_id", "company_id"),
            ("product_id", "after_day", "until_day", "bought_day"),
            SQL(
                """
                SELECT partner_id, company_id, spent.product_id,
                       edge.after_day, edge.until_day, edge.bought_day
                  FROM (
                    SELECT partner_id, company_id,
                           max(day) FILTER (WHERE day < %(since)s) AS after_day,
                           min(day) FILTER (WHERE day >= %(since)s) AS until_day,
                           max(day) FILTER (WHERE bought) AS bought_day
                      FROM ficha_purchase_product
                     WHERE %(whose)s
                     GROUP BY partner_id, company_id
                  ) AS edge
                  LEFT JOIN (
                    SELECT DISTINCT ON (partner_id, company_id)
                           partner_id, company_id, product_id
                      FROM (
                        SELECT partner_id, company_id, product_id,
                               sum(amount) AS amount
                          FROM ficha_purchase_product
                         WHERE day >= %(since)s AND %(whose)s
                         GROUP BY partner_id, company_id, product_id
                      ) AS sums
                     WHERE amount > 0
                     ORDER BY partner_id, company_id, amount DESC, product_id
                  ) AS spent USING (partner_id, company_id)
                """,
                since=self.env["res.partner"]._bought_since(),
                whose=Day._of_customers(ids),
            ),
            ids,
        )

    @api.model
    def _holds(self, since):
        """Condition on the rows: what they say is so for the months that begin on a
        day.

        :param date since: their first day
        """
        return SQL(
            """(after_day IS NULL OR after_day < %(since)s)
               AND (until_day IS NULL OR until_day >= %(since)s)""",
            since=since,
        )

    @api.model
    def _buyers(self, since, waiting):
        """SELECT of ``partner_id`` of who bought any product since a day: a row for
        each customer, where ``ficha.purchase.product`` has one for each purchase.

        :param date since: first day
        :param waiting: customers whose rows may be behind, who are left out: ids
        """
        Day = self.env["ficha.purchase.day"]
        return SQL(
            """SELECT partner_id FROM ficha_purchase_favourite
                WHERE bought_day >= %s AND %s AND %s""",
            since,
            Day._of_companies(SQL("company_id")),
            Day._not_waiting(waiting),
        )
