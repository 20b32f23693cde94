from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

OPEN_STATES = ("not_paid", "partial", "blocked")
FIGURE_COLUMNS = [
    "commercial_partner_id",
    "company_id",
    "currency_id",
    "move_type",
    "state",
    "name",
    "invoice_date",
    "invoice_date_due",
    "payment_state",
    "amount_untaxed_signed",
    "amount_residual_signed",
]


class ResPartner(models.Model):
    """What the numbers of the ficha are read from: aggregates over indexes."""

    _inherit = "res.partner"

    def _get_purchase_domain(self):
        """Posted customer documents of these commercial entities, as a domain on
        ``account.move``, in the companies the user has switched on. The conditions are
        spelt as in the partial indexes of ``account_move_figures.py``.

        :returns: ``Domain``
        """
        return (
            Domain("commercial_partner_id", "in", self.ids)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))
        )

    def _aggregate_documents(self, domain, columns):
        """Sums over customer documents, by commercial entity and company.

        :param Domain domain: the documents; the user's record rules are added.
        :param list columns: pairs of name and ``SQL`` aggregate.
        :returns: defaultdict of lists of dicts, by id of the commercial entity.
        """
        result = defaultdict(list)
        if not self.ids:
            return result
        Move = self.env["account.move"]
        Move.flush_model(FIGURE_COLUMNS)
        query = Move._search(domain)
        query.groupby = SQL(
            "account_move.commercial_partner_id, account_move.company_id"
        )
        names = ["company_id", *(name for name, _expression in columns)]
        rows = self.env.execute_query(
            query.select(
                SQL("account_move.commercial_partner_id"),
                SQL("account_move.company_id"),
                *(expression for _name, expression in columns),
            )
        )
        for entity_id, *values in rows:
            result[entity_id].append(dict(zip(names, values, strict=True)))
        return result

    def _get_purchase_totals(self, today):
        year_ago = today - relativedelta(years=1)
        two_years_ago = today - relativedelta(years=2)
        invoices = SQL("account_move.move_type <> 'out_refund'")
        now = SQL("account_move.invoice_date > %s", year_ago)
        before = SQL(
            "account_move.invoice_date > %s AND account_move.invoice_date <= %s",
            two_years_ago,
            year_ago,
        )
        amount = SQL("SUM(account_move.amount_untaxed_signed)")
        return self._aggregate_documents(
            self._get_purchase_domain(),
            [
                (
                    "first",
                    SQL("MIN(account_move.invoice_date) FILTER (WHERE %s)", invoices),
                ),
                ("number", SQL("COUNT(*) FILTER (WHERE %s)", invoices)),
                ("number_now", SQL("COUNT(*) FILTER (WHERE %s AND %s)", invoices, now)),
                ("now", SQL("%s FILTER (WHERE %s)", amount, now)),
                ("before", SQL("%s FILTER (WHERE %s)", amount, before)),
            ],
        )

    def _get_open_domain(self):
        return self._get_purchase_domain() & Domain("payment_state", "in", OPEN_STATES)

    def _get_open_totals(self, today):
        late = SQL("account_move.invoice_date_due < %s", today)
        amount = SQL("SUM(account_move.amount_residual_signed)")
        return self._aggregate_documents(
            self._get_open_domain(),
            [
                ("number", SQL("COUNT(*)")),
                ("open", amount),
                ("overdue", SQL("%s FILTER (WHERE %s)", amount, late)),
                (
                    "oldest",
                    SQL(
                        "MIN(account_move.invoice_date_due)"
                        " FILTER (WHERE %s AND account_move.move_type <> 'out_refund')",
                        late,
                    ),
                ),
            ],
        )

    def _get_last_purchases(self):
        """The last invoice of each of these commercial entities, walking the index.

        :returns: dict of dicts with ``id, name, date, due, payment_state, amount,
            company_id``, by id of the commercial entity.
        """
        if not self.ids:
            return {}
        Move = self.env["account.move"]
        Move.flush_model(FIGURE_COLUMNS)
        query = Move._search(
            self._get_purchase_domain() & Domain("move_type", "!=", "out_refund")
        )
        query.add_where("account_move.commercial_partner_id = entity.id")
        query.order = SQL("account_move.invoice_date DESC, account_move.id DESC")
        query.limit = 1
        columns = {
            "id": SQL("account_move.id"),
            "name": SQL("account_move.name"),
            "date": SQL("account_move.invoice_date"),
            "due": SQL("account_move.invoice_date_due"),
            "payment_state": SQL("account_move.payment_state"),
            "amount": SQL("account_move.amount_untaxed_signed"),
            "company_id": SQL("account_move.company_id"),
        }
        rows = self.env.execute_query(
            SQL(
                "SELECT entity.id, last.* FROM unnest(%s) AS entity(id) "
                "CROSS JOIN LATERAL (%s) AS last",
                list(self.ids),
                query.select(*columns.values()),
            )
        )
        return {
            entity_id: dict(zip(columns, values, strict=True))
            for entity_id, *values in rows
        }
