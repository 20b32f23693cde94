"""The actions of lists (*Actions*, ⚙) are run by their number with whatever a program
says was selected: they have the rights of who runs them, and say what is missing."""

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.ficha_cliente.tests.common_junk import SENTENCES

GROUPS = (
    "ficha_cliente.group_ficha_manager,base.group_allow_export,"
    "base.group_partner_manager"
)
SECRET = "Zanahoria Escondida"


@tagged("post_install", "-at_install")
class TestActionsOfLists(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        away = cls.env["res.company"].create({"name": "Otra de Acciones"})
        cls.customer = cls.env["res.partner"].create(
            {"name": SECRET, "company_id": away.id, "is_company": True}
        )
        cls.user = new_test_user(cls.env, "rights_actions", GROUPS)
        cls.user.company_ids = [Command.set(cls.env.company.ids)]
        ids = (
            cls.env["ir.model.data"]
            .search(
                [
                    ("module", "=like", "ficha_cliente%"),
                    ("model", "=", "ir.actions.server"),
                    ("name", "not like", "cron"),
                ]
            )
            .mapped("res_id")
        )
        actions = cls.env["ir.actions.server"].browse(ids).exists()
        # those of the scheduler have no list, and nobody runs them by hand
        cls.actions = actions.filtered(lambda one: one.usage == "ir_actions_server")

    def run_action(self, action, **context):
        """What the user is told: an action, or a sentence."""
        mine = action.with_user(self.user).with_context(**context)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return str(mine.run())
        except SENTENCES as sentence:
            return str(sentence)

    def test_on_nothing(self):
        self.assertGreater(len(self.actions), 3)
        user = self.env.user
        for action in self.actions:
            for context in (
                {},
                {"active_model": "res.partner", "active_ids": []},
                {"active_model": "res.users", "active_ids": user.ids},
                {"active_model": action.model_name, "active_id": 2**31 - 1},
            ):
                with self.subTest(action.name, context=context):
                    self.assertTrue(self.run_action(action, **context))

    def test_on_whom_one_does_not_see(self):
        ids = self.customer.ids
        for action in self.actions:
            with self.subTest(action.name):
                said = self.run_action(
                    action, active_model="res.partner", active_ids=ids, active_id=ids[0]
                )
                self.assertNotIn(SECRET, said)
        self.assertFalse(self.customer.user_id)
