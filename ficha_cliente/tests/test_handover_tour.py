from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from odoo.addons.ficha_cliente.models.res_users import ARCHIVE


@tagged("post_install", "-at_install")
class TestHandoverTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.manager, cls.leaving, cls.heir = (
            new_test_user(
                cls.env,
                login,
                name=name,
                groups=f"base.group_user,{groups}",
                lang="en_US",
                tour_enabled=False,
            )
            for login, name, groups in (
                (
                    "tour_handover_manager",
                    "Tour Manager",
                    "ficha_cliente.group_ficha_manager,base.group_erp_manager",
                ),
                (
                    "tour_handover_leaving",
                    "Tour Leaving",
                    "ficha_cliente.group_ficha_user",
                ),
                ("tour_handover_heir", "Tour Heir", "ficha_cliente.group_ficha_user"),
            )
        )
        cls.first, cls.second = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "user_id": cls.leaving.id}
                for name in ("Tour Handed One", "Tour Handed Two")
            ]
        )
        cls.call = cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "res_id": cls.first.id,
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
                "date_deadline": fields.Date.today(),
                "user_id": cls.leaving.id,
            }
        )

    def test_hand_over_and_undo(self):
        self.start_tour(
            "/odoo/hand-overs", "ficha_handover_tour", login=self.manager.login
        )
        self.assertEqual((self.first | self.second).user_id, self.leaving)
        handover = self.env["ficha.handover"].search([], limit=1)
        self.assertEqual(handover.state, "undone")
        self.assertEqual(len(handover.item_ids), 3)
        self.assertTrue(all(handover.item_ids.mapped("undone")))

    def test_archiving_who_still_holds_work(self):
        self.start_tour(
            f"/odoo/action-base.action_res_users/{self.leaving.id}",
            "ficha_handover_archive_tour",
            login=self.manager.login,
        )
        self.assertFalse(self.leaving.active)
        self.assertEqual((self.first | self.second).user_id, self.heir)
        self.assertEqual(self.call.user_id, self.heir)

    def archive(self, users):
        """Archive as the web client does, from the form or the list."""
        self.authenticate(self.manager.login, self.manager.login)
        params = {
            "model": "res.users",
            "method": "action_archive",
            "args": [users.ids],
            "kwargs": {},
        }
        result = self.make_jsonrpc_request(ARCHIVE, params)
        self.env.invalidate_all()
        return result

    def test_who_holds_nothing_is_archived_at_once(self):
        self.assertFalse(self.archive(self.heir), "nothing is asked")
        self.assertFalse(self.heir.active)

    def test_several_at_once(self):
        # who holds nothing does not wait for who does
        action = self.archive(self.leaving | self.heir)
        self.assertEqual(action["res_model"], "ficha.handover.start")
        self.assertEqual(action["context"]["default_from_user_id"], self.leaving.id)
        self.assertTrue(self.leaving.active)
        self.assertFalse(self.heir.active)
        self.heir.active = True
        self.second.user_id = self.heir
        with (
            self.assertRaisesRegex(JsonRpcException, "UserError"),
            mute_logger("odoo.http"),
        ):
            self.archive(self.leaving | self.heir)
        self.assertTrue(self.leaving.active and self.heir.active)
