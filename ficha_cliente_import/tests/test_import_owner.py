import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.ficha_cliente.tests.common_content import ficha_test_user

from .common_import import ImportCase

HEAD = ["Nombre", "Teléfono", "Población"]
ANA = ["Ana Gil Import", "612345991", "Murcia"]
PRIVATE = ["Nombre", "Teléfono", "Estado civil"]
WIDOWED = ["Ana Gil Import", "612345991", "Viudo/a"]
OTHER = base64.b64encode(b"Nombre\nEva Import\n")


@tagged("post_install", "-at_install")
class TestImportOwner(ImportCase):
    """A file is of who dropped it, stays what it was, and gives nobody more rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = ficha_test_user(cls.env, "owner_manager", "group_ficha_manager")
        cls.insider = ficha_test_user(
            cls.env, "owner_insider", "group_ficha_manager", "group_ficha_personal"
        )
        cls.boss = ficha_test_user(
            cls.env,
            "owner_boss",
            "group_ficha_manager",
            "account.group_account_invoice",
        )
        (cls.manager | cls.insider | cls.boss).lang = "en_US"

    def test_nobody_puts_another_file_in_its_place(self):
        run = self.check([HEAD, ANA])
        for user in (self.user, self.manager):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                run.with_user(user).write({"file": OTHER, "file_name": "b.csv"})
        self.assertEqual(run.line_ids.title, "Ana Gil Import")
        # nor through the attachments
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "ficha.import"),
                ("res_field", "=", "file"),
                ("res_id", "=", run.id),
            ]
        )
        attachment.datas = OTHER
        run.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "not what was dropped"):
            run.action_check()

    def test_a_file_that_is_gone_is_no_other_file(self):
        run = self.check([HEAD, ANA])
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "ficha.import"),
                ("res_field", "=", "file"),
                ("res_id", "=", run.id),
            ]
        )
        # Odoo reads as nothing what is no longer in its folder
        read = "odoo.addons.base.models.ir_attachment.IrAttachment._file_read"
        run.invalidate_recordset()
        with patch(read, autospec=True, return_value=b""):
            with self.assertRaisesRegex(UserError, "can no longer be read"):
                run.action_check()
        # after its days the file is forgotten
        attachment.unlink()
        run.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "can no longer be read"):
            run.action_check()
        self.assertEqual(run.line_ids.title, "Ana Gil Import", "what was said stays")

    def test_nobody_says_by_hand_what_became_of_it(self):
        run = self.make([HEAD, ANA], state="done", personal=True, sheets=[{"x": 1}])
        self.assertEqual((run.state, run.personal, run.sheets), ("draft", False, False))
        # nor by what a client's context fills in
        values = {"file": OTHER, "file_name": "b.csv"}
        claimed = {
            "default_state": "running",
            "default_pressed_by_id": self.personal.id,
            "default_user_id": self.personal.id,
            "default_line_ids": [(0, 0, {"number": 1, "title": "Nobody"})],
        }
        other = (
            self.env["ficha.import"]
            .with_user(self.user)
            .with_context(**claimed)
            .create(values)
        )
        self.assertEqual(other.state, "draft")
        self.assertEqual((other.user_id, other.line_ids.ids), (self.user, []))
        self.assertFalse(other.pressed_by_id)
        for vals in (
            {"state": "checked"},
            {"sheets": []},
            {"personal": False},
            {"pressed_by_id": self.user.id},
            {"file_digest": "x"},
            {"user_id": self.personal.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                run.write(vals)

    def test_only_who_dropped_it_decides_how_it_is_imported(self):
        run = self.check([HEAD, ANA], policy="proposal")
        theirs = run.with_user(self.manager)
        for vals in ({"policy": "overwrite"}, {"company_id": self.company.id}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                theirs.write(vals)
        with self.assertRaises(AccessError):
            theirs.action_check()
        run.policy = "overwrite"
        self.assertEqual(run.state, "checked")

    def test_a_colleague_s_button_writes_in_the_name_of_who_dropped_it(self):
        run = self.check([HEAD, ANA])
        run.with_user(self.manager).action_import()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertEqual(self.partner("Ana Gil Import").create_uid, self.user)
        self.assertEqual(run.pressed_by_id, self.manager)

    def test_who_presses_may_do_no_less_than_the_file_asks(self):
        rows = [["Nombre", "Teléfono", "Descuento"], ["Ana Gil Import", "612345991", 5]]
        run = self.check(rows, self.boss)
        with self.assertRaisesRegex(AccessError, "Descuento|discount"):
            run.with_user(self.manager).action_import()
        run.action_import()
        self.assertEqual(self.partner("Ana Gil Import").standing_discount, 5)

    def test_a_row_of_who_may_not_is_refused_and_the_others_come_in(self):
        run = self.check([HEAD, ANA, ["Eva Import", "612345992", "Lorca"]])
        run._keep({"state": "running", "pressed_by_id": self.manager.id})
        self.env["ir.rule"].create(
            {
                "name": "Manager sees no Ana",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', '!=', 'Ana Gil Import')]",
                "groups": [(4, self.env.ref("ficha_cliente.group_ficha_manager").id)],
            }
        )
        run.sudo()._run_now()
        self.assertEqual(self.outcomes(run), ["error", "created"])
        self.assertIn("permission", self.reasons(run))
        self.assertFalse(self.partner("Ana Gil Import"))

    def test_who_left_imports_nothing(self):
        run = self.check([HEAD, ANA])
        self.user.active = False
        with self.assertRaisesRegex(UserError, "may not import it any more"):
            run.with_user(self.manager).action_import()
        run._keep({"state": "running"})
        run.sudo()._run_now()
        self.assertEqual(run.sudo().state, "cancelled")
        self.assertFalse(self.partner("Ana Gil Import"))

    def test_nobody_else_sees_it_before_it_is_known_what_it_has(self):
        run = self.make([PRIVATE, WIDOWED], self.personal)
        runs = self.env["ficha.import"]
        self.assertFalse(runs.with_user(self.manager).search([("id", "=", run.id)]))
        with self.assertRaises(AccessError):
            run.with_user(self.manager).read(["file"])
        run.action_check()
        self.assertFalse(runs.with_user(self.manager).search([("id", "=", run.id)]))
        plain = self.check([HEAD, ANA])
        self.assertTrue(runs.with_user(self.manager).search([("id", "=", plain.id)]))

    def test_personal_columns_of_who_may_not_write_them_are_not_kept(self):
        run = self.check([PRIVATE, WIDOWED])
        self.assertIn("Estado civil", run.ignored)
        self.assertTrue(run.personal_file, "the file has them")
        self.assertFalse(run.personal, "its rows do not")
        self.assertNotIn("Viudo/a", str(run.sudo().line_ids.raw))
        self.assertEqual(run.line_ids.title, "Ana Gil Import", "they see their rows")
        self.assertFalse(
            self.env["ficha.import"]
            .with_user(self.manager)
            .search([("id", "=", run.id)])
        )
        run.action_import()
        self.assertEqual(self.outcomes(run), ["created"])

    def test_rows_are_no_longer_of_who_lost_the_group(self):
        run = self.check([PRIVATE, ["Ana Gil Import", "x", "Viudo/a"]], self.personal)
        self.assertTrue(run.line_ids)
        self.personal.group_ids -= self.env.ref("ficha_cliente.group_ficha_personal")
        run.invalidate_recordset()
        for model in ("ficha.import", "ficha.import.line", "ficha.import.problem"):
            with self.subTest(model=model):
                mine = self.env[model].with_user(self.personal).search([])
                owner = mine if model == "ficha.import" else mine.import_id
                self.assertNotIn(run, owner)
        with self.assertRaises(AccessError):
            run.action_import()


@tagged("post_install", "-at_install")
class TestImportRoutes(HttpCase):
    """What is no import is not found, however it is written."""

    def test_errors_of_nothing(self):
        user = ficha_test_user(self.env, "import_routes", "group_ficha_user")
        self.authenticate(user.login, user.login)
        for name in (
            "%00",
            "0",
            "-1",
            "9" * 30,
            "x",
            "1%00",
            "%0a",
            "..%2f",
            "1/x",
            "",
        ):
            with self.subTest(name=name):
                for what in ("errors", "report"):
                    answer = self.url_open(f"/ficha/import/{name}/{what}")
                    self.assertIn(answer.status_code, (200, 404))
                    kind = answer.headers["Content-Type"]
                    self.assertNotEqual(kind[:11], "application")
        for path in ("/ficha/%00", "/ficha/import/%00", "/ficha/pop/%00", "/ficha"):
            with self.subTest(path=path):
                self.assertLess(self.url_open(path).status_code, 500)
