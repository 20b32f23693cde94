from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_door import DoorCase


@tagged("post_install", "-at_install")
class TestReview(DoorCase):
    """ "Ask to review their data": from the file and for many."""

    def ask(self, partners, user=None):
        return partners.with_user(user or self.seller).action_ficha_ask_review()

    def test_from_the_file(self):
        before = self.mails()
        told = self.ask(self.person)["params"]
        self.assertEqual(told["type"], "success")
        mail = self.mails() - before
        self.assertEqual(mail.email_to, "lucia@inventada.example")
        token = self.link_in(mail).rpartition("/")[2]
        self.assertEqual(self.Link._find(token, ["correct"]).partner_id, self.person)
        self.assertNotIn(token, str(self.person.message_ids.mapped("body")))
        self.assertFalse(mail.mail_message_id.body)
        self.assertTrue(mail.auto_delete)

    def test_pressed_twice_sends_once(self):
        before = self.mails()
        self.ask(self.person)
        self.assertEqual(self.ask(self.person)["params"]["type"], "warning")
        self.assertEqual(len(self.mails() - before), 1)
        self.age(self.person, timedelta(minutes=11))
        self.ask(self.person)
        self.assertEqual(len(self.mails() - before), 2)

    def age(self, partner, by):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ficha_link SET create_date = %s WHERE partner_id = %s",
            (fields.Datetime.now() - by, partner.id),
        )
        self.env.invalidate_all()

    def test_many(self):
        self.ask(self.person)
        self.age(self.person, timedelta(days=100))
        self.colleague.ficha_processing = "restricted"
        before = self.mails()
        many = self.person | self.company | self.rosa | self.colleague
        told = self.ask(many)["params"]["message"]
        self.assertEqual(
            (self.mails() - before).mapped("email_to"), ["rosa@inventada.example"]
        )
        self.assertIn("Left out: 3", told)
        self.age(self.person, timedelta(days=200))
        before = self.mails()
        self.ask(self.person | self.rosa)
        self.assertEqual(
            (self.mails() - before).mapped("email_to"), ["lucia@inventada.example"]
        )

    def test_more_than_anybody_waits_for(self):
        before = self.mails()
        where = "odoo.addons.ficha_cliente_portal.models.res_partner_review.MOST"
        with patch(where, 1), self.assertRaisesRegex(UserError, "choose fewer"):
            self.ask(self.person | self.rosa)
        self.assertEqual(self.mails(), before)

    def test_it_is_service(self):
        self.env["ficha.consent"].create(
            {"partner_id": self.person.id, "event": "objected"}
        )
        self.assertEqual(self.ask(self.person)["params"]["type"], "success")

    def test_closed_or_without_the_right(self):
        employee = new_test_user(self.env, "door_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.ask(self.person, employee)
        self.env.company.ficha_public_pages = False
        with self.assertRaises(UserError):
            self.ask(self.person)
