from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_content import ficha_test_user

from ..models import ficha_import_batch as ficha_import_run
from .common_import import ImportCase, read_xlsx

HEAD = ["Nombre", "Teléfono", "Correo electrónico", "Población", "Etiquetas", "Móvil"]
ANA = ["Ana Gil Import", "612345991", "ana@import.example", "Cartagena", "VIP imp", ""]
EVA = ["Eva Sol Import", "612345992", "eva@import.example", "Lorca", "VIP imp", ""]


@tagged("post_install", "-at_install")
class TestImportUndo(ImportCase):
    """What a file did is taken back, except what somebody changed or used since."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = ficha_test_user(cls.env, "undo_manager", "group_ficha_manager")
        cls.manager.lang = "en_US"
        cls.ana = cls.env["res.partner"].create(
            {
                "name": "Ana Gil Import",
                "phone": "612 345 991",
                "email": "ana@import.example",
                "city": "Murcia",
                "category_id": [(0, 0, {"name": "Old imp"})],
            }
        )
        cls.before = cls.state_of(cls.ana)

    @classmethod
    def state_of(cls, partner):
        cls.env.flush_all()
        cls.env.invalidate_all()
        return (
            partner.city,
            partner.phone,
            partner.category_id.mapped("name"),
            partner.contact_point_ids.mapped("value"),
            partner.bank_ids.mapped("acc_number"),
        )

    def undo(self, run, user=None):
        run.with_user(user or self.user).action_undo()
        self.env.invalidate_all()
        self.assertEqual(run.state, "undone")
        return run

    def test_everything_is_as_before(self):
        run = self.load([HEAD, [*ANA[:5], "699111222"], EVA])
        self.assertEqual(self.outcomes(run), ["updated", "created"])
        self.assertNotEqual(self.state_of(self.ana), self.before)
        self.assertEqual(self.ana.city, "Cartagena")
        self.assertTrue(run.can_undo)
        self.undo(run)
        self.assertEqual(self.state_of(self.ana), self.before)
        self.assertFalse(self.partner("Eva Sol Import"))
        self.assertFalse(
            self.env["res.partner.category"].search([("name", "=", "VIP imp")])
        )
        self.assertFalse(run.undo_left)
        self.assertFalse(run.can_undo)
        self.assertEqual(run.undone_by_id, self.user)
        self.assertFalse(self.env["ficha.import.move"].sudo().search_count([]))
        origins = self.env["ficha.value.origin"].sudo()
        self.assertFalse(origins.search([("source_id", "=", run.id)]))
        self.assertIn("was undone", self.ana.message_ids[0].body)
        # it is found again as it was
        found = self.env["res.partner"].with_user(self.user).identify("612345992")
        self.assertFalse(found)

    def test_a_second_press_changes_nothing(self):
        run = self.load([HEAD, ANA])
        self.undo(run)
        self.ana.city = "Cartagena"
        with self.assertRaisesRegex(UserError, "already been undone"):
            run.action_undo()
        self.assertEqual(self.ana.city, "Cartagena")
        with self.assertRaisesRegex(UserError, "has been imported"):
            run.action_check()

    def test_what_was_changed_since_stays_and_is_said(self):
        run = self.load([HEAD, ANA, EVA, ["Leo Import", "612345993", *[""] * 4]])
        self.ana.city = "Águilas"
        self.partner("Eva Sol Import").street = "Calle Mayor, 3"
        self.undo(run)
        self.assertEqual(self.ana.city, "Águilas")
        self.assertEqual(self.ana.category_id.name, "Old imp", "the rest comes back")
        self.assertTrue(self.partner("Eva Sol Import"))
        self.assertFalse(self.partner("Leo Import"))
        self.assertIn("Row 2, Ana Gil Import: Town: changed since.", run.undo_left)
        self.assertIn("Row 3, Eva Sol Import: Edited since.", run.undo_left)
        self.assertTrue(
            self.env["res.partner.category"].search([("name", "=", "VIP imp")]),
            "somebody still has it",
        )
        self.assertIn("“VIP imp”: used since", run.undo_left)

    def test_who_has_a_document_stays(self):
        rows = [
            ["Nombre", "Teléfono", "Empresa", "CIF"],
            ["Talleres Import, S.L.", "612345994", "", "B12345674"],
            ["Luz Import", "612345995", "Talleres Import, S.L.", ""],
            ["Sol Import", "612345996", "", ""],
            ["Mar Import", "612345997", "", ""],
        ]
        run = self.load(rows)
        self.assertEqual(self.outcomes(run), ["created"] * 4)
        self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.partner("Luz Import").id}
        )
        self.partner("Sol Import").message_post(body="Hi", message_type="comment")
        self.undo(run)
        for name in ("Talleres Import, S.L.", "Luz Import", "Sol Import"):
            self.assertTrue(self.partner(name), name)
        self.assertFalse(self.partner("Mar Import"))
        self.assertIn("Row 3, Luz Import: Used since:", run.undo_left)
        self.assertIn("messages", run.undo_left)
        self.assertNotIn("Mar", run.undo_left)

    def test_proposals_go_unless_they_were_decided(self):
        run = self.load([HEAD, ANA], policy="proposal")
        proposals = self.env["ficha.proposal"].search(
            [("partner_id", "=", self.ana.id), ("field_name", "=", "city")]
        )
        self.assertTrue(proposals)
        self.undo(run)
        self.assertFalse(proposals.exists())
        run = self.load([HEAD, ANA], policy="proposal")
        self.ana.proposal_ids.filtered(lambda p: p.field_name == "city").action_accept()
        self.undo(run)
        self.assertEqual(self.ana.city, "Cartagena", "a person decided that")
        self.assertIn("decided since", run.undo_left)

    def test_who_may_and_until_when(self):
        run = self.load([HEAD, ANA, EVA])
        for user in (self.personal, self.biller):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                run.with_user(user).action_undo()
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.assertFalse(run.can_undo)
            with self.assertRaisesRegex(UserError, "no longer be undone"):
                run.action_undo()
        self.undo(run, self.manager)
        self.assertEqual(run.undone_by_id, self.manager)
        self.assertEqual(self.state_of(self.ana), self.before)

    def test_what_who_presses_may_not_write_is_left(self):
        run = self.load([HEAD, ANA, EVA])
        self.env["ir.rule"].create(
            {
                "name": "Manager may not write Ana",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.ana.id})]",
                "groups": [(4, self.env.ref("ficha_cliente.group_ficha_manager").id)],
                "perm_read": False,
                "perm_create": False,
            }
        )
        self.undo(run, self.manager)
        self.assertEqual(self.ana.city, "Cartagena")
        self.assertFalse(self.partner("Eva Sol Import"))
        self.assertIn("may not change", run.undo_left)

    def test_terms_are_undone_by_who_may_write_them(self):
        rows = [["Nombre", "Teléfono", "Descuento"], ["Ana Gil Import", "612345991", 5]]
        run = self.load(rows, self.biller)
        self.assertEqual(self.ana.standing_discount, 5)
        with self.assertRaisesRegex(AccessError, "Who dropped it can undo it"):
            run.with_user(self.manager).action_undo()
        # what another company says since does not matter
        other = self.env["res.company"].create({"name": "Otra undo"})
        self.ana.with_company(other).standing_discount = 9
        self.undo(run, self.biller)
        self.assertEqual(self.ana.standing_discount, 0)
        self.assertEqual(self.ana.with_company(other).standing_discount, 9)
        self.assertFalse(run.undo_left)

    def test_the_report_shows_no_value_that_the_reader_may_not_see(self):
        rows = [["Nombre", "Teléfono", "Descuento"], ["Ana Gil Import", "612345991", 5]]
        run = self.load(rows, self.biller)
        for user, shown in ((self.biller, True), (self.manager, False)):
            data = self.env["ficha.sheet"].with_user(user)._report(run.with_user(user))
            ((_head, row),) = read_xlsx(data).values()
            self.assertIn("iscount", row[6])
            self.assertEqual("5" in row[6], shown, user.login)

    def test_a_row_that_says_more_of_a_new_customer_goes_with_it(self):
        rows = [HEAD, EVA, [*EVA[:3], "Yecla", "", "699111333"]]
        run = self.load(rows)
        self.assertEqual(self.outcomes(run), ["created", "updated"])
        self.undo(run)
        self.assertFalse(self.partner("Eva Sol Import"))
        self.assertFalse(run.undo_left)

    def test_a_big_one_goes_on_in_the_background(self):
        self.patch(ficha_import_run, "AT_ONCE", 3)
        self.patch(ficha_import_run, "BATCH", 3)
        rows = [[f"Cliente {n} Import", f"6123451{n:02}"] for n in range(7)]
        run = self.check([HEAD[:2], *rows])
        run.action_import()
        run.sudo()._run_now()
        self.assertEqual(run.state, "done")
        run.action_undo()
        self.assertEqual((run.state, run.undoing), ("running", True))
        run.sudo()._step()
        self.env.invalidate_all()
        self.assertEqual((run.done_count, run.line_count), (3, 7))
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        run.action_resume()
        self.assertEqual(run.state, "cancelled", "what is gone does not come in again")
        run.action_undo()
        run.sudo()._run_now()
        self.env.invalidate_all()
        self.assertEqual(run.state, "undone")
        self.assertFalse(self.partner("Cliente 0 Import"))

    def test_what_undoing_needs_is_forgotten_in_time(self):
        run = self.load([HEAD, ANA, EVA])
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.env["ficha.import"]._gc_undo_data()
        self.assertFalse(self.env["ficha.import.move"].sudo().search_count([]))
        self.assertFalse(any(run.line_ids.sudo().mapped("made")))

    def test_the_report_says_each_row(self):
        run = self.load([HEAD, ANA, EVA, ["Leo Import", "", "no es", "", "", ""]])
        (rows,) = read_xlsx(self.env["ficha.sheet"]._report(run)).values()
        by_name = {row[2]: row for row in rows}
        self.assertEqual(by_name["Ana Gil Import"][3], "Updated")
        self.assertIn("Town: Murcia → Cartagena", by_name["Ana Gil Import"][6])
        self.assertEqual(by_name["Eva Sol Import"][3], "New")
        self.assertEqual(by_name["Leo Import"][3], "New")
        self.assertIn("not an e-mail", by_name["Leo Import"][5])
        self.partner("Eva Sol Import").street = "Calle Mayor, 3"
        self.assertEqual((run.created_count, run.updated_count), (2, 1))
        self.undo(run)
        # what is left of it, and not what it did
        counts = (run.created_count, run.updated_count, run.undone_count)
        self.assertEqual(counts, (1, 0, 2))
        shown = self.env["ficha.import.line"].search(
            run.with_context(ficha_outcomes=["created"]).action_view_lines()["domain"]
        )
        self.assertEqual(shown.mapped("title"), ["Eva Sol Import"])
        (rows,) = read_xlsx(self.env["ficha.sheet"]._report(run)).values()
        by_name = {row[2]: row for row in rows}
        self.assertEqual(by_name["Ana Gil Import"][7], "Taken back")
        self.assertIn("Edited since", by_name["Eva Sol Import"][7])
        self.assertEqual(by_name["Leo Import"][3:5], ["New", ""], "and it is gone")

    def test_who_was_made_besides_goes_with_them(self):
        rows = [
            ["Razón social", "Teléfono", "Persona de contacto"],
            ["Talleres Import, S.L.", "968123456", "Luz Gil Import"],
            ["Motores Import, S.L.", "968123457", "Sol Gil Import"],
        ]
        run = self.load(rows)
        self.assertTrue(self.partner("Luz Gil Import"))
        self.partner("Sol Gil Import").function = "Gerente"
        self.undo(run)
        self.assertFalse(self.partner("Luz Gil Import"))
        self.assertFalse(self.partner("Talleres Import, S.L."))
        sol = self.partner("Sol Gil Import")
        self.assertEqual(sol.parent_id.name, "Motores Import, S.L.")
        self.assertIn("Edited since. Other contacts belong to it.", run.undo_left)

    def test_the_company_of_a_person_goes_after_them(self):
        rows = [
            ["Nombre", "Apellidos", "Correo electrónico", "Empresa"],
            ["Luz", "Gil Import", "luz@gil-import.example", "Gil Import, S.L."],
            ["Sol", "Gil Import", "sol@gil-import.example", "Gil Import, S.L."],
        ]
        run = self.load(rows)
        self.assertEqual(len(self.partner("Gil Import, S.L.").child_ids), 2)
        self.undo(run)
        self.assertFalse(self.partner("Gil Import, S.L."))
        self.assertFalse(self.partner("Luz Gil Import"))
        self.assertFalse(run.undo_left)
