import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# every row is made again from its documents once in so many nights
NIGHTS = 30


class FichaPurchaseSummary(models.Model):
    """Nightly, the histories of everybody; and the first ones."""

    _inherit = "ficha.purchase.summary"

    @api.model
    def _cron_reconcile(self):
        """Nightly: the histories of everybody, and what had drifted.

        Compares every row with its documents and makes again those that differ; one in
        thirty is made again in any case, so within a month nothing is taken on trust.
        Then reckons for everybody what moves with the calendar. What the queue still
        holds is not drift and is refreshed first. Notes how much was repaired.
        """
        Cron = self.env["ir.cron"]
        today = self.env["res.partner"]._followup_today()
        self.env["ficha.purchase.queue"]._cron_refresh()
        self._flush_documents()
        repaired = self._refresh_documents(today)
        ids = self._ids_of_the_night(today)
        if ids:
            repaired |= self._rebuild(today, ids)
        Cron._commit_progress(1, remaining=1)
        self._refresh(today=today)
        self._note_repairs(len(repaired))
        Cron._commit_progress(1, remaining=0)

    def _ids_of_the_night(self, today):
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id FROM ficha_purchase_summary WHERE partner_id %% %s "
                "= %s",
                NIGHTS,
                today.toordinal() % NIGHTS,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _note_repairs(self, repaired):
        """Keep what the night found, for the settings and the log."""
        rows = self.env.execute_query(
            SQL("SELECT count(*) FROM ficha_purchase_summary")
        )[0][0]
        _logger.info("Purchase histories: %s of %s rows were repaired", repaired, rows)
        values = f"{fields.Datetime.to_string(fields.Datetime.now())},{repaired},{rows}"
        self.env["ir.config_parameter"].sudo().set_param(
            "ficha_cliente.purchase_reconcile", values
        )

    # -- the first ones ----------------------------------------------------------------

    @api.model
    def _fill_after_installation(self):
        """The histories of a database that had invoices already, in SQL."""
        self._refresh()
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")

    @api.model
    def _fill_when_empty(self):
        """At an update: wake the nightly action where there are no histories yet."""
        empty = not self.env.execute_query(
            SQL("SELECT FROM ficha_purchase_summary LIMIT 1")
        )
        if empty and self.env.execute_query(
            SQL(
                "SELECT FROM account_move WHERE %s LIMIT 1",
                self._documents(fields.Date.today()),
            )
        ):
            self.env.ref("ficha_cliente.ir_cron_purchase_reconcile")._trigger()
