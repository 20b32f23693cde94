from odoo import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTelephone(TransactionCase):
    """What is written into a contact is kept as people see it, whoever writes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spain = cls.env.ref("base.es")
        cls.env.company.country_id = cls.spain
        # no member of customer files: contacts are written by others as well
        cls.user = new_test_user(
            cls.env, "tel_user", "base.group_user,base.group_partner_manager"
        )
        cls.Partner = cls.env["res.partner"].with_user(cls.user)

    def _points(self, partner):
        points = partner.sudo().contact_point_ids
        return [(p.kind, p.value, p.label or "") for p in points]

    def test_marks_in_every_line(self):
        partner = self.Partner.create(
            {
                "name": "\u202aLuc\u200bía\u00a0Gil\u202c",
                "phone": "\u202a+34 600 12 90 92\u202c",
                "email": "lu\u200bcia@x.example\ufeff",
                "vat": "\u200eES\u2011B76.543.008",
                "ref": "A\u20111\u200b",
                "street": "Mayor\u00a03",
            }
        )
        self.assertEqual(partner.name, "Lucía Gil")
        self.assertEqual(partner.phone, "+34 600 12 90 92")
        self.assertEqual(partner.phone_sanitized, "+34600129092")
        self.assertEqual(partner.email, "lucia@x.example")
        self.assertEqual(partner.vat.replace(".", ""), "ES-B76543008")
        self.assertEqual(partner.ref, "A-1")
        self.assertEqual(partner.street, "Mayor 3")
        partner.write({"name": "Ana\u200b", "phone": "600\u2011129\u2011093\u200f"})
        self.assertEqual((partner.name, partner.phone), ("Ana", "600-129-093"))
        self.assertFalse(self._points(partner))

    def test_joiners_of_a_name_stay(self):
        name = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
        self.assertEqual(self.Partner.create({"name": name}).name, name)

    def test_other_models(self):
        partner = self.env["res.partner"].create({"name": "Other"})
        account = self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": "\u202aES91 2100\u00a00418\u202c"}
        )
        self.assertEqual(account.acc_number, "ES91 2100 0418")
        point = self.env["ficha.contact.point"].create(
            {
                "partner_id": partner.id,
                "kind": "email",
                "value": "\u200bx@y.example",
                "label": "casa\u200b",
            }
        )
        self.assertEqual((point.value, point.label), ("x@y.example", "casa"))
        point.value = "z@y.example\u202c"
        self.assertEqual(point.value, "z@y.example")

    def test_found_by_what_was_pasted(self):
        partner = self.Partner.create({"name": "Pegada Gil", "phone": "600129092"})
        for text in ("\u202a600 12 90 92\u202c", "Pegada\u00a0G\u200bil"):
            found = self.Partner.name_search(text)
            self.assertEqual([pair[0] for pair in found], partner.ids, text)

    def test_several_numbers(self):
        """One stays, the others become contact points; the words are their label."""
        for text, phone, points in (
            (
                "600129096 (Luis)",
                "+34 600 12 90 96",
                [("mobile", "+34 600 12 90 96", "Luis")],
            ),
            (
                "968 12 34 16/17",
                "+34 968 12 34 16",
                [("phone", "+34 968 12 34 17", "")],
            ),
            (
                "Tel. 968123416 Fax 968123417",
                "+34 968 12 34 16",
                [("phone", "+34 968 12 34 17", "Fax")],
            ),
            (
                "968123416, WhatsApp 600129096",
                "+34 968 12 34 16",
                [("whatsapp", "+34 600 12 90 96", "WhatsApp")],
            ),
            ("968 12 34 16", "968 12 34 16", []),
            ("call us", "call us", []),
        ):
            with self.subTest(text=text):
                made = self.Partner.create({"name": "Made", "phone": text})
                written = self.Partner.create({"name": "Written"})
                written.write({"phone": text})
                for partner in made | written:
                    self.assertEqual(partner.phone, phone)
                    self.assertEqual(self._points(partner), points)

    def test_written_twice_is_there_once(self):
        text = "968123416 (Ana) / 600129096"
        partner = self.Partner.create({"name": "Twice", "phone": text})
        once = self._points(partner)
        self.assertEqual(len(once), 2)
        partner.write({"phone": text})
        self.assertEqual(self._points(partner), once)
        partner.write({"phone": "968123416 (Ana) / 600129096 (Luis)"})
        self.assertEqual([point[2] for point in self._points(partner)], ["Ana", "Luis"])

    def test_country_of_each(self):
        """The same digits are another number elsewhere."""
        portugal = self.env.ref("base.pt")
        here = self.Partner.create({"name": "Here", "country_id": self.spain.id})
        there = self.Partner.create({"name": "There", "country_id": portugal.id})
        (here | there).write({"phone": "912345678 (Ana)"})
        self.assertEqual(here.phone, "+34 912 34 56 78")
        self.assertEqual(there.phone, "+351 912 345 678")
        self.assertEqual(self._points(there)[0][1:], ("+351 912 345 678", "Ana"))
        child = self.Partner.create(
            {"name": "Child", "parent_id": there.id, "phone": "912345678 (Eva)"}
        )
        self.assertEqual(child.phone, "+351 912 345 678")

    def test_without_its_plus(self):
        partner = self.Partner.create({"name": "Plus", "phone": "351912345690"})
        self.assertEqual(partner.phone, "+351 912 345 690")
        self.assertEqual(partner.phone_sanitized, "+351912345690")
        mexican = self.Partner.create(
            {
                "name": "Mexican",
                "phone": "044 55 1234 5678",
                "country_id": self.env.ref("base.mx").id,
            }
        )
        self.assertEqual(mexican.phone_sanitized, "+525512345678")

    def test_typed_in_the_form(self):
        """The words are not lost before it is saved."""
        with Form(self.Partner) as form:
            form.name = "Typed"
            form.phone = "600129096 (Luis)"
            self.assertEqual(form.phone, "600129096 (Luis)")
        partner = form.record
        self.assertEqual(partner.phone, "+34 600 12 90 96")
        self.assertEqual(self._points(partner)[0][2], "Luis")
        with Form(partner) as form:
            form.phone = "600129097"
            self.assertEqual(form.phone, "+34 600 12 90 97")

    def test_contact_point_with_several(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Points",
                "contact_point_ids": [
                    Command.create({"kind": "phone", "value": "968 12 34 16/17"}),
                    Command.create({"kind": "phone", "value": "976000003 ext. 4"}),
                ],
            }
        )
        values = partner.contact_point_ids.mapped("value")
        self.assertEqual(
            sorted(values),
            ["+34 968 12 34 16", "+34 968 12 34 17", "976000003 ext. 4"],
        )
        point = partner.contact_point_ids[0]
        point.value = "600129096 (Luis) / 600129097"
        self.assertEqual((point.value, point.label), ("+34 600 12 90 96", "Luis"))
        self.assertIn("+34 600 12 90 97", partner.contact_point_ids.mapped("value"))
