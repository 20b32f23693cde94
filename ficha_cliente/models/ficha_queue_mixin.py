from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.batches import run_batches


class FichaQueueMixin(models.AbstractModel):
    """Contacts of whom something has to be computed again, soon but not at once.

    Filled once per transaction, when it ends, with one statement (:meth:`_enqueue`),
    and consumed by a scheduled action in batches. Rows are only ever added and deleted
    and refer to nothing, so nobody waits and no customer is locked (decision D7). A
    model that inherits this says which scheduled action consumes it (``_cron_xmlid``),
    how many contacts make a batch (``_batch``), what is done with them
    (:meth:`_refresh_partners`), and whether that writes on them (``_writes_contacts``).
    """

    _name = "ficha.queue.mixin"
    _description = "Contacts to Compute Again"
    _log_access = False
    _order = "id"

    # the scheduled action that calls ``_cron_refresh``
    _cron_xmlid = None
    _batch = 200
    _writes_contacts = False

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
        """Take contacts out of the queue.

        Left are those another worker has taken, and, where contacts are written, those
        whose contact somebody is writing at this moment: who waited for them would only
        be refused afterwards.

        :param limit: number of rows; ``_batch`` when None
        :return: ``res.partner`` that still exist, and the number of rows taken
        """
        limit = limit or self._batch
        table = SQL.identifier(self._table)
        with self.env.cr.savepoint(flush=False) as savepoint:
            free = self.env.execute_query(
                SQL(
                    """
                    SELECT queued.id
                      FROM %(table)s AS queued
                      JOIN res_partner AS contact ON contact.id = queued.partner_id
                     ORDER BY queued.id
                     LIMIT %(limit)s
                       FOR UPDATE OF queued SKIP LOCKED
                       %(contact)s
                    """,
                    table=table,
                    limit=limit,
                    contact=SQL("FOR NO KEY UPDATE OF contact SKIP LOCKED")
                    if self._writes_contacts
                    else SQL(),
                )
            )
            # locked only to know whether they are: no customer stays so (decision D7)
            savepoint.rollback()
        rows = self._delete_rows(
            SQL("SELECT id FROM %s WHERE id = ANY(%s)", table, [row[0] for row in free])
        )
        ids = {partner_id for (partner_id,) in rows}
        if len(rows) < limit:
            rows += self._delete_rows(
                SQL(
                    """
                    SELECT queued.id
                      FROM %s AS queued
                     WHERE NOT EXISTS (SELECT FROM res_partner AS contact
                                        WHERE contact.id = queued.partner_id)
                     LIMIT %s
                    """,
                    table,
                    limit - len(rows),
                )
            )
        return self.env["res.partner"].browse(ids), len(rows)

    @api.model
    def _delete_rows(self, chosen):
        """Delete the rows of a SELECT, without those another worker has taken.

        :return: rows with their ``partner_id``
        """
        return self.env.execute_query(
            SQL(
                """
                DELETE FROM %(table)s
                 -- an array, which is made once; a plain IN may be asked again and
                 -- then takes further rows
                 WHERE id = ANY(ARRAY(%(chosen)s FOR UPDATE SKIP LOCKED))
             RETURNING partner_id
                """,
                table=SQL.identifier(self._table),
                chosen=chosen,
            )
        )

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
    def _refresh_batch(self, limit=None):
        """Take a batch out of the queue and refresh it.

        :param limit: as in :meth:`_take`
        :return: number of rows taken
        """
        partners, number = self._take(limit)
        self._refresh_partners(partners)
        return number

    @api.model
    def _cron_refresh(self):
        """Refresh whoever is in the queue, batch by batch, as long as the scheduler
        lets.

        Each batch is committed by itself, so an interrupted run loses nothing. Two
        workers take different rows. Should a batch meet who writes the same contacts,
        it is tried again with fewer of them; those being written are left, and the
        scheduler looks again in a minute.

        :return: whether it came to the end
        """
        ended = run_batches(
            self.env,
            lambda share: self._refresh_batch(max(1, int(self._batch * share))),
            self._count,
        )
        if ended and self._count():
            later = fields.Datetime.add(fields.Datetime.now(), minutes=1)
            # sudo: the user of a scheduled action need not be an administrator
            self.env.ref(self._cron_xmlid).sudo()._trigger(later)
        return ended
