from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.retry import retrying


class FichaQueueMixin(models.AbstractModel):
    """Contacts of whom something has to be computed again, soon but not at once.

    Filled once per transaction, when it ends, with one statement (:meth:`_enqueue`),
    and consumed by a scheduled action in batches. Rows are only ever added and deleted
    and refer to nothing, so nobody waits and no customer is locked (decision D7). A
    model that inherits this says which scheduled action consumes it (``_cron_xmlid``),
    how many contacts make a batch (``_batch``), and what is done with them
    (:meth:`_refresh_partners`).
    """

    _name = "ficha.queue.mixin"
    _description = "Contacts to Compute Again"
    _log_access = False
    _order = "id"

    # the scheduled action that calls ``_cron_refresh``
    _cron_xmlid = None
    _batch = 500

    partner_id = fields.Integer(
        string="Contact",
        required=True,
        help="Id of the contact. Deliberately no relation: a foreign key would lock "
        "the contact.",
    )

    # -- filling -----------------------------------------------------------------------

    @api.model
    def _enqueue(self, contacts):
        """Put contacts into the queue, and wake the scheduled action: one statement.

        :param contacts: ``SQL`` of a SELECT with the column ``partner_id``
        """
        self.env.cr.execute(
            SQL(
                """
                WITH queued AS (
                    INSERT INTO %(table)s (partner_id)
                    SELECT contact.partner_id FROM (%(contacts)s) AS contact
                     WHERE contact.partner_id IS NOT NULL
                    RETURNING id
                )
                -- always: one that is there already may be about to be consumed
                INSERT INTO ir_cron_trigger (cron_id, call_at)
                SELECT id, %(now)s
                  FROM ir_cron
                 WHERE id = %(cron)s AND EXISTS (SELECT FROM queued)
                """,
                table=SQL.identifier(self._table),
                contacts=contacts,
                cron=self.env["ir.model.data"]._xmlid_to_res_id(self._cron_xmlid)
                or None,
                now=fields.Datetime.now(),
            )
        )

    # -- consuming ---------------------------------------------------------------------

    @api.model
    def _take(self, limit=None):
        """Take contacts out of the queue; those another worker has taken are left.

        :param limit: number of rows; ``_batch`` when None
        :return: ``res.partner`` that still exist, and the number of rows taken
        """
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM %(table)s
                 -- an array, which is made once; a plain IN may be asked again and
                 -- then takes further rows
                 WHERE id = ANY(ARRAY(SELECT id
                                        FROM %(table)s
                                       ORDER BY id
                                       LIMIT %(limit)s
                                         FOR UPDATE SKIP LOCKED))
             RETURNING partner_id
                """,
                table=SQL.identifier(self._table),
                limit=limit or self._batch,
            )
        )
        ids = {partner_id for (partner_id,) in rows}
        return self.env["res.partner"].browse(ids).exists(), len(rows)

    @api.model
    def _count(self):
        sql = SQL("SELECT count(*) FROM %s", SQL.identifier(self._table))
        return self.env.execute_query(sql)[0][0]

    @api.model
    def _refresh_partners(self, partners):
        """Compute again what this queue is for; to be extended.

        :param partners: ``res.partner`` that were in the queue
        """

    @api.model
    def _refresh_batch(self):
        """Take a batch out of the queue and refresh it.

        :return: number of rows taken
        """
        partners, number = self._take()
        self._refresh_partners(partners)
        return number

    @api.model
    def _cron_refresh(self):
        """Refresh whoever is in the queue.

        Each batch is committed by itself, so an interrupted run loses nothing. Two
        workers take different rows; should two rows name the same contact, the one who
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
