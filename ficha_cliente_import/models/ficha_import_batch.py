import logging

import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.field_value import field_label

from ..tools.read_sentences import CELL, CONFLICT
from .res_partner import TAX_IDS

BATCH = 250
AT_ONCE = 500  # rows that are imported while the user waits

_logger = logging.getLogger(__name__)


class FichaImport(models.Model):
    """Importing what was checked, batch by batch and, where a batch fails, row by row;
    and saying in words what became of each row."""

    _inherit = "ficha.import"

    def action_import(self):
        """Import what was checked: small files now, big ones in the background."""
        only_one(self)
        if self.state != "checked":
            raise UserError(self.env._("Check the file first."))
        self._check_pressed()
        self._keep(
            {
                "state": "running",
                "started": fields.Datetime.now(),
                "pressed_by_id": self.env.uid,
            }
        )
        if self.line_count <= AT_ONCE:
            self._run_now()
        else:
            self._trigger_cron()
        return True

    def action_resume(self):
        """Go on where it was stopped."""
        stopped = self.filtered(lambda run: run.state == "cancelled")
        for run in stopped:
            run._check_pressed()
        stopped._keep(
            {"state": "running", "ended": False, "pressed_by_id": self.env.uid}
        )
        stopped._trigger_cron()

    def _batch(self, session):
        """Extended: import the next rows, with the rights of who imports. Who is no
        longer a user imports nothing. Whoever sees the last ones come in sees that it
        has ended."""
        if not self._owner_may():
            self._end("cancelled")
            return 0
        if "run" not in session:
            run = self._as_user()
            session.update(run=run, parser=run._parser())
        limit = max(1, int(BATCH * session.get("share", 1)))
        run = session["run"].with_context(ficha_import_limit=limit)
        done = run._import_batch(session["parser"])
        if self.state == "running" and not self._waiting_lines(1):
            self._end()
        return done

    def _waiting_lines(self, limit):
        """The next rows to import: companies before those who work there."""
        lines = self.env["ficha.import.line"].sudo()  # what rows said is nobody's
        return lines.search(
            [("import_id", "=", self.id), ("done", "!=", True)],
            order="depth, number",
            limit=limit,
        )

    def _import_batch(self, parser):
        """Import the next rows.

        :return: how many; 0 when there are none left
        """
        lines = self._waiting_lines(self.env.context.get("ficha_import_limit", BATCH))
        # those of a company come after the batch with their company
        lines = lines.filtered(lambda line: line.depth == lines[0].depth)
        bad = lines.filtered(lambda line: line.outcome == "error")
        bad.done = True
        good = lines - bad
        self.env.cr.cache[TAX_IDS] = {}
        try:
            if good and not self._try(good, parser):
                for line in good:
                    self._try(line, parser)
            self.env.flush_all()
        finally:
            self.env.cr.cache.pop(TAX_IDS, None)
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
                self._keep_failure(lines, self._error_text(error))
            return False

    def _error_text(self, error):
        if isinstance(error, AccessError):
            return self.env._("You do not have permission to change this customer.")
        if isinstance(error, UserError):
            return str(error.args[0]) if error.args else str(error)
        if isinstance(error, psycopg2.IntegrityError):
            # the model's own sentence for its index or constraint
            return str(self.env["res.partner"]._sql_error_to_message(error))
        _logger.warning("Row of an import", exc_info=error)
        return self.env._("The database refused this row.")

    # --------------------------------------------------------------------------
    # Saying what became of each row, in words.
    # --------------------------------------------------------------------------

    def _keep_outcomes(self, rows):
        """Write what became of each row."""
        problems = []
        for row in rows:
            row.outcome, note = self._outcome(row), self._note_of(row)
            row.line.write(
                {
                    "outcome": row.outcome,
                    "done": True,
                    "partner_id": row.partner_id or False,
                    "note": note,
                    "note_besides": self._note_besides(row, note),
                }
            )
            if row.problems or row.conflict:
                problems.append((row.line, row))
        if problems:
            for line, _row in problems:
                line.problem_ids.unlink()
            self._keep_problems(problems)

    def _outcome(self, row):
        if row.problems or row.conflict:
            return "error" if row.problems else "ambiguous"
        for outcome in ("created", "updated", "proposal"):
            if outcome in row.did:
                return outcome
        return "unchanged"

    def _note_besides(self, row, note):
        """Hook: of the note of a row, what the report says beside its problems."""
        return note

    def _note_of(self, row):
        """What is good to know about a row that comes in."""
        texts = []
        if row.duplicates:
            names = ", ".join(dict.fromkeys(row.duplicates))
            texts.append(self.env._("Possible duplicate of “%s”.", names))
        if row.kept:
            labels = [self._field_label(name) for name in dict.fromkeys(row.kept)]
            texts.append(self.env._("Kept as it was: %s.", ", ".join(labels)))
        return " ".join(texts) or False

    def _field_label(self, name):
        """The name of a field of the customer, or of what hangs from it."""
        if name in self.env["res.partner"]._fields:
            for column in self.env["ficha.sheet"]._all_columns():
                if column.field == name and not column.line:
                    return self.env["ficha.sheet"]._heading(column)
            return field_label(self.env["res.partner"]._fields[name], self.env)
        return self.env["ir.model"]._get(name).name

    def _problem_texts(self, row):
        """(column or None, value, reason) of what is wrong with a row, for a person."""
        found = []
        for column, value, code, values in row.problems:
            sentence = str(self.env._(CELL[code])) % values
            found.append((column, str(value), sentence))
        if row.conflict:
            code, values = row.conflict
            sentence = str(self.env._(CONFLICT[code])) % values
            found.append((None, self._title(row), sentence))
        return found

    def _keep_failure(self, line, message):
        """A row that the database or a check refused."""
        line.write(
            {
                "outcome": "error",
                "done": True,
                "partner_id": False,
                "note": False,
                "note_besides": False,
            }
        )
        line.problem_ids.unlink()
        # sudo: nobody edits what is wrong with a row
        made_by_us(self.env["ficha.import.problem"]).create(
            {
                "import_id": self.id,
                "line_id": line.id,
                "column": "",
                "value": line.title,
                "reason": message,
            }
        )
