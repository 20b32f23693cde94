import io

import xlsxwriter

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FichaRegister(http.Controller):
    @http.route("/ficha/register", type="http", auth="user", readonly=True)
    def register(self, **_other):
        """The register of processing activities (GDPR 30) as a sheet of Excel: of the
        companies whose purposes this user reads."""
        if not request.env.user.has_group("ficha_cliente_privacy.group_ficha_privacy"):
            raise AccessError(
                request.env._("The register is for the privacy desk to take out.")
            )
        purposes = request.env["ficha.purpose"].with_context(active_test=False)
        heading = request.env._("Data that no purpose uses")
        unused = [[heading, request.env._("Customers and contacts")]]
        if problem := purposes._unused_data_problem():
            unused.append([problem, ""])
        else:
            unused += [[label, str(count)] for label, count in purposes._unused_data()]
        content = _sheet(purposes.search([])._register_rows(), unused)
        name = request.env._("Register of processing activities")
        return request.make_response(
            content,
            [
                ("Content-Type", XLSX),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )


def _sheet(*tables):
    """:param tables: a sheet each: lists of texts, of which the first is the head"""
    output = io.BytesIO()
    # what somebody wrote is text, also where it looks like a formula or an address
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for rows in tables:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, text in enumerate(row):
                    style = plain if number else bold
                    sheet.write_string(number, column, text, style)
            sheet.set_column(0, max(len(rows[0]) - 1, 0), 28)
            sheet.freeze_panes(1, 1)
    return output.getvalue()
