from odoo.tests import BaseCase, tagged

from ..tools import normalize


@tagged("post_install", "-at_install")
class TestIdentityNormalize(BaseCase):
    def test_names(self):
        """Accents, capitals, legal forms, titles, particles and abbreviations do not
        tell two people apart."""
        for name, words in (
            ("Dña. Mª Carmen Glez. de la Fuente", "maria carmen gonzalez fuente"),
            ("DON JUAN PEÑA-ÑUÑO", "juan pena nuno"),
            ("Bodegas Hnos. Fdez., S.L.", "bodegas hermanos fernandez"),
            ("Olivar Alto S.Coop.And.", "olivar alto"),
            ("S. Coop. Olivar Alto", "olivar alto"),
            ("Talleres Ureña SAU", "talleres urena"),
            ("Cristalería Sol, C.B.", "cristaleria sol"),
            ("Ángel Łódź ß", "angel lodz ss"),
        ):
            with self.subTest(name=name):
                self.assertEqual(normalize.name_tokens(name), words.split())

    def test_names_of_nothing_else(self):
        """What is left when everything is left out is kept."""
        self.assertEqual(normalize.name_tokens("Ute Lemper"), ["ute", "lemper"])
        self.assertEqual(normalize.name_tokens("Don De Las"), ["don", "de", "las"])
        self.assertEqual(normalize.name_tokens("¿...?"), [])
        self.assertEqual(normalize.name_tokens(False), [])

    def test_one_telephone(self):
        for text in (
            "+34 612-34-56-78",
            "0034612345678",
            "34612345678",
            "612 345 678 ext. 3",
            "612345678x3",
            "612.345.678",
            "(+34) 612345678",
            "Tel. 612 34 56 78",
        ):
            with self.subTest(text=text):
                self.assertEqual(normalize.phone_value(text, "ES"), "+34612345678")

    def test_letters_are_no_digits(self):
        self.assertIsNone(normalize.phone_value("622OOO111", "ES"))

    def test_telephone_of_elsewhere(self):
        """The country of the contact comes first, then the company's."""
        self.assertEqual(
            normalize.phone_value("912 345 678", "PT", "ES"), "+351912345678"
        )
        self.assertEqual(
            normalize.phone_value("912 345 678", False, "ES"), "+34912345678"
        )

    def test_telephone_that_cannot_be_parsed(self):
        """It keeps its digits; an extension alone is nobody's."""
        self.assertEqual(normalize.phone_value("12 34 56", "ES"), "123456")
        self.assertIsNone(normalize.phone_value("1234", "ES"))
        self.assertIsNone(normalize.phone_value("6" * 200, "ES"))

    def test_two_telephones(self):
        self.assertEqual(
            normalize.phone_values("976 123 456 / 612 345 678", "ES"),
            ["+34976123456", "+34612345678"],
        )

    def test_tax_id(self):
        both = ["ESB12345678", "B12345678"]
        self.assertEqual(normalize.tax_values("b-12.345.678", "ES"), both)
        self.assertEqual(normalize.tax_values("ES B12345678", False), both)
        self.assertEqual(
            normalize.tax_values("PT501442600", "ES"), ["PT501442600", "501442600"]
        )
        self.assertEqual(normalize.tax_values("/", "ES"), [])

    def test_email_and_account(self):
        self.assertEqual(
            normalize.email_value("Ana <ANA@Example.com>"), "ana@example.com"
        )
        self.assertIsNone(normalize.email_value("ana at example"))
        self.assertEqual(
            normalize.iban_value("es91 2100-0418 45 0200051332"),
            "ES9121000418450200051332",
        )

    def test_marks_that_nobody_sees(self):
        """They part no word and hide no value."""
        self.assertEqual(
            normalize.name_tokens("Lu\u200bcía\u00a0Gil"), ["lucia", "gil"]
        )
        self.assertEqual(
            normalize.phone_value("\u202a+34 600 12 90 92\u202c"), "+34600129092"
        )
        self.assertEqual(normalize.email_value("a\u200bna@x.example"), "ana@x.example")
        self.assertEqual(
            normalize.tax_values("B\u201176\u200b543008", "ES")[0], "ESB76543008"
        )
        self.assertEqual(normalize.code_value("c\u200b00012"), "C00012")
