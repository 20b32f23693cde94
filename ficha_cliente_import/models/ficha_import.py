import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.by_hand import all_but, untouched

OUTCOMES = [
    ("created", "New"),
    ("updated", "Updated"),
    ("proposal", "Proposals made"),
    ("unchanged", "Unchanged"),
    ("ambiguous", "To clarify"),
    ("error", "Error"),
]
POLICIES = [
    ("proposal", "Propose it: a person decides"),
    ("overwrite", "Overwrite what the customer file says"),
]
KEEP_DAYS = 90
DECIDING = "ficha_import_deciding"

# what people say of a file when they drop it, and what its owner may still choose
GIVEN = {"file", "file_name", "company_id", "policy"}
CHOSEN = {"company_id", "policy"}
# what they decide about what is in it: each of these records, and how it is read
DECIDED = {"column_ids", "value_ids", "sheet_ids"}
READ_AS = {"encoding", "delimiter", "date_order", "heading_row"}


def _digest(content):
    """What tells a file from another, of its content in base64; None of what is no
    file, which is refused when it is read."""
    try:
        return hashlib.sha256(base64.b64decode(content or b"")).hexdigest()
    except (binascii.Error, ValueError, TypeError):
        return None


class FichaImport(models.Model):
    """One file of fichas and what became of each of its rows.

    Checked first: nothing is written, and every row says what would become of it. The
    work itself is in ``ficha_import_check`` (reading and foretelling),
    ``ficha_import_batch`` (importing) and ``ficha_import_apply`` (writing the rows of a
    batch).
    """

    _name = "ficha.import"
    _inherit = "ficha.progress.mixin"
    _description = "Import of Customer Files"
    _rec_name = "file_name"

    _cron_xmlid = "ficha_cliente_import.ir_cron_ficha_import"
    _progress_fields = ("done_count", "line_count")

    file = fields.Binary(
        required=True,
        attachment=True,
        copy=False,
        help="An Excel file (.xlsx) or a text file (.csv). The first row has the "
        "headings, each of the following ones a customer.",
    )
    file_name = fields.Char(
        required=True, copy=False, help="Name of the file, which says what it is."
    )
    user_id = fields.Many2one(
        string="Imported by",
        required=True,
        help="User in whose name the rows are written, with their rights and no more.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Company that the terms of invoicing are for.",
    )
    policy = fields.Selection(
        POLICIES,
        string="A value that differs",
        required=True,
        compute="_compute_policy",
        store=True,
        precompute=True,
        readonly=False,
        help="What happens when the imported file differs from the customer file. "
        "Empty cells never change anything, and what the customer file lacks is "
        "filled in.",
    )
    state = fields.Selection(
        selection_add=[
            ("draft", "File"),
            ("checked", "Checked"),
            ("running", "In progress"),
            ("done", "Done"),
            ("cancelled", "Stopped"),
        ],
        ondelete={"draft": "cascade", "checked": "cascade"},
        default="draft",
        help="Checked: every row shows what would happen to it; nothing was written.",
    )
    started = fields.Datetime(default=None, help="When the import of its rows began.")
    pressed_by_id = fields.Many2one(
        "res.users",
        string="Import pressed by",
        readonly=True,
        copy=False,
        help="Who had the rows imported. Nothing is written that this person, or who "
        "dropped the file, may not write.",
    )
    file_digest = fields.Char(
        readonly=True, copy=False, help="What the file was when it was dropped."
    )
    personal = fields.Boolean(
        readonly=True,
        copy=False,
        help="Its rows say what only people with access to personal data see.",
    )
    personal_file = fields.Boolean(
        readonly=True,
        copy=False,
        help="The file has columns that only people with access to personal data see, "
        "whether or not they were read.",
    )
    ignored = fields.Text(
        "Columns that are not read",
        readonly=True,
        copy=False,
        help="Headings of the file that are not known. They are left out.",
    )
    sheets = fields.Json(
        "Headings of the sheets",
        readonly=True,
        copy=False,
        help="Headings of each sheet, as they were read.",
    )
    line_ids = fields.One2many(
        "ficha.import.line", "import_id", string="Rows", copy=False, readonly=True
    )
    problem_ids = fields.One2many(
        "ficha.import.problem", "import_id", string="Problems", readonly=True
    )
    line_count = fields.Integer(
        "Number of rows", compute="_compute_counts", help="Rows read."
    )
    done_count = fields.Integer(
        "Done", compute="_compute_counts", help="Rows that were imported."
    )
    created_count = fields.Integer(
        "New customers",
        compute="_compute_counts",
        help="Rows that create a new customer.",
    )
    updated_count = fields.Integer(
        "Updated", compute="_compute_counts", help="Rows that change a customer."
    )
    proposal_count = fields.Integer(
        "Proposals", compute="_compute_counts", help="Rows that only make proposals."
    )
    unchanged_count = fields.Integer(
        "Unchanged", compute="_compute_counts", help="Rows that say nothing new."
    )
    error_count = fields.Integer(
        "To fix",
        compute="_compute_counts",
        help="Rows with errors, and rows whose customer is not clear.",
    )
    left_count = fields.Integer(
        "Cells left empty",
        compute="_compute_counts",
        help="Cells that cannot be read or are not decided. Their rows come in without "
        "them.",
    )
    progress = fields.Float(aggregator="avg", help="Rows done, of 100.")

    @api.depends("company_id")
    def _compute_policy(self):
        for run in self:
            run.policy = run.policy or run.company_id.ficha_import_policy

    @api.depends("line_ids.outcome", "line_ids.done", "problem_ids.left")
    def _compute_counts(self):
        """Two queries. Nothing is kept: while a big file comes in, only its rows are
        written, and never the record that the button *Stop* writes."""
        counts = {}
        for run, outcome, done, number in self.env["ficha.import.line"]._read_group(
            [("import_id", "in", self.ids)],
            ["import_id", "outcome", "done"],
            ["__count"],
        ):
            tally = counts.setdefault(run.id, {})
            tally[outcome] = tally.get(outcome, 0) + number
            tally["done"] = tally.get("done", 0) + number * done
        left = dict(
            self.env["ficha.import.problem"]._read_group(
                [("import_id", "in", self.ids), ("left", "=", True)],
                ["import_id"],
                ["__count"],
            )
        )
        for run in self:
            run.left_count = left.get(run._origin or run, 0)
            tally = dict(counts.get(run.id, {}))
            done = tally.pop("done", 0)
            run.line_count = sum(tally.values())
            run.done_count = done
            run.created_count = tally.get("created", 0)
            run.updated_count = tally.get("updated", 0)
            run.proposal_count = tally.get("proposal", 0)
            run.unchanged_count = tally.get("unchanged", 0)
            run.error_count = tally.get("error", 0) + tally.get("ambiguous", 0)

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a file is of who drops it, and stays what it was then. What becomes
        of it is not said by hand."""
        if not self.env.su:
            rest = untouched(self, all_but(self, GIVEN))
            vals_list = [
                {k: v for k, v in vals.items() if k in GIVEN}
                | rest
                | {"user_id": self.env.uid}
                for vals in vals_list
            ]
        vals_list = [
            {**vals, "file_digest": _digest(vals.get("file"))} for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        """Extended: only who dropped a file decides how it is imported, and nobody puts
        another one in its place."""
        if not self.env.su:
            self._check_write(vals)
        if "file" in vals and any(run.state == "running" for run in self):
            raise UserError(
                self.env._("A file that is being imported cannot be replaced. Stop it.")
            )
        deciding = self.with_context(**{DECIDING: True})
        result = super(FichaImport, deciding).write(vals)
        if "state" not in vals:
            checked = self.filtered(lambda run: run.state == "checked")
            if "file" in vals:
                checked._forget_rows()
            elif vals.keys() & CHOSEN:
                for run in checked:  # something else would become of the rows
                    run.action_check()
            elif vals.keys() & (DECIDED | READ_AS) and not self.env.su:
                checked._foretell()
        return result

    def _check_write(self, vals):
        if vals.keys() & {"file", "file_name"}:
            raise UserError(
                self.env._(
                    "A file stays as it was dropped. Drop the other one on the list "
                    "of customers: it is imported by itself."
                )
            )
        if vals.keys() - CHOSEN - DECIDED - READ_AS:
            raise AccessError(
                self.env._(
                    "In whose name a file is imported, and what became of it, is not "
                    "written by hand."
                )
            )
        self._check_own()

    def _check_own(self):
        """Whether these were dropped by the user.

        :raise AccessError: when somebody else dropped one
        """
        others = self.user_id - self.env.user
        if others and not self.env.su:
            raise AccessError(
                self.env._(
                    "Only %s, who dropped the file, decides how it is imported.",
                    others[0].sudo().name,  # sudo: just the name
                )
            )

    def _check_pressed(self):
        """Whether who presses the button may fill in all columns of the file. What they
        may write of each customer is seen row by row, see :meth:`_check_both`.

        :raise AccessError: with the columns, when they may not
        :raise UserError: who dropped the file may not import it any more
        """
        self.ensure_one()
        self.check_access("write")
        owner = self.user_id.sudo()  # sudo: just the name
        if not self._owner_may():
            raise UserError(
                self.env._(
                    "%s, who dropped the file, may not import it any more. Drop it "
                    "again in your own name.",
                    owner.name,
                )
            )
        if refused := self._refused_columns():
            raise AccessError(
                self.env._(
                    "You may not fill in what this file has: %s. Who dropped it can "
                    "import it.",
                    ", ".join(refused),
                )
            )

    def _refused_columns(self):
        """Headings of the columns of this file that the user may not fill in; none for
        who dropped it."""
        if self.env.user == self.user_id or self.env.su:
            return []
        service = self.env["ficha.sheet"]
        refused = []
        # sudo: which columns the file has
        for sheet in self.sudo().sheets or []:
            kind = service._line_kind(sheet["kind"]) if sheet["kind"] else None
            columns = self._columns_of(sheet, kind)
            for key in sheet["columns"].values():
                column = columns[key]
                if (kind and kind not in service._line_kinds()) or not (
                    service._allowed(column, "write")
                ):
                    refused.append(service._heading(column))
        return list(dict.fromkeys(refused))

    def _owner_may(self):
        """Whether who dropped the file is still a user and may still see its rows."""
        # sudo: whether somebody is still here
        owner = self.user_id.sudo()
        if owner._is_superuser():
            return True
        try:
            return owner.active and self._as_user().has_access("write")
        except AccessError:  # they left the company it is for
            return False

    def _check_both(self, rows):
        """Refuse to write on a customer that who pressed the button may not write on:
        rows are written with the rights of who dropped the file, and with these.

        :raise AccessError: when they may not
        """
        presser = self.sudo().pressed_by_id  # sudo: who it was
        if not presser or presser == self.user_id or presser._is_superuser():
            return
        ids = [row.partner_id for row in rows if row.did and row.partner_id]
        partners = self._in_name_of(presser).env["res.partner"].browse(ids)
        partners.check_access("write")
        if any("created" in row.did for row in rows):
            partners.check_access("create")

    def _forget_rows(self):
        """Go back to the file."""
        if self:
            self.env.flush_all()
            self.env.execute_query(
                SQL(
                    "DELETE FROM ficha_import_line WHERE import_id = ANY(%s)"
                    " RETURNING id",
                    self.ids,
                )
            )
            self.env.invalidate_all(flush=False)
            self._keep({"state": "draft", "ignored": False, "sheets": False})

    def _keep(self, vals):
        """Write what becomes of the file, which nobody writes by hand."""
        # sudo: whoever comes here was allowed to press the button
        self.sudo().write(vals)

    def _end(self, state="done"):
        """Extended: as :meth:`_keep`."""
        # sudo: see there
        return super(FichaImport, self.sudo())._end(state)

    def action_view_lines(self):
        """Open the rows with the outcome that the button stands for."""
        only_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_import.action_ficha_import_line"
        )
        action["domain"] = self._lines_domain(self.env.context.get("ficha_outcomes"))
        return action

    def _lines_domain(self, outcomes):
        """The rows that a button counts."""
        domain = [("import_id", "=", self.id)]
        return [*domain, ("outcome", "in", outcomes)] if outcomes else domain

    def action_view_partners(self):
        """Open the customers that this file made or changed."""
        only_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        touched = self.line_ids.filtered(
            lambda line: line.done and line.outcome in ("created", "updated")
        )
        action["domain"] = [("id", "in", touched.partner_id.ids)]
        return action

    def action_download_errors(self):
        """Download the rows to mend."""
        only_one(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/ficha/import/{self.id}/errors",
            "target": "download",
        }

    def action_download_template(self):
        """Download the empty template, whichever import is open."""
        return {
            "type": "ir.actions.act_url",
            "url": "/ficha/import/template",
            "target": "download",
        }

    @api.autovacuum
    def _gc_files(self):
        """Files hold personal data: they, and what was in their rows, are forgotten
        after a while. What became of each row stays."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        old = self.search(
            [("create_date", "<", before), ("state", "!=", "running")], limit=100
        )
        lines = self.env["ficha.import.line"].search(
            [("import_id", "in", old.ids), ("raw", "!=", False)]
        )
        lines.write({"raw": False, "changes": False})
        old.problem_ids.value = False
        old.column_ids.unlink()
        old.value_ids.unlink()
        old._keep({"decisions": False})
        self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "file"),
                ("res_id", "in", old.ids),
            ]
        ).unlink()
