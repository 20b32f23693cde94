import base64

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from ..models import ficha_sheet_written
from .common_export import ExportCase
from .common_import import read_xlsx


@tagged("post_install", "-at_install")
class TestExportBackground(ExportCase):
    """A file of many customers is written while the user does something else."""

    def test_the_file_is_the_one_that_few_would_have(self):
        export = self.start()
        self.assertEqual((export.state, export.done_count), ("running", 0))
        self.assertEqual((export.customer_count, export.line_count), (3, 4))
        self.assertFalse(export.file)
        self.run_cron()
        self.assertEqual((export.state, export.progress), ("done", 100))
        data = base64.b64decode(export.file)
        self.assertEqual(self.looks(data), self.looks(self.at_once()))
        sheets = read_xlsx(data)
        self.assertIn("Ana de Uno", sheets["Contacts"][1])
        self.assertIn("Rosa", sheets["Relations"][1])
        self.assertFalse(export.sudo()._parts())
        with self.assertRaisesRegex(UserError, "More than 3 customers"):
            self.env["ficha.sheet"].with_user(self.biller)._export(self.domain)

    def test_few_are_not_waited_for(self):
        Export = self.env["ficha.export"].with_user(self.biller)
        self.assertIs(Export.start([("id", "=", self.customers[1].id)]), False)
        self.assertIs(Export.start([("id", "=", 0)]), False)
        self.assertFalse(Export.search([]))

    def test_interrupted_it_goes_on_and_nothing_is_there_twice(self):
        export = self.start().sudo()
        self.assertEqual(export._step(), 2)
        self.assertEqual((export.done_count, round(export.progress)), (2, 50))
        self.customers[1].unlink()  # it is written already
        self.customers[0].unlink()  # it will not be
        self.run_cron()
        rows = next(iter(read_xlsx(base64.b64decode(export.file)).values()))
        names = [name for row in rows[1:] for name in row if "Fondo" in str(name)]
        self.assertEqual(names, ["Dos Fondo", "Tres Fondo"])

    def test_it_is_of_who_asked_for_it(self):
        export = self.start()
        other = self.personal
        other.group_ids |= self.env.ref("base.group_allow_export")
        self.run_cron()
        for user in (self.user, other):
            with self.assertRaises(AccessError):
                export.with_user(user).read(["file"])
            self.assertFalse(self.env["ficha.export"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.env["ficha.export.part"].with_user(self.biller).search([])
        with self.assertRaises(AccessError):
            export.write({"file": "eA=="})
        with self.assertRaises(AccessError):
            self.env["ficha.export"].with_user(self.user).start(self.domain)
        self.biller.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            export.read(["file"])

    def test_personal_columns_are_for_who_still_may_see_them(self):
        self.biller.group_ids |= self.env.ref("ficha_cliente.group_ficha_personal")
        export = self.start()
        self.run_cron()
        self.assertIn("Date of birth", str(read_xlsx(base64.b64decode(export.file))))
        self.biller.group_ids -= self.env.ref("ficha_cliente.group_ficha_personal")
        with self.assertRaises(AccessError):
            export.read(["file"])

    def test_who_may_read_less_meanwhile_gets_no_file(self):
        export = self.start()
        export.sudo()._step()
        self.biller.group_ids -= self.env.ref("account.group_account_invoice")
        self.run_cron()
        self.assertEqual(export.state, "cancelled")
        self.assertFalse(export.file)
        self.assertFalse(export.sudo()._parts())

    def test_one_at_a_time_which_can_be_stopped(self):
        export = self.start()
        with self.assertRaisesRegex(UserError, "still being prepared"):
            self.start()
        export.action_cancel()
        self.run_cron()
        self.assertEqual((export.state, export.done_count), ("cancelled", 0))
        export = self.start()
        self.run_cron()
        self.assertEqual(export.state, "done")
        export.unlink()

    def test_more_than_a_file_holds_and_no_domain(self):
        Export = self.env["ficha.export"].with_user(self.biller)
        self.patch(ficha_sheet_written, "MAX_ROWS", 3)
        with self.assertRaisesRegex(UserError, "at most 3 customers and contacts"):
            Export.start(self.domain)
        for junk in ("x", None, {"a": 1}, [("nothing", "=", 1)], [1], [["id", "in"]]):
            with self.subTest(junk), self.assertRaises(UserError):
                Export.start(junk)

    def test_after_a_week_it_is_forgotten(self):
        export = self.start().sudo()
        self.run_cron()
        export._gc_exports()
        self.assertTrue(export.exists())
        export.ended = "2025-01-01 10:00:00"
        export._gc_exports()
        self.assertFalse(export.exists())


@tagged("post_install", "-at_install")
class TestExportBackgroundDownload(HttpCase, ExportCase):
    def test_it_is_downloaded_by_its_owner(self):
        export = self.start()
        self.run_cron()
        address = export.action_download()["url"]
        self.authenticate(self.biller.login, self.biller.login)
        answer = self.url_open(address)
        self.assertIn("Uno Fondo", str(read_xlsx(answer.content)))
        self.assertIn("xlsx", answer.headers["Content-Disposition"])
        form = {"csrf_token": Request.csrf_token(self), "domain": "[]"}
        answer = self.url_open("/ficha/export", form)
        self.assertNotEqual(answer.status_code, 200, "nobody waits for so many")
        self.assertLess(answer.status_code, 500)
        self.authenticate(self.personal.login, self.personal.login)
        self.assertEqual(self.url_open(address).status_code, 404)
