from odoo import api, fields, models
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
from odoo.tools import SQL

BATCH = 500
DATA = "ficha_cliente.purchase_queue"


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
        action if nobody has: one query, whatever was marked."""
        marks = self.env.cr.precommit.data.pop(DATA, None)
        if not marks:
            return
        cron = self.env.ref("ficha_cliente.ir_cron_purchase_queue", False)
        added = self.env.execute_query(
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
                ), woken AS (
                    INSERT INTO ir_cron_trigger (cron_id, call_at)
                    SELECT %(cron)s, %(now)s
                     WHERE %(cron)s IS NOT NULL
                       AND EXISTS (SELECT FROM queued)
                       AND NOT EXISTS (
                           SELECT FROM ir_cron_trigger
                            WHERE cron_id = %(cron)s AND call_at <= %(now)s)
                    RETURNING id
                )
                SELECT count(*) FROM woken
                """,
                partners=list(marks["partners"]),
                moves=list(marks["moves"]),
                lines=list(marks["lines"]),
                cron=cron.id if cron else None,
                now=fields.Datetime.now(),
            )
        )[0][0]
        if added:
            self.env.cr.postcommit.add(cron.sudo()._notifydb)

    # -- consuming ---------------------------------------------------------------------

    @api.model
    def _take(self, limit=BATCH):
        """Take customers out of the queue; those another worker has taken are left.

        :return: ``res.partner`` that still exist
        """
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM ficha_purchase_queue
                 WHERE id IN (SELECT id
                                FROM ficha_purchase_queue
                               ORDER BY id
                               LIMIT %s
                                 FOR UPDATE SKIP LOCKED)
             RETURNING partner_id
                """,
                limit,
            )
        )
        return self.env["res.partner"].browse({row[0] for row in rows}).exists()

    @api.model
    def _cron_refresh(self):
        """Refresh the customers in the queue, and let the rules look at them.

        Each batch is committed by itself, so an interrupted run loses nothing. Two
        workers take different rows; should two rows name the same customer, the one who
        comes second starts its batch again.
        """
        Cron = self.env["ir.cron"]
        Summary = self.env["ficha.purchase.summary"]
        tries = MAX_TRIES_ON_CONCURRENCY_FAILURE
        remaining = self._count()
        if not Cron._commit_progress(remaining=remaining):
            return
        while remaining:
            try:
                partners = self._take()
                if not partners:
                    # the rows of customers deleted meanwhile are gone with this
                    Cron._commit_progress(remaining=0)
                    return
                Summary._refresh(partners)
                partners._followup_evaluate()
                self.env.flush_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                tries -= 1
                if not tries:
                    raise
                continue
            remaining = self._count()
            if not Cron._commit_progress(len(partners), remaining=remaining):
                return

    @api.model
    def _count(self):
        return self.env.execute_query(SQL("SELECT count(*) FROM ficha_purchase_queue"))[
            0
        ][0]
