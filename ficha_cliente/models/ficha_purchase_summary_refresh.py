from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

# Beyond this share of customers whose documents changed, one pass over all documents
# costs less than looking up each of those customers.
WHOLE_PASS_SHARE = 0.2


class FichaPurchaseSummary(models.Model):
    """Bringing the purchase history up to date.

    The documents of a customer are told apart from those its row was made from by one
    number (``documents_hash``), a sum over the documents that an index answers. So a
    refresh of the whole base costs about as much as adding up all invoices: what is
    expensive (intervals, peak months, days to pay) is made again only for the customers
    whose documents changed. What moves with the calendar (twelve months, expected
    purchase, scores) is reckoned for all, and written only where it differs.
    """

    _inherit = "ficha.purchase.summary"

    @api.model
    def _refresh(self, partners=None, today=None, deep=False):
        """Bring the purchase history of customers up to date.

        Set-based: the number of queries does not grow with customers or documents. May
        be called at any time; a second call changes nothing. Meets a concurrent refresh
        of the same customers as a serialization failure, never as stale figures.

        :param partners: ``res.partner``, whose commercial entities are refreshed; all
            customers when None
        :param date today: day the figures are reckoned for; the user's or company's by
            default
        :param bool deep: make every row again from its documents, whatever its hash
        :return: the ids of the customers whose row was made, changed or deleted
        """
        self = self.sudo()
        today = today or self.env["res.partner"]._followup_today()
        self._flush_documents()
        if partners is None:
            changed = self._refresh_documents(today, deep)
            changed |= self._reckon_all(today, deep)
        else:
            ids = list({*partners.ids, *partners.commercial_partner_id.ids})
            changed = self._rebuild(today, ids)
            changed |= self._reckon(today, ids)
        self.invalidate_model(flush=False)
        return sorted(changed)

    @api.model
    def _flush_documents(self):
        self.flush_model()
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
        """Condition on the documents that count, spelt as in the partial index of
        ``account_move_figures.py``. Those of the future do not count yet.

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
    def _document_columns(self, today):
        """What is added up over documents, however they are grouped."""
        year_ago = today - relativedelta(years=1)
        two_years_ago = today - relativedelta(years=2)
        values = {
            "purchase": SQL("move_type <> 'out_refund'"),
            "now": SQL("invoice_date > %s", year_ago),
            "before": SQL(
                "invoice_date > %s AND invoice_date <= %s", two_years_ago, year_ago
            ),
        }
        return SQL(
            """
            count(*) FILTER (WHERE %(purchase)s) AS purchase_count,
            count(*) FILTER (WHERE %(purchase)s AND %(now)s) AS purchase_count_12m,
            count(*) FILTER (WHERE %(purchase)s AND %(before)s)
                AS purchase_count_previous_12m,
            count(*) FILTER (
                WHERE %(purchase)s AND payment_state IN ('paid', 'in_payment')
            ) AS paid_count,
            sum(amount_untaxed_signed) AS revenue,
            COALESCE(sum(amount_untaxed_signed) FILTER (WHERE %(now)s), 0)
                AS revenue_12m,
            COALESCE(sum(amount_untaxed_signed) FILTER (WHERE %(before)s), 0)
                AS revenue_previous_12m,
            -- amount and day of each document; adding up does not mind their order
            sum(hash_numeric_extended(
                amount_untaxed_signed, invoice_date - DATE '2000-01-01'
            )) AS hash
            """,
            **values,
        )

    # -- which rows are behind their documents -----------------------------------------

    @api.model
    def _refresh_documents(self, today, deep=False):
        """Compare every row with its documents, and mend what differs.

        :return: set of the ids of customers whose row was made, changed or deleted
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(doc.partner_id, row.partner_id),
                       deep,
                       row.id,
                       doc.purchase_count_12m,
                       doc.purchase_count_previous_12m,
                       doc.revenue_12m,
                       doc.revenue_previous_12m
                  FROM (
                    SELECT commercial_partner_id AS partner_id,
                           company_id,
                           %(columns)s
                      FROM account_move
                     WHERE %(documents)s
                     GROUP BY commercial_partner_id, company_id
                  ) doc
                  FULL JOIN ficha_purchase_summary row
                    ON row.partner_id = doc.partner_id
                   AND row.company_id = doc.company_id
                 CROSS JOIN LATERAL (
                    SELECT %(deep)s OR (
                        doc.purchase_count, doc.paid_count, doc.revenue,
                        (doc.hash %% 2147483647)::int
                    ) IS DISTINCT FROM (
                        row.purchase_count, row.paid_count, row.revenue,
                        row.documents_hash
                    ) AS deep
                  ) AS compared
                 WHERE deep OR (
                        doc.purchase_count_12m, doc.purchase_count_previous_12m,
                        doc.revenue_12m, doc.revenue_previous_12m
                    ) IS DISTINCT FROM (
                        row.purchase_count_12m, row.purchase_count_previous_12m,
                        row.revenue_12m, row.revenue_previous_12m
                    )
                """,
                columns=self._document_columns(today),
                documents=self._documents(today),
                deep=deep,
            )
        )
        outdated = {row[0] for row in rows if row[1]}
        # what only moved with the calendar was right yesterday
        self._refresh_months([row[2:] for row in rows if row[0] not in outdated])
        changed = set()
        if outdated:
            everybody = self.env.execute_query(
                SQL("SELECT count(*) FROM ficha_purchase_summary")
            )[0][0]
            whole = len(outdated) > everybody * WHOLE_PASS_SHARE
            changed |= self._rebuild(today, None if whole else list(outdated))
        return changed

    @api.model
    def _refresh_months(self, rows):
        """The twelve months move on with the calendar.

        :param rows: tuples of id and the four figures
        """
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE ficha_purchase_summary AS row
                   SET purchase_count_12m = new.number,
                       purchase_count_previous_12m = new.number_before,
                       revenue_12m = new.amount,
                       revenue_previous_12m = new.amount_before,
                       refreshed_on = NULL  -- to be reckoned again
                  FROM unnest(%s::int[], %s::int[], %s::int[],
                              %s::numeric[], %s::numeric[])
                    AS new(id, number, number_before, amount, amount_before)
                 WHERE new.id = row.id
                """,
                *(list(column) for column in zip(*rows, strict=True)),
            )
        )
