from babel.dates import get_month_names

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_list
from odoo.tools.misc import babel_locale_parse

from odoo.addons.ficha_cliente.tools.arguments import (
    a_day,
    an_id,
    argument,
    asks,
    either,
    only_one,
)
from odoo.addons.ficha_cliente.tools.bounds import FIRST_DAY
from odoo.addons.ficha_cliente.tools.purchases import is_purchase, purchase_day
from odoo.addons.ficha_cliente.tools.query import query_join, query_refine, query_select
from odoo.addons.ficha_cliente.tools.words import in_days

from .res_partner_products import PREFERENCE_MONTHS

DOCUMENTS = 8
MONTHS = 12

SHOWN = 8  # lines of each table of the page

# a product is "no longer bought" after twice its own interval, and never before this
LOST_DAYS = 90

# the tables are of this many documents at most, the last ones, so that the page of who
# buys all day long opens as fast; it says since when
DOCUMENTS_READ = 5_000


class ResPartner(models.Model):
    """The page of purchases of the ficha, asked for when the page is opened."""

    _inherit = "res.partner"

    @api.readonly
    def get_purchase_panel(self):
        """What the page of purchases shows of a customer, in a number of queries that
        does not depend on how much they bought.

        Figures are of the commercial entity, of the companies switched on, in the
        currency of the current one and before taxes. Only what the user may see counts.

        :return: dict with ``currency_id``, ``invoices`` (False: the user may not see
            invoices, and only ``missed`` is told), ``count`` of documents, ``chart``,
            ``products``, ``categories``, ``gone``, ``facts`` (sentences), ``missed``
            and ``documents``; dates as strings in ISO format and, to be shown, as
            words
        """
        only_one(self)
        entity = self.commercial_partner_id
        panel = {
            "currency_id": self.env.company.currency_id.id,
            "invoices": self.env["account.move"].has_access("read"),
            "count": 0,
            "missed": entity._get_missed_panel(),
        }
        if not panel["invoices"]:
            return panel
        months, panel["count"], last = entity._get_purchase_months()
        if not panel["count"]:
            return panel
        first = entity._get_first_date_read(panel["count"])
        # before the year 1 there is no day
        since = fields.Date.add(max(last, FIRST_DAY), months=-PREFERENCE_MONTHS)
        since = max(since, first) if first else since
        items = entity._get_bought_items(since, first)
        return {
            **panel,
            "chart": entity._get_purchase_chart(months),
            "since": self._format_short_date(since),
            "products": self._name_items("product.product", items["product"]),
            "categories": self._name_items("product.category", items["category"]),
            "gone": self._name_items("product.product", items["gone"]),
            "facts": entity._get_purchase_facts(),
            "documents": entity._get_last_documents(),
        }

    # -- by month ----------------------------------------------------------------------

    def _get_purchase_months(self):
        """Revenue of the last 24 months by month.

        :return: dict of amounts by first day of the month, number of documents of the
            whole history, and date of the last invoice
        """
        first = self._get_first_month()
        Move = self.env["account.move"]
        Move._purchases_settle()
        query = Move._search(self._get_purchase_domain())
        query_join(
            query,
            "JOIN",
            "rates",
            self._company_rates_sql(),
            SQL("rates.company_id = account_move.company_id"),
        )
        month = SQL(
            "CASE WHEN %(day)s >= %(first)s AND account_move.invoice_date <= %(today)s"
            " THEN date_trunc('month', %(day)s)::date END",
            day=purchase_day(),
            first=first,
            # what is dated ahead counts from its day on; it is among the documents
            today=fields.Date.context_today(self),
        )
        query_refine(query, group=SQL("1"))
        rows = self.env.execute_query(
            query_select(
                query,
                SQL("%s AS month", month),
                SQL("SUM(account_move.amount_untaxed_signed * rates.rate)"),
                SQL("COUNT(*)"),
                SQL("MAX(%s)", purchase_day()),
            )
        )
        return (
            {month: float(amount) for month, amount, _count, _last in rows if month},
            sum(row[2] for row in rows),
            max((row[3] for row in rows), default=None),
        )

    @api.model
    def _get_first_month(self):
        today = fields.Date.context_today(self)
        return fields.Date.add(
            fields.Date.start_of(today, "month"), months=1 - 2 * MONTHS
        )

    def _get_purchase_chart(self, months):
        """The last twelve months, the present one included, against the same ones a
        year before."""
        first = self._get_first_month()
        before = [fields.Date.add(first, months=number) for number in range(MONTHS)]
        now = [fields.Date.add(month, years=1) for month in before]
        return {
            "labels": [
                format_date(self.env, month, date_format="LLL") for month in now
            ],
            "series": [
                {
                    "label": self.env._(
                        "%(first)s to %(last)s",
                        first=format_date(self.env, row[0], date_format="LLL y"),
                        last=format_date(self.env, row[-1], date_format="LLL y"),
                    ),
                    "months": [fields.Date.to_string(month) for month in row],
                    "texts": [
                        format_date(self.env, month, date_format="LLLL y")
                        for month in row
                    ],
                    "amounts": [round(months.get(month, 0), 2) for month in row],
                }
                for row in (before, now)
            ],
            "empty": not any(months.values()),
        }

    # -- tables ------------------------------------------------------------------------

    def _name_items(self, model, items):
        names = {
            record.id: record.display_name
            for record in self.env[model]
            .sudo()  # the name is on the customer's invoices, whoever may see products
            .browse([item["id"] for item in items])
        }
        return [
            {
                **item,
                "name": names[item["id"]],
                "last_date": self._format_short_date(item["last_date"]),
            }
            for item in items
        ]

    def _get_last_documents(self):
        """The last documents, for the table; the list of all is behind its button."""
        Move = self.env["account.move"]
        moves = Move.search(
            self._get_purchase_domain(),
            order="invoice_date DESC, id DESC",
            limit=DOCUMENTS,
        )
        # sudo: the number of what is corrected is told with what corrects it
        corrected = {move.id: move.sudo().ficha_purchase_move_id.name for move in moves}
        states = moves._ficha_states()
        return [
            {
                "id": move.id,
                "name": move.name,
                "date": self._format_short_date(move.invoice_date),
                "refund": move.move_type == "out_refund",
                "corrects": self.env._("of the purchase %s", corrected[move.id])
                if corrected[move.id]
                else False,
                "amount": move.amount_untaxed_signed,
                "currency_id": move.company_currency_id.id,
                "state": states[move.id][0] or "",
                "decoration": states[move.id][1],
            }
            for move in moves
        ]

    # --------------------------------------------------------------------------
    # The page of purchases: what its tables of products are read from.
    # --------------------------------------------------------------------------

    def _get_first_date_read(self, count):
        """From when on the tables read lines, when there are too many documents.

        :param int count: of all documents of this customer
        :return: date, or None when all are read
        """
        if count <= DOCUMENTS_READ:
            return None
        query = self.env["account.move"]._search(self._get_purchase_domain())
        query_refine(
            query,
            order=SQL("account_move.invoice_date DESC, account_move.id DESC"),
            offset=DOCUMENTS_READ - 1,
            limit=1,
        )
        [(date,)] = self.env.execute_query(
            query_select(query, SQL("account_move.invoice_date"))
        )
        return date

    def _get_bought_items(self, since, first=None):
        """Favourite products and categories of a customer, and what they stopped
        buying, in one query over their lines.

        :param date since: favourites are computed from here on
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
                -- 1. what they bought and gave back
                WITH line AS (%(lines)s),
                -- 2. by product and day: first, because it leaves little however much
                -- they buy
                day AS (
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
                -- 3. by product, and by category, at once: what is recent makes
                -- favourites, all of it tells what they stopped buying
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
                -- 4. the usual interval, the days since the last time, and the sum that
                -- shares are taken of; what was only given back is left out
                timed AS (
                    SELECT item.*,
                           (last_date - first_date)::float / NULLIF(times - 1, 0)
                               AS every,
                           %(today)s::date - last_date AS silent,
                           SUM(recent_amount) OVER (PARTITION BY product) AS total
                      FROM item
                     WHERE last_date IS NOT NULL
                ),
                -- 5. which products they stopped buying
                told AS (
                    SELECT timed.*,
                           product AND times > 1
                               AND silent > GREATEST(%(lost_days)s, 2 * every)
                               AS gone
                      FROM timed
                ),
                -- 6. the order within products and within categories, of favourites and
                -- of what is gone
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
                -- 7. the first few of each
                SELECT * FROM ranked
                 WHERE id IS NOT NULL  -- a product may have no category
                   AND ((place <= %(shown)s AND recent_amount > 0)
                        OR (gone AND gone_place <= %(shown)s))
                 ORDER BY place
                """,
                lines=lines,
                since=since,
                today=today,
                lost_days=LOST_DAYS,
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
            "product": [self._panel_item(row) for row in favourites if row["product"]],
            "category": [
                self._panel_item(row) for row in favourites if not row["product"]
            ],
            "gone": [self._panel_item(row, past=True) for row in gone],
        }

    def _get_bought_lines_sql(self, first):
        """The lines with a product of this customer's documents, as the user may see
        them: product, category, date, whether it is a sale, amount, quantity.

        Lines are taken document by document (OFFSET keeps PostgreSQL from turning it
        round): it takes the lines of one document for many more than they are, and
        would read those of everybody.
        """
        domain = self._get_purchase_domain()
        domain &= Domain("invoice_date", "<=", fields.Date.context_today(self))
        if first:
            domain &= Domain("invoice_date", ">=", first)
        moves = self.env["account.move"]._search(domain)
        Line = self.env["account.move.line"]
        lines = Line._search(
            Domain("display_type", "=", "product") & Domain("product_id", "!=", False)
        )
        query_refine(lines, SQL("account_move_line.move_id = bought.id"))
        columns = ("product_id", "product_uom_id", "balance", "quantity")
        Line.flush_model(["move_id", "display_type", *columns])
        return SQL(
            """
            SELECT line.product_id,
                   template.categ_id,
                   bought.day AS date,
                   bought.sale,
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
            moves=query_select(
                moves,
                SQL("account_move.id"),
                SQL("account_move.company_id"),
                SQL("%s AS day", purchase_day()),
                SQL("%s AS sale", is_purchase()),
            ),
            rates=self._company_rates_sql(),
            lines=query_select(
                lines, *(SQL.identifier("account_move_line", name) for name in columns)
            ),
        )

    def _panel_item(self, row, past=False):
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

    # --------------------------------------------------------------------------
    # The page of purchases: how they buy and pay, in words.
    # --------------------------------------------------------------------------

    def _get_purchase_facts(self):
        """How they buy and pay, in sentences, from the purchase history of the current
        company.

        :return: list of dicts with ``name`` and ``text``
        """
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return []
        rows = self._get_purchase_rows()
        summary = rows[-1:]
        whose = len(rows) > 1 and summary._tell_company(summary.company_id)
        today = fields.Date.context_today(self)
        rhythm = summary._rhythms(today).get(summary.id)
        return [
            {"name": name, "text": text}
            for name, text in (
                (self.env._("Whose purchases"), whose),
                (self.env._("Rhythm"), self._panel_rhythm(summary, rhythm)),
                (self.env._("Next purchase"), rhythm and summary._tell_all(rhythm)),
                (self.env._("When they buy most"), self._panel_peaks(summary)),
                (self.env._("How they pay"), self._panel_payment(summary)),
                (self.env._("Means of payment"), summary.payment_means),
            )
            if text
        ]

    def _panel_rhythm(self, summary, rhythm):
        if not rhythm or not rhythm.own:
            return rhythm and summary._tell_usual(rhythm)
        if rhythm.usual == 1:
            return self.env._("Every day, %s purchase days so far", rhythm.purchases)
        return self.env._(
            "Every %(days)s days, %(number)s purchase days so far",
            days=rhythm.usual,
            number=rhythm.purchases,
        )

    def _panel_peaks(self, summary):
        names = get_month_names(locale=babel_locale_parse(self.env.lang))
        return format_list(
            self.env,
            [
                names[int(month)]
                for month in (summary.peak_months or "").split(",")
                if month
            ],
        )

    def _panel_payment(self, summary):
        paid = summary.average_days_to_pay
        agreed = summary.average_days_agreed
        if not paid and not agreed:
            return False
        words = {"paid": in_days(self.env, round(paid)), "agreed": round(agreed)}
        late = round(paid) - round(agreed)
        if late > 0:
            return self.env._(
                "In %(paid)s, %(late)s later than the %(agreed)s agreed",
                late=late,
                **words,
            )
        return self.env._("In %(paid)s, of the %(agreed)s agreed", **words)

    # --------------------------------------------------------------------------
    # The lists behind the numbers of the page of purchases.
    # --------------------------------------------------------------------------

    @asks(kind=either("month", "product", "category"))
    def action_view_purchases_of(self, kind, value):
        """Opens the invoices of this customer in one month, or with one product or a
        product of one category.

        :param str kind: ``month``, ``product`` or ``category``
        :param value: the first day of the month as a string, or the id
        """
        only_one(self)
        if kind == "month":
            first = argument(self.env, "value", value, a_day)
            domain = self.env["account.move"]._purchased_domain(
                first, fields.Date.end_of(first, "month")
            )
        else:
            path = "product_id" if kind == "product" else "product_id.categ_id"
            domain = Domain(
                "invoice_line_ids",
                "any",
                Domain(path, "=", argument(self.env, "value", value, an_id))
                & Domain("display_type", "=", "product"),
            )
        action = self.action_view_purchases()
        return {**action, "domain": list(Domain(action["domain"]) & domain)}
