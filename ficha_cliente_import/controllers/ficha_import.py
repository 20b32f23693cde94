import json

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.ficha_cliente.models.ficha_condition_mixin import FAILS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USER = "ficha_cliente.group_ficha_user"


class FichaSheetController(http.Controller):
    """Excel files that are made when they are asked for."""

    @http.route(
        "/ficha/import/template",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self):
        """The empty file, with the columns that the user may fill in."""
        self._check_user()
        data = request.env["ficha.sheet"]._template()
        return self._file(data, request.env._("Customer files template"))

    @http.route(
        "/ficha/import/<string:import_id>/errors",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def errors(self, import_id):
        """The rows of an import to mend: what did not come in."""
        run = self._import(import_id)
        data = request.env["ficha.sheet"]._errors(run)
        return self._file(data, request.env._("%s - to fix", self._name_of(run)))

    @http.route(
        "/ficha/import/<string:import_id>/report",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def report(self, import_id):
        """What became of each row of an import."""
        run = self._import(import_id)
        data = request.env["ficha.sheet"]._report(run)
        return self._file(data, request.env._("%s - report", self._name_of(run)))

    def _import(self, import_id):
        """The import with this id, for who may read it."""
        # read here and not by the route: where no route answers, Odoo looks for a file
        # of that address, and a NUL in it is an error of the database
        self._check_user()
        run = request.env["ficha.import"]
        if import_id.isascii() and import_id.isdigit() and len(import_id) < 10:
            run = run.search([("id", "=", int(import_id))])
        if not run:
            raise NotFound(
                request.env._(
                    "There is no such import, or it is not yours. Open it from the "
                    "list of imports."
                )
            )
        return run

    def _name_of(self, run):
        return run.file_name.rsplit(".", 1)[0]

    # POST: a selection or a filter may be longer than an address can be
    @http.route("/ficha/export", type="http", auth="user", methods=["POST"])
    def export(self, domain="[]", **_kwargs):
        """The customers of a domain (JSON), as the user may see them, when they are
        few; many are written in the background (``ficha.export``)."""
        self._check_user()
        try:
            domain = json.loads(domain)
        # TypeError: it is a file, and no text
        except (ValueError, TypeError, RecursionError) as error:
            raise self._no_choice() from error
        if not isinstance(domain, list):
            raise self._no_choice()
        try:
            data = request.env["ficha.sheet"]._export(domain)
        except UserError:
            raise
        except FAILS as error:
            raise self._no_choice() from error
        return self._file(data, request.env._("Customer files"))

    def _no_choice(self):
        """The error of a choice of customers that is none."""
        return BadRequest(
            request.env._(
                "These customers cannot be chosen so. Choose them in the list of "
                "customer files, and export there."
            )
        )

    def _check_user(self):
        if not request.env.user.has_group(USER):
            raise NotFound(
                request.env._("Files of customers are for users of the customer files.")
            )

    def _file(self, data, name):
        return request.make_response(
            data,
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("Content-Length", len(data)),
            ],
        )
