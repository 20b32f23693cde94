from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.retry import retrying

STRETCH = 50_000
DATA = "ficha_cliente_quality.queue"


class FichaQualityQueue(models.Model):
    """Contacts whose data changed since their quality was measured."""

    _name = "ficha.quality.queue"
    _inherit = "ficha.queue.mixin"
    _description = "Customer Files to Measure"
    _log_access = False

    _cron_xmlid = "ficha_cliente_quality.ir_cron_quality_queue"
    _batch = 2000

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
        if marked := self.env.cr.precommit.data.pop(DATA, None):
            self._enqueue(SQL("SELECT unnest(%s::int[]) AS partner_id", sorted(marked)))

    @api.model
    def _refresh_partners(self, partners):
        """The hook of the queue: they are measured."""
        if partners:
            self.env["ficha.quality"]._refresh(partners.ids)

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
