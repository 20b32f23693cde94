from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSalespersonLearned(TransactionCase):
    """Quotations and orders teach the salesperson, as invoices do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ficha.territory"].search([]).active = False
        cls.ana, cls.luis = (
            new_test_user(
                cls.env,
                f"learned_{login}",
                groups="base.group_user,base.group_partner_manager,"
                "sales_team.group_sale_salesman_all_leads",
                company_id=cls.env.company.id,
                company_ids=[Command.set(cls.env.company.ids)],
            )
            for login in ("ana", "luis")
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Embalajes Inventados, S.L.", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Rosa Inventada", "parent_id": cls.customer.id}
        )
        cls.product = cls.env["product.product"].create({"name": "Box"})

    def order(self, partner=None, user=None, **vals):
        return (
            self.env["sale.order"]
            .with_user(user or self.ana)
            .create(
                {
                    "partner_id": (partner or self.customer).id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                    **vals,
                }
            )
        )

    def proposals(self):
        return self.env["ficha.proposal"].search(
            [("partner_id", "=", self.customer.id), ("field_name", "=", "user_id")]
        )

    def test_who_makes_a_customer_and_sells(self):
        made = self.env["res.partner"].with_user(self.luis).create({"name": "De Luis"})
        self.assertEqual(made.user_id, self.luis)
        clerk = new_test_user(
            self.env,
            "learned_clerk",
            groups="base.group_user,base.group_partner_manager,"
            "ficha_cliente.group_ficha_user",
        )
        made = self.env["res.partner"].with_user(clerk).create({"name": "De oficina"})
        self.assertNotEqual(made.user_id, clerk, "does not sell")

    def test_head_of_the_team(self):
        clerk = new_test_user(
            self.env,
            "learned_office",
            groups="base.group_user,base.group_partner_manager",
        )
        self.env["crm.team"].search([]).active = False
        team = self.env["crm.team"].create({"name": "Team", "user_id": self.ana.id})
        made = self.env["res.partner"].with_user(clerk).create({"name": "De oficina"})
        self.assertEqual(made.user_id, self.ana)
        team.user_id = False
        made = self.env["res.partner"].with_user(clerk).create({"name": "Sin nadie"})
        self.assertFalse(made.user_id)

    def test_sent_quotation_and_confirmed_order(self):
        for partner, press in (
            (self.customer, "action_quotation_sent"),
            (self.contact, "action_confirm"),
        ):
            with self.subTest(press):
                self.customer.user_id = False
                order = self.order(partner)
                self.assertEqual(order.user_id, self.ana)
                self.assertFalse(self.customer.user_id, "a draft teaches nothing")
                getattr(order, press)()
                self.assertEqual(self.customer.user_id, self.ana)
                note = self.customer.message_ids.filtered(
                    lambda m, link=f'data-oe-id="{order.id}"': link in m.body
                    and "Learned from" in m.body
                )
                self.assertEqual(len(note), 1)
                self.assertNotIn(order.name, note.body, "for who sees orders")
        self.assertFalse(self.proposals())
        origin = self.env["ficha.value.origin"].search(
            [("partner_id", "=", self.customer.id), ("field_name", "=", "user_id")]
        )
        self.assertEqual(origin.source, "order")

    def test_somebody_else_is_proposed_once(self):
        self.customer.user_id = self.luis
        for _time in range(2):
            order = self.order(user_id=self.ana.id)
            order.action_quotation_sent()
            order.action_confirm()
        self.assertEqual(self.customer.user_id, self.luis)
        proposal = self.proposals()
        self.assertEqual(len(proposal), 1)
        self.assertEqual((proposal.source, proposal.state), ("order", "open"))
        self.assertEqual(proposal.proposed_data, self.ana.id)

    def test_same_nobody_and_who_left(self):
        self.customer.user_id = self.ana
        self.order().action_confirm()
        self.assertFalse(self.proposals())
        self.customer.user_id = False
        order = self.order()
        order.user_id = False
        order.action_confirm()
        self.assertFalse(self.customer.user_id)
        order = self.order(user_id=self.luis.id)
        self.luis.active = False
        order.action_confirm()
        self.assertFalse(self.customer.user_id)

    def test_where_everything_is_proposed(self):
        self.env.company.ficha_writeback = "propose"
        self.order().action_confirm()
        self.assertFalse(self.customer.user_id)
        self.assertEqual(self.proposals().proposed_data, self.ana.id)

    def test_first_of_a_batch_fills_the_next_is_proposed(self):
        orders = self.order() | self.order(user_id=self.luis.id)
        orders.action_confirm()
        self.assertEqual(self.customer.user_id, self.ana)
        self.assertEqual(self.proposals().proposed_data, self.luis.id)
