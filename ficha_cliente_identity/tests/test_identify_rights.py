from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common_identify import IdentifyCommon


@tagged("post_install", "-at_install")
class TestIdentifyRights(IdentifyCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_identify()
        cls.other_company = cls.env["res.company"].create({"name": "Other identify"})
        cls.hidden = cls._partner(
            "Oculta Quesada",
            company_id=cls.other_company.id,
            phone="612 34 56 78",
            vat="ESB99999997",
            client_code="H0001",
            email="oculta@example.com",
        )

    def test_another_companys_contacts_are_not_found(self):
        for query in ("H0001", "B99999997", "oculta@example.com", "oculta", "ocul"):
            self.assertEqual(self._ids(query), [], query)
        self.assertEqual(
            self._ids("612345678"), [self.mother.id, self.daughter.id], "nor counted"
        )
        other = self._user(
            "identify_other", "ficha_cliente.group_ficha_user", self.other_company
        )
        found = self.Partner.with_user(other).identify("H0001")
        self.assertEqual([line["id"] for line in found], self.hidden.ids)

    def test_what_is_hidden_does_not_use_up_the_answer(self):
        for number in range(40):
            self._partner(f"Tapada {number}", company_id=self.other_company.id)
        seen = self._partner("Tapada Visible")
        self.assertEqual(self._ids("tapada"), seen.ids)

    def test_address_of_a_hidden_contact_does_not_show_its_company(self):
        firm = self._partner("Firma abierta", is_company=True)
        contact = self._partner(
            "Reservado", parent_id=firm.id, email="reservado@firma.example"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            (self.other_company.id, contact.id),
        )
        self.env.invalidate_all()
        for query in ("reservado@firma.example", "reservado@"):
            self.assertEqual(self._ids(query), [], query)

    def test_portal_user_finds_only_what_a_portal_user_reads(self):
        portal = new_test_user(self.env, "identify_portal", groups="base.group_portal")
        portal.partner_id.phone = "644 00 00 01"
        Partner = self.Partner.with_user(portal)
        found = [line["id"] for line in Partner.identify("644000001")]
        self.assertEqual(found, portal.partner_id.ids)
        for query in ("C00777", "612345678", "ana quesada"):
            self.assertEqual(Partner.identify(query), [], query)

    def test_who_may_not_read_contacts_is_refused(self):
        public = self.env.ref("base.public_user")
        self.env["ir.model.access"].search(
            [
                ("model_id.model", "=", "res.partner"),
                ("group_id", "=", self.env.ref("base.group_public").id),
            ]
        ).perm_read = False
        with self.assertRaises(AccessError):
            self.Partner.with_user(public).identify("C00777")

    def test_account_is_not_told_to_who_may_not_read_accounts(self):
        iban = self.account.acc_number
        self.assertEqual(self._ids(iban), self.mother.ids)
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.bank")]
        ).perm_read = False
        self.assertEqual(self._ids(iban), [])

    def test_box_offers_what_the_user_may_do(self):
        self.assertFalse(self.Identify.identify_box("C00777")["can_invoice"])
        biller = self._user("identify_biller", "account.group_account_invoice")
        Partner = self.Partner.with_user(biller)
        self.assertTrue(Partner.identify_box("C00777")["can_invoice"])
        self.assertFalse(Partner.identify_box("nobody at all")["can_create"])

    def test_box_begins_a_new_ficha_with_what_was_typed(self):
        for query, expected in (
            ("633 99 88 77", {"default_phone": "+34633998877"}),
            ("Nobody@Example.org", {"default_email": "nobody@example.org"}),
            ("b-87654321", {"default_vat": "B87654321"}),
            ("Nadie Conocido", {"default_name": "Nadie Conocido"}),
            (
                "Frutas Nadie 633 99 88 77",
                {"default_phone": "+34633998877", "default_name": "Frutas Nadie"},
            ),
            ("Tel. 633 99 88 77", {"default_phone": "+34633998877"}),
            (
                "Frutas Nadie <nobody@example.org>",
                {
                    "default_email": "nobody@example.org",
                    "default_name": "Frutas Nadie",
                },
            ),
            ("C00777", {}),
            ("\0", {}),
        ):
            self.assertEqual(self.Identify.identify_box(query)["new"], expected, query)

    def test_box_shows_the_company_of_a_contact(self):
        (line,) = self.Identify.identify_box("lucia izquierdo")["results"]
        self.assertEqual(line["company"], "Talleres Ureña, S.L.")
        self.assertEqual(line["phone"], self.contact.phone)

    def test_caller(self):
        caller = self.Identify.identify_caller
        self.assertEqual(caller("976123456"), {"partner_id": self.firm.id})
        self.assertEqual(
            caller("612345678"), {"partner_ids": [self.mother.id, self.daughter.id]}
        )
        self.contact.phone = self.firm.phone
        self.assertEqual(
            caller("976123456"),
            {"partner_id": self.firm.id},
            "a company and its contact are one caller",
        )
        self.assertEqual(
            caller("633000000"), {"context": {"default_phone": "+34633000000"}}
        )
        self.assertIsNone(caller("not a phone"))
