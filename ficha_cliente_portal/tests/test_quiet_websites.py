from odoo import Command
from odoo.tests import tagged

from ..models.res_partner_door import on_site
from .common_door import DoorCase

LOGIN = "ana@dos.example"


@tagged("post_install", "-at_install")
class TestQuietWebsites(DoorCase):
    """Of two websites with accounts of their own, an e-mail that was asked for on one
    is about the account that is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "website" not in cls.env:
            cls.skipTest(cls, "Odoo's website is not installed")
        own = {"specific_user_account": True, "auth_signup_uninvited": "b2c"}
        cls.first, cls.second = cls.env["website"].create(
            [
                {"name": "Uno", "domain": "https://uno.example", **own},
                # where the browser of the tests is
                {"name": "Dos", "domain": cls.base_url(), **own},
            ]
        )
        cls.user = cls._account(cls.first)

    @classmethod
    def _account(cls, website, login=LOGIN):
        quietly = cls.env["res.users"].with_context(no_reset_password=True)
        return quietly.create(
            {
                "name": "Ana",
                "login": login,
                "email": login,
                "lang": "en_US",
                "website_id": website.id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )

    def ask(self, website, kind, login=LOGIN):
        """What the job writes, of a request on a website: its only e-mail, or none."""
        before = self.mails()
        there = self.env["ficha.door.request"].with_context(website_id=website.id)
        there._receive(kind, login, name="Ana Dos")
        self.assertEqual(there.search([]).site, website.id)
        self.run_requests()
        self.assertFalse(there.search([]))
        mails = self.mails() - before
        self.assertLessEqual(len(mails), 1)
        return mails

    def where(self, signup_type, *users):
        return [user.partner_id.signup_type == signup_type for user in users]

    def test_a_forgotten_password(self):
        self.ask(self.second, "reset")
        self.assertEqual(self.where("reset", self.user), [False], "no account there")
        other = self._account(self.second)
        self.ask(self.second, "reset")
        self.assertEqual(self.where("reset", self.user, other), [False, True])
        self.ask(self.first, "reset")
        self.assertEqual(self.where("reset", self.user, other), [True, True])

    def test_who_signs_up_on_the_other_is_new_there(self):
        mail = self.ask(self.second, "signup")
        self.assertIn(f"{self.base_url()}/f/", mail.body_html)
        self.assertEqual(self.where("reset", self.user), [False])
        url = self.link_in(mail)
        self.assertEqual(self.get(url).status_code, 200)
        where = self.post(url).headers["Location"]
        self.assertTrue(where.startswith("/web/signup?"), where)  # on this website
        partner = self.env["res.partner"].search([("name", "=", "Ana Dos")])
        self.assertEqual(partner.website_id, self.second)
        self.assertNotEqual(partner, self.user.partner_id)
        # asked again: the file of the other website is still not theirs
        self.env["ficha.rate"].search([]).sudo().unlink()
        self.ask(self.second, "signup")
        self.assertEqual(self.where("signup", self.user), [False])
        self.assertEqual(self.where("reset", self.user), [False])

    def test_who_has_an_account_there_gets_the_way_in(self):
        self.ask(self.first, "signup")
        self.assertEqual(self.where("reset", self.user), [True])

    def test_who_has_a_file_and_no_account_gets_it_there(self):
        self.ask(self.second, "signup", self.person.email)
        self.assertEqual(self.person.signup_type, "signup")
        for website in (self.first, self.second):
            there = self.person.with_context(**on_site(website.id))
            url = there._get_signup_url_for_action()[self.person.id]
            self.assertTrue(url.startswith(f"{website.domain}/web/signup?"), url)

    def test_a_website_that_is_gone(self):
        there = self.env["ficha.door.request"].with_context(website_id=self.second.id)
        there._receive("reset", LOGIN)
        there.search([]).sudo().write({"site": self.second.id + 1000})
        self.run_requests()
        self.assertFalse(there.search([]))
        self.assertEqual(self.where("reset", self.user), [False])

    def test_its_link_when_the_website_is_gone(self):
        url = self.link_in(self.ask(self.first, "signup", "nueva@dos.example"))
        link = self.Link.search([("scope", "=", "confirm_account")], limit=1)
        link.sudo().data = {**link.data, "site": self.first.id + 1000}
        self.assertEqual(self.post(url).status_code, 404)
        self.assertFalse(
            self.env["res.partner"].search([("email", "=", "nueva@dos.example")])
        )

    def test_one_account_for_all_websites(self):
        """Whose account is good everywhere gets the same e-mail on each."""
        anywhere = self._account(self.env["website"], "todas@dos.example")
        self.ask(self.second, "reset", "todas@dos.example")
        self.assertEqual(self.where("reset", anywhere), [True])
