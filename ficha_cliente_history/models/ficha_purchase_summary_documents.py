from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.purchases import is_purchase, purchase_day

# What tells one document from another: amount and day of the purchase, company, whether
# it is a purchase, whether it is paid. Adding up does not mind the order.
DOCUMENT_HASH = SQL(
    """hash_numeric_extended(
        amount_untaxed_signed,
        %s - DATE '2000-01-01'
            + 65536 * (company_id * 4::bigint
                       + (NOT %s)::int * 2
                       + (payment_state IN ('paid', 'in_payment'))::int)
    )""",
    purchase_day(),
    is_purchase(),
)

# hashes are kept as 31 bits
HASHES = 2147483647

# Beyond this share of customers whose documents changed, one pass over all documents
# costs less than looking up each of those customers.
WHOLE_PASS_SHARE = 0.2


class FichaPurchaseSummary(models.Model):
    """The documents that count, and which rows are behind them.

    What a purchase is, is the core's (``tools/purchases.py``): here documents are only
    added up by customer. Rows that differ from their documents are made again by
    ``ficha_purchase_summary_refresh.py``.
    """

    _inherit = "ficha.purchase.summary"

    @api.model
    def _flush_documents(self):
        self.flush_model()
        self.env["account.move"]._purchases_settle()
        self.env["account.move"].flush_model(
            [
                "commercial_partner_id",
                "company_id",
                "state",
                "move_type",
                "invoice_date",
                "invoice_date_due",
                "amount_untaxed_signed",
                "payment_state",
            ]
        )

    # -- the documents -----------------------------------------------------------------

    @api.model
    def _documents(self, today, ids=None, alias="account_move"):
        """Condition on the documents that count, spelt as in the partial index
        ``_ficha_figures_idx`` of ``account.move``. Those of the future do not count
        yet.

        :param ids: of commercial entities; all when None
        """
        move = SQL.identifier(alias)
        return SQL(
            "%(move)s.state = 'posted'"
            " AND %(move)s.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
            " AND %(move)s.invoice_date <= %(today)s"
            " AND %(customer)s",
            move=move,
            today=today,
            customer=SQL("%s.commercial_partner_id IS NOT NULL", move)
            if ids is None
            else SQL("%s.commercial_partner_id = ANY(%s)", move, list(ids)),
        )

    @api.model
    def _month_columns(self, today, day, number, amount):
        """The twelve months and the twelve before, of what has a day, a number of
        purchases and an amount."""
        now = SQL("%s > %s", day, today - relativedelta(years=1))
        before = SQL(
            "%s > %s AND %s <= %s",
            day,
            today - relativedelta(years=2),
            day,
            today - relativedelta(years=1),
        )
        return SQL(
            """
            COALESCE(sum(%(number)s) FILTER (WHERE %(now)s), 0)::int
                AS purchase_count_12m,
            COALESCE(sum(%(number)s) FILTER (WHERE %(before)s), 0)::int
                AS purchase_count_previous_12m,
            COALESCE(sum(%(amount)s) FILTER (WHERE %(now)s), 0) AS revenue_12m,
            COALESCE(sum(%(amount)s) FILTER (WHERE %(before)s), 0)
                AS revenue_previous_12m
            """,
            number=number,
            amount=amount,
            now=now,
            before=before,
        )

    # --------------------------------------------------------------------------
    # Which rows are behind their documents, or behind the calendar.
    # --------------------------------------------------------------------------

    @api.model
    def _refresh_documents(self, today, deep=False, ids=None):
        """Compare every row with its documents, and make again those that differ.

        :param ids: of commercial entities; all when None
        :return: set of the ids of customers whose row was made, changed or deleted
        """
        if deep:
            return self._rebuild(today)
        outdated, customers = self._find_outdated(today, ids)
        changed = set()
        if outdated:
            whole = ids is None and len(outdated) > customers * WHOLE_PASS_SHARE
            changed = self._rebuild(today, None if whole else outdated)
        # what only moves with the calendar was right yesterday
        self._refresh_months(today, ids)
        return changed

    @api.model
    def _find_outdated(self, today, ids=None):
        """Customers whose rows differ from their documents: in the number of purchases,
        the revenue, or the hash of all documents.

        By customer over all companies, as the index is ordered: this costs no more than
        adding up the invoices of each customer.

        :param ids: of commercial entities; all when None
        :return: list of ids, and how many customers there are
        """
        [(customers, outdated)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), array_agg(partner_id) FILTER (WHERE outdated)
                  FROM (
                    SELECT COALESCE(doc.partner_id, row.partner_id) AS partner_id,
                           (doc.purchases, doc.revenue, (doc.hash %% %(hashes)s
                                + %(hashes)s) %% %(hashes)s)
                               IS DISTINCT FROM
                           (row.purchases, row.revenue, row.hash %% %(hashes)s)
                               AS outdated
                      FROM (
                        SELECT commercial_partner_id AS partner_id,
                               count(*) FILTER (WHERE %(purchase)s) AS purchases,
                               sum(amount_untaxed_signed) AS revenue,
                               sum(%(hash)s) AS hash
                          FROM account_move
                         WHERE %(documents)s
                         GROUP BY commercial_partner_id
                      ) AS doc
                      FULL JOIN (
                        SELECT partner_id,
                               sum(purchase_count) AS purchases,
                               sum(revenue) AS revenue,
                               sum(documents_hash) AS hash
                          FROM ficha_purchase_summary AS row
                         WHERE %(rows)s
                         GROUP BY partner_id
                      ) AS row ON row.partner_id = doc.partner_id
                  ) AS customer
                """,
                purchase=is_purchase(),
                hash=DOCUMENT_HASH,
                hashes=HASHES,
                documents=self._documents(today, ids),
                rows=self._rows(ids),
            )
        )
        return outdated or [], customers

    @api.model
    def _refresh_months(self, today, ids=None):
        """The twelve months move on with the calendar.

        Only of customers with a document that has left the twelve months, or the twelve
        before, since the day of the figures (or entered them, for an earlier day).

        :param ids: of commercial entities; all when None
        """
        first, last = self.env.execute_query(
            SQL(
                """SELECT LEAST(min(refreshed_on), %(today)s),
                          GREATEST(max(refreshed_on), %(today)s)
                     FROM ficha_purchase_summary AS row
                    WHERE %(rows)s""",
                today=today,
                rows=self._rows(ids),
            )
        )[0]
        if first == last:
            return
        year, two_years = relativedelta(years=1), relativedelta(years=2)
        figures = (
            "purchase_count_12m",
            "purchase_count_previous_12m",
            "revenue_12m",
            "revenue_previous_12m",
        )
        self.env.cr.execute(
            SQL(
                """
                WITH customer AS (
                    SELECT DISTINCT commercial_partner_id AS partner_id
                      FROM account_move
                     WHERE %(documents)s
                       AND (%(day)s > %(year_first)s AND %(day)s <= %(year_last)s
                            OR %(day)s > %(two_years_first)s
                            AND %(day)s <= %(two_years_last)s)
                ), doc AS (
                    SELECT customer.partner_id, company_id, %(months)s
                      FROM account_move
                      JOIN customer ON customer.partner_id = commercial_partner_id
                     WHERE %(documents)s AND %(day)s > %(since)s
                     GROUP BY customer.partner_id, company_id
                ), new AS (
                    SELECT row.id, %(columns)s
                      FROM ficha_purchase_summary AS row
                      JOIN customer USING (partner_id)
                      LEFT JOIN doc USING (partner_id, company_id)
                )
                UPDATE ficha_purchase_summary AS row
                   SET %(set)s, refreshed_on = NULL  -- to be computed again
                  FROM new
                 WHERE new.id = row.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                documents=self._documents(today, ids),
                day=purchase_day(),
                year_first=first - year,
                year_last=last - year,
                two_years_first=first - two_years,
                two_years_last=last - two_years,
                since=today - two_years,
                months=self._month_columns(
                    today,
                    purchase_day(),
                    SQL("%s::int", is_purchase()),
                    SQL("amount_untaxed_signed"),
                ),
                columns=SQL(", ").join(
                    SQL("COALESCE(doc.%(name)s, 0) AS %(name)s", name=SQL(name))
                    for name in figures
                ),
                set=SQL(", ").join(
                    SQL("%(name)s = new.%(name)s", name=SQL(name)) for name in figures
                ),
                old=SQL(", ").join(SQL.identifier("row", name) for name in figures),
                new=SQL(", ").join(SQL.identifier("new", name) for name in figures),
            )
        )
