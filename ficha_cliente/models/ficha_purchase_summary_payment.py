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
        """Days to pay and means of payment, from what settled each paid invoice.

        An invoice is paid on the day of the last entry that was matched with it; paid
        before it was issued counts as 0 days. The means are the methods of the payments
        matched with it, or the bank and cash journals of the statements.

        :param ids: of commercial entities; all when None
        :return: set of the ids of customers whose row changed
        """
        # All at once, the tables are read in order: PostgreSQL takes the documents
        # behind their lines for far fewer than they are, and would look each of them
        # up.
        planner = {"work_mem": "128MB", "enable_nestloop": "off"} if ids is None else {}
        rows = self._execute_tuned(
            planner,
            SQL(
                """
                WITH paid AS (
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
                ), means AS (
                    SELECT partner_id,
                           company_id,
                           string_agg(name, ', ' ORDER BY number DESC, name) AS names
                      FROM (
                        SELECT paid.partner_id,
                               paid.company_id,
                               %(name)s AS name,
                               count(*) AS number
                          FROM paid
                         CROSS JOIN unnest(paid.settled_by) AS settled(line_id)
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
                ), customer AS (
                    SELECT partner_id,
                           company_id,
                           avg(days)::float8 AS days,
                           avg(agreed)::float8 AS agreed
                      FROM paid
                     GROUP BY partner_id, company_id
                ), new AS (
                    SELECT row.id,
                           customer.days AS average_days_to_pay,
                           customer.agreed AS average_days_agreed,
                           means.names AS payment_means
                      FROM ficha_purchase_summary AS row
                      LEFT JOIN customer USING (partner_id, company_id)
                      LEFT JOIN means USING (partner_id, company_id)
                     WHERE %(rows)s
                )
                UPDATE ficha_purchase_summary AS row
                   SET %(set)s
                  FROM new
                 WHERE new.id = row.id
                   AND (%(old)s) IS DISTINCT FROM (%(new)s)
             RETURNING row.partner_id
                """,
                documents=self._documents(today, ids, "move"),
                rows=self._rows(ids),
                name=self._means_name(),
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
            ),
        )
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _means_name(self):
        """Name of a means of payment: the method where it says more than the journal,
        in the language of the companies' users."""
        lang = self.env.company.partner_id.lang or self.env.lang or "en_US"
        return SQL(
            """concat_ws(' · ',
                   COALESCE(journal.name ->> %s, journal.name ->> 'en_US'),
                   method.name)""",
            lang,
        )
