from odoo import api, models
from odoo.tools import SQL

DATA = "ficha_cliente_history.purchase_queue"


class FichaPurchaseQueue(models.Model):
    """Customers whose purchase history is behind their documents; ids of commercial
    entities."""

    _name = "ficha.purchase.queue"
    _inherit = "ficha.queue.mixin"
    _description = "Purchase Histories to Refresh"
    _log_access = False

    _cron_xmlid = "ficha_cliente_history.ir_cron_purchase_queue"
    # their colours
    _writes_contacts = True

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
        """Put the customers that were marked into the queue: one query, whatever was
        marked."""
        marks = self.env.cr.precommit.data.pop(DATA, None)
        if not marks:
            return
        self._enqueue(self._marked(marks))

    @api.model
    def _marked(self, marks):
        """SELECT of ``partner_id`` of the customers that were marked."""
        return SQL(
            """
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
            """,
            partners=list(marks["partners"]),
            moves=list(marks["moves"]),
            lines=list(marks["lines"]),
        )

    @api.model
    def _waiting(self):
        """Whose history is behind their documents: who is in the queue, and who will be
        when this transaction ends.

        :return: list of ids of commercial entities
        """
        queued = SQL("SELECT partner_id FROM ficha_purchase_queue")
        if marks := self.env.cr.precommit.data.get(DATA):
            self.env["account.move"].flush_model(["commercial_partner_id", "move_type"])
            queued = SQL("%s UNION %s", queued, self._marked(marks))
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT partner_id FROM (%s) AS queued"
                " WHERE partner_id IS NOT NULL",
                queued,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _refresh_partners(self, partners):
        """The hook of the queue: their figures, of the day it is for each, and what the
        rules say of them now."""
        self.env["ficha.purchase.day"]._refresh(partners)
        groups = partners._followup_customers_by_day(partners=partners)
        for day, ids in groups.items():
            some = partners if ids is None else partners.browse(ids)
            self.env["ficha.purchase.summary"]._refresh(some, today=day)
        partners._followup_evaluate()
