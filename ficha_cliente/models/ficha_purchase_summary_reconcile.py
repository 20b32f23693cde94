import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# every row is made again from its documents once in so many nights
NIGHTS = 30
PARAMETER = "ficha_cliente.purchase_reconcile"


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
        Queue = self.env["ficha.purchase.queue"]
        Queue._cron_refresh()
        today = self.env["res.partner"]._followup_today()
        Queue._retrying(lambda: self._reconcile(today))
        Cron._commit_progress(1, remaining=1)
        Queue._retrying(lambda: self._reckon_all(today))
        Cron._commit_progress(1, remaining=0)

    @api.model
    def _reconcile(self, today):
        """Make again the rows that differ from their documents, and note how many."""
        self._flush_documents()
        # what was dated ahead counts from today on: that is no drift
        self._rebuild(today, self._ids_of_documents_dated_ahead(today))
        repaired = self._refresh_documents(today)
        repaired |= self._rebuild(today, self._ids_of_the_night(today))
        self._note_repairs(len(repaired))

    def _ids_of_documents_dated_ahead(self, today):
        last = self._get_last_reconciliation()
        since = last["date"].date() if last else today - timedelta(days=1)
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT commercial_partner_id
                     FROM account_move
                    WHERE %s AND invoice_date >= %s AND create_date < invoice_date""",
                self._documents(today),
                since,
            )
        )
        return [row[0] for row in rows]

    def _ids_of_the_night(self, today):
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id
                     FROM ficha_purchase_summary
                    WHERE partner_id %% %s = %s""",
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
        values = {
            "date": fields.Datetime.to_string(fields.Datetime.now()),
            "repaired": repaired,
            "rows": rows,
        }
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, json.dumps(values))

    @api.model
    def _get_last_reconciliation(self):
        """What the last night found.

        :return: dict of ``date`` (datetime), ``repaired`` and ``rows``; empty before
            the first
        """
        # sudo: parameters are the administrator's
        values = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        values = json.loads(values or "{}")
        if values:
            values["date"] = fields.Datetime.to_datetime(values["date"])
        return values

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
