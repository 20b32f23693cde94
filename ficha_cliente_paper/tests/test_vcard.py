import base64
import io

import vobject
from PIL import Image

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..tools.person_name import given_and_family
from .common_form import FormCommon


@tagged("post_install", "-at_install")
class TestVcard(FormCommon):
    """The contact as a vCard."""

    def _card(self, partners, user=None):
        return partners.with_user(user or self.user)._get_vcards_file().decode()

    def test_the_button_downloads_those_that_are_chosen(self):
        action = self.customer.with_user(self.user).action_ficha_vcard()
        self.assertEqual(action["target"], "download")
        self.assertEqual(action["url"], f"/ficha/vcard?ids={self.customer.id}")

    def test_code_and_further_ways_to_reach(self):
        self.customer.contact_point_ids = [
            Command.create({"kind": "mobile", "value": "+34 600 11 22 33"}),
            Command.create({"kind": "email", "value": "facturas@penascal.example"}),
            Command.create({"kind": "linkedin", "value": "@penascal"}),
        ]
        card = self._card(self.customer)
        for line in (
            "X-CLIENT-CODE:F-0001",
            "NOTE:Client code: F-0001",
            "TEL;TYPE=CELL:+34 600 11 22 33",
            "TEL;TYPE=work:+34 981 22 33 44",
            "EMAIL;TYPE=INTERNET:facturas@penascal.example",
            "URL:https://www.linkedin.com/in/penascal",
            "FN:Peñascal Ibáñez\\, S.L.",
        ):
            self.assertIn(line, card)
        self.assertNotIn("PHOTO", card)

    def test_names_apart(self):
        person = self.Partner.create(
            {"name": "José Luis Gil", "country_id": self.env.ref("base.es").id}
        )
        self.assertIn("N:Gil;José Luis;;;", self._card(person))
        company = self._card(self.customer)
        self.assertIn("N:Peñascal Ibáñez\\, S.L.;;;;", company)
        self.assertIn("X-ABSHOWAS:COMPANY", company)

    def test_all_addresses(self):
        """Each with both lines of its street, and which it is in words."""
        self.customer.write({"street": "Mayor, 3", "street2": "2.º B", "city": "Lugo"})
        self.Partner.create(
            [
                {
                    "name": "Almacén Norte",
                    "parent_id": self.customer.id,
                    "type": "delivery",
                    "street": "Muelle 7",
                    "street2": "Nave 4",
                    "city": "Vigo",
                    "zip": "36201",
                },
                {"parent_id": self.customer.id, "type": "invoice", "name": "Facturas"},
            ]
        )
        card = vobject.readOne(self._card(self.customer))
        own, delivery = card.contents["adr"]
        self.assertEqual(
            (own.value.street, own.value.extended, own.value.city),
            ("Mayor, 3", "2.º B", "Lugo"),
        )
        self.assertEqual((own.type_param, delivery.type_param), ("WORK", "PARCEL"))
        self.assertEqual(
            (delivery.value.street, delivery.value.extended, delivery.value.code),
            ("Muelle 7", "Nave 4", "36201"),
        )
        labels = {line.group: line.value for line in card.contents["x-ablabel"]}
        self.assertEqual(labels, {delivery.group: "Almacén Norte"})

    def test_no_address(self):
        self.assertNotIn("ADR", self._card(self.Partner.create({"name": "Nowhere"})))

    def test_parts_of_a_name(self):
        for name, country, parts in (
            ("Ada Ficticia Gil", "ES", ("Ada", "Ficticia Gil")),
            ("Ada Ficticia", "ES", ("Ada", "Ficticia")),
            ("José Luis Gil Roca", "ES", ("José Luis", "Gil Roca")),
            ("Roca Cantera, Elena", "ES", ("Elena", "Roca Cantera")),
            (
                "María del Carmen López de la Fuente",
                "MX",
                ("María del Carmen", "López de la Fuente"),
            ),
            ("John Fitzgerald Smith", "GB", ("John Fitzgerald", "Smith")),
            ("Ludwig van Beethoven", "DE", ("Ludwig", "van Beethoven")),
            ("Ana", "ES", ("Ana", "")),
            ("", None, ("", "")),
        ):
            with self.subTest(name=name):
                self.assertEqual(given_and_family(name, country), parts)

    def test_contact_of_the_company_has_its_code(self):
        contact = self.Partner.create(
            {"name": "Rosa", "parent_id": self.customer.id, "type": "contact"}
        )
        self.assertIn("X-CLIENT-CODE:F-0001", self._card(contact))

    def test_photo_when_there_is_one(self):
        stream = io.BytesIO()
        Image.new("RGB", (8, 8), "purple").save(stream, "PNG")
        self.customer.image_1920 = base64.b64encode(stream.getvalue())
        self.assertIn("PHOTO", self._card(self.customer))

    def test_several_in_one_file_each_with_its_own_identity(self):
        other = self.Partner.create({"name": "Otra, S.L."})
        card = self._card(self.customer | other)
        self.assertEqual(card.count("BEGIN:VCARD"), 2)
        uids = {line for line in card.splitlines() if line.startswith("UID:")}
        self.assertEqual(len(uids), 2)
        self.assertEqual(card.count("X-CLIENT-CODE"), 1)

    def test_no_personal_data(self):
        self.customer.sudo().occupation = "Espía"
        self.assertNotIn("Espía", self._card(self.customer, self.privy))

    def test_rights(self):
        portal = new_test_user(self.env, "vcard_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self._card(self.customer, portal)
