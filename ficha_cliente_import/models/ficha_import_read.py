import base64
import binascii
from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import a_base64, a_text, asks
from odoo.addons.ficha_cliente.tools.groups import PERSONAL
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from ..tools import read_file as ficha_sheet_read
from ..tools.headings import ColumnsByKey, separator_of
from ..tools.layout import HEADING_ROWS, some
from ..tools.merged import settle_merged
from ..tools.read_cell import is_empty, keep
from ..tools.read_file import SheetProblem
from ..tools.read_notes import FILE_NOTE
from ..tools.read_sentences import FILE
from ..tools.row import Row
from . import ficha_import, ficha_sheet
from .res_config_settings import LIMIT_MB, LIMIT_PARAMETER

MAX_HEADING = 200
SAMPLE_ROWS = 50  # values looked at to say what a column is


# a box with a cross in it is ticked, unless others of the column have a tick
CROSSED, TICKED = "☒", {"☑", "✓", "✔", "✅"}


def _word(cell):
    return fold(str(cell)) or str(cell).strip()


def _letters_meant(columns, rows):
    """What is told by what stands beside it in its column. An *M* under *Sexo*: beside
    *H* or *V* it is *mujer*, beside *F* it is *masculino*, alone it is asked. A crossed
    box: beside a ticked one it is a no.

    :param dict columns: {position: column} of the sheet
    :return: {key of the column: {what is written: what is meant}}
    """
    meant = {}
    for place, column in columns.items():
        if column.line or not (column.key == "gender" or column.kind == "bool"):
            continue
        values = {_word(v[place]) for _number, v in rows if place < len(v)}
        if column.kind == "bool":
            if CROSSED in values and values & TICKED:
                meant[column.key] = {CROSSED: "no"}
            continue
        beside = values & {"h", "v", "f"}
        if "m" not in values or not beside:
            continue
        if beside <= {"h", "v"}:
            meant[column.key] = {"m": "female"}
        elif beside == {"f"}:
            meant[column.key] = {"m": "male"}
    return meant


