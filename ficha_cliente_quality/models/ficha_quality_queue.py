from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.retry import retrying

BATCH = 2000
STRETCH = 50_000
DATA = "ficha_cliente_quality.queue"


class FichaQualityQueue(models.Model):
    """Contacts whose data changed since their quality was measured.

    As ``ficha.purchase.queue``: filled once per transaction, when it ends, with one
    statement, and consumed by a scheduled action. Rows are only added and deleted and
    refer to nothing, so nobody waits.
    """

    _name = "ficha.quality.queue"
    _description = "Customer Files to Measure"
    _log_access = False
    _order = "id"

    partner_id = fields.Integer(
        string="Contact",
        required=True,
        help="Id of the contact. Deliberately no relation, which would lock it.",
    )

    @api.model
    def _mark(self, partner_ids):
        """Remember, until the transaction ends, whose data changed.

        :param partner_ids: iterable of ids of ``res.partner``
        """
        precommit = self.env.cr.precommit
        if DATA not in precommit.data:
            precommit.data[DATA] = set()
            precommit.add(self._fill)
        precommit.data[DATA].update(partner_ids)

    @api.model
    def _fill(self):
        marked = self.env.cr.precommit.data.pop(DATA, None)
        if not marked:
            return
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "ficha_cliente_quality.ir_cron_quality_queue"
        )
        self.env.cr.execute(
            SQL(
                """
                WITH queued AS (
                    INSERT INTO ficha_quality_queue (partner_id)
                    SELECT unnest(%s::int[])
                    RETURNING id
                )
                INSERT INTO ir_cron_trigger (cron_id, call_at)
                SELECT id, %s FROM ir_cron WHERE id = %s AND EXISTS (SELECT FROM queued)
                """,
                sorted(marked),
                fields.Datetime.now(),
                cron_id or None,
            )
        )

    @api.model
    def _refresh_batch(self):
        """Take a batch out of the queue and measure it.

        :return: number of rows taken
        """
        rows = self.env.execute_query(
            SQL(
                """DELETE FROM ficha_quality_queue
                    WHERE id = ANY(ARRAY(SELECT id FROM ficha_quality_queue
                                          ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
                RETURNING partner_id""",
                BATCH,
            )
        )
        if rows:
            self.env["ficha.quality"]._refresh({partner_id for (partner_id,) in rows})
        return len(rows)

    @api.model
    def _count(self):
        sql = SQL("SELECT count(*) FROM ficha_quality_queue")
        return self.env.execute_query(sql)[0][0]

    @api.model
    def _cron_refresh(self):
        """Measure whoever is in the queue; each batch is committed by itself."""
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
    def _cron_daily(self):
        """Measure everybody, in stretches, and note the figures of the day."""
        Cron = self.env["ir.cron"]
        Quality = self.env["ficha.quality"]
        last = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))[0][0] or 0
        starts = range(1, last + 1, STRETCH)
        Cron._commit_progress(remaining=len(starts) + 1)
        for start in starts:
            stretch = (start, start + STRETCH - 1)
            retrying(
                self.env, lambda between=stretch: Quality._refresh(between=between)
            )
            Cron._commit_progress(1)
        retrying(self.env, self.env["ficha.quality.day"]._snapshot)
        Cron._commit_progress(1)
