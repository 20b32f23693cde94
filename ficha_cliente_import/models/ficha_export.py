import base64
import zlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ficha_cliente.models.ficha_condition_mixin import FAILS
from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.groups import PERSONAL

from ..tools.write_file import join_parts, write_part
from . import ficha_sheet

# customers or contacts written between two commits
BATCH = 250
KEEP_DAYS = 7


class FichaExport(models.Model):
    """A file of many customers, written in the background: rows batch by batch
    (``ficha.export.part``), and with the last of them the file.

    It is written in the name of who asked for it, who alone sees it, and has the
    columns that they may read then. When these change meanwhile, it is given up: half a
    file would have columns that the other half lacks.
    """

    _name = "ficha.export"
    _inherit = "ficha.progress.mixin"
    _description = "Export of Customer Files"
    _rec_name = "file_name"

    _cron_xmlid = "ficha_cliente_import.ir_cron_ficha_export"
    _progress_fields = ("done_count", "line_count")

    # said again, so that the words are this module's, with its translations
    state = fields.Selection(
        selection_add=[
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ]
    )
    user_id = fields.Many2one(
        string="Exported by",
        required=True,
        ondelete="cascade",
        help="Who asked for the file. Nobody else sees it.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="Company that the terms of invoicing are those of.",
    )
    company_ids_data = fields.Json(
        readonly=True, help="Companies that were switched on when it was asked for."
    )
    lang_code = fields.Char(
        "Language", readonly=True, help="Language that the headings are written in."
    )
    contact_ids_data = fields.Json(
        prefetch=False,
        readonly=True,
        help="Whom the file is of: customers, then their contacts.",
    )
    customer_count = fields.Integer(
        "Customers", readonly=True, help="How many of them are customers."
    )
    line_count = fields.Integer(
        "Customers and contacts",
        readonly=True,
        help="Customers and contacts in the file.",
    )
    done_count = fields.Integer("Done", readonly=True, help="How many are written.")
    headings_data = fields.Json(
        readonly=True, help="The headings of each sheet, as it was begun."
    )
    row_counts_data = fields.Json(
        readonly=True, help="How many rows each sheet has so far."
    )
    file = fields.Binary(
        attachment=True, readonly=True, help="The Excel file, when it is ready."
    )
    file_name = fields.Char("Name", readonly=True, help="Name of the file.")
    personal = fields.Boolean(
        readonly=True,
        help="It has columns that only people with access to personal data see.",
    )

    @api.model
    def start(self, domain):
        """Export the customers of a domain, when they are too many to wait for.

        :return: the action that shows how far it is; False when they are few, whom
            ``/ficha/export`` gives at once
        :raise AccessError: the user may not export
        :raise UserError: no domain on customers, too many of them, or the last one is
            not ready yet
        """
        self.browse().check_access("read")
        if not isinstance(domain, list | tuple):
            raise UserError(self.env._("That is no selection of customers."))
        try:
            partners, contacts = self.env["ficha.sheet"]._export_contacts(domain)
        except (AccessError, UserError):
            raise
        except FAILS as error:
            text = self.env._("That is no selection of customers.")
            raise UserError(text) from error
        if len(partners) + len(contacts) <= ficha_sheet.EXPORT_AT_ONCE:
            return False
        if self.search([("state", "=", "running")], limit=1):
            raise UserError(
                self.env._(
                    "Your last export is still being prepared: wait for it, or stop it "
                    "under Exports."
                )
            )
        views = self.env["ficha.sheet"]._export_views(bool(contacts))
        # sudo: what is in an export is not said by hand
        export = made_by_us(self).create(
            {
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "company_ids_data": self.env.companies.ids,
                "lang_code": self.env.lang,
                "contact_ids_data": [*partners.ids, *contacts.ids],
                "customer_count": len(partners),
                "line_count": len(partners) + len(contacts),
                "headings_data": self._headings(views),
                "file_name": self.env._("Customer files") + ".xlsx",
                "personal": self.env.user.has_group(PERSONAL),
            }
        )
        export._trigger_cron()
        return export.with_env(self.env)._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "name": self.env._("Export of customer files"),
        }

    def action_download(self):
        """Download the file."""
        only_one(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?download=true",
            "target": "download",
        }

    def _check_cancel(self):
        """Extended: who sees it may stop it, as it is theirs."""
        self.check_access("read")

    def _end(self, state="done"):
        """Extended: the rows are in the file now, or nowhere."""
        self._parts().unlink()
        self.write({"contact_ids_data": False})
        return super()._end(state)

    # -- writing -----------------------------------------------------------------------

    def _batch(self, session):
        """Extended: write the next customers, or contacts of customers."""
        sheet = self._as_user().env["ficha.sheet"]
        views = self._views(sheet)
        if not views:
            self._end("cancelled")
            return 0
        size = max(1, int(BATCH * session.get("share", 1)))
        first, edge = self.done_count, self.customer_count
        last = min(first + size, edge if first < edge else self.line_count)
        ids = self.contact_ids_data[first:last]
        # those that the user no longer sees are left out
        some = sheet.env["res.partner"].search([("id", "in", ids)])
        nobody = some.browse()
        self._keep_rows(
            views,
            sheet._rows_by_sheet(*((some, nobody) if first < edge else (nobody, some))),
        )
        self.done_count = last
        if last >= self.line_count:
            self._join(views)
        return len(ids)

    def _as_user(self):
        """This export in the name, language and companies of who asked for it."""
        return (
            self.with_user(self.user_id)
            .with_context(
                lang=self.lang_code, allowed_company_ids=self.company_ids_data
            )
            .with_company(self.company_id)
        )

    def _views(self, sheet):
        """The sheets, or None when the user may not export them any more as they were
        begun."""
        user = sheet.env.user
        left = set(self.company_ids_data) - set(user._get_company_ids())
        if left or not user.active or not user.has_group(ficha_sheet.EXPORT_GROUP):
            return None
        try:
            views = sheet._export_views(self.customer_count < self.line_count)
        except AccessError:
            return None
        return views if self._headings(views) == self.headings_data else None

    def _headings(self, views):
        return {key: view.headings for key, view in views.items()}

    def _keep_rows(self, views, rows):
        counts, parts = dict(self.row_counts_data or {}), []
        for key, view in views.items():
            view.rows = rows[key]
            # the headings are the sheet's first row
            content, count = write_part(view, counts.get(key, 0) + 1)
            view.rows = ()
            if count:
                counts[key] = counts.get(key, 0) + count
                parts.append({"export_id": self.id, "sheet": key, "content": content})
        self.env["ficha.export.part"].create(parts)
        self.row_counts_data = counts

    def _join(self, views):
        """Put the file together, and tell who waits for it."""
        parts = [self._parts_of(key) for key in views]
        self.file = base64.b64encode(join_parts(list(views.values()), parts))
        self._end()
        words = self._as_user().env
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "success",
                "sticky": True,
                "title": words._("The export is ready"),
                "message": words._("1 customer: download it under Exports.")
                if self.customer_count == 1
                else words._(
                    "%s customers: download it under Exports.", self.customer_count
                ),
            },
        )

    def _parts(self):
        # sudo: nobody reads them
        parts = self.env["ficha.export.part"].sudo()
        return parts.search([("export_id", "in", self.ids)])

    def _parts_of(self, key):
        """The rows of a sheet, one part at a time in memory."""
        for part in self._parts().filtered(lambda part: part.sheet == key):
            yield part._read_content()

    @api.autovacuum
    def _gc_exports(self):
        """Files hold personal data: they are forgotten after a week."""
        since = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("ended", "<", since)]).unlink()


class FichaExportPart(models.Model):
    """Rows of an export that is being written; nobody reads them."""

    _name = "ficha.export.part"
    _description = "Rows of an Export"
    _log_access = False
    _order = "id"

    export_id = fields.Many2one(
        "ficha.export", required=True, ondelete="cascade", index=True
    )
    sheet = fields.Char(required=True)
    content = fields.Binary(attachment=False, required=True, prefetch=False)

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: takes bytes, and packs them."""
        return super().create(
            [
                {**vals, "content": base64.b64encode(zlib.compress(vals["content"]))}
                for vals in vals_list
            ]
        )

    def _read_content(self):
        """The bytes that were given."""
        content = zlib.decompress(base64.b64decode(self.content))
        self.invalidate_recordset(["content"])
        return content
