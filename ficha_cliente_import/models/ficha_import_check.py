from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.field_value import key_of

from ..tools.compare import Comparer
from ..tools.match import Matcher
from ..tools.read_row import Lookup, RowParser
from ..tools.references import References

LINES_AT_ONCE = 2000


class FichaImport(models.Model):
    """Checking: what would become of each row, without writing anything of a
    customer."""

    _inherit = "ficha.import"

    def action_check(self):
        """Read the file and say what would become of each row.

        :raise UserError: with a sentence, when the file as a whole cannot be read
        """
        only_one(self)
        self.check_access("write")
        self._check_own()
        if self.state == "running":
            raise UserError(self.env._("This file is being imported now."))
        if self.state in ("done", "cancelled"):
            raise UserError(
                self.env._(
                    "This file has been imported. To import it again, drop it on the "
                    "list of customers again: what is known already does not change."
                )
            )
        run = self._as_user()
        sheets, left_out, personal = run._map_tables(run._tables())
        self._forget_rows()
        rows = run._plan_rows(sheets)
        self._keep(
            {
                "sheets": [
                    {key: value for key, value in sheet.items() if key != "rows"}
                    for sheet in sheets
                ],
                "ignored": "\n".join(dict.fromkeys(left_out)) or False,
                "personal_file": personal,
                "personal": any(sheet["personal"] for sheet in sheets),
                "state": "checked",
            }
        )
        run._keep_rows(rows)
        return True

    def _as_user(self):
        """This import in the name and language of who made it, in its company."""
        return self._in_name_of(self.user_id)

    def _in_name_of(self, user):
        # sudo: the language is the user's own, read by the scheduler
        lang = user.sudo().lang
        return (
            self.with_user(user)
            .with_context(lang=lang, allowed_company_ids=self.company_id.ids)
            .with_company(self.company_id)
        )

    def _plan_rows(self, sheets):
        """Rows of the file, each with what would become of it.

        :return: list of Row with ``outcome``, ``raw``, ``sheet_number``
        """
        parser = RowParser(self.env, Lookup(self.env))
        rows = []
        for sheet, place, number, raw in self._rows_of(sheets):
            row = self._parse(parser, sheet, number, raw)
            row.raw, row.sheet_number, row.order = raw, place, len(rows) + 1
            rows.append(row)
        customers = [row for row in rows if not row.kind]
        references = References(self.env, customers)
        references.parents(customers)
        references.owners([row for row in rows if row.kind])
        matcher = Matcher(self.env)
        for depth in sorted({row.depth for row in customers}):
            level = [row for row in customers if row.depth == depth]
            for row in level:
                if row.parent_row:
                    row.parent_id = row.parent_row.partner_id
            matcher.match(level)
        self._plan_outcomes(rows)
        return rows

    def _plan_outcomes(self, rows):
        comparer = Comparer(self.env)
        known = [row.partner_id for row in rows if row.partner_id]
        known += [row.parent_id for row in rows if row.kind and row.parent_id]
        partners = self.env["res.partner"].browse(dict.fromkeys(known))
        for row in rows:
            self._refuse_with_parent(row)
            if row.kind and row.parent_row:
                row.partner_id = row.parent_row.partner_id
            elif row.kind:
                row.partner_id = row.parent_id
            if row.problems or row.conflict:
                row.outcome = "error" if row.problems else "ambiguous"
            elif row.same_as:
                row.outcome = "updated" if self._adds(row, row.same_as) else "unchanged"
            elif row.partner_id:
                partner = self.env["res.partner"].browse(row.partner_id)
                change = comparer.compare(row, partner.with_prefetch(partners.ids))
                row.outcome = self._outcome_of(row, partner, change)
            elif row.kind:
                row.outcome = "updated"
            else:
                self._check_new(row)
                row.outcome = "error" if row.problems else "created"
        self._spare_proposed(rows)

    def _refuse_with_parent(self, row):
        """A row of somebody whose company cannot be imported cannot either."""
        parent = row.parent_row
        if parent and not row.problems and (parent.problems or parent.conflict):
            column = self._parent_column(row)
            shown = row.parent or next(iter(row.owner.values()), "")
            row.problems.append((column, shown, "parent_row", {"row": parent.number}))

    def _parent_column(self, row):
        key = "code" if row.kind else "parent"
        return {c.key: c for c in self.env["ficha.sheet"]._all_columns()}[key]

    def _check_new(self, row):
        if not row.vals.get("name") and row.vals.get("type") in (None, "contact"):
            columns = {c.key: c for c in self.env["ficha.sheet"]._all_columns()}
            row.problems.append((columns["name"], "", "no_name", {}))

    def _adds(self, row, other):
        """Whether a row says more than an earlier one about the same customer."""
        return (
            any(other.vals.get(name) != value for name, value in row.vals.items())
            or any(point not in other.points for point in row.points)
            or any(line not in other.lines for line in row.lines)
        )

    def _outcome_of(self, row, partner, change):
        """What a change comes to under this import's choice."""
        if change.fill or change.points or change.lines or change.ibans or row.tags:
            return "updated"
        changed = change.points_changed or change.lines_changed
        if self.policy == "overwrite":
            return "updated" if change.differ or changed else "unchanged"
        row.differ = self._proposable(change)
        return "proposal" if row.differ else "unchanged"

    def _proposable(self, change):
        """Of the values that differ, those that can be proposed."""
        names = self.env["res.partner"]._ficha_proposal_fields()
        return {name: v for name, v in change.differ.items() if name in names}

    def _spare_proposed(self, rows):
        """Rows whose values have all been proposed already change nothing."""
        Partner = self.env["res.partner"]
        rows = [row for row in rows if row.outcome == "proposal"]
        for start in range(0, len(rows), LINES_AT_ONCE):
            some = rows[start : start + LINES_AT_ONCE]
            partners = Partner.browse({row.partner_id for row in some})
            entries = {
                id(row): self._proposal_entries(
                    [(Partner.browse(row.partner_id), row.differ)]
                )
                for row in some
            }
            # sudo: as when they are made, see ficha.proposal._propose_batch
            known = self.env["ficha.proposal"].sudo()
            known = known.search(
                [("partner_id", "in", partners.ids), ("state", "!=", "accepted")]
            )
            keys = {
                (proposal.partner_id.id, proposal.field_name, proposal.value_key)
                for proposal in known
            }
            for row in some:
                if all(
                    (partner.id, field.name, key_of(data)) in keys
                    for partner, _company, field, data, _document in entries[id(row)]
                ):
                    row.outcome = "unchanged"

    # -- keeping -----------------------------------------------------------------------

    def _keep_rows(self, rows):
        """Write the rows of a checked file."""
        lines = self.env[
            "ficha.import.line"
        ].sudo()  # what rows said is nobody's to see
        for start in range(0, len(rows), LINES_AT_ONCE):
            some = rows[start : start + LINES_AT_ONCE]
            found = lines.create([self._line_vals(row) for row in some])
            self._keep_problems(zip(found, some, strict=True))
            self.env.flush_all()
            lines.invalidate_model(flush=False)

    def _line_vals(self, row):
        parent = row.parent_row
        return {
            "import_id": self.id,
            "number": row.order,
            "sheet": row.sheet,
            "sheet_number": row.sheet_number,
            "row": row.number,
            "title": self._title(row),
            "raw": row.raw,
            "parent_number": parent.order if parent else 0,
            "parent_partner_id": not parent and row.parent_id,
            "depth": row.depth,
            "outcome": row.outcome,
            "partner_id": row.partner_id or False,
            "note": self._note_of(row),
        }

    def _title(self, row):
        vals = row.vals or row.owner
        texts = (vals.get("name"), row.code, *vals.values())
        return next((str(text) for text in texts if text and text is not True), "")

    def _keep_problems(self, lines_and_rows):
        """Write what is wrong with rows, in place of what was."""
        vals_list = []
        for line, row in lines_and_rows:
            vals_list += [
                {
                    "import_id": self.id,
                    "line_id": line.id,
                    "column": column,
                    "value": value,
                    "reason": reason,
                }
                for column, value, reason in self._problem_texts(row)
            ]
        if vals_list:
            # sudo: nobody edits what is wrong with a row
            self.env["ficha.import.problem"].sudo().create(vals_list)
