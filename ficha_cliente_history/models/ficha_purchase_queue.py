from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.retry import retrying

BATCH = 500
DATA = "ficha_cliente_history.purchase_queue"


class FichaPurchaseQueue(models.Model):
    """Customers whose purchase history is behind their documents.

    Filled once per transaction, when it ends, with one query, and consumed by a
    scheduled action. Rows are only ever added and deleted and refer to nothing, so
    posting invoices waits for nobody and locks no customer (decision D7).
    """

    _name = "ficha.purchase.queue"
    _description = "Purchase Histories to Refresh"
    _log_access = False
    _order = "id"

    partner_id = fields.Integer(
        string="Customer",
        required=True,
        help="Id of the commercial entity. Deliberately no relation: a foreign key "
        "would lock the customer.",
    )

    # -- filling -----------------------------------------------------------------------

    @api.model
    def _mark(self, **ids):
        """Remember, until the transaction ends, whose documents changed.

        :param ids: iterables of ids, by what they are of: ``partners`` (commercial
            entities), ``moves`` (journal entries) or ``lines`` (journal items)
        """
        precommit = self.env.cr.precommit
        marks = precommit.data.get(DATA)
        if marks is None:
            marks = precommit.data[DATA] = {
                "partners": set(),
                "moves": set(),
                "lines": set(),
            }
            precommit.add(self._fill)
        for name, values in ids.items():
            marks[name].update(values)

    @api.model
    def _fill(self):
        """Put the customers that were marked into the queue, and wake the scheduled
        action: one query, whatever was marked."""
        marks = self.env.cr.precommit.data.pop(DATA, None)
        if not marks:
            return
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "ficha_cliente_history.ir_cron_purchase_queue"
        )
        self.env.cr.execute(
            SQL(
                """
                WITH customer AS (
                    SELECT unnest(%(partners)s::int[]) AS partner_id
                     UNION
                    SELECT commercial_partner_id
                      FROM account_move
                     WHERE id = ANY(%(moves)s)
                       AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                     UNION
                    SELECT move.commercial_partner_id
                      FROM account_move_line AS line
                      JOIN account_move AS move ON move.id = line.move_id
                     WHERE line.id = ANY(%(lines)s)
                       AND move.move_type
                           IN ('out_invoice', 'out_refund', 'out_receipt')
                ), queued AS (
                    INSERT INTO ficha_purchase_queue (partner_id)
                    SELECT partner_id FROM customer WHERE partner_id IS NOT NULL
                    RETURNING id
                )
                -- always: one that is there already may be about to be consumed
                INSERT INTO ir_cron_trigger (cron_id, call_at)
                SELECT id, %(now)s
                  FROM ir_cron
                 WHERE id = %(cron)s AND EXISTS (SELECT FROM queued)
                """,
                partners=list(marks["partners"]),
                moves=list(marks["moves"]),
                lines=list(marks["lines"]),
                cron=cron_id or None,
                now=fields.Datetime.now(),
            )
        )

    # -- consuming ---------------------------------------------------------------------

    @api.model
    def _take(self, limit=BATCH):
        """Take customers out of the queue; those another worker has taken are left.

        :return: ``res.partner`` that still exist, and the number of rows taken
        """
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM ficha_purchase_queue
                 -- an array, which is made once; a plain IN may be asked again and
                 -- then takes further rows
                 WHERE id = ANY(ARRAY(SELECT id
                                        FROM ficha_purchase_queue
                                       ORDER BY id
                                       LIMIT %s
                                         FOR UPDATE SKIP LOCKED))
             RETURNING partner_id
                """,
                limit,
            )
        )
        ids = {partner_id for (partner_id,) in rows}
        return self.env["res.partner"].browse(ids).exists(), len(rows)

    @api.model
    def _cron_refresh(self):
        """Refresh the customers in the queue, and let the rules look at them.

        Each batch is committed by itself, so an interrupted run loses nothing. Two
        workers take different rows; should two rows name the same customer, the one who
        comes second starts its batch again.
        """
        Cron = self.env["ir.cron"]
        remaining = self._count()
        if not Cron._commit_progress(remaining=remaining):
            return
        while remaining:
            done = retrying(self.env, self._refresh_batch)
            # rows that another worker has taken are not waited for
            remaining = self._count() if done else 0
            if not Cron._commit_progress(done, remaining=remaining):
                return

    @api.model
    def _refresh_batch(self):
        """Take a batch out of the queue and refresh it.

        :return: number of rows taken
        """
        partners, number = self._take()
        self.env["ficha.purchase.summary"]._refresh(partners)
        partners._followup_evaluate()
        return number

    @api.model
    def _count(self):
        return self.env.execute_query(SQL("SELECT count(*) FROM ficha_purchase_queue"))[
            0
        ][0]
