from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSignup(TransactionCase):
    """Who signs up on the website with an e-mail that we know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param(
            "auth_signup.invitation_scope", "b2c"
        )
        cls.company = cls.env["res.partner"].create(
            {"name": "Hotel Mirador", "is_company": True, "email": "hola@mirador.es"}
        )
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Iria Paz",
                "parent_id": cls.company.id,
                "email": "Iria <iria@mirador.es>",
            }
        )

    def sign_up(self, login, token=None, name="I. Paz"):
        values = {"login": login, "name": name, "password": "mirador-2026"}
        return self.env["res.users"].signup(values, token)

    def bearers(self, email):
        return self.env["res.partner"].search([("email_normalized", "=", email)])

    def test_a_known_one_proves_it_first(self):
        """Nobody gets into a customer's portal by knowing their e-mail."""
        mails = self.env["mail.mail"].search([])
        with self.assertRaisesRegex(UserError, "iria@mirador.es"):
            self.sign_up("iria@mirador.es")
        self.assertEqual(self.bearers("iria@mirador.es"), self.person)
        self.assertFalse(self.person.user_ids)
        mail = self.env["mail.mail"].search([]) - mails
        self.assertIn("iria@mirador.es", mail.email_to)
        self.assertIn("/web/signup?", mail.body_html)
        self.assertIn("token=", mail.body_html)

    def test_with_the_link_it_is_their_file(self):
        with self.assertRaises(UserError):
            self.sign_up("iria@mirador.es")
        self.sign_up("iria@mirador.es", self.person._generate_signup_token())
        self.assertEqual(self.person.user_ids.login, "iria@mirador.es")
        self.assertEqual(self.person.name, "Iria Paz", "not what they typed")
        self.assertEqual(self.person.parent_id, self.company)
        self.assertEqual(self.bearers("iria@mirador.es"), self.person)

    def test_a_further_address_counts(self):
        self.env["ficha.contact.point"].create(
            {"partner_id": self.person.id, "kind": "email", "value": "ip@casa.es"}
        )
        with self.assertRaises(UserError):
            self.sign_up("ip@casa.es")
        self.assertFalse(self.bearers("ip@casa.es"))

    def test_unknown_ones_sign_up_as_ever(self):
        self.sign_up("nueva@casa.es", name="Nueva")
        self.assertTrue(self.bearers("nueva@casa.es").user_ids)

    def test_archived_and_our_own_people_are_not_known(self):
        new_test_user(self.env, "ana", groups="base.group_user", email="ana@nos.es")
        self.person.active = False
        known = self.env["res.partner"]._ficha_by_email
        self.assertFalse(known("ana@nos.es"))
        self.assertFalse(known("iria@mirador.es"))
        self.assertFalse(known("nobody"))
        self.assertFalse(known(False))

    def test_the_one_that_buys_comes_first(self):
        buyer = self.env["res.partner"].create(
            {"name": "Mirador II", "email": "hola@mirador.es", "customer_rank": 3}
        )
        known = self.env["res.partner"]._ficha_by_email("HOLA@mirador.es")
        self.assertEqual(known, buyer)

    def test_what_they_say_on_the_website_is_proposed(self):
        self.person.phone = False
        self.person._ficha_web_message(
            "Form", "Hello", {"phone": "981173055", "email": "x@x.es", "vat": ""}
        )
        proposal = self.env["ficha.proposal"].search(
            [("partner_id", "=", self.person.id)]
        )
        self.assertEqual(proposal.field_name, "phone")
        self.assertEqual(proposal.source_ref, "Form")
        self.assertFalse(self.person.phone, "anybody can type anybody's e-mail")
