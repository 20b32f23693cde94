from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import Form, TransactionCase, new_test_user, tagged


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
                "ficha_lifecycle": "customer",  # in Hoy only for a reason
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

    # -- the last push -----------------------------------------------------------------

    def today(self, user=None):
        Today = self.env["ficha.today"].with_user(user or self.seller)
        return [
            (section["key"], line)
            for section in Today.get_today()["sections"]
            for line in section["lines"]
            if line["partner_id"] == self.company.id
        ]

    def cart_of_mine(self, **values):
        self.company.user_id = self.seller
        self.company.child_ids.email = "ana@example.com"
        return self.make_cart(self.company.child_ids, **values)

    def test_a_cart_left_behind_is_in_today(self):
        cart = self.cart_of_mine()
        [(section, line)] = self.today()
        self.assertEqual(section, "carts")
        self.assertEqual((line["source"], line["res_id"]), ("cart", cart.id))
        self.assertEqual(line["amount"], 150)
        self.assertIn(cart.name, line["reason"])
        self.assertIn("1 product", line["reason"])
        self.assertIn("remind", line["gestures"])

    def test_since_the_day_of_the_reader_s_calendar(self):
        """Half past eleven at night in Greenwich is the next day in Madrid, in *Hoy* as
        among what was missed."""
        self.seller.tz = "Europe/Madrid"
        day = fields.Date.today()
        with freeze_time(f"{day} 12:00:00"):
            self.cart_of_mine(date_order=f"{day - timedelta(days=2)} 23:30:00")
            self.assertEqual(self.missed().date, day - timedelta(days=1))
            [(_section, line)] = self.today()
        self.assertIn("since yesterday", line["reason"])

    def test_not_in_today(self):
        public = self.website.user_id.partner_id
        public.user_id = self.seller
        self.make_cart(public)
        self.cart_of_mine(hours=0)
        self.cart_of_mine(hours=24 * 40)
        self.assertFalse(self.today())
        # bought afterwards, another way
        self.cart_of_mine()
        self.make_cart(self.company, hours=1).action_confirm()
        self.assertFalse(self.today())

    def test_nor_for_who_may_not_see_orders(self):
        self.cart_of_mine()
        self.company.user_id = self.clerk
        self.assertFalse(self.today(self.clerk))

    def test_remind_of_a_cart(self):
        cart = self.cart_of_mine()
        Today = self.env["ficha.today"].with_user(self.seller)
        action = Today.action_write(self.company.id, True, "cart", cart.id)
        composer = Form.from_action(self.env(user=self.seller), action).save()
        self.assertIn(f"/shop/cart?id={cart.id}", composer.body)
        composer.action_send_mail()
        self.assertTrue(cart.cart_recovery_email_sent)
        self.assertFalse(self.today())
        timeline = self.env["ficha.timeline"].with_user(self.seller)

        def entry():
            page = timeline.get_page(self.company.id, kinds=["cart", "order"])
            [entry] = page["entries"]
            return entry

        self.assertIn("Cart", entry()["title"])
        self.assertIn("reminded on", entry()["note"])
        cart.action_confirm()
        self.assertIn("Order", entry()["title"])
        self.assertIn("reminded on", entry()["note"])

    def test_the_recovery_mail_of_the_shop_counts_too(self):
        cart = self.cart_of_mine()
        cart._cart_recovery_email_send()
        self.assertEqual(cart.ficha_reminder_count, 1)
        self.assertFalse(self.today())
