from odoo import models

from .ficha_sheet_sentences import CELL, CONFLICT


class FichaImport(models.Model):
    """Saying what became of each row, in words."""

    _inherit = "ficha.import"

    def _keep_outcomes(self, rows):
        """Write what became of each row."""
        problems = []
        for row in rows:
            row.outcome = self._outcome(row)
            row.line.write(
                {
                    "outcome": row.outcome,
                    "done": True,
                    "partner_id": row.partner_id or False,
                    "note": self._note_of(row),
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

    def _note_of(self, row):
        """What is good to know about a row that comes in."""
        texts = []
        if row.duplicates:
            names = ", ".join(dict.fromkeys(row.duplicates))
            texts.append(self.env._("Possible duplicate of %s.", names))
        if row.kept:
            told = [self._told_name(name) for name in dict.fromkeys(row.kept)]
            texts.append(self.env._("Kept as it was: %s.", ", ".join(told)))
        return " ".join(texts) or False

    def _told_name(self, name):
        """The name of a field of the customer, or of what hangs from it."""
        if name in self.env["res.partner"]._fields:
            for column in self.env["ficha.sheet"]._all_columns():
                if column.field == name and not column.line:
                    return self.env["ficha.sheet"]._heading(column)
            return self.env["res.partner"]._fields[name]._description_string(self.env)
        return self.env["ir.model"]._get(name).name

    def _told_problems(self, row):
        """(heading, value, reason) of what is wrong with a row, for a person."""
        found = []
        for column, value, code, values in row.problems:
            sentence = str(self.env._(CELL[code])) % values
            heading = self.env["ficha.sheet"]._heading(column)
            found.append((heading, str(value), sentence))
        if row.conflict:
            code, values = row.conflict
            sentence = str(self.env._(CONFLICT[code])) % values
            found.append(("", self._title(row), sentence))
        return found

    def _keep_failure(self, line, message):
        """A row that the database or a check refused."""
        line.write(
            {"outcome": "error", "done": True, "partner_id": False, "note": False}
        )
        line.problem_ids.unlink()
        # sudo: nobody edits what is wrong with a row
        self.env["ficha.import.problem"].sudo().create(
            {
                "import_id": self.id,
                "line_id": line.id,
                "column": "",
                "value": line.title,
                "reason": message,
            }
        )