class FichaImport(models.Model):
    """From the file to rows: which sheet is what, which heading is which column."""

    _inherit = "ficha.import"

    @api.model
    def max_file_size(self):
        """Largest file that is read, in bytes: the browser asks before it sends one."""
        # sudo: a number that everybody who imports may know
        megabytes = self.env["ir.config_parameter"].sudo().get_param(LIMIT_PARAMETER)
        return (int(megabytes or 0) or LIMIT_MB) * 2**20

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a file that is too large is not even kept."""
        for vals in vals_list:
            self._check_size(vals.get("file"))
        return super().create(vals_list)

    def write(self, vals):
        self._check_size(vals.get("file"))
        return super().write(vals)

    @api.model
    def _check_size(self, content):
        limit = self.max_file_size()
        size = len(content or "") * 3 // 4
        if size > limit + 3:
            problem = SheetProblem(
                "too_big", size=size // 2**20 + 1, limit=max(limit // 2**20, 1)
            )
            raise UserError(self._sentence(problem))

    @api.model
    @asks(file_name=a_text, content=a_base64)
    def open_with_file(self, file_name, content):
        """Begin an import with a file that was dropped somewhere.

        :param str file_name: its name
        :param str content: its content in base64
        :return: the action that opens the import, with the file checked already when
            it can be read
        """
        run = self.create({"file_name": file_name, "file": content})
        run.action_check()
        return run._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import customer files"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.model
    def _sentence(self, problem):
        return str(self.env._(FILE[problem.code])) % problem.values

    @api.model
    def _note_sentence(self, code, values):
        """What is said of something that was left out of the file, or mended."""
        one = f"{code}_one"  # "one more row", and not "1 more rows"
        if values.get("count") == 1 and one in FILE_NOTE:
            code = one
        return str(self.env._(FILE_NOTE[code])) % values

    def _tables(self):
        """The sheets of the file.

        :raise UserError: with a sentence that says why it cannot be read
        """
        return self._read_data(ficha_sheet_read.read_tables)

    def _size_to_read(self):
        """How many bytes there are to read, at once.

        :raise UserError: as :meth:`_tables`, as far as it is known without reading
        """
        return self._read_data(ficha_sheet_read.check_file)

    def _read_data(self, read):
        self.ensure_one()
        content = self.with_context(bin_size=False).file or b""
        # sudo: what it was when it was dropped; who may write attachments could put
        # something else in its place
        digest = self.sudo().file_digest
        if digest and not content and digest != ficha_import._digest(b""):
            # Odoo reads as empty what is no longer where it was stored
            raise UserError(
                self.env._(
                    "The file can no longer be read: what was stored of it is gone. "
                    "Drop it on the list of customers again."
                )
            )
        if digest and digest != ficha_import._digest(content):
            raise UserError(
                self.env._(
                    "The file is not what was dropped. Drop it on the list of "
                    "customers again."
                )
            )
        try:
            data = base64.b64decode(content)
            return read(data, self.file_name, self.max_file_size())
        except binascii.Error as error:
            problem = SheetProblem("damaged", name=self.file_name)
            raise UserError(self._sentence(problem)) from error
        except SheetProblem as problem:
            raise UserError(self._sentence(problem)) from problem

    def _map_tables(self, tables):
        """Say what each sheet and each of its columns is.

        :return: list of dicts with ``name``, ``kind`` (None for customers, else the
            kind of line), ``headings``, ``columns`` {position: key}, and ``rows``
            [(number, values)]; texts about what is left out; whether the file has
            personal data, read or not
        :raise UserError: nothing in the file is known, or something is there twice
        """
        try:
            return self._map_sheets(tables)
        except SheetProblem as problem:
            raise UserError(self._sentence(problem)) from problem

    def _map_sheets(self, tables):
        sheets, left_out = [], []
        explanation = self.env["ficha.sheet"]._heading_labels(
            ficha_sheet.EXPLANATION, "explicacion|explicaciones"
        )
        first, personal = True, False
        for table in tables:
            left_out += [self._note_sentence(*note) for note in table.notes]
            if fold(table.name) in explanation:
                continue
            kind = self._sheet_kind(table)
            sheet, unknown = self._map_sheet(table, kind, first=first)
            if sheet is None:
                left_out.append(self.env._("Sheet “%s”", table.name))
                continue
            first = False
            left_out += unknown
            personal = personal or sheet.pop("has_personal")
            if sheet["columns"] or sheet.get("question"):
                sheets.append(sheet)
        if not any(sheet["rows"] for sheet in sheets):
            raise SheetProblem("no_rows")
        return sheets, left_out, personal

    def _sheet_kind(self, table):
        """The kind of line that a sheet is of, by its name; None for customers."""
        service = self.env["ficha.sheet"]
        for kind in ficha_sheet.lines.LINES.values():
            if fold(table.name) in service._heading_labels(kind.sheet, kind.aliases):
                return kind
        return None

    def _map_sheet(self, table, kind, decided=None, first=False):
        """
        :param dict decided: what a person chose of its columns, see ``_propose`` of
            ``ficha.sheet``; by default what is known to have been decided
        :param first: whether nothing of the file was read before: what its headings
            are is then asked, when none is known
        :return: (the sheet, or None when no heading is known; what is left out)
        """
        service = self.env["ficha.sheet"]
        every = service._line_columns(kind) if kind else service._all_columns()
        heading_at = self._heading_row(table, every)
        if heading_at is None and (kind or not first):
            return None, []
        if heading_at is None:
            heading_at = self._likely_headings(table)
        number, values = table.rows[heading_at]
        headings = [str(value)[:MAX_HEADING] for value in values]
        rows = table.rows[heading_at + 1 : heading_at + 1 + SAMPLE_ROWS]
        samples = [
            [values[place] for _number, values in rows if place < len(values)]
            for place in range(len(headings))
        ]
        if decided is None:
            decided = self._decided(table.name, headings, kind)
        found, unknown = service._map_headings(
            headings, every, samples, decided, alone=bool(kind)
        )
        proposed = service._propose(headings, every, samples, decided, alone=bool(kind))
        shown = self._columns_to_show(proposed, samples, decided, kind)
        seen = [pos for pos, column in found.items() if self._is_personal(column, kind)]
        if kind and kind not in service._line_kinds():
            # what one may not see is neither listed nor chosen
            found, shown = {}, []
            unknown = [self.env._("Sheet “%s”", table.name)]
        allowed = {
            position: column
            for position, column in found.items()
            if service._allowed(column, "write")
        }
        unknown += [headings[pos] for pos in found if pos not in allowed]
        question = None
        if not kind and not self._identifies(allowed.values()):
            identity = [
                column
                for column in every
                if column.key in ficha_sheet.IDENTIFYING[1:] and not column.only_read
            ]
            question = self.env._(
                "It is not known who each customer is. Say of at least one column that "
                "it becomes one of these: %s.",
                ", ".join(map(service._heading, identity)),
            )
        table.merged = [one for one in table.merged if one[1] > number]
        below = table.rows[heading_at + 1 :]
        if table.merged:
            below, read = settle_merged(table, below, found)
            if read:
                unknown.append(self._note_sentence("merged", {"text": some(read)}))
        return {
            "name": table.name,
            "kind": kind.key if kind else None,
            "headings": headings,
            "columns": {str(pos): column.key for pos, column in allowed.items()},
            "personal": any(self._is_personal(c, kind) for c in allowed.values()),
            "has_personal": bool(seen),
            "question": question,
            "shown": shown,
            "meant": _letters_meant(allowed, below),
            "to_fix": service._is_to_fix(headings),
            # what they may not see of others is not kept for them to read
            "rows": self._without(below, [pos for pos in seen if pos not in allowed]),
        }, unknown

    def _likely_headings(self, table):
        """The place of the row that looks most like headings: with most texts in it,
        among the first ones."""
        if table.heading_row:
            return 0
        texts = [
            sum(isinstance(value, str) and value != "" for value in values)
            for _number, values in table.rows[:HEADING_ROWS]
        ]
        return texts.index(max(texts))

    def _without(self, rows, places):
        """Rows of a sheet, empty in these columns."""
        if not places:
            return rows
        return [
            (
                number,
                ["" if pos in places else value for pos, value in enumerate(values)],
            )
            for number, values in rows
        ]

    def _identifies(self, columns):
        return any(column.key in ficha_sheet.IDENTIFYING for column in columns)

    def _is_personal(self, column, kind):
        return PERSONAL in (column.groups, kind.groups if kind else "")

    def _heading_row(self, table, columns):
        """The place of the row with most known headings among the first ones."""
        headings = self.env["ficha.sheet"]._headings(columns)
        best, most = None, 0
        # which row it is was said when the file was read
        rows = table.rows[: 1 if table.heading_row else HEADING_ROWS]
        for place, (_number, values) in enumerate(rows):
            texts = {
                fold(value)
                for value in values
                if isinstance(value, str) and len(value) <= MAX_HEADING
            }
            known = sum(headings.is_known(text) for text in texts)
            if known > most:
                best, most = place, known
        return best

    # -- rows --------------------------------------------------------------------------

    def _rows_of(self, sheets):
        """Rows of all sheets that say anything.

        :return: list of (sheet, number of the sheet, number of the row, kept values)
        """
        found = []
        for place, sheet in enumerate(sheets):
            for number, values in sheet["rows"]:
                raw = [keep(value) for value in values]
                if any(
                    int(pos) < len(raw) and not is_empty(raw[int(pos)])
                    for pos in sheet["columns"]
                ):
                    found.append((sheet, place, number, raw))
        return found

    def _parse(self, parser, sheet, number, raw):
        """A :class:`Row` from the kept values of a row."""
        service = self.env["ficha.sheet"]
        kind = service._line_kind(sheet["kind"]) if sheet["kind"] else None
        columns = self._columns_of(sheet, kind)
        row = Row(number, sheet["name"])
        row.kind = kind
        row.to_fix = sheet.get("to_fix", False)
        cells = [
            (self._separated(columns[key], sheet["headings"][int(pos)]), raw[int(pos)])
            for pos, key in sheet["columns"].items()
            if int(pos) < len(raw) and not is_empty(raw[int(pos)])
        ]
        if meant := sheet.get("meant"):
            cells = [
                (c, meant.get(c.key, {}).get(_word(cell), cell)) for c, cell in cells
            ]
        parser.parse(row, cells, kind)
        row.keys = {column.key for column, _cell in cells}
        return row

    def _separated(self, column, heading):
        """The column with what its heading says to stand between the values."""
        if column.kind == "tags" and (separator := separator_of(heading)):
            return replace(column, separator=separator)
        return column

    def _columns_of(self, sheet, kind):
        cache = self.env.cr.cache.setdefault("ficha_sheet_columns", {})
        key = sheet["kind"]
        if key not in cache:
            service = self.env["ficha.sheet"]
            every = service._line_columns(kind) if kind else service._all_columns()
            cache[key] = ColumnsByKey({column.key: column for column in every})
        return cache[key]
