from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SHOWN = 8  # lines of each table of the page
# a product is "no longer bought" after twice its own interval, and never before this
GONE_DAYS = 90
# the tables are of this many documents at most, the last ones, so that the page of who
# buys all day long opens as fast; it says since when
DOCUMENTS_READ = 5_000


class ResPartner(models.Model):
    """The page of purchases: what its tables of products are read from."""

    _inherit = "res.partner"

    def _get_first_date_read(self, count):
        """From when on the tables read lines, when there are too many documents.

        :param int count: of all documents of this customer
        :return: date, or None when all are read
        """
        if count <= DOCUMENTS_READ:
            return None
        query = self.env["account.move"]._search(self._get_purchase_domain())
        query.order = SQL("account_move.invoice_date DESC, account_move.id DESC")
        query.offset = DOCUMENTS_READ - 1
        query.limit = 1
        [(date,)] = self.env.execute_query(
            query.select(SQL("account_move.invoice_date"))
        )
        return date

    def _get_bought_items(self, since, first=None):
        """Favourite products and categories of a customer, and what they stopped
        buying, in one query over their lines.

        :param date since: favourites are reckoned from here on
        :param date first: nothing before is read
        :return: dict with ``product``, ``category`` and ``gone``: lists of dicts with
            ``id, amount, share`` (of all products, 0 to 1)``, times`` (days on which
            they bought it)``, last_date, quantity`` (each time) and ``price``
            (averages; 0 for what is gone), ``days`` (between purchases) and ``silent``
            (days since the last one)
        """
        today = fields.Date.context_today(self)
        lines = self._get_bought_lines_sql(first)
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH line AS (%(lines)s),
                day AS (  -- first, because it leaves little however much they buy
                    SELECT product_id,
                           categ_id,
                           date,
                           date >= %(since)s AS recent,
                           BOOL_OR(sale) AS sale,
                           SUM(amount) AS amount,
                           SUM(amount) FILTER (WHERE sale) AS sold,
                           SUM(quantity) FILTER (WHERE sale) AS quantity
                      FROM line
                     GROUP BY product_id, categ_id, date
                ),
                item AS (
                    SELECT GROUPING(product_id) = 0 AS product,
                           COALESCE(product_id, categ_id) AS id,
                           SUM(amount) FILTER (WHERE recent) AS recent_amount,
                           COUNT(DISTINCT date) FILTER (WHERE recent AND sale)
                               AS recent_times,
                           SUM(quantity) FILTER (WHERE recent) AS recent_quantity,
                           SUM(sold) FILTER (WHERE recent) AS recent_sold,
                           SUM(amount) AS amount,
                           COUNT(DISTINCT date) FILTER (WHERE sale) AS times,
                           MIN(date) FILTER (WHERE sale) AS first_date,
                           MAX(date) FILTER (WHERE sale) AS last_date
                      FROM day
                     GROUP BY GROUPING SETS ((product_id), (categ_id))
                ),
                timed AS (
                    SELECT item.*,
                           (last_date - first_date)::float / NULLIF(times - 1, 0)
                               AS every,
                           %(today)s::date - last_date AS silent,
                           SUM(recent_amount) OVER (PARTITION BY product) AS total
                      FROM item
                     WHERE last_date IS NOT NULL
                ),
                told AS (
                    SELECT timed.*,
                           product AND times > 1
                               AND silent > GREATEST(%(gone_days)s, 2 * every)
                               AS gone
                      FROM timed
                ),
                ranked AS (
                    SELECT told.*,
                           ROW_NUMBER() OVER (
                               PARTITION BY product
                               ORDER BY recent_amount DESC NULLS LAST, id
                           ) AS place,
                           ROW_NUMBER() OVER (
                               PARTITION BY product, gone ORDER BY amount DESC, id
                           ) AS gone_place
                      FROM told
                )
                SELECT * FROM ranked
                 WHERE id IS NOT NULL  -- a product may have no category
                   AND ((place <= %(shown)s AND recent_amount > 0)
                        OR (gone AND gone_place <= %(shown)s))
                 ORDER BY place
                """,
                lines=lines,
                since=since,
                today=today,
                gone_days=GONE_DAYS,
                shown=SHOWN,
            )
        )
        favourites = [
            row
            for row in rows
            if row["place"] <= SHOWN and (row["recent_amount"] or 0) > 0
        ]
        gone = sorted(
            (row for row in rows if row["gone"] and row["gone_place"] <= SHOWN),
            key=lambda row: row["gone_place"],
        )
        return {
            "product": [self._tell_item(row) for row in favourites if row["product"]],
            "category": [
                self._tell_item(row) for row in favourites if not row["product"]
            ],
            "gone": [self._tell_item(row, past=True) for row in gone],
        }

    def _get_bought_lines_sql(self, first):
        """The lines with a product of this customer's documents, as the user may see
        them: product, category, date, whether it is a sale, amount, quantity.

        Lines are taken document by document (OFFSET keeps PostgreSQL from turning it
        round): it takes the lines of one document for many more than they are, and
        would read those of everybody.
        """
        domain = self._get_purchase_domain()
        if first:
            domain &= Domain("invoice_date", ">=", first)
        moves = self.env["account.move"]._search(domain)
        Line = self.env["account.move.line"]
        lines = Line._search(
            Domain("display_type", "=", "product") & Domain("product_id", "!=", False)
        )
        lines.add_where("account_move_line.move_id = bought.id")
        columns = ("product_id", "product_uom_id", "balance", "quantity")
        Line.flush_model(["move_id", "display_type", *columns])
        return SQL(
            """
            SELECT line.product_id,
                   template.categ_id,
                   bought.invoice_date AS date,
                   bought.move_type <> 'out_refund' AS sale,
                   -line.balance * rates.rate AS amount,
                   line.quantity * COALESCE(line_uom.factor, 1)
                       / COALESCE(NULLIF(product_uom.factor, 0), 1) AS quantity
              FROM (%(moves)s) AS bought
              JOIN %(rates)s AS rates ON rates.company_id = bought.company_id
             CROSS JOIN LATERAL (%(lines)s OFFSET 0) AS line
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom line_uom ON line_uom.id = line.product_uom_id
              LEFT JOIN uom_uom product_uom ON product_uom.id = template.uom_id
            """,
            moves=moves.select(
                *(
                    SQL.identifier("account_move", name)
                    for name in ("id", "invoice_date", "move_type", "company_id")
                )
            ),
            rates=self._company_rates_sql(),
            lines=lines.select(
                *(SQL.identifier("account_move_line", name) for name in columns)
            ),
        )

    def _tell_item(self, row, past=False):
        times = row["times"] if past else row["recent_times"]
        quantity = row["recent_quantity"] or 0
        total = row["total"] or 0
        return {
            "id": row["id"],
            "amount": float((row["amount"] if past else row["recent_amount"]) or 0),
            "share": float(row["recent_amount"] / total) if not past and total else 0,
            "times": times,
            "last_date": row["last_date"],
            "quantity": float(quantity / times) if times and not past else 0,
            "price": float((row["recent_sold"] or 0) / quantity) if quantity else 0,
            "days": round(row["every"] or 0),
            "silent": row["silent"],
        }
