from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationHandover(QuotationCommon):
    """Open quotations go with a portfolio."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        cls.manager = new_test_user(
            cls.env,
            "quotation_handover",
            groups="base.group_user,ficha_cliente.group_ficha_manager",
            **companies,
        )
        cls.customer_b.user_id = cls.lone_seller
        cls.call = cls.env.ref("mail.mail_activity_data_call")

    def start(self, to_user, **vals):
        return (
            self.env["ficha.handover.start"]
            .with_user(self.manager)
            .create(
                {
                    "from_user_id": self.lone_seller.id,
                    "to_user_id": to_user.id,
                    **vals,
                }
            )
        )

    def mine(self, **vals):
        return self.order(self.customer_b, user_id=self.lone_seller.id, **vals)

    def test_open_quotations_move_and_come_back(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        opened, sold, expired = self.mine(), self.mine(), self.mine()
        expired.validity_date = yesterday
        sold.action_confirm()
        task = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("sale.order"),
                "res_id": opened.id,
                "activity_type_id": self.call.id,
                "user_id": self.lone_seller.id,
            }
        )
        start = self.start(self.clerk)
        counts = dict(start.line_ids.mapped(lambda line: (line.key, line.count)))
        self.assertEqual(counts["quotation"], 1)
        self.assertEqual(counts["activity"], 1)
        action = start.action_hand_over()
        self.assertEqual(opened.user_id, self.clerk)
        self.assertEqual(task.user_id, self.clerk)
        self.assertEqual((sold | expired).user_id, self.lone_seller)
        # confirmed in the meantime: it stays with who sold it
        second = self.mine()
        handover = self.env["ficha.handover"].with_user(self.manager)
        handover = handover.browse(action["res_id"])
        opened.action_confirm()
        handover.action_undo()
        self.assertEqual(opened.user_id, self.clerk)
        self.assertEqual(task.user_id, self.lone_seller)
        self.assertEqual(self.customer_b.user_id, self.lone_seller)
        self.assertEqual(second.user_id, self.lone_seller)

    def test_who_has_no_right_to_quotations(self):
        order = self.mine()
        start = self.start(self.outsider)
        line = start.line_ids.filtered(lambda line: line.key == "quotation")
        self.assertFalse(line.move)
        self.assertIn("no right", line.note)
        start.action_hand_over()
        self.assertEqual(order.user_id, self.lone_seller)
        self.assertEqual(self.customer_b.user_id, self.outsider)
