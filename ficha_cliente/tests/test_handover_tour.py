from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


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
