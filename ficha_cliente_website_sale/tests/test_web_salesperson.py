from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.http_routing.tests.common import MockRequest


@tagged("post_install", "-at_install")
class TestWebSalesperson(TransactionCase):
    """Who comes by the website came to us, and is of the website's salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ficha.territory"].search([]).active = False
        cls.env["crm.team"].search([]).user_id = False
        cls.website = cls.env["website"].search([], limit=1)
        cls.seller, cls.head, cls.other = (
            new_test_user(
                cls.env,
                f"web_{login}",
                groups="base.group_user,sales_team.group_sale_salesman",
            )
            for login in ("seller", "head", "other")
        )
        cls.website.salesperson_id = cls.seller
        cls.public = cls.env.ref("base.public_user")
        cls.product = cls.env["product.product"].create({"name": "Papel"})

    def visitor(self):
        public = self.env["res.partner"].with_user(self.public)
        with MockRequest(public.env, website=self.website):
            return public.sudo().create({"name": "Visitante"}).sudo(False)

    def test_salesperson_of_the_website_else_head_of_its_team(self):
        partner = self.visitor().sudo()
        self.assertEqual(partner.ficha_lifecycle, "lead")
        self.assertEqual(partner.ficha_acquisition, "web")
        self.assertEqual(partner.user_id, self.seller)
        self.website.salesperson_id = False
        self.website.salesteam_id = self.env["crm.team"].create(
            {"name": "Web", "user_id": self.head.id}
        )
        self.assertEqual(self.visitor().sudo().user_id, self.head)

    def test_orders_of_the_shop_say_nothing_against_the_file(self):
        def order(partner, user):
            found = self.env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "website_id": self.website.id,
                    "user_id": user.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
            found.action_confirm()
            return found

        new, known = self.env["res.partner"].create(
            [{"name": "Nueva"}, {"name": "Conocida", "user_id": self.other.id}]
        )
        order(new, self.seller)
        self.assertEqual(new.user_id, self.seller, "nobody else was known")
        order(known, self.seller)
        self.assertEqual(known.user_id, self.other)
        self.assertFalse(
            self.env["ficha.proposal"].search([("partner_id", "in", (new | known).ids)])
        )
