import json
from time import process_time

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestWebForms(HttpCase):
    """A form of the website with the e-mail of somebody we know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.partner"].create(
            {"name": "Hotel Mirador", "is_company": True, "phone": "+34 981 17 30 55"}
        )
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Iria Paz",
                "parent_id": cls.company.id,
                "email": "iria@mirador.example",
            }
        )

    def send(self, model, **values):
        answer = self.url_open(f"/website/form/{model}", data=values)
        self.env.invalidate_all()
        return json.loads(answer.text)

    def bearers(self, email):
        return self.env["res.partner"].search([("email_normalized", "=", email)])

    def interactions(self):
        return self.env["ficha.interaction"].search(
            [("commercial_partner_id", "=", self.company.id)]
        )

    def test_a_form_that_makes_contacts(self):
        self.send(
            "res.partner",
            name="I. Paz",
            email="Iria@Mirador.example",
            phone="612 40 71 35",
            comment="¿Tienen aceite a granel?",
        )
        self.assertEqual(self.bearers("iria@mirador.example"), self.person)
        self.assertEqual(self.person.name, "Iria Paz")
        self.assertFalse(self.person.phone)
        proposals = self.env["ficha.proposal"].search(
            [("partner_id", "=", self.person.id)]
        )
        self.assertEqual(set(proposals.mapped("field_name")), {"name", "phone"})
        interaction = self.interactions()
        self.assertRecordValues(
            interaction,
            [
                {
                    "contact_id": self.person.id,
                    "direction": "in",
                    "needs_reply": True,
                    "user_id": False,
                }
            ],
        )
        self.assertEqual(interaction.channel_id.code, "web_form")
        self.assertIn("aceite a granel", interaction.description)

    def test_what_takes_long_to_read_is_not_read_to_its_end(self):
        """From anybody, without logging in."""
        begun = process_time()
        self.send(
            "res.partner",
            name="I. Paz",
            email="Iria@Mirador.example",
            phone="#" + " " * 60_000 + "x",
            comment=f'<img src="{"a" * 60_000}">',
        )
        self.assertEqual(self.bearers("iria@mirador.example"), self.person)
        self.assertFalse(self.env["res.partner"]._ficha_by_email("(" * 60_000 + "@"))
        self.assertLess(process_time() - begun, 2)

    def test_an_unknown_one_is_a_new_contact(self):
        answer = self.send("res.partner", name="Nueva", email="nueva@casa.example")
        self.assertTrue(answer["id"])
        self.assertTrue(self.bearers("nueva@casa.example"))
        self.assertFalse(self.interactions())

    def test_the_answer_tells_nobody_whose_e_mail_we_know(self):
        """Neither by a number that is not the next one, nor by what is refused."""
        known, new = "iria@mirador.example", "otra@casa.example"
        for given in ({}, {"parent_id": "0x"}, {"country_id": "999999"}):
            said = [
                self.send("res.partner", name="Iria", email=email, **given)
                for email in (known, new)
            ]
            with self.subTest(given):
                self.assertEqual(*said)
        self.assertEqual(self.bearers(known), self.person)
