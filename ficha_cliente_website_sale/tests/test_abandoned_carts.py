from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAbandonedCarts(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].search([], limit=1)
        cls.product = cls.env["product.product"].create(
            {"name": "Papel A4", "list_price": 50, "taxes_id": False}
        )
        cls.company = cls.env["res.partner"].create(
            {
                "name": "Gráficas Lumen",
                "is_company": True,
                "child_ids": [Command.create({"name": "Ana Seoane"})],
            }
        )
        cls.seller = new_test_user(
            cls.env,
            "cart_seller",
            groups="base.group_user,ficha_cliente.group_ficha_user,"
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.clerk = new_test_user(
            cls.env,
            "cart_clerk",
            groups="base.group_user,ficha_cliente.group_ficha_user",
        )

    def make_cart(self, partner, hours=30, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "website_id": self.website.id,
                "date_order": fields.Datetime.now() - timedelta(hours=hours),
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 3,
                            "price_unit": 50,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )

    def missed(self, user=None):
        Missed = self.env["ficha.missed.purchase"].with_user(user or self.seller)
        return Missed.search([("partner_id", "=", self.company.id)])

    def test_a_cart_left_behind_is_a_missed_purchase_of_the_company(self):
        cart = self.make_cart(self.company.child_ids)
        missed = self.missed()
        self.assertEqual(missed.source, "cart")
        self.assertEqual(missed.amount, 150)
        self.assertEqual(missed.name, cart.name)
        self.assertFalse(missed.recovered)
        self.assertEqual(missed.action_open_document()["res_id"], cart.id)

    def test_a_cart_of_this_minute_is_not(self):
        self.make_cart(self.company, hours=0)
        self.assertFalse(self.missed())

    def test_a_cart_that_became_an_order_is_not(self):
        self.make_cart(self.company).action_confirm()
        self.assertFalse(self.missed())

    def test_nor_is_the_cart_of_a_visitor_nobody_knows(self):
        public = self.website.user_id.partner_id
        self.make_cart(public)
        found = self.env["ficha.missed.purchase"].search(
            [("partner_id", "=", public.commercial_partner_id.id)]
        )
        self.assertFalse(found)

    def test_a_cart_is_told_once(self):
        """A cart is a quotation too: its validity may have passed."""
        self.make_cart(
            self.company,
            hours=24 * 90,
            validity_date=fields.Date.today() - timedelta(days=60),
        )
        self.assertEqual(self.missed().mapped("source"), ["cart"])

    def test_who_may_not_see_orders_sees_no_carts(self):
        self.make_cart(self.company)
        self.assertFalse(self.missed(self.clerk))
