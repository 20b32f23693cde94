from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .res_partner_bought import PREFERENCE_MONTHS

DOCUMENTS = 8
MONTHS = 12


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
        self.ensure_one()
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
        since = fields.Date.add(last, months=-PREFERENCE_MONTHS)
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
        query = Move._search(self._get_purchase_domain())
        query.add_join(
            "JOIN",
            "rates",
            self._company_rates_sql(),
            SQL("rates.company_id = account_move.company_id"),
        )
        month = SQL(
            "CASE WHEN account_move.invoice_date >= %s"
            " THEN date_trunc('month', account_move.invoice_date)::date END",
            first,
        )
        query.groupby = SQL("1")
        rows = self.env.execute_query(
            query.select(
                SQL("%s AS month", month),
                SQL("SUM(account_move.amount_untaxed_signed * rates.rate)"),
                SQL("COUNT(*)"),
                SQL("MAX(account_move.invoice_date)"),
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
                    "words": [
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
        states = dict(Move._fields["payment_state"]._description_selection(self.env))
        return [
            {
                "id": move.id,
                "name": move.name,
                "date": self._format_short_date(move.invoice_date),
                "refund": move.move_type == "out_refund",
                "amount": move.amount_untaxed_signed,
                "currency_id": move.company_currency_id.id,
                "payment_state": move.payment_state,
                "state": states.get(move.payment_state, ""),
            }
            for move in moves
        ]
