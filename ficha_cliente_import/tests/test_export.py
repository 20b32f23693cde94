import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common_import import ImportCase, read_xlsx, xlsx

PARTNER = {
    "name": "Ana Gil Export",
    "client_code": "EXP-1",
    "phone": "+34 612 34 59 91",
    "email": "ana@export.example",
    "street": "=HYPERLINK(1)",
    "zip": "08001",
    "birthdate_date": date(1980, 5, 1),
    "contact_hour_from": 9.5,
}


@tagged("post_install", "-at_install")
class TestExport(ImportCase):
    """What is written: the template, and exports that come back unchanged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["ficha.relation.role"].create({"name": "Asesora export"})
        cls.biller.group_ids |= cls.env.ref("ficha_cliente.group_ficha_personal")
        relations = [
            {"role_id": cls.role.id, "name": "Inés", "phone": "699000111"},
            {"role_id": cls.role.id, "name": "Rosa", "department": "Fiscal"},
        ]
        cls.ana, cls.company = cls.env["res.partner"].create(
            [
                {
                    **PARTNER,
                    "country_id": cls.env.ref("base.es").id,
                    "relation_ids": [Command.create(vals) for vals in relations],
                    "family_member_ids": [
                        Command.create({"kinship": "child", "name": "Leo"}),
                        Command.create({"kinship": "sibling", "name": "Mar"}),
                    ],
                    "contact_point_ids": [
                        Command.create({"kind": "mobile", "value": "699 111 222"}),
                        Command.create({"kind": "email", "value": "b@export.example"}),
                    ],
                    "standing_discount": 5.5,
                    "standing_discount_end": "2031-01-31",
                },
                {"name": "Sin datos Export", "is_company": True, "city": "Yecla"},
            ]
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Pepe Export", "parent_id": cls.company.id, "function": "Jefe"}
        )

    def export(self, user=None, partners=None):
        partners = partners or self.ana + self.company
        service = self.env["ficha.sheet"].with_user(user or self.biller)
        return service._export([("id", "in", partners.ids)])

    def cells(self, data, sheet=0, row=1):
        rows = list(read_xlsx(data).values())[sheet]
        return dict(zip(rows[0], rows[row], strict=False))

    def test_the_template_explains_every_column_the_user_may_fill_in(self):
        data = self.env["ficha.sheet"].with_user(self.user)._template()
        sheets = read_xlsx(data)
        names = list(sheets)
        self.assertEqual(names, ["Customers", "Explanation", "Relations"])
        headings = sheets["Customers"][0]
        explained = [row[0] for row in sheets["Explanation"]]
        for heading in headings:
            self.assertIn(heading, explained)
        self.assertNotIn("Marital status", headings)
        self.assertNotIn("Payment terms", headings)
        data = self.env["ficha.sheet"].with_user(self.biller)._template()
        sheets = read_xlsx(data)
        self.assertIn("Family", sheets)
        self.assertIn("Payment terms", sheets["Customers"][0])
        run = self.make(data, self.biller)
        self.assertFalse(run.line_ids)
        self.assertFileRefused("no row in this file", data)

    def test_odoo_s_import_screen_offers_it(self):
        templates = self.env["res.partner"].with_user(self.user).get_import_templates()
        self.assertEqual(templates[0]["template"], "/ficha/import/template")
        self.assertGreater(len(templates), 1)

    def test_what_an_export_says(self):
        cells = self.cells(self.export())
        self.assertEqual(cells["Client code"], "EXP-1")
        self.assertEqual(cells["Postcode"], "08001")
        self.assertEqual(cells["Date of birth"].date(), date(1980, 5, 1))
        self.assertEqual(cells["Contact from"], "9:30")
        self.assertEqual(cells["Mobile"], "699 111 222")
        self.assertEqual(cells["Street"], "'=HYPERLINK(1)", "Excel does not run it")
        self.assertEqual(cells["Phone"], "+34 612 34 59 91")
        self.assertEqual(cells["Standing discount (%)"], 5.5)
        until = cells["Standing discount until"]
        self.assertEqual(until.date(), date(2031, 1, 31))
        self.assertEqual(cells["Relation 1: name"], "Inés")
        self.assertEqual(cells["Child 1: name"], "Leo")
        self.assertEqual(self.cells(self.export(), sheet=1)["Name"], "Pepe Export")

    def test_only_what_the_user_may_see(self):
        with self.assertRaises(AccessError):
            self.export(self.user)
        self.user.group_ids |= self.env.ref("base.group_allow_export")
        data = self.export(self.user)
        cells = self.cells(data)
        self.assertNotIn("Child 1: name", cells)
        self.assertNotIn("Standing discount (%)", cells)
        self.assertNotIn("Family", read_xlsx(data))
        other = self.env["res.company"].create({"name": "Other company export"})
        self.ana.company_id = other
        names = [row[2] for row in list(read_xlsx(self.export(self.user)).values())[0]]
        self.assertNotIn("Ana Gil Export", names)

    def test_a_round_trip_changes_nothing(self):
        run = self.load(self.export(), self.biller)
        self.assertEqual(set(self.outcomes(run)), {"unchanged"}, self.reasons(run))
        self.assertFalse(run.ignored)

    def test_a_key_of_another_database_finds_nobody(self):
        run = self.check([["File key", "Name"], [f"{self.ana.id}-12345678", "Otra"]])
        self.assertEqual(self.outcomes(run), ["ambiguous"])
        self.assertIn("not belong to this database", self.reasons(run))

    def test_a_round_trip_through_a_spreadsheet_program(self):
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if not program:
            self.skipTest("LibreOffice (soffice) is not here")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fichas.xlsx"
            (Path(folder) / "out").mkdir()
            data = self.edit(self.export())
            path.write_bytes(data)
            command = [
                program,
                "--headless",
                f"-env:UserInstallation=file://{folder}/profile",
                *("--convert-to", "xlsx", "--outdir", f"{folder}/out", str(path)),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=180)
            data = (Path(folder) / "out" / "fichas.xlsx").read_bytes()
        run = self.load(data, self.biller)
        outcomes = {line.title: line.outcome for line in run.line_ids if not line.depth}
        self.assertEqual(outcomes["Sin datos Cambiado"], "updated")
        self.assertEqual(outcomes["Ana Gil Export"], "unchanged")
        self.assertEqual(self.company.name, "Sin datos Cambiado")
        self.assertEqual(run.error_count, 0, self.reasons(run))
        self.assertEqual(self.ana.street, "=HYPERLINK(1)")

    def edit(self, data):
        """The file as somebody leaves it who changed a name and nothing else."""
        sheets = read_xlsx(data)
        for rows in sheets.values():
            for row in rows:
                for place, value in enumerate(row):
                    if value == "Sin datos Export":
                        row[place] = "Sin datos Cambiado"
        return xlsx(*sheets.items())


@tagged("post_install", "-at_install")
class TestExportDownload(HttpCase, ImportCase):
    def test_template_export_and_errors_are_downloaded(self):
        self.authenticate(self.biller.login, self.biller.login)
        answer = self.url_open("/ficha/import/template")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))
        run = self.check([["Nombre", "Código"], ["Ana", "C" * 80]], self.biller)
        answer = self.url_open(f"/ficha/import/{run.id}/errors")
        self.assertIn("at most", str(read_xlsx(answer.content)))
        other = self.check([["Nombre"], ["Eva"]])
        answer = self.url_open(f"/ficha/import/{other.id}/errors")
        self.assertEqual(answer.status_code, 404, "another's import")
        for user, status in ((self.biller, 200), (self.user, 403)):
            self.authenticate(user.login, user.login)
            token = Request.csrf_token(self)
            form = {"domain": '[["name", "=", "Eva"]]', "csrf_token": token}
            answer = self.url_open("/ficha/export", form)
            self.assertEqual(answer.status_code, status, "who may not export")
        answer = self.url_open("/ficha/export", {"domain": "x", "csrf_token": token})
        self.assertEqual(answer.status_code, 400)
