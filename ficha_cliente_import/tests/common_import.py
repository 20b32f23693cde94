import base64
import io

import openpyxl
import xlsxwriter

from odoo.exceptions import UserError
from odoo.tests import TransactionCase

from odoo.addons.ficha_cliente.tests.common_content import ficha_test_user


def xlsx(*sheets, prepare=None):
    """An Excel file: sheets are (name, rows)."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"strings_to_formulas": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(number, place, value, day)
                elif value is not None:
                    sheet.write(number, place, value)
        if prepare:
            prepare(book, sheet)
    book.close()
    return output.getvalue()


def read_xlsx(data):
    """{name of the sheet: rows} of an Excel file."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [
            ["" if value is None else value for value in row]
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


class ImportCase(TransactionCase):
    """Imports in the name of somebody who has no more rights than it takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = ficha_test_user(cls.env, "importer", "group_ficha_user")
        cls.personal = ficha_test_user(
            cls.env, "importer_personal", "group_ficha_user", "group_ficha_personal"
        )
        cls.biller = ficha_test_user(
            cls.env,
            "importer_biller",
            "group_ficha_user",
            "account.group_account_invoice",
            "base.group_allow_export",
        )
        # sentences are compared in English, whatever is translated
        (cls.user + cls.personal + cls.biller).lang = "en_US"
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.es")
        cls.company.ficha_import_policy = "overwrite"

    def make(self, rows, user=None, name="clientes.xlsx", **vals):
        """An import of rows (or of a file's bytes), not checked yet."""
        data = rows if isinstance(rows, bytes) else xlsx(("Clientes", rows))
        return (
            self.env["ficha.import"]
            .with_user(user or self.user)
            .create({"file": base64.b64encode(data), "file_name": name, **vals})
        )

    def check(self, rows, user=None, **vals):
        run = self.make(rows, user, **vals)
        run.action_check()
        return run

    def load(self, rows, user=None, **vals):
        """Check and import."""
        run = self.check(rows, user, **vals)
        run.action_import()
        self.assertEqual(run.state, "done")
        return run

    def outcomes(self, run):
        return run.line_ids.sorted("number").mapped("outcome")

    def reasons(self, run):
        return " ".join(run.problem_ids.mapped("reason"))

    def partner(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def assertFileRefused(self, sentence, data, name="clientes.xlsx"):
        run = self.make(data, name=name)
        with self.assertRaisesRegex(UserError, sentence):
            run.action_check()
        self.assertFalse(run.line_ids)
