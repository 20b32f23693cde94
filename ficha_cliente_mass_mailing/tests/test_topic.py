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
