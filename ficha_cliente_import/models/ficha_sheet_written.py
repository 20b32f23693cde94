import dataclasses

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.compare import ADDRESS, shown
from ..tools.lookup import Lookup
from ..tools.match import file_key
from ..tools.read_file import MAX_ROWS
from ..tools.write_file import SheetView, write_book
from . import ficha_sheet
from .ficha_sheet import CONTACTS, EXPLANATION, FICHAS, REASON

BATCH = 500
NUMBERS = ("percent", "integer")


def _hour(value):
    minutes = round(value * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


class FichaSheet(models.AbstractModel):
    """The files that are written: the template, an export, the rows to mend, a
    report."""

    _inherit = "ficha.sheet"

    # -- the template ------------------------------------------------------------------

    @api.model
    def _template(self):
        """The bytes of the empty file with its explanation."""
        columns = self._template_columns()
        sheets = [self._view(FICHAS, columns), self._explanation(columns)]
        for kind in self._line_kinds():
            sheets.append(self._view(kind.sheet, self._line_columns(kind)))
        return write_book(sheets)

    @api.model
    def _template_columns(self):
        return [column for column in self._columns("write") if column.key != "key"]

    @api.model
    def _view(self, name, columns, rows=()):
        return SheetView(
            self.env._(name),
            [self._heading(column) for column in columns],
            rows,
            {
                position: names
                for position, column in enumerate(columns)
                if (names := self._allowed_values(column))
            },
            {pos for pos, column in enumerate(columns) if column.kind == "date"},
            {pos for pos, column in enumerate(columns) if column.kind in NUMBERS},
        )

    @api.model
    def _allowed_values(self, column):
        """The texts a cell of this column may be, when they are few."""
        if column.kind == "bool":
            return [self.env._("Yes"), self.env._("No")]
        if column.kind not in ("selection", "many2one", "many2many"):
            return []
        kind = self._kind_of(column)
        field = self.env[kind.model if kind else "res.partner"]._fields[column.field]
        if column.kind == "selection":
            return [label for _key, label in field._description_selection(self.env)]
        model, domain = self._choices(field)
        return Lookup(self.env).names(model, domain)[:100]

    @api.model
    def _explanation(self, columns):
        """The sheet that says what each column is."""
        rows = [
            [
                self.env._("How to use it"),
                self.env._(
                    "Each row of the first sheet is a customer, a contact or an "
                    "address. Open Customer files > Import customer files and drop the "
                    "file there; Odoo's own import does not know these columns."
                ),
            ],
            [
                "",
                self.env._(
                    "A row is identified by its client code, its tax ID, or its "
                    "e-mail or phone together with the name. Known customers are "
                    "updated, the others are created. Empty cells change nothing. "
                    "The same file may be imported again."
                ),
            ],
        ]
        for column in columns:
            names = self._allowed_values(column)
            rows.append(
                [
                    self._heading(column),
                    self.env._(column.help),
                    "; ".join(names),
                    column.example,
                ]
            )
        for kind in self._line_kinds():
            sheet = self.env._(kind.sheet)
            for column in self._line_columns(kind):
                rows.append(
                    [
                        f"{sheet} / {self._heading(column)}",
                        self.env._(column.help),
                        "; ".join(self._allowed_values(column)),
                        column.example,
                    ]
                )
        return SheetView(
            self.env._(EXPLANATION),
            [
                self.env._("Column"),
                self.env._("What it is"),
                self.env._("Allowed values"),
                self.env._("Example"),
            ],
            rows,
            widths={0: 30, 1: 70, 2: 60, 3: 24},
            wrap=True,
        )

    # -- export ------------------------------------------------------------------------

    @api.model
    def _export(self, domain):
        """The bytes of a file with the customers of ``domain`` and, in sheets of their
        own, their contacts and lines; made while the user waits.

        :raise AccessError: the user may not export
        :raise UserError: they are too many for that
        """
        partners, contacts = self._export_contacts(domain)
        if len(partners) + len(contacts) > ficha_sheet.EXPORT_AT_ONCE:
            raise UserError(
                self.env._(
                    "More than %s customers and contacts are prepared in the "
                    "background: use Export customer files on their list.",
                    ficha_sheet.EXPORT_AT_ONCE,
                )
            )
        sheets = self._export_views(bool(contacts))
        rows = self._rows_by_sheet(partners, contacts)
        return write_book(
            dataclasses.replace(view, rows=rows[key]) for key, view in sheets.items()
        )

    @api.model
    def _export_contacts(self, domain):
        """The customers of a domain, and their contacts that are not among them.

        :return: two ``res.partner``, together no more than a file that we read may have
        :raise AccessError: the user may not export
        :raise UserError: they are more
        """
        if not self.env.user.has_group(ficha_sheet.EXPORT_GROUP):
            raise AccessError(self.env._("You do not have permission to export data."))
        Partner = self.env["res.partner"]
        partners = Partner.search(domain, limit=MAX_ROWS + 1)
        contacts = Partner
        if len(partners) <= MAX_ROWS:
            contacts = Partner.search(
                [("id", "child_of", partners.ids), ("id", "not in", partners.ids)],
                limit=MAX_ROWS + 1 - len(partners),
            )
        if len(partners) + len(contacts) > MAX_ROWS:
            raise UserError(
                self.env._(
                    "One file holds at most %s customers and contacts. Filter the "
                    "list, and export it in several.",
                    MAX_ROWS,
                )
            )
        return partners, contacts

    @api.model
    def _export_views(self, contacts):
        """The sheets of an export, without rows, by what is in them: ``customers``,
        ``contacts`` (when there are any) and kinds of lines."""
        columns = self._columns()
        views = {"customers": self._view(FICHAS, columns)}
        if contacts:
            views["contacts"] = self._view(CONTACTS, columns)
        for kind in self._line_kinds():
            views[kind.key] = self._view(kind.sheet, self._line_columns(kind))
        return views

    @api.model
    def _rows_by_sheet(self, partners, contacts):
        """The rows of each sheet of an export, as iterables."""
        columns = self._columns()
        rows = {
            "customers": self._rows(partners, columns),
            "contacts": self._rows(contacts, columns),
        }
        for kind in self._line_kinds():
            rows[kind.key] = self._line_rows(kind, partners + contacts)
        return rows

    @api.model
    def _rows(self, partners, columns):
        """The cells of these customers, some hundreds at a time in memory."""
        for start in range(0, len(partners), BATCH):
            some = partners.browse(partners[start : start + BATCH].ids)
            for partner in some:
                yield [self._cell(partner, column) for column in columns]
            self.env.invalidate_all(flush=False)

    @api.model
    def _line_rows(self, kind, partners):
        owners = self._owner_columns()
        for start in range(0, len(partners), BATCH):
            some = partners.browse(partners[start : start + BATCH].ids)
            lines = self.env[kind.model].search([("partner_id", "in", some.ids)])
            in_rows = {
                line.id
                for partner in lines.partner_id
                for line in self._lines_in_row(partner, kind).values()
            }
            for line in lines.filtered(lambda ln, done=in_rows: ln.id not in done):
                yield [
                    *(self._cell(line.partner_id, column) for column in owners),
                    *(self._line_cell(line, column) for column in kind.columns),
                ]
            self.env.invalidate_all(flush=False)

    @api.model
    def _cell(self, partner, column):
        """What a cell says of a contact: text, number, date or None."""
        if column.line:
            line = self._line_in_slot(partner, column)
            return self._line_cell(line, column) if line else None
        if column.kind == "key":
            return file_key(self.env, partner.id)
        if column.kind == "parent":
            parent = partner.parent_id
            return parent.client_code or parent.vat or parent.name or None
        if column.point:
            return self._points(partner, column)
        if column.kind == "ibans":
            return "; ".join(partner.bank_ids.mapped("acc_number"))
        shares = partner.parent_id and partner.commercial_partner_id != partner
        if shares and column.field in partner._commercial_fields():
            return None  # its company's, which is in its own row
        if partner.parent_id and partner.type == "contact" and column.field in ADDRESS:
            return None
        return self._format(partner, column)

    @api.model
    def _points(self, partner, column):
        points = partner.contact_point_ids.filtered(lambda p: p.kind == column.point)
        values = points.mapped("value")
        if column.key == "mobile":
            return values[0] if values else None
        if column.key == "phones":
            values += partner.contact_point_ids.filtered(
                lambda p: p.kind == "mobile"
            ).mapped("value")[1:]
        return "; ".join(values)

    @api.model
    def _line_in_slot(self, partner, column):
        """The line that a column of the customer's row shows."""
        key, slot = column.line
        return self._lines_in_row(partner, self._line_kind(key)).get(slot)

    @api.model
    def _lines_in_row(self, partner, kind):
        """{position: line}: the lines that the customer's row says all of. The others
        are in the sheet of their kind, and none is in both: whoever changes one would
        not change the other.
        """
        slots = {
            c.line[1]: [] for c in self._all_columns() if c.line[:1] == (kind.key,)
        }
        covered = {
            c.field for c in self._all_columns() if c.line[:1] == (kind.key,)
        } | {"kinship"}
        more = {column.field for column in kind.columns} - covered
        lines = partner[kind.field] if slots else ()
        simple = [line for line in lines if not any(line[name] for name in more)]
        if kind.key == "family":
            spouses = [line for line in simple if line.kinship == "spouse"]
            found = {"spouse": spouses[0]} if spouses else {}
            simple = [line for line in simple if line.kinship == "child"]
        else:
            found = {}
        numbers = [slot for slot in slots if slot != "spouse"]
        return found | dict(zip(numbers, simple, strict=False))

    @api.model
    def _line_cell(self, line, column):
        value = shown(line, column.field)
        return self._format_value(line, column, value)

    @api.model
    def _format(self, partner, column):
        return self._format_value(partner, column, partner[column.field])

    @api.model
    def _format_value(self, record, column, value):
        """A value as its cell says it, so that reading it gives the same value."""
        field = record._fields[column.field]
        if column.kind == "bool":
            return self.env._("Yes") if value else self.env._("No")
        if column.kind == "hour":
            return _hour(value) if value else None
        if column.kind == "lang":
            return value and self.env["res.lang"]._get_data(code=value).name or None
        if field.relational:
            name = Lookup(self.env).shown(field.comodel_name)
            return "; ".join(value.mapped(name)) or None
        if column.kind == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value)
        return value or None

    # -- rows to mend ------------------------------------------------------------------

    @api.model
    def _errors(self, run):
        """The bytes of a file with the rows of an import that did not come in, or came
        in without some of their cells, as they were: what is wrong is marked, and a
        last column says why. The file key of those that have a customer finds it again,
        whatever is mended in the row.
        """
        lines = run.env["ficha.import.line"].search(
            Domain("import_id", "=", run.id) & self._to_fix(run)
        )
        # sudo: what a row said is for who may read the import, which was checked
        lines = lines.sudo()
        views = []
        for number, sheet in enumerate(run.sudo().sheets or []):
            mine = lines.filtered(lambda line, n=number: line.sheet_number == n)
            if mine:
                views.append(self._errors_view(sheet, mine))
        return write_book(views)

    @api.model
    def _to_fix(self, run):
        """Domain of the rows that a person may mend. After undoing there is nothing
        left to fill in."""
        refused = Domain("outcome", "in", ("error", "ambiguous"))
        if run.state == "undone":
            return refused
        return refused | Domain("problem_ids.left", "=", True)

    @api.model
    def _errors_view(self, sheet, lines):
        """A sheet of rows to mend.

        :param dict sheet: what is kept of it, see ``_map_tables`` of ``ficha.import``
        :param lines: its rows (sudo)
        """
        width, keys = len(sheet["headings"]), sheet["columns"]
        ours = ("key", f"{ficha_sheet.OWNER_PREFIX}key")
        own = next((int(p) for p, key in keys.items() if key in ours), None)
        headings, key_at = [*sheet["headings"]], own
        if own is None and lines.partner_id:
            headings.append(self._heading(self._column_called("key")))
            key_at = width
        rows, marked = [], {}
        for place, line in enumerate(lines):
            cells = [*(line.raw or []), *[""] * width][:width]
            marked[place] = self._places_of(line.problem_ids, keys, cells)
            cells += [""] * (len(headings) - width)
            # of a customer that is gone the row finds its way by the rest
            if line.partner_id.exists() and not cells[key_at]:
                cells[key_at] = file_key(self.env, line.partner_id.id)
            reasons = [
                ": ".join(text for text in (p.column, p.reason) if text)
                for p in line.problem_ids
            ]
            rows.append([*cells, " ".join(reasons)])
        return SheetView(
            sheet["name"] or self.env._(FICHAS),
            [*headings, self.env._(REASON)],
            rows,
            widths={len(headings): 80},
            marked=marked,
        )

    @api.model
    def _places_of(self, problems, keys, cells):
        """Where in its row the values are of which something is wrong."""
        found = set()
        for problem in problems:
            text = problem.value or ""
            same = {at for at, cell in enumerate(cells) if text and str(cell) == text}
            own = {int(p) for p, key in keys.items() if key == problem.column_key}
            # of two telephones the one that it is; else what was put together
            found |= (same & own) or same or own
        return found

    # -- report ------------------------------------------------------------------------

    @api.model
    def _report(self, run):
        """The bytes of a file that says of each row of an import what became of it, and
        why, what it changed, and what was left of it when it was undone."""
        lines = run.env["ficha.import.line"].search([("import_id", "=", run.id)])
        outcomes = dict(lines._fields["outcome"]._description_selection(self.env))
        headings = [
            self.env._("Sheet"),
            self.env._("Row"),
            self.env._("Customer in the file"),
            self.env._("Outcome"),
            self.env._("Customer"),
            self.env._("Reason"),
            self.env._("What changed"),
        ]
        undone = run.state == "undone"
        if undone:
            headings.append(self.env._("Undone"))
        view = SheetView(
            self.env._("Report"),
            headings,
            self._report_rows(run, lines, outcomes, undone),
            numbers={1},
            widths={2: 30, 4: 30, 5: 60, 6: 80, 7: 40},
            wrap=True,
        )
        return write_book([view])

    @api.model
    def _report_rows(self, run, lines, outcomes, undone):
        first = {}  # the row that made or found each customer
        for line in lines.search_fetch(
            [("id", "in", lines.ids), ("partner_id", "!=", False)],
            ["partner_id", "row", "sheet_number", "depth"],
            order="depth, number",
        ):
            first.setdefault(line.partner_id.id, (line.id, line.row, line.sheet_number))
        for start in range(0, len(lines), BATCH):
            some = lines.browse(lines[start : start + BATCH].ids)
            # sudo: what a row said is for who may read the import, which was checked;
            # of the customer its name, as in every list
            for line in some.sudo():
                reasons = [
                    ": ".join(text for text in (p.column, p.value, p.reason) if text)
                    for p in line.problem_ids
                ]
                cells = [
                    line.sheet,
                    line.row,
                    line.title,
                    outcomes[line.outcome] if line.done else self.env._("Waiting"),
                    line.partner_id.display_name or "",  # gone, or none
                    " ".join(
                        filter(
                            None,
                            [
                                *reasons,
                                self._besides_text(line),
                                self._same_text(line, first),
                            ],
                        )
                    ),
                    "\n".join(map(run._change_text, line.changes or ())),
                ]
                if undone:
                    cells.append(self._undone_text(line))
                yield cells
            self.env.invalidate_all()

    @api.model
    def _besides_text(self, line):
        """What of the note of a row its problems do not say. Of one that came in before
        that was kept apart, all of it."""
        return line.note if line.note_besides is False else line.note_besides

    @api.model
    def _same_text(self, line, first):
        """Of a row about a customer whom an earlier one was about already, which.

        :param dict first: {id of the customer: (line, row, sheet) of the first one}
        """
        known, row, sheet = first.get(line.partner_id.id, (line.id, 0, 0))
        if known == line.id or sheet != line.sheet_number or self._of_lines(line):
            return ""
        return self.env._("The same customer as in row %s.", row)

    @api.model
    def _of_lines(self, line):
        """Whether a row is of a sheet of lines of customers."""
        sheets = line.import_id.sheets or []
        return line.sheet_number < len(sheets) and sheets[line.sheet_number]["kind"]

    @api.model
    def _undone_text(self, line):
        if line.undo_note:
            return self.env._("Not all: %s", line.undo_note)
        done = line.outcome in ("created", "updated", "proposal") and line.done
        return self.env._("Taken back") if done else ""
