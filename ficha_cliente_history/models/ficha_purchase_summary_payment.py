from odoo import api, models
from odoo.tools import SQL

PAYMENT_COLUMNS = (
    "average_days_to_pay",
    "average_days_agreed",
    "payment_means",
)


class FichaPurchaseSummary(models.Model):
    """How customers pay: the days they take, and what with."""

    _inherit = "ficha.purchase.summary"

    @api.model
    def _make_payments_table(self, today):
        """Those of everybody, in a temporary table: so that every row is written once,
        with them.

        :return: ``SQL``, its name
        """
        # All at once, the tables are read in order, and joined as they stand below, the
        # least first: PostgreSQL takes the documents behind their lines for far fewer
        # than they are, and would look each of them up.
        self._execute_tuned(
            {
                "work_mem": "128MB",
                "enable_nestloop": "off",
                "join_collapse_limit": "1",
            },
            SQL(
                "CREATE TEMPORARY TABLE ficha_paid ON COMMIT DROP AS %s",
                self._payments(today, None),
            ),
        )
        return SQL("ficha_paid")

    @api.model
    def _payments(self, today, ids):
        """SELECT of ``partner_id``, ``company_id`` and ``PAYMENT_COLUMNS``, from what
        settled each paid invoice.

        An invoice is paid on the day of the last entry that was matched with it; paid
        before it was issued counts as 0 days. The means are the methods of the payments
        matched with it, or the bank and cash journals of the statements.

        :param ids: of commercial entities; all when None
        """
        return SQL(
            """
            -- 1. what settled paid invoices, a row for each: it is read once
            WITH settled AS MATERIALIZED (
                SELECT move.id,
                       move.commercial_partner_id AS partner_id,
                       move.company_id,
                       partial.max_date - move.invoice_date AS days,
                       move.invoice_date_due - move.invoice_date AS agreed,
                       credit.journal_id,
                       COALESCE(payment.payment_method_line_id, 0) AS method_id
                  FROM account_partial_reconcile AS partial
                  JOIN account_move_line AS line ON line.id = partial.debit_move_id
                  JOIN account_move AS move ON move.id = line.move_id
                  JOIN account_account AS account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                  JOIN account_move_line AS credit
                    ON credit.id = partial.credit_move_id
                  LEFT JOIN account_payment AS payment
                    ON payment.id = credit.payment_id
                 WHERE %(documents)s
                   AND move.move_type <> 'out_refund'
                   AND move.payment_state IN ('paid', 'in_payment')
            ),
            -- 2. by customer and company, the averages over the invoices
            customer AS (
                SELECT partner_id,
                       company_id,
                       avg(days)::float8 AS days,
                       avg(agreed)::float8 AS agreed
                  FROM (
                    SELECT partner_id,
                           company_id,
                           GREATEST(max(days), 0) AS days,
                           max(agreed) AS agreed
                      FROM settled
                     GROUP BY id, partner_id, company_id
                  ) AS invoice
                 GROUP BY partner_id, company_id
            ),
            -- 3. with what: counted by ids, then by what each of these few is called;
            -- the most used first
            used AS MATERIALIZED (
                SELECT partner_id, company_id, journal_id, method_id,
                       count(*) AS number
                  FROM settled
                 GROUP BY partner_id, company_id, journal_id, method_id
            ),
            way AS MATERIALIZED (
                SELECT one.journal_id, one.method_id, %(name)s AS name
                  FROM (SELECT DISTINCT journal_id, method_id FROM used) AS one
                  JOIN account_journal AS journal
                    ON journal.id = one.journal_id
                   AND journal.type IN ('bank', 'cash', 'credit')
                  LEFT JOIN account_payment_method_line AS method
                    ON method.id = one.method_id
            ),
            means AS (
                SELECT partner_id,
                       company_id,
                       string_agg(name, ', ' ORDER BY number DESC, name) AS names
                  FROM (
                    SELECT partner_id, company_id, name, sum(number) AS number
                      FROM used
                      JOIN way USING (journal_id, method_id)
                     GROUP BY partner_id, company_id, name
                  ) AS named
                 GROUP BY partner_id, company_id
            )
            SELECT partner_id,
                   company_id,
                   customer.days AS average_days_to_pay,
                   customer.agreed AS average_days_agreed,
                   means.names AS payment_means
              FROM customer
              LEFT JOIN means USING (partner_id, company_id)
            """,
            documents=self._documents(today, ids, "move"),
            name=self._means_name(),
        )

    @api.model
    def _means_name(self):
        """Name of a means of payment: the method where it says more than the journal,
        in the language of the companies' users."""
        lang = self.env.company._ficha_lang()
        return SQL(
            """concat_ws(' · ',
                   COALESCE(journal.name ->> %s, journal.name ->> 'en_US'), %s)""",
            lang,
            self.env["account.payment.method.line"]._ficha_name_sql("method", lang),
        )
