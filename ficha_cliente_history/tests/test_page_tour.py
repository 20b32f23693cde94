from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPageTour(HttpCase):
    """The page of a customer as wide as a desk and as narrow as a telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.user = new_test_user(
            cls.env,
            "ficha_tour_page",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Tour customer with a name that is so long that it needs two "
                "lines, Sociedad Cooperativa",
                "is_company": True,
                "phone": "+34 976 12 34 56",
                "user_id": cls.user.id,
                "child_ids": [(0, 0, {"name": "Lola Mora"})],
            }
        )
        cls.customer.main_contact_id = cls.customer.child_ids
        red = cls.env.ref("ficha_cliente.followup_state_red")
        cls.customer._set_followup(red, "They are late", mode="manual")
        cls.env["ficha.interaction"].create(
            {"partner_id": cls.customer.id, "subject": "Tour said"}
        )

    def look(self, tour):
        self.start_tour(f"/odoo/fichas/{self.customer.id}", tour, login=self.user.login)
        return self.env["ficha.interaction"].search(
            [("partner_id", "=", self.customer.id)], order="id desc", limit=1
        )

    def test_wide(self):
        self.browser_size = "1400x900"
        noted = self.look("ficha_page_wide_tour")
        self.assertEqual(noted.subject, "Tour pallets")
        self.assertEqual(noted.contact_id, self.customer.child_ids)

    def test_everything_and_still_in_the_upper_half(self):
        self.browser_size = "1400x900"
        self.user.group_ids += self.env.ref("account.group_account_invoice")
        customer = self.env["res.partner"].create(
            {
                "name": "Tour bakery, S.L.",
                "is_company": True,
                "vat": "ESB27338821",
                "phone": "+34 976 12 34 56",
                "email": "tour@bakery.example",
                "street": "Rúa do Porto, 14",
                "zip": "27700",
                "city": "Ribadeo",
                "country_id": self.env.ref("base.es").id,
                "user_id": self.user.id,
                "child_ids": [(0, 0, {"name": "Lola Mora", "function": "Head baker"})],
            }
        )
        customer.main_contact_id = customer.child_ids
        twin = self.env["res.partner"].create(
            {"name": "Tour bakery and sweets, S.L.", "vat": "ESB27338821"}
        )
        self.assertEqual(customer.same_vat_partner_id, twin)
        red = self.env.ref("ficha_cliente.followup_state_red")
        why = "They buy every 31 days and have not bought for 47; " * 4
        customer._set_followup(red, why, mode="manual")
        customer.next_contact_date = fields.Date.context_today(customer)
        self.env["ficha.interaction"].create(
            [
                {
                    "partner_id": customer.id,
                    "kind": kind,
                    "subject": "The labels of the last delivery came bent, all of them",
                    "needs_reply": kind != "complaint",
                }
                for kind in ("complaint", "information_request")
            ]
        )
        for partner in (customer, customer.child_ids):
            self.start_tour(
                f"/odoo/fichas/{partner.id}",
                "ficha_page_full_tour",
                login=self.user.login,
            )

    def test_telephone(self):
        self.browser_size, self.touch_enabled = "390x844", True
        noted = self.look("ficha_page_phone_tour")
        self.assertEqual((noted.kind, noted.subject), ("visit", "Tour visit"))
