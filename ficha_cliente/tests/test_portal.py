import json

from odoo import Command, http
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPortal(HttpCase):
    """What customers change of themselves on the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spain = cls.env.ref("base.es")
        cls.company = cls.env["res.partner"].create(
            {
                "name": "Hotel Mirador",
                "is_company": True,
                "country_id": cls.spain.id,
                "street": "Calle Mayor, 1",
                "zip": "15001",
                "city": "A Coruña",
                "vat": "B15704430",
                "child_ids": [
                    Command.create(
                        {"name": "Bodega", "type": "delivery", "street": "Muelle, 2"}
                    )
                ],
            }
        )
        cls.user = new_test_user(
            cls.env, "portal_hotel", groups="base.group_portal", password="portal_hotel"
        )
        cls.person = cls.user.partner_id
        cls.person.write(
            {
                "name": "Iria Paz",
                "email": "iria@mirador.example",
                "phone": "+34 981 17 30 55",
                "street": "Calle Mayor, 1",
                "zip": "15001",
                "city": "A Coruña",
                "country_id": cls.spain.id,
                "state_id": cls.env.ref("base.state_es_c").id,
                "lang": "en_US",
            }
        )

    def submit(self, **changes):
        self.authenticate("portal_hotel", "portal_hotel")
        values = {
            "partner_id": self.person.id,
            "name": self.person.name,
            "email": self.person.email,
            "phone": self.person.phone,
            "street": self.person.street,
            "zip": self.person.zip,
            "city": self.person.city,
            "country_id": self.spain.id,
            "state_id": self.person.state_id.id,
            "address_type": "billing",
            "use_delivery_as_billing": "true",
            "callback": "/my",
            "csrf_token": http.Request.csrf_token(self),
            **changes,
        }
        answer = self.url_open("/my/address/submit", data=values)
        self.assertIn("redirectUrl", json.loads(answer.text), answer.text)
        self.env.invalidate_all()

    def proposals(self):
        return self.env["ficha.proposal"].search([("partner_id", "=", self.person.id)])

    def test_what_the_file_said_is_proposed(self):
        self.submit(street="Rúa Nova, 7", phone="+34 981 17 30 55")
        self.assertEqual(self.person.street, "Calle Mayor, 1")
        self.assertRecordValues(
            self.proposals(),
            [
                {
                    "field_name": "street",
                    "proposed_value": "Rúa Nova, 7",
                    "source": "portal",
                    "user_id": self.user.id,
                }
            ],
        )
        page = self.url_open("/my").text
        self.assertIn("o_ficha_waiting", page)
        # in the language of the website
        self.assertRegex(page[page.index("o_ficha_waiting") :][:600], "Street|Calle")
        self.proposals().action_accept()
        self.assertEqual(self.person.street, "Rúa Nova, 7")
        self.assertNotIn("o_ficha_waiting", self.url_open("/my").text)

    def test_what_was_empty_is_filled_in(self):
        self.person.street2 = False
        self.submit(street2="2.º B")
        self.assertEqual(self.person.street2, "2.º B")
        self.assertFalse(self.proposals())

    def test_nothing_new_proposes_nothing(self):
        self.submit()
        self.assertFalse(self.proposals())

    def test_a_contact_proposes_the_tax_id_of_its_company(self):
        self.person.parent_id = self.company
        person = self.person.with_user(self.user).sudo()
        person.with_context(ficha_portal_edit=True).write(
            {"vat": "A33604158", "function": "Directora"}
        )
        self.assertEqual(self.company.vat, "B15704430")
        self.assertEqual(self.person.function, "Directora")
        proposal = self.env["ficha.proposal"].search(
            [("partner_id", "=", self.company.id)]
        )
        self.assertEqual(proposal.proposed_value, "A33604158")

    def test_colleagues_write_as_ever(self):
        self.person.street = "Rúa do Vilar, 3"
        self.assertEqual(self.person.street, "Rúa do Vilar, 3")
        self.assertFalse(self.proposals())
