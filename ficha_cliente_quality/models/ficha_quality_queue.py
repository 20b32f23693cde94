from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.batches import run_in_order
from odoo.addons.ficha_cliente.tools.retry import retrying

# Ids of contacts that are measured together by the daily action.
STRETCH = 10_000
DAILY = "ficha_cliente_quality.ir_cron_quality_daily"
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
        """Measure everybody, in stretches, and then note the figures of the day."""
        last = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))[0][0] or 0
        starts = list(range(1, last + 1, STRETCH))
        if run_in_order(self.env, DAILY, starts, self._measure, 1):
            retrying(self.env, self.env["ficha.quality.day"]._snapshot)

    @api.model
    def _measure(self, starts):
        """:param starts: the first ids of stretches of contacts"""
        for start in starts:
            self.env["ficha.quality"]._refresh(between=(start, start + STRETCH - 1))
