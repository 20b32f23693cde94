from odoo.tests import tagged

from .common_import import ImportCase

HEAD = ["Código", "Nombre", "NIF", "Teléfono", "Correo", "Cargo", "Empresa"]


@tagged("post_install", "-at_install")
class TestImportMatch(ImportCase):
    """Whose a row is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana, cls.luis, cls.taller = cls.env["res.partner"].create(
            [
                {
                    "name": "Ana García Import",
                    "client_code": "IMP-A",
                    "vat": "12345678Z",
                    "phone": "612 345 991",
                    "email": "casa@import.example",
                    "country_id": cls.env.ref("base.es").id,
                },
                {
                    "name": "Luis Pérez Import",
                    "phone": "612 345 991",
                    "email": "casa@import.example",
                },
                {
                    "name": "Talleres Import, S.L.",
                    "is_company": True,
                    "vat": "ESB12345674",
                    "client_code": "IMP-T",
                    "country_id": cls.env.ref("base.es").id,
                },
            ]
        )

    def match(self, *rows):
        """Check rows of (code, name, tax id, phone, e-mail, company)."""
        rows = [[*row[:5], "Gerente", *row[5:]] for row in rows]
        return self.check([HEAD, *rows])

    def assertMatches(self, partner, *row):
        run = self.match(row)
        self.assertEqual(run.line_ids.partner_id, partner)
        self.assertEqual(self.outcomes(run), ["updated"])

    def assertNew(self, *row):
        run = self.match(row)
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertFalse(run.line_ids.partner_id)

    def assertUnclear(self, sentence, *row):
        run = self.match(row)
        self.assertEqual(self.outcomes(run), ["ambiguous"])
        self.assertRegex(self.reasons(run), sentence)
        run.action_import()
        self.assertEqual(self.outcomes(run), ["ambiguous"])

    def test_by_code_present_or_previous(self):
        self.assertMatches(self.ana, "imp-a", "Otra cosa", "", "", "")
        self.ana._change_client_code("IMP-NEW", "test")
        self.assertMatches(self.ana, "IMP-A", "Otra cosa", "", "", "")
        self.assertNew("IMP-Z", "Ana García Import", "", "", "")

    def test_by_tax_id_however_written(self):
        self.assertMatches(self.ana, "", "Ana", "12.345.678-z", "", "")
        self.assertMatches(self.taller, "", "Talleres", "B12345674", "", "")
        self.assertNew("", "Ana García Import", "00000001R", "", "")

    def test_by_phone_or_mail_with_an_agreeing_name(self):
        for name in ("Ana García", "ANA GARCIA IMPORT", "A. Garcia", "García, Ana"):
            with self.subTest(name=name):
                self.assertMatches(self.ana, "", name, "", "+34 612-34-59-91", "")
                self.assertMatches(self.ana, "", name, "", "", "CASA@import.example")
        self.assertMatches(self.luis, "", "Luis Perez", "", "612345991", "")
        self.assertNew("", "Marta García Import", "", "612345991", "")

    def test_father_and_son(self):
        """The same name and telephone, and another tax id."""
        self.assertNew("", "Ana García Import", "00000001R", "612345991", "")

    def test_two_fit(self):
        self.assertUnclear(
            "more than one customer: “Ana.*Talleres", "IMP-A", "", "B12345674", "", ""
        )
        twin = self.ana.copy({"name": "Ana García Import"})
        twin.phone = "612345991"
        self.assertUnclear(
            "more than one", "", "Ana García Import", "", "612345991", ""
        )
        self.assertMatches(self.ana, "IMP-A", "Ana García Import", "", "612345991", "")

    def test_a_code_and_a_tax_id_that_do_not_belong_together(self):
        self.assertUnclear(
            "is Ana García Import, whose client code is IMP-A and not IMP-Z",
            *("IMP-Z", "Ana García Import", "12345678Z", "", ""),
        )

    def test_a_name_alone_is_the_one_with_exactly_that_name(self):
        self.assertMatches(self.luis, "", "Luis Pérez Import", "", "", "")
        self.assertNew("", "Luis Pérez", "", "", "")
        self.luis.copy({"name": "Luis Pérez Import"})
        self.assertUnclear("more than one", "", "Luis Pérez Import", "", "", "")

    def test_a_name_alone_in_the_same_file_too(self):
        rows = (
            ("", "Bar Lago Import, S.L.", "", "699 000 222", ""),
            ("", "Bar Lago Import, S.A.", "", "", ""),
            ("", "Bar Lago Import, S.A.", "", "", ""),
        )
        run = self.match(*rows)
        foretold = ["created", "created", "unchanged"]
        self.assertEqual(self.outcomes(run), foretold, "an S.A. is no S.L.")
        run.action_import()
        self.assertEqual(self.outcomes(run), foretold)
        again = self.match(*rows)
        self.assertEqual(self.outcomes(again), ["unchanged"] * 3)

    def test_whom_the_user_may_not_read_is_not_found(self):
        self.ana.company_id = self.env["res.company"].create({"name": "Other import"})
        self.assertNew("", "Ana García Import", "", "612345991", "")

    def test_rows_of_one_customer_in_the_same_file(self):
        rows = (
            ("IMP-N", "Eva Nueva Import", "", "699000111", ""),
            ("IMP-N", "Eva Nueva Import", "", "", "eva@import.example"),
            ("", "Eva Nueva", "", "699 000 111", ""),
        )
        run = self.match(*rows)
        # the last one only has less of the name
        self.assertEqual(self.outcomes(run), ["created", "updated", "unchanged"])
        run.action_import()
        eva = self.partner("Eva Nueva Import") | self.partner("Eva Nueva")
        self.assertEqual(len(eva), 1)
        self.assertEqual(eva.email, "eva@import.example")
        self.assertEqual(run.line_ids.partner_id, eva)

    def test_contacts_come_under_their_company(self):
        rows = (
            ("", "Marta Import", "", "", "marta@import.example", "Talleres Import SL"),
            ("", "Pepe Import", "B12345674", "", "", "IMP-T"),
            ("", "Rosa Import", "", "", "", "Nueva Import, S.A."),
            ("", "Nueva Import, S.A.", "", "968000111", "", ""),
            ("", "Nadie Import", "", "", "", "No existe, S.L."),
        )
        run = self.match(*rows)
        self.assertEqual(self.outcomes(run), ["created"] * 4 + ["error"])
        self.assertIn("No company with this code", self.reasons(run))
        run.action_import()
        self.assertEqual(
            self.outcomes(run), ["created"] * 4 + ["error"], self.reasons(run)
        )
        self.assertEqual(self.partner("Marta Import").parent_id, self.taller)
        self.assertEqual(self.partner("Pepe Import").parent_id, self.taller)
        company = self.partner("Nueva Import, S.A.")
        self.assertTrue(company.is_company)
        self.assertEqual(self.partner("Rosa Import").parent_id, company)
        again = self.match(*rows)
        self.assertEqual(self.outcomes(again), ["unchanged"] * 4 + ["error"])

    def test_a_contact_does_not_change_its_company(self):
        head = ["Nombre", "Dirección", "Población", "NIF", "Empresa"]
        row = ["Marta Import", "Calle Otra, 9", "Yecla", "00000001R", "IMP-T"]
        self.taller.street = "Calle Suya, 1"
        run = self.load([head, row])
        self.assertEqual(self.outcomes(run), ["created"], self.reasons(run))
        marta = self.partner("Marta Import")
        self.assertEqual(marta.street, "Calle Otra, 9")
        self.assertEqual(marta.type, "other", "an address of its own")
        self.assertEqual(self.taller.street, "Calle Suya, 1")
        self.assertEqual(self.taller.vat, "ESB12345674")
        self.assertIn("Tax ID", run.line_ids.note)
        self.assertEqual(self.outcomes(self.check([head, row])), ["unchanged"])

    def test_companies_that_belong_to_each_other(self):
        run = self.match(
            ("", "Uno Import", "", "600000001", "", "Dos Import"),
            ("", "Dos Import", "", "600000002", "", "Uno Import"),
        )
        self.assertEqual(self.outcomes(run), ["error", "error"])
        self.assertIn("cannot belong to itself", self.reasons(run))

    def test_a_possible_duplicate_is_made_and_said(self):
        self.ana.write({"street": "Calle Mayor, 3", "zip": "30001"})
        head = ["Nombre", "Correo", "Dirección", "CP"]
        row = ["Ana García Import", "nuevo@import.example", "Calle Mayor 3", "30001"]
        run = self.load([head, row])
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertEqual(
            run.line_ids.note, "Possible duplicate of “Ana García Import”."
        )
        pair = self.env["ficha.duplicate"].search(
            [("partner_b_id", "=", run.line_ids.partner_id.id)]
        )
        self.assertEqual(pair.partner_a_id, self.ana)
