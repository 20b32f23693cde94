from odoo import api, fields, models

from ..tools import read_file
from ..tools.read_file import extension_of
from .ficha_import_screen import shape_of

# as in ``tools/encodings``
ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows (Western Europe)"),
    ("cp850", "DOS (Western Europe)"),
    ("mac_roman", "Mac (Western Europe)"),
    ("iso8859_15", "ISO 8859-15"),
    ("cp1250", "Windows (Central Europe)"),
    ("cp1251", "Windows (Cyrillic)"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 (little endian)"),
    ("utf-16-be", "UTF-16 (big endian)"),
]
DELIMITERS = [
    (";", "Semicolon (;)"),
    (",", "Comma (,)"),
    ("tab", "Tab"),
    ("|", "Bar (|)"),
    # never guessed: they stand in texts too often
    ("^", "Circumflex (^)"),
    ("~", "Tilde (~)"),
    (":", "Colon (:)"),
]
DATE_ORDERS = [
    ("dmy", "Day, month, year"),
    ("mdy", "Month, day, year"),
    ("ymd", "Year, month, day"),
]
OPTIONS = ("encoding", "delimiter", "date_order", "heading_row")


class FichaImport(models.Model):
    """How a file is read, as far as a person may decide that: which sheets, in which
    encoding, what separates its columns, how its days are written, where its headings
    are. What nobody decided is shown as it was found out.
    """

    _inherit = "ficha.import"

    sheet_ids = fields.One2many(
        "ficha.import.sheet", "import_id", string="Sheets", copy=False
    )
    sheet_count = fields.Integer(
        compute="_compute_sheet_count", help="Sheets that the file has."
    )
    is_text = fields.Boolean(
        compute="_compute_is_text", help="It is a text file, and no workbook."
    )
    encoding = fields.Selection(
        ENCODINGS,
        copy=False,
        help="How its letters are written. Change it when accents look wrong.",
    )
    delimiter = fields.Selection(
        DELIMITERS, "Separator", copy=False, help="What stands between two columns."
    )
    date_order = fields.Selection(
        DATE_ORDERS, "Dates", copy=False, help="How days are written as text."
    )
    heading_row = fields.Integer(
        "Row of headings",
        copy=False,
        help="Number of the row that has the headings, as Excel shows it.",
    )
    read_by_hand = fields.Json(
        readonly=True, copy=False, help="What of this a person decided."
    )
    read_shape = fields.Char(
        readonly=True,
        copy=False,
        help="What tells files like this one from others, as it is read by itself.",
    )
    doubtful = fields.Char(
        "Look at this",
        readonly=True,
        copy=False,
        help="What of this is not certain and should be looked at.",
    )

    @api.depends("sheet_ids")
    def _compute_sheet_count(self):
        for run in self:
            run.sheet_count = len(run.sheet_ids)

    @api.depends("file_name")
    def _compute_is_text(self):
        for run in self:
            run.is_text = extension_of(run.file_name) in read_file.TEXT

    def write(self, vals):
        """Extended: what a person decides about reading is read so from then on."""
        names = [name for name in OPTIONS if name in vals]
        if names and not self.env.su:
            self._check_choosing()
            for run in self:
                # sudo: with what was decided goes that it was
                known = set(run.sudo().read_by_hand or ())
                known = known - {n for n in names if not vals[n]}
                known |= {n for n in names if vals[n]}
                run._keep({"read_by_hand": sorted(known)})
        return super().write(vals)

    def _read_options(self):
        """What a person decided, as ``read_workbook`` takes it."""
        run = self.sudo()  # what was decided, whoever's scheduler it is
        options = {name: run[name] for name in run.read_by_hand or () if run[name]}
        if options.get("delimiter") == "tab":
            options["delimiter"] = "\t"
        if chosen := run.sheet_ids.filtered("by_hand"):
            names = run.sheet_ids.filtered("chosen").mapped("name")
            if chosen and names:
                options["sheet"] = names
        return options

    def _tables(self):
        """Extends ours: read as it was decided, and what was found out is shown.

        :return: no table when no sheet seems to be of customers
        """
        book = self._read_book()
        # sudo: what was decided in the company, whoever's scheduler it is
        if not self.sudo().read_shape:
            self._keep({"read_shape": self._shape_of_book(book)})
            self._keep_book(book)
            if self._take_remembered():
                book = self._read_book()
        self._keep_book(book)
        return book.tables

    def _read_book(self):
        options = self._read_options()
        return self._read_data(
            lambda data, name, limit: read_file.read_workbook(
                data, name, limit, options
            )
        )

    # -- remembering -------------------------------------------------------------------

    def _shape_of_book(self, book):
        """What tells files like this one from others: by the headings that are found in
        it by itself, or else by its sheets."""
        if not book.tables:
            return shape_of([sheet.name for sheet in book.sheets], "sheets")
        _number, headings = book.tables[0].rows[0]
        return shape_of([str(text) for text in headings], "read")

    def _take_remembered(self):
        """Read the file as it was decided of an earlier one like it.

        :return: whether something was
        """
        run = self.sudo()  # what was decided in the company
        options = dict(run._mapping_of(run.read_shape).options or {})
        names = set(options.pop("sheet", ()))
        sheets = run.sheet_ids.filtered(lambda sheet: sheet.name in names)
        if names and names == set(sheets.mapped("name")):
            sheets.write({"chosen": True, "by_hand": True})
            (run.sheet_ids - sheets).write({"chosen": False, "by_hand": True})
        if options:
            self._keep({**options, "read_by_hand": sorted(options)})
        return bool(options or names)

    def _remember(self):
        """Extends ours: with how the file is read."""
        result = super()._remember()
        run = self.sudo()  # what was decided is the company's
        options = {name: run[name] for name in run.read_by_hand or () if run[name]}
        said = [
            f"{run._fields[name]._description_string(self.env)} → "
            f"{dict(run._fields[name]._description_selection(self.env))[value]}"
            if run._fields[name].type == "selection"
            else f"{run._fields[name]._description_string(self.env)} → {value}"
            for name, value in options.items()
        ]
        if run.sheet_ids.filtered("by_hand"):
            names = run.sheet_ids.filtered("chosen").mapped("name")
            options["sheet"] = names
            said.append(f"{self.env._('Sheets')} → {', '.join(names)}")
        mapping = run._mapping_of(run.read_shape)
        if options or mapping:
            headings = [sheet["headings"] for sheet in run.sheets or []]
            run._keep_mapping(
                mapping, run.read_shape, sum(headings, []), said, {"options": options}
            )
        return result

    def _keep_book(self, book):
        found = {
            "encoding": book.encoding if book.encoding in dict(ENCODINGS) else False,
            "delimiter": "tab" if book.delimiter == "\t" else book.delimiter,
            "date_order": book.date_order,
            "heading_row": book.heading_row,
        }
        if found["delimiter"] not in dict(DELIMITERS):
            found["delimiter"] = False
        run = self.sudo()  # it was found out, and not written by hand
        by_hand = run.read_by_hand or ()
        vals = {name: v for name, v in found.items() if name not in by_hand}
        labels = {
            name: run._fields[name]._description_string(self.env) for name in OPTIONS
        } | {
            "sheet": self.env._("Sheets"),
            "labels": self.env._("labels one below the other, each with its value"),
        }
        if run.is_text:  # it has one sheet: what can be said is where its headings are
            labels["sheet"] = labels["heading_row"]
        doubtful = dict.fromkeys(labels[n] for n in labels if n in book.doubtful)
        vals["doubtful"] = ", ".join(doubtful) or False
        self._keep(vals)
        if not run.is_text:
            self._keep_book_sheets(book.sheets)

    def _no_customers(self):
        """What is asked when no sheet seems to be of customers."""
        if self.is_text:
            return self.env._(
                "It does not look like a list of customers. If it is one, say under "
                "“How it is read” which row has the headings."
            )
        return self.env._(
            "None of its sheets looks like a list of customers. Choose one under “How "
            "it is read”."
        )

    def _keep_book_sheets(self, sheets):
        wanted = {
            number: {
                "number": number,
                "name": sheet.name,
                "row_count": max(sheet.rows, 0),
                "kind": sheet.kind,
                "chosen": sheet.chosen,
            }
            for number, sheet in enumerate(sheets)
        }
        # sudo: sheets are read from the file
        self._match_records(self.sudo().sheet_ids, wanted, lambda sheet: sheet.number)
