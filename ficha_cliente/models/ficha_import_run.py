import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .ficha_sheet_lookup import Lookup
from .ficha_sheet_parse import RowParser

BATCH = 250
AT_ONCE = 500  # rows that are imported while the user waits

_logger = logging.getLogger(__name__)


class FichaImport(models.Model):
    """Importing: batch by batch, and where a batch fails, row by row."""

    _inherit = "ficha.import"

    def action_import(self):
        """Import what was checked: small files now, big ones in the background."""
        self.ensure_one()
        if self.state != "checked":
            raise UserError(self.env._("Check the file first."))
        if self.line_count <= AT_ONCE:
            run = self._as_user()
            parser = RowParser(run.env, Lookup(run.env))
            while run._import_batch(parser):
                pass
            self.state = "done"
            return True
        self.state = "running"
        self._wake()
        return True

    def action_cancel(self):
        """Stop: what came in stays, the rest does not come in."""
        self.filtered(lambda run: run.state == "running").state = "cancelled"

    def action_resume(self):
        """Go on where it was stopped."""
        stopped = self.filtered(lambda run: run.state == "cancelled")
        stopped.state = "running"
        stopped._wake()

    def _wake(self):
        # sudo: whoever imports may have the scheduler do it
        self.env.ref("ficha_cliente.ir_cron_ficha_import").sudo()._trigger()

    @api.model
    def _cron_import(self):
        """Import the big files that wait. Each batch is committed by itself: a stopped
        or interrupted run goes on after the last one."""
        cron = self.env["ir.cron"]
        runs = self.search([("state", "=", "running")], order="id")
        if not cron._commit_progress(remaining=self._count_waiting()):
            return
        for run in runs:
            if not run._import_committing():
                return

    def _import_committing(self):
        """:return: False when the scheduler's time is over"""
        cron = self.env["ir.cron"]
        retrying = self.env["ficha.purchase.queue"]._retrying
        run = self._as_user()
        parser = RowParser(run.env, Lookup(run.env))
        while True:
            # in this transaction nothing was read yet: whoever stops is heard
            self.env.invalidate_all()
            if self.state != "running":
                return True
            done = retrying(lambda: run._import_batch(parser))
            if not done:
                self.state = "done"
            in_time = cron._commit_progress(done, remaining=self._count_waiting())
            if not done or not in_time:
                return in_time

    @api.model
    def _count_waiting(self):
        """Rows of all running imports that have not come in."""
        return self.env["ficha.import.line"].search_count(
            [("import_id.state", "=", "running"), ("done", "!=", True)]
        )

    def _import_batch(self, parser):
        """Import the next rows.

        :return: how many; 0 when there are none left
        """
        lines = self.env[
            "ficha.import.line"
        ].sudo()  # what rows said is nobody's to see
        lines = lines.search(
            [("import_id", "=", self.id), ("done", "!=", True)],
            order="depth, number",
            limit=BATCH,
        )
        # those of a company come after the batch with their company
        lines = lines.filtered(lambda line: line.depth == lines[0].depth)
        bad = lines.filtered(lambda line: line.outcome == "error")
        bad.done = True
        good = lines - bad
        if good and not self._try(good, parser):
            for line in good:
                self._try(line, parser)
        self.env.flush_all()
        return len(lines)

    def _try(self, lines, parser):
        """Import these rows or, when one of them cannot be, none.

        :return: whether they came in; of a single row, what is wrong is kept with it
        """
        try:
            with self.env.cr.savepoint():
                self._apply(lines, parser)
                self.env.flush_all()
            return True
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except (UserError, ValueError, psycopg2.Error) as error:
            self.env.invalidate_all(flush=False)
            if len(lines) == 1:
                self._keep_failure(lines, self._told_error(error))
            return False

    def _told_error(self, error):
        if isinstance(error, AccessError):
            return self.env._("You have not the rights to change this customer.")
        if isinstance(error, UserError):
            return str(error.args[0]) if error.args else str(error)
        if isinstance(error, psycopg2.IntegrityError):
            # the model's own sentence for its index or constraint
            return str(self.env["res.partner"]._sql_error_to_message(error))
        _logger.warning("Row of an import", exc_info=error)
        return self.env._("The database refused this row.")
