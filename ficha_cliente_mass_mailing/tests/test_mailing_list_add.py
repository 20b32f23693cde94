from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FichaMailingCase


@tagged("post_install", "-at_install")
class TestMailingListAdd(FichaMailingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # who may be contacted is another question: tests/test_may_contact.py
        cls.classPatch(
            cls.env.registry["res.partner"],
            "_ficha_left_out",
            lambda partners, channel_code, purpose_code="own_news": {},
        )

    def add(self, partners, user=None, **values):
        wizard = (
            self.env["ficha.mailing.list.add"]
            .with_user(user or self.writer)
            .create({"partner_ids": partners.ids, **values})
        )
        return wizard, wizard.action_add()["params"]["message"]

    def test_a_mailing_to_the_list_is_begun(self):
        wizard = (
            self.env["ficha.mailing.list.add"]
            .with_user(self.writer)
            .create({"partner_ids": self.company.ids, "new_list_name": "Invierno"})
        )
        then = wizard.action_add_and_write()["params"]["next"]
        self.assertEqual(then["res_model"], "mailing.mailing")
        self.assertEqual(
            then["context"]["default_contact_list_ids"], wizard.mailing_list_id.ids
        )
        self.assertEqual(wizard.mailing_list_id.name, "Invierno")

    def test_a_filtered_set_becomes_a_list(self):
        silent = self.env["res.partner"].create({"name": "Sin correo"})
        wizard, message = self.add(
            self.company | self.other | silent, new_list_name="Otoño"
        )
        self.assertEqual(wizard.mailing_list_id.name, "Otoño")
        self.assertEqual(
            sorted(wizard.mailing_list_id.contact_ids.mapped("email")),
            ["eo@conservas.example", "lucia@mora.example"],
        )
        self.assertIn("2 added", message)
        self.assertIn("1 have no e-mail", message)

    def test_nobody_is_put_on_a_list_twice(self):
        wizard, _message = self.add(self.company, new_list_name="Otoño")
        again, message = self.add(
            self.company | self.other, mailing_list_id=wizard.mailing_list_id.id
        )
        self.assertIn("1 added", message)
        self.assertEqual(len(again.mailing_list_id.contact_ids), 2)

    def test_whoever_left_the_list_stays_out(self):
        wizard, _message = self.add(self.company, new_list_name="Otoño")
        subscription = wizard.mailing_list_id.subscription_ids
        subscription.opt_out = True
        self.add(self.company, mailing_list_id=wizard.mailing_list_id.id)
        self.assertTrue(wizard.mailing_list_id.subscription_ids.opt_out)

    def test_two_customers_with_one_address_are_one_contact(self):
        self.other.email = "EO@conservas.example"
        wizard, _message = self.add(self.company | self.other, new_list_name="Otoño")
        self.assertEqual(len(wizard.mailing_list_id.contact_ids), 1)

    def test_nobody_to_write_to_is_said(self):
        silent = self.env["res.partner"].create({"name": "Sin correo"})
        with self.assertRaisesRegex(UserError, "e-mail address"):
            self.add(silent, new_list_name="Otoño")
        with self.assertRaisesRegex(UserError, "mailing list"):
            self.add(self.company)

    def test_only_who_sends_mailings_makes_lists(self):
        with self.assertRaises(AccessError):
            self.add(self.company, user=self.seller, new_list_name="Otoño")
