from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.field_value import key_of

from ..tools.compare import Comparer
from ..tools.match import Matcher
from ..tools.read_file import chars_of
from ..tools.references import References

LINES_AT_ONCE = 2000

# What is read, and checked, while the user waits: a second or so. More goes on in the
# background.
READ_AT_ONCE = 3 * 2**20  # bytes, unpacked
CHECK_AT_ONCE = 1000  # rows
CHARS_AT_ONCE = 1_000_000

# rows checked between two commits
CHECK_BATCH = 500
# seconds in one go, since what goes on in another reads the file again: what 20,000
# rows take, and less than the 60 of a processor that a server gives
CHECK_FOR = 45

# columns that say which customer a row is about
WHOSE = {"name", "company", "employer", "parent", "trade_name", "code", "vat", "key"}

GO = "ficha_import_go"  # of the context: a _Go


class _Go:
    """One call by the scheduler.

    :ivar read: ids of those whose files have been read in it
    """

    def __init__(self):
        self.read = set()


class FichaImport(models.Model):
    """Checking: what would become of each row, without writing anything of a
    customer.

    A file of many rows is checked in the background, batch by batch: the rows that are
    kept are those that have been checked. When the process ends in between, the file is
    read again and the rest is checked.
    """

    _inherit = "ficha.import"

    checking = fields.Boolean(
        readonly=True,
        copy=False,
        help="The file is being read and checked in the background; nothing is "
        "written yet.",
    )
    row_count = fields.Integer(
        "Rows in the file",
        readonly=True,
        copy=False,
        help="Rows to check, while a file is checked in the background.",
    )
    refusal = fields.Text(
        "Why it was not read",
        readonly=True,
        copy=False,
        help="Why the file as a whole could not be read in the background.",
    )

    @api.depends("checking", "row_count")
    def _compute_counts(self):
        """Extended: how far checking has come."""
        result = super()._compute_counts()
        for run in self.filtered("checking"):
            run.done_count = run.line_count
            run.line_count = max(run.row_count, run.done_count)
        return result

    def action_check(self):
        """Read the file and say what would become of each row: of a big one in the
        background.

        :raise UserError: with a sentence, when the file as a whole cannot be read
        """
        only_one(self)
        self.check_access("write")
        self._check_own()
        if self.state == "running":
            if self.checking:
                raise UserError(self.env._("This file is being checked now."))
            raise UserError(self.env._("This file is being imported now."))
        if self.state in ("done", "cancelled", "undone"):
            raise UserError(
                self.env._(
                    "This file has been imported. To import it again, drop it on the "
                    "list of customers again: what is known already does not change."
                )
            )
        run = self._as_user()
        if run._size_to_read() > READ_AT_ONCE:
            self._check_later()
            return True
        tables = run._tables()
        if not tables:
            self._forget_rows()
            self._keep({"state": "checked", "question": run._no_customers()})
            return True
        found = run._map_tables(tables)
        sheets = found[0]
        rows = sum(len(sheet["rows"]) for sheet in sheets)
        chars = sum(map(chars_of, tables))
        if rows > CHECK_AT_ONCE or chars > CHARS_AT_ONCE:
            self._check_later(rows)
            return True
        self._forget_rows()
        self._keep_sheets(*found)
        question = self._question_of(sheets)
        if not question:
            rows, matcher = run._read_rows(sheets)
            run._plan_rows(rows, matcher)
            run._keep_rows(sorted(rows, key=lambda row: row.order))
        self._keep(
            {
                "state": "checked",
                "refusal": False,
                "question": question,
                "stale": False,
            }
        )
        return True

    def _question_of(self, sheets):
        """What has to be decided before anything can be said of the rows."""
        problems = [sheet["question"] for sheet in sheets if sheet.get("question")]
        return problems[0] if problems else False

    def _keep_sheets(self, sheets, left_out, personal):
        """Remember what ``_map_tables`` found."""
        self._keep(
            {
                "sheets": [
                    {key: value for key, value in sheet.items() if key != "rows"}
                    for sheet in sheets
                ],
                "ignored": "\n".join(dict.fromkeys(left_out)) or False,
                "personal_file": personal,
                "personal": any(sheet["personal"] for sheet in sheets),
            }
        )

    # -- in the background -------------------------------------------------------------

    def _check_later(self, rows=0):
        """Have the scheduler check the file.

        :param int rows: how many it has, when that is known
        """
        self._forget_rows()
        self._keep(
            {
                "state": "running",
                "checking": True,
                "row_count": rows,
                "refusal": False,
                "question": False,
                "stale": False,
                "started": fields.Datetime.now(),
                "ended": False,
            }
        )
        self._trigger_cron()

    def _batch(self, session):
        """Extended: a file that is being checked is not imported."""
        if not self.checking:
            return super()._batch(session)
        if "rows" not in session:
            if go := self.env.context.get(GO):
                go.read.add(self.id)
            session["run"] = run = self._as_user()
            # reading is something done: what is next is asked after each, and here 0
            # would have the next file read at once
            try:
                tables = run._tables()
                found = tables and run._map_tables(tables)
            except UserError as error:
                self._end_check("draft", refusal=str(error))
                return 1
            if not tables:
                self._end_check("checked", question=run._no_customers())
                return 1
            self._keep_sheets(*found)
            if question := self._question_of(found[0]):
                self._end_check("checked", question=question)
                return 1
            session["rows"], session["matcher"] = run._rows_left(found[0])
            session["total"] = self.done_count + len(session["rows"])
        size = max(1, int(CHECK_BATCH * session.get("share", 1)))
        some, session["rows"] = session["rows"][:size], session["rows"][size:]
        session["run"]._plan_rows(some, session["matcher"])
        session["run"]._keep_rows(some)
        # written each time: whoever stops it meanwhile is then told to try again, and
        # leaves no rows of it
        self._keep({"row_count": session["total"]})
        if not session["rows"] and self.state == "running":
            session.pop("rows")
            self._end_check("checked")
        return len(some)

    def _goes_on_for(self):
        """Extends ours: to check, the whole file is read first, which in ten seconds
        leaves time for one batch."""
        least = super()._goes_on_for()
        return max(least, CHECK_FOR) if self[:1].checking else least

    @api.model
    def _cron_run(self):
        """Extends ours: in one go one file is read to be checked. Those after it wait
        for the next go, which comes at once, after whoever else waits."""
        go = _Go()
        result = super(FichaImport, self.with_context(**{GO: go}))._cron_run()
        if go.read:
            running = [("state", "=", "running"), ("checking", "=", True)]
            if self.search([*running, ("id", "not in", list(go.read))], limit=1):
                self._trigger_cron()
        return result

    def _remaining(self):
        """Extends ours: when the file that was read in this go has been checked, and
        another is to be read, nothing is left for this go."""
        checking = self.filtered("checking")
        go = self.env.context.get(GO)
        if checking and go and go.read and go.read.isdisjoint(checking.ids):
            return 0
        return super()._remaining()

    def _rows_left(self, sheets):
        """The rows that have not been checked yet, in the order to check them, and the
        ``Matcher`` that knows those that have."""
        rows, matcher = self._read_rows(sheets)
        # sudo: what became of the rows is read again, by whoever's scheduler it is
        lines = self.env["ficha.import.line"].sudo()
        kept = {
            line.number: (line.outcome, line.partner_id.id)
            for line in lines.search_fetch(
                [("import_id", "=", self.id)], ["number", "outcome", "partner_id"]
            )
        }
        left = []
        for row in rows:
            if row.order not in kept:
                left.append(row)
                continue
            row.outcome, partner_id = kept[row.order]
            if row.outcome == "ambiguous":
                row.conflict = ("two", {"names": ""})
            elif row.outcome == "error":
                row.problems = row.problems or [None]
            elif row.kind:
                row.partner_id = partner_id
            else:
                matcher.restore(row, partner_id)
        return left, matcher

    def _end_check(self, state, **vals):
        if state == "draft":
            self._forget_rows()
        self._keep({"state": state, "checking": False, **vals})

    def _end(self, state="done"):
        """Extended: who stops a check goes back to the file."""
        checking = self.filtered("checking")
        for run in checking:
            run._end_check("draft")
        return super(FichaImport, self - checking)._end(state)

    # -- checking ----------------------------------------------------------------------

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

    def _read_rows(self, sheets):
        """Rows of the file, and whom they speak of.

        :return: list of Row with ``raw``, ``sheet_number``, and ``order``, their place
            in the file; those that others need come first. And an empty ``Matcher``.
        """
        parser = self._parser()
        rows = []
        for sheet, place, number, raw in self._rows_of(sheets):
            row = self._parse(parser, sheet, number, raw)
            row.raw, row.sheet_number, row.order = raw, place, len(rows) + 1
            rows.append(row)
        self._note_whose(rows)
        self._keep_values(parser.lookup)
        customers = [row for row in rows if not row.kind]
        references = References(self.env, customers)
        references.parents(customers)
        references.owners([row for row in rows if row.kind])
        rows.sort(key=lambda row: (row.depth, row.order))
        return rows, Matcher(self.env, self.id)

    def _note_whose(self, rows):
        """Say of somebody to speak to, of no customer, which one stands above: people
        write a company once, and leave it empty in the rows of its other people."""
        above = None
        for row in rows:
            if row.kind or (above and row.sheet_number != above.sheet_number):
                above = None
            if row.kind:
                continue
            if row.keys & WHOSE:
                above = row
            elif above and "contact_name" in row.keys:
                name = above.vals.get("name") or above.parent
                if name:
                    row.notes.append(("whose", None, name))

    def _plan_rows(self, rows, matcher):
        """Say of rows what would become of each (``outcome``).

        :param rows: in the order of :meth:`_read_rows`, those before them planned
        """
        customers = [row for row in rows if not row.kind]
        for depth in sorted({row.depth for row in customers}):
            level = [row for row in customers if row.depth == depth]
            for row in level:
                if row.parent_row:
                    row.parent_id = row.parent_row.partner_id
            matcher.match(level)
        self._plan_outcomes(rows)

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
                row.outcome = self._outcome_of_repeated(row)
            elif row.partner_id:
                partner = self.env["res.partner"].browse(row.partner_id)
                change = comparer.compare(row, partner.with_prefetch(partners.ids))
                row.outcome = self._outcome_of(row, partner, change)
            elif row.kind:
                row.outcome = "updated"
            else:
                self._check_new(row)
                row.outcome = "error" if row.problems else "created"
                row.said.add(row)
            if row.makes and row.outcome == "unchanged":
                row.outcome = "updated"
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

    def _outcome_of(self, row, partner, change):
        """What a change comes to under this import's choice."""
        self._without_what_was_said(row, change)
        if change.fill or change.points or change.lines or change.ibans or row.tags:
            return "updated"
        if change.changes_people:
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
        """Rows whose values have all been proposed already change nothing. What a row
        says of a customer whom an earlier row makes cannot have been proposed yet."""
        Partner = self.env["res.partner"]
        rows = [row for row in rows if row.outcome == "proposal" and row.partner_id]
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
        # what rows said is nobody's to see
        lines = made_by_us(self.env["ficha.import.line"])
        for start in range(0, len(rows), LINES_AT_ONCE):
            some = rows[start : start + LINES_AT_ONCE]
            found = lines.create([self._line_vals(row) for row in some])
            self._keep_problems(zip(found, some, strict=True))
            self.env.flush_all()
            lines.invalidate_model(flush=False)

    def _line_vals(self, row):
        parent, note = row.parent_row, self._note_of(row)
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
            "note": note,
            "note_besides": self._note_besides(row, note),
        }

    def _title(self, row):
        vals = row.vals or row.owner
        texts = (vals.get("name"), row.code, *vals.values())
        return next((str(text) for text in texts if text and text is not True), "")

    def _all_texts(self, row):
        """(column or None, value, reason, whether the row comes in without it) of what
        is listed of a row."""
        wrong = [(*texts, False) for texts in self._problem_texts(row)]
        # a row that is refused does not come in without it either
        left = not row.problems
        return wrong + [(*texts, left) for texts in self._left_texts(row)]

    def _keep_problems(self, lines_and_rows):
        """Write what is wrong with rows, in place of what was."""
        service = self.env["ficha.sheet"]
        vals_list = []
        for line, row in lines_and_rows:
            vals_list += [
                {
                    "import_id": self.id,
                    "line_id": line.id,
                    "column": service._heading(column) if column else "",
                    "column_key": column.key if column else False,
                    "value": value,
                    "reason": reason,
                    "left": left,
                }
                for column, value, reason, left in self._all_texts(row)
            ]
        if vals_list:
            # sudo: nobody edits what is wrong with a row
            made_by_us(self.env["ficha.import.problem"]).create(vals_list)
