from lxml import etree

from odoo.tests import new_test_user, tagged

from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestStrip(DocumentsCommon):
    """Odoo's own screens say who the customer is, as far as their reader may know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user(
            "strip_clerk",
            "ficha_cliente.group_ficha_user,account.group_account_invoice",
        )
        cls.seller = cls._user("strip_seller", "ficha_cliente.group_ficha_user")
        cls.red = cls.env.ref("ficha_cliente.followup_state_red")

    def strip(self, record, user=None):
        record.invalidate_recordset()
        return record.with_user(user or self.clerk).ficha_strip

    def test_what_it_says(self):
        invoice = self._documents((200, 600))
        self.customer.sudo()._set_followup(self.red, "Because", mode="manual")
        strip = self.strip(self.customer)
        self.assertEqual(strip["code"], self.customer.client_code)
        self.assertEqual((strip["color"], strip["state"]), ("red", self.red.name))
        self.assertIn("600", strip["facts"][0]["text"])
        self.assertIn("overdue", strip["facts"][0]["text"])
        self.assertEqual(self.strip(invoice), strip)
        contact = self.env["res.partner"].create(
            {"name": "Lola", "parent_id": self.customer.id}
        )
        self.assertEqual(self.strip(contact), strip, "a contact shows its company's")
        self.assertFalse(
            self.strip(self.customer, self.seller)["facts"],
            "debts are not theirs to see",
        )

    def test_nothing_is_wrong(self):
        self._documents((5, 600))  # not due yet
        self.assertFalse(self.strip(self.customer)["facts"])
        self.assertFalse(self.strip(self.clerk.partner_id), "no customer")

    def test_one_list_leads_to_the_other(self):
        contact = self.env["res.partner"].create(
            {"name": "Lola", "parent_id": self.customer.id}
        )
        action = contact.with_user(self.seller).action_open_as_ficha()
        self.assertEqual(action["res_id"], self.customer.id)
        form = self.env.ref("ficha_cliente.res_partner_view_form_ficha")
        self.assertEqual(action["views"], [(form.id, "form")])
        both = self.customer + contact
        action = both.with_user(self.seller).action_open_as_contact()
        self.assertEqual(self.env["res.partner"].search(action["domain"]), both)
        self.assertNotIn("res_id", {k for k, v in action.items() if v})

    def test_the_list_under_the_box_says_the_colour(self):
        self.customer.sudo()._set_followup(self.red, "Because", mode="manual")
        contact = self.env["res.partner"].create(
            {"name": "Lola", "parent_id": self.customer.id}
        )
        plain = self.env["res.partner"].create({"name": "No colour"})
        reader = self._user("strip_reader", "base.group_user")
        outsider = new_test_user(self.env, "strip_portal", "base.group_portal")

        def shown(partner, user=self.clerk):
            rows = self.env["res.partner"].with_user(user).browse(partner.id)
            return rows.with_context(formatted_display_name=True).display_name

        for user in (self.clerk, reader):
            for partner in (self.customer, contact):
                self.assertIn(f"🔴 {self.red.name}", shown(partner, user))
        self.assertNotIn("`", shown(plain))
        self.assertNotIn(self.red.name, self.customer.with_user(reader).display_name)
        self.assertNotIn(self.red.name, shown(outsider.partner_id, outsider))

    def test_the_list_under_the_box_says_what_is_wrong(self):
        self._documents((200, 600))
        contact = self.env["res.partner"].create(
            {"name": "Lola of the strip", "parent_id": self.customer.id}
        )
        self.env["res.partner"].create({"name": "Strip without debts"})

        def listed(user, text):
            rows = (
                self.env["res.partner"]
                .with_user(user)
                .web_name_search(text, {"display_name": {}}, limit=8)
            )
            return {row["id"]: row["__formatted_display_name"] for row in rows}

        for partner in (self.customer, contact):
            told = listed(self.clerk, partner.name)[partner.id]
            self.assertIn("600", told)
            self.assertIn("overdue`", told)
        (told,) = listed(self.clerk, "Strip without debts").values()
        self.assertNotIn("`", told)
        told = listed(self.seller, self.customer.name)[self.customer.id]
        self.assertNotIn("600", told, "debts are not theirs to see")

    def test_what_is_wrong_is_asked_for_once_for_the_whole_list(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Strip {number}"} for number in range(8)]
        )

        def cost(some):
            self.env.invalidate_all()
            some = some.with_user(self.clerk)
            before = self.env.cr.sql_log_count
            some._ficha_strip_marks()
            return self.env.cr.sql_log_count - before

        cost(partners)  # rights and settings are read once
        self.assertEqual(cost(partners[:2]), cost(partners))

    def test_the_follow_up_card_says_who_how_much_and_which(self):
        view = self.env.ref("ficha_cliente.res_partner_view_kanban_followup")
        arch = self.env["res.partner"].with_user(self.seller).get_view(view.id)["arch"]
        card = etree.fromstring(arch)
        for name in ("client_code", "followup_amount", "user_id", "followup_reason"):
            with self.subTest(name=name):
                self.assertTrue(card.xpath(f"//templates//field[@name='{name}']"))
        bar = card.find("progressbar")
        # what is overdue holds taxes and what is expected does not: no sum of both
        self.assertFalse(bar.get("sum_field"))
