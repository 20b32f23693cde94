from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

# What tells one document from another: amount and day, company, whether it is a credit
# note, whether it is paid. Adding up does not mind the order.
DOCUMENT_HASH = SQL(
    """hash_numeric_extended(
        amount_untaxed_signed,
        invoice_date - DATE '2000-01-01'
            + 65536 * (company_id * 4::bigint
                       + (move_type = 'out_refund')::int * 2
                       + (payment_state IN ('paid', 'in_payment'))::int)
    )"""
)
# hashes are kept as 31 bits
HASHES = 2147483647


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

    @api.model
    def _execute_tuned(self, settings, query):
        """Run one query with settings of the planner that hold for it only.

        :param dict settings: of PostgreSQL
        :return: rows
        """
        for name, value in settings.items():
            self.env.cr.execute(SQL("SET LOCAL %s = %s", SQL(name), value))
        rows = self.env.execute_query(query)
        for name in settings:
            self.env.cr.execute(SQL("SET LOCAL %s TO DEFAULT", SQL(name)))
        return rows

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
    def _document_columns(self):
        """What is added up over documents, however they are grouped."""
        return SQL(
            """
            count(*) FILTER (WHERE move_type <> 'out_refund') AS purchase_count,
            count(*) FILTER (
                WHERE payment_state IN ('paid', 'in_payment')
                AND move_type <> 'out_refund'
            ) AS paid_count,
            sum(amount_untaxed_signed) AS revenue,
            sum(%s) AS hash
            """,
            DOCUMENT_HASH,
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
