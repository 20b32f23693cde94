from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeWizard(MergeCommon):
    """Side by side, and Odoo's own wizard."""

    def setUp(self):
        super().setUp()
        self.kept = self._customer(
            "Kept", client_code="W1", city="Burgos", phone="+34 912 34 56 78"
        )
        self.gone = self._customer("Gone", city="Soria", function="Baker")

    def _form(self, *partners):
        action = (
            self.Partner.union(*partners).with_user(self.clerk).action_ficha_merge()
        )
        wizard = self.env[action["res_model"]].with_user(self.clerk)
        return Form(wizard.with_context(**action["context"]))

    def test_what_is_shown(self):
        form = self._form(self.gone, self.kept)
        self.assertEqual(form.survivor_id, self.kept, "who has a client code stays")
        rows = {row["name"]: row for row in form.comparison["rows"]}
        self.assertEqual(rows["address"]["texts"], ["Burgos", "Soria"])
        self.assertTrue(rows["address"]["differs"])
        self.assertEqual(rows["function"]["chosen"], self.gone.id, "empty in the other")
        self.assertNotIn("customer_rank", rows)
        self.assertNotIn("occupation", rows, "personal data")
        self.assertFalse(form.refusal)

    def test_ours_stands_before_odoos_which_cannot_be_undone(self):
        self.clerk.group_ids += self.env.ref("base.group_partner_manager")
        Actions = self.env["ir.actions.actions"].with_user(self.clerk)
        actions = Actions.get_bindings("res.partner")["action"]
        offered = [action["id"] for action in actions]
        ours = self.env.ref("ficha_cliente_merge.action_ficha_merge_wizard")
        odoos = self.env.ref("base.action_partner_merge")
        self.assertLess(offered.index(ours.id), offered.index(odoos.id))

    def test_a_discount_and_its_end_are_chosen_together(self):
        self.kept.standing_discount = 8
        self.gone.write({"standing_discount": 5, "standing_discount_end": "2999-06-30"})
        form = self._form(self.gone, self.kept)
        rows = {row["name"]: row for row in form.comparison["rows"]}
        names = ["standing_discount", "standing_discount_end"]
        for name in names:
            self.assertEqual(rows[name]["chosen"], self.kept.id)
            self.assertEqual(rows[name]["together"], names)
        self.assertFalse(rows["name"]["together"])

    def test_choose_and_merge(self):
        wizard = self._form(self.gone, self.kept).save()
        wizard.survivor_id = self.gone
        wizard.choices = {"address": self.kept.id, "name": self.kept.id}
        action = wizard.action_merge()
        self.assertEqual(action["params"]["next"]["res_id"], self.gone.id)
        self.assertEqual(self.gone.name, "Kept")
        self.assertEqual(self.gone.city, "Burgos")
        self.assertEqual(self.gone.client_code, "W1")
        self.assertFalse(self.kept.active)

    def test_nothing_chosen_is_a_sentence(self):
        wizard = self.env["ficha.merge.wizard"].create({})
        self.assertFalse(wizard.survivor_id)
        with self._refused(UserError, "at least two"):
            wizard.action_merge()
        both = Command.set((self.kept | self.gone).ids)
        wizard = wizard.create({"partner_ids": [both]})
        for choices in ({"phone": "x"}, ["phone"], {"phone": [1]}, "phone"):
            wizard.choices = choices
            with self.subTest(choices=choices), self.assertRaises(UserError):
                wizard.action_merge()

    def test_refusal_is_said_before(self):
        form = self._form(self.customer, self.contact)
        self.assertIn("own company", form.refusal)

    def test_only_one(self):
        with self._refused(UserError, "Select"):
            self.kept.action_ficha_merge()

    # -- Odoo's own --------------------------------------------------------------------

    def _odoo(self, kept, gone):
        self.env["base.partner.merge.automatic.wizard"]._merge((kept | gone).ids, kept)
        self.env.invalidate_all()

    def test_odoos_wizard_refuses_secured_entries(self):
        move = self._posted(self.gone)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET inalterable_hash = 'x' WHERE id = %s", [move.id]
        )
        self.env.invalidate_all()
        with self._refused(UserError, "secured"):
            self._odoo(self.kept, self.gone)

    def test_odoos_wizard_closes_reminders_and_settles_merges(self):
        third = self._customer("Third")
        merge = self._merge(self.gone, third)
        values = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "ficha_reminder": True,
            "activity_type_id": self.env.ref(
                "ficha_cliente.mail_activity_type_reminder"
            ).id,
        }
        reminders = self.env["mail.activity"].create(
            [
                {**values, "res_id": self.kept.id, "date_deadline": "2026-03-05"},
                {**values, "res_id": self.gone.id, "date_deadline": "2026-03-10"},
            ]
        )
        (self.kept | self.gone).with_context(ficha_followup_raw=True).write(
            {"next_contact_date": "2026-03-05"}
        )
        self._odoo(self.kept, self.gone)
        self.assertEqual(len(reminders.exists()), 2)
        self.assertEqual(reminders.mapped("active"), [True, False])
        self.assertEqual(reminders.mapped("res_id"), self.kept.ids * 2)
        self.assertEqual(merge.state, "final")
        with self._refused(UserError, "no longer"):
            merge.action_undo()
