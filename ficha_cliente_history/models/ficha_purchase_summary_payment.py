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
    def _rebuild_payments(self, today, ids):
        """Days to pay and means of payment of some customers, written where they
        differ.

        :param ids: of commercial entities
        :return: set of the ids of customers whose row changed
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH paid AS (%(payments)s),
                -- nothing, where no invoice is paid any more
                new AS (
                    SELECT row.id, %(columns)s
                      FROM ficha_purchase_summary AS row
                      LEFT JOIN paid USING (partner_id, company_id)
                     WHERE %(rows)s
                )
                UPDATE ficha_purchase_summary AS row
                   SET %(set)s
                  FROM new
                 WHERE new.id = row.id
                   AND (%(old)s) IS DISTINCT FROM (%(new)s)
             RETURNING row.partner_id
                """,
                payments=self._payments(today, ids),
                rows=self._rows(ids),
                columns=SQL(", ").join(
                    SQL.identifier("paid", name) for name in PAYMENT_COLUMNS
                ),
                set=SQL(", ").join(
                    SQL("%(name)s = new.%(name)s", name=SQL.identifier(name))
                    for name in PAYMENT_COLUMNS
                ),
                old=SQL(", ").join(
                    SQL.identifier("row", name) for name in PAYMENT_COLUMNS
                ),
                new=SQL(", ").join(
                    SQL.identifier("new", name) for name in PAYMENT_COLUMNS
                ),
            )
        )
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _make_payments_table(self, today):
        """The same of everybody, in the temporary table ``ficha_paid``: so that every
        row is written once, with them.
        """
        # All at once, the tables are read in order: PostgreSQL takes the documents
        # behind their lines for far fewer than they are, and would look each of them
        # up.
        self._execute_tuned(
            {"work_mem": "128MB", "enable_nestloop": "off"},
            SQL(
                "CREATE TEMPORARY TABLE ficha_paid ON COMMIT DROP AS %s",
                self._payments(today, None),
            ),
        )
        self.env.cr.execute("ANALYZE ficha_paid")

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
            -- 1. paid invoices: the days they took, those that were agreed, and the
            -- lines that settled them
            WITH invoice AS (
                SELECT move.id,
                       move.commercial_partner_id AS partner_id,
                       move.company_id,
                       GREATEST(max(partial.max_date) - move.invoice_date, 0)
                           AS days,
                       move.invoice_date_due - move.invoice_date AS agreed,
                       array_agg(partial.credit_move_id) AS settled_by
                  FROM account_move AS move
                  JOIN account_move_line AS line ON line.move_id = move.id
                  JOIN account_account AS account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                  JOIN account_partial_reconcile AS partial
                    ON partial.debit_move_id = line.id
                 WHERE %(documents)s
                   AND move.move_type <> 'out_refund'
                   AND move.payment_state IN ('paid', 'in_payment')
                 GROUP BY move.id
            ),
            -- 2. with what, by customer and company: the most used first
            means AS (
                SELECT partner_id,
                       company_id,
                       string_agg(name, ', ' ORDER BY number DESC, name) AS names
                  FROM (
                    SELECT invoice.partner_id,
                           invoice.company_id,
                           %(name)s AS name,
                           count(*) AS number
                      FROM invoice
                     CROSS JOIN unnest(invoice.settled_by) AS settled(line_id)
                      JOIN account_move_line AS line ON line.id = settled.line_id
                      JOIN account_journal AS journal
                        ON journal.id = line.journal_id
                       AND journal.type IN ('bank', 'cash', 'credit')
                      LEFT JOIN account_payment AS payment
                        ON payment.id = line.payment_id
                      LEFT JOIN account_payment_method_line AS method
                        ON method.id = payment.payment_method_line_id
                     GROUP BY 1, 2, 3
                  ) AS used
                 GROUP BY partner_id, company_id
            ),
            -- 3. the averages
            customer AS (
                SELECT partner_id,
                       company_id,
                       avg(days)::float8 AS days,
                       avg(agreed)::float8 AS agreed
                  FROM invoice
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
