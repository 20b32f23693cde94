from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class FichaFollowupRule(models.Model):
    """The kinds of rules that need only invoicing and mail."""

    _inherit = "ficha.followup.rule"

    def _matching_invoice_overdue(self, partners):
        """Customers with a receivable instalment overdue for the rule's days.

        The reason names the oldest invoice and the whole overdue amount, in the
        currency of the company that waits for it.
        """
        today = fields.Date.context_today(self)
        self._flush_invoices()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (partner_id) partner_id, company_id, name, due,
                       count(*) OVER entity - 1, sum(residual) OVER entity
                  FROM (
                    SELECT line.partner_id, line.company_id, move.id, move.name,
                           min(line.date_maturity) AS due,
                           sum(line.amount_residual) AS residual
                      FROM account_move_line line
                      JOIN account_move move ON move.id = line.move_id
                      JOIN account_account account ON account.id = line.account_id
                     WHERE move.move_type = 'out_invoice'
                       AND move.state = 'posted'
                       AND account.account_type = 'asset_receivable'
                       AND line.amount_residual > 0
                       AND line.date_maturity <= %(limit)s
                       AND %(where)s
                     GROUP BY line.partner_id, line.company_id, move.id, move.name
                  ) overdue
                WINDOW entity AS (PARTITION BY partner_id, company_id)
                ORDER BY partner_id, due, id
                """,
                limit=today - timedelta(days=max(self.days, 1)),
                where=SQL(" AND ").join(
                    [
                        self._partners_clause("line.partner_id", partners),
                        SQL("line.company_id = %s", self.company_id.id)
                        if self.company_id
                        else SQL("TRUE"),
                    ]
                ),
            )
        )
        currencies = {
            company.id: company.currency_id
            for company in self.env["res.company"]
            .sudo()  # names of currencies of companies the reader may not enter
            .browse({row[1] for row in rows})
        }
        return {
            pid: {
                "document": name,
                "more": more,
                "days": (today - due).days,
                "date": due,
                "amount": residual,
                "currency": currencies[company_id],
            }
            for pid, company_id, name, due, more, residual in rows
        }

    def _flush_invoices(self):
        self.env["account.move"].flush_model(["state", "move_type", "name"])
        self.env["account.move.line"].flush_model(
            ["partner_id", "amount_residual", "date_maturity", "company_id"]
        )

    def _partners_clause(self, column, partners):
        if partners is None:
            return SQL("%s IS NOT NULL", SQL(column))
        return SQL("%s = ANY(%s)", SQL(column), partners.ids)

    def _matching_no_reply(self, partners):
        """Customers we wrote to and who have not answered for the rule's days."""
        today = fields.Date.context_today(self)
        return self._matching_dates(
            SQL("p.awaiting_reply_since"),
            SQL("p.awaiting_reply_since <= %s", today - timedelta(days=self.days)),
            partners,
        )

    def _matching_no_contact(self, partners):
        """Customers once contacted and then not for the rule's days, or not within
        the cadence of their colour when the rule says 0."""
        today = fields.Date.context_today(self)
        if self.days:
            late = SQL("p.last_contact_date <= %s", today - timedelta(days=self.days))
        else:
            # seven calendar days hold five working days
            late = SQL(
                "s.cadence_days > 0"
                " AND p.last_contact_date < %s - ceil(s.cadence_days * 1.4)::int",
                today,
            )
        return self._matching_dates(SQL("p.last_contact_date"), late, partners)

    def _matching_dates(self, column, condition, partners):
        today = fields.Date.context_today(self)
        Partner = self.env["res.partner"]
        Partner.flush_model(
            ["awaiting_reply_since", "last_contact_date", "followup_state_id"]
        )
        self.env["ficha.followup.state"].flush_model(["cadence_days"])
        customers = Partner._search(Partner._followup_customer_domain())
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id, %s FROM res_partner p
                     LEFT JOIN ficha_followup_state s ON s.id = p.followup_state_id
                    WHERE %s AND %s AND p.id IN %s""",
                column,
                condition,
                self._partners_clause("p.id", partners),
                customers.subselect(),
            )
        )
        return {pid: {"date": day, "days": (today - day).days} for pid, day in rows}
