import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tests import tagged

from odoo.addons.base_vat.models.res_partner import ResPartner

from ..models import ficha_import_batch as ficha_import_run
from ..models.res_partner import TAX_IDS
from .common_import import ImportCase, read_xlsx

HEAD = ["Nombre", "Teléfono", "CP", "Zodiaco"]

# more than a code may have
CODES = ["Código", "R" * 80, "RUN-2", "S" * 80]


@tagged("post_install", "-at_install")
class TestImportRun(ImportCase):
    """Big files come in batch by batch; what is wrong can be mended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("ficha_cliente_import.ir_cron_ficha_import")

    def big(self, number=7):
        """A file that counts as big, with batches of three rows."""
        self.patch(ficha_import_run, "AT_ONCE", 3)
        self.patch(ficha_import_run, "BATCH", 3)
        rows = [[f"Cliente {n} Import", f"6123451{n:02}"] for n in range(number)]
        run = self.check([HEAD[:2], *rows])
        run.action_import()
        self.assertEqual(run.state, "running")
        return run

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_a_big_file_comes_in_in_the_background(self):
        run = self.big()
        self.assertEqual(run.progress, 0)
        self.assertFalse(self.partner("Cliente 0 Import"))
        self.run_cron()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.progress, 100)
        self.assertEqual(run.created_count, 7)
        partner = self.partner("Cliente 6 Import")
        self.assertEqual(partner.create_uid, self.user, "in the name of who imports")

    def test_the_core_reads_a_tax_id_once_in_a_batch(self):
        core = "odoo.addons.base_vat.models.res_partner.ResPartner._format_vat_number"
        read = ResPartner._format_vat_number
        with patch(core, autospec=True, side_effect=read) as spy:
            self.load([["Nombre", "NIF"], ["Ana Import", "12345678Z"]])
        # as it is written, and as it is compared
        self.assertIn(len(spy.mock_calls), (1, 2))
        self.assertNotIn(TAX_IDS, self.env.cr.cache)
        self.assertEqual(self.partner("Ana Import").vat, "12345678Z")

    def test_the_countries_of_prefixes_are_found_once_in_a_batch(self):
        found, search = [], BaseModel.search_fetch

        def counted(self, *args, **kwargs):
            found.append(self._name)
            return search(self, *args, **kwargs)

        rows = [["Nombre", "NIF"], ["Ana Import", "12345678Z"]]
        rows += [["Eva Import", "00000001R"], ["Roble Import", "B12345674"]]
        run = self.check(rows)
        with patch.object(BaseModel, "search_fetch", counted):
            run.action_import()
        self.assertEqual(self.outcomes(run), ["created"] * 3)
        # as who imports, and as the system
        self.assertIn(found.count("res.country.group"), (1, 2))

    def test_it_is_done_with_its_last_rows(self):
        """And not at the next run, an hour later."""
        run = self.big(6).sudo()  # two batches, both full
        run._step()
        self.assertEqual((run.state, run.done_count), ("running", 3))
        run._step()
        self.assertEqual((run.state, run.done_count), ("done", 6))
        self.assertTrue(run.ended)

    def test_a_run_whose_time_is_over_comes_back_at_once(self):
        run = self.big()
        domain = [("cron_id", "=", self.cron.id)]
        triggers = self.env["ir.cron.trigger"].search(domain)
        triggers.unlink()
        with (
            patch("odoo.addons.base.models.ir_cron.MIN_TIME_PER_JOB", 0),
            patch.object(type(self.cron), "_trigger", autospec=True) as trigger,
        ):
            self.run_cron()
        self.assertEqual(run.done_count, 3, "a batch, and no call for nothing")
        # which also wakes the scheduler, unlike what Odoo does of its own
        self.assertEqual(trigger.call_args.args[0].id, self.cron.id)
        self.run_cron()
        self.assertEqual(run.state, "done")

    def test_stopped_and_resumed(self):
        run = self.big()
        import_batch = type(run)._import_batch

        def stop_after_one(self, parser):
            done = import_batch(self, parser)
            self.action_cancel()
            return done

        with patch.object(type(run), "_import_batch", stop_after_one):
            self.run_cron()
        self.assertEqual(run.state, "cancelled")
        self.assertEqual(run.done_count, 3)
        self.run_cron()
        self.assertEqual(run.done_count, 3, "a stopped one is left alone")
        run.action_resume()
        self.run_cron()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.done_count, 7)
        self.assertEqual(len(run.line_ids.partner_id), 7)

    def test_what_is_wrong_can_be_downloaded_mended_and_read_again(self):
        rows = [
            HEAD,
            ["Ana Gil Import", "612345991", "08001", "Leo"],
            ["Eva Import", "612345992", "30001", "Virgo"],
            ["=Suma Import", "siempre", "8001", ""],
        ]
        rows = [[*row, code] for row, code in zip(rows, CODES, strict=True)]
        run = self.load(rows)
        self.assertEqual(self.outcomes(run), ["error", "created", "error"])
        data = self.env["ficha.sheet"].with_user(self.user)._errors(run)
        (sheet,) = read_xlsx(data).values()
        self.assertEqual(sheet[0][:4], HEAD)
        self.assertEqual(sheet[1][:4], ["Ana Gil Import", "612345991", "08001", "Leo"])
        self.assertIn("Client codes have at most", sheet[1][5])
        self.assertEqual(sheet[2][0], "'=Suma Import", "not run when it is edited")
        self.assertEqual(len(sheet), 3)
        sheet[1][4], sheet[2][4] = "RUN-1", "RUN-3"
        sheet[2][1] = "612345993"
        mended = self.load(sheet)
        self.assertEqual(self.outcomes(mended), ["created", "created"])
        self.assertEqual(self.partner("Ana Gil Import").client_code, "RUN-1")
        self.assertEqual(mended.ignored, "Zodiaco", "the reasons are passed over")
        self.assertTrue(self.partner("=Suma Import"))

    def test_what_was_imported_is_not_imported_again(self):
        run = self.load([HEAD[:2], ["Ana Gil Import", "612345991"]])
        with self.assertRaisesRegex(UserError, "has been imported"):
            run.action_check()
        with self.assertRaisesRegex(UserError, "Check the file first"):
            run.action_import()

    def test_another_file_is_another_import(self):
        run = self.check([HEAD[:2], ["Ana Gil Import", "612345991"]])
        content = base64.b64encode(b"Nombre\nEva Import\n")
        with self.assertRaisesRegex(UserError, "stays as it was dropped"):
            run.write({"file": content, "file_name": "b.csv"})
        action = run.open_with_file("b.csv", content.decode())
        other = run.browse(action["res_id"])
        self.assertEqual(other.line_ids.title, "Eva Import")
        self.assertEqual(run.line_ids.title, "Ana Gil Import")

    def test_a_file_dropped_on_the_list_is_checked(self):
        action = (
            self.env["ficha.import"]
            .with_user(self.user)
            .open_with_file("b.csv", base64.b64encode(b"Nombre\nEva Import\n").decode())
        )
        run = self.env["ficha.import"].browse(action["res_id"])
        self.assertEqual(run.state, "checked")

    def test_rows_that_changed_between_check_and_import(self):
        run = self.check([HEAD[:2], ["Ana Gil Import", "612345991"]])
        self.env["res.partner"].create({"name": "Ana Gil Import", "phone": "612345991"})
        run.action_import()
        self.assertEqual(self.outcomes(run), ["unchanged"])
        self.assertEqual(len(self.partner("Ana Gil Import")), 1)

    def test_old_files_are_forgotten(self):
        run = self.load([HEAD[:2], ["Ana Gil Import", "por la tarde"]])
        self.env.cr.execute(
            "UPDATE ficha_import SET create_date = create_date - interval '100 days'"
            " WHERE id = %s",
            [run.id],
        )
        self.env.invalidate_all()
        self.env["ficha.import"]._gc_files()
        self.assertFalse(run.sudo().line_ids.raw)
        self.assertFalse(run.problem_ids.value)
        self.assertFalse(run.file, "forgotten")
        self.assertEqual(run.left_count, 1)

    def test_checking_costs_no_query_for_each_row(self):
        def queries(number):
            rows = [[f"Cliente {n} Import", f"6124{n:05}"] for n in range(number)]
            self.load([HEAD[:2], *rows])
            run = self.make([[*HEAD[:2], "CP"], *([*row, "30001"] for row in rows)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.action_check()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(5)  # what is read once only
        self.assertLessEqual(queries(60), queries(10) + 10)
