from odoo.tests import tagged

from odoo.addons.ficha_cliente_portal.tests.common_door import DoorCase


@tagged("post_install", "-at_install")
class TestTopic(DoorCase):
    """Public mailing lists on the page of what somebody receives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lists = cls.env["mailing.list"]
        lists.search([]).is_public = False
        cls.cheese, cls.secret = lists.create(
            [
                {"name": "Quesos", "is_public": True},
                {"name": "Impagados", "is_public": False},
            ]
        )
        cls.key = f"list-{cls.cheese.id}"
        path = cls.Link._issue_preferences(cls.person, cls.person.email)
        cls.path = path[path.index("/p/") :]

    def row(self):
        return self.env["mailing.subscription"].search(
            [
                ("list_id", "=", self.cheese.id),
                ("contact_id.email_normalized", "=", self.person.email_normalized),
            ]
        )

    def confirm(self):
        before = self.mails()
        self.assertEqual(self.post(self.path, start=self.key).status_code, 303)
        mail = self.mails() - before
        self.assertIn("Quesos", mail.body_html)
        return self.post(self.link_in(mail))

    def test_on_takes_two_steps_and_off_none(self):
        page = self.get(self.path).text
        self.assertIn("Quesos", page)
        self.assertNotIn("Impagados", page)
        before = self.mails()
        self.post(self.path, start=self.key)
        self.assertFalse(self.row(), "not yet")
        self.post(self.path, start=self.key)
        mail = self.mails() - before
        self.assertEqual(len(mail), 1, "pressed twice, written once")
        self.post(self.link_in(mail))
        self.assertRecordValues(self.row(), [{"opt_out": False}])
        self.assertTrue(self.person._ficha_topic(self.key)["on"])
        self.post(self.path, csrf=False, stop=self.key)
        self.assertRecordValues(self.row(), [{"opt_out": True}])
        self.confirm()
        self.assertRecordValues(self.row(), [{"opt_out": False}])

    def test_after_stop_everything_none_is_received(self):
        self.confirm()
        self.post(self.path, stop="all")
        self.assertFalse(self.person._ficha_topic(self.key)["on"])
        rows = self.env["ficha.consent"].search_count([])
        self.post(self.path, stop="all")
        self.assertEqual(self.env["ficha.consent"].search_count([]), rows)
        self.confirm()
        self.assertTrue(self.person._ficha_topic(self.key)["on"])
        self.assertTrue(self.may().ok)

    def test_one_message_a_month_is_no_no(self):
        """Who had this month's and chooses a list says yes to the list, and nothing
        about our own news that they did not say."""
        self.person._ficha_preference_on(self.key_of_news(), "link", self.person.email)
        self.person.ficha_news_often = "monthly"
        self.env["ficha.news.sent"]._note({self.person.id: "a"})
        self.assertEqual(self.may().code, "this_month")
        rows = self.env["ficha.consent"].search_count([])
        self.confirm()
        self.assertRecordValues(self.row(), [{"opt_out": False}])
        self.assertEqual(self.env["ficha.consent"].search_count([]), rows)

    def key_of_news(self):
        return f"{self.news.id}-{self.email.id}"

    def test_lists_that_are_not_shown(self):
        for key in (f"list-{self.secret.id}", "list-0", "list-x", "list-9999999"):
            self.assertEqual(self.post(self.path, stop=key).status_code, 400, key)
            self.assertEqual(self.post(self.path, start=key).status_code, 400, key)
        self.assertFalse(
            self.env["mailing.subscription"].search([("list_id", "=", self.secret.id)])
        )

    def test_no_visitor_puts_back_who_left(self):
        """Whichever page of Odoo's it is: the newsletter of a checkout, say."""
        email = self.person.email_normalized
        contacts = self.env["mailing.contact"]
        one, other = contacts.create([{"name": "Lucía", "email": email}] * 2)
        rows = self.env["mailing.subscription"]
        row = rows.create(
            {"contact_id": one.id, "list_id": self.cheese.id, "opt_out": True}
        )
        visitor = self.env.ref("base.public_user")
        before = self.mails()
        # sudo: as Odoo's pages do
        row.with_user(visitor).sudo().write({"opt_out": False})
        self.assertTrue(row.opt_out)
        again = rows.with_user(visitor).sudo()
        again = again.create({"contact_id": other.id, "list_id": self.cheese.id})
        self.assertTrue(again.opt_out, "nor by a second contact")
        self.run_requests()
        mail = self.mails() - before
        self.assertEqual(mail.email_to, email, "asked, once")
        url = self.link_in(mail)
        self.get(url)
        self.assertTrue(row.opt_out)
        self.post(url)
        self.assertFalse(row.opt_out and again.opt_out)

    def test_the_link_of_a_message_and_one_of_us_put_them_back(self):
        email = self.person.email_normalized
        contact = self.env["mailing.contact"].create({"name": "Lucía", "email": email})
        row = self.env["mailing.subscription"].create(
            {"contact_id": contact.id, "list_id": self.cheese.id, "opt_out": True}
        )
        visitor = self.env.ref("base.public_user")
        # sudo: as Odoo's page of a message's link does
        lists = self.cheese.with_user(visitor).sudo()
        lists._update_subscription_from_email(email, opt_out=False)
        self.assertFalse(row.opt_out)
        row.opt_out = True
        row.opt_out = False
        self.assertFalse(row.opt_out, "somebody of ours, who was told")
