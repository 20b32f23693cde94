from odoo.tests import BaseCase, tagged

from ..tools.phones import (
    MAX_TEXT,
    first_and_further,
    is_dialled_so,
    phone_numbers,
    phone_value,
    phone_values,
)

A, B, C = "+34968123416", "+34968123417", "+34600129096"

# text, country, [(number, label)]
TABLE = [
    # one number
    ("600 129 096", "ES", [(C, "")]),
    ("600.129.096", "ES", [(C, "")]),
    ("(+34) 600-12-90-96", "ES", [(C, "")]),
    ("(0034) 600129096", "ES", [(C, "")]),
    ("34600129096", "ES", [(C, "")]),
    ("\u202a+34 600 12 90 96\u202c", "ES", [(C, "")]),
    ("600\u00a0129\u2011096\u200b", "ES", [(C, "")]),
    ("+44 (0) 20 7946 0958", "ES", [("+442079460958", "")]),
    ("0351/2345678", "DE", [("+493512345678", "")]),
    # words after the last of two are its own
    ("600129096 / 968 12 34 16 (casa)", "ES", [(C, ""), (A, "casa")]),
    ("968 12 34 16/17 (casa)", "ES", [(A, "casa"), (B, "casa")]),
    ("968 12 34 16 y 17", "ES", [(A, ""), (B, "")]),
    # of another country, without its "+"
    ("351912345690", "ES", [("+351912345690", "")]),
    ("351 912 345 690", "ES", [("+351912345690", "")]),
    ("00351912345690", "ES", [("+351912345690", "")]),
    ("447911123456", "ES", [("+447911123456", "")]),
    ("1 202 555 0123", "ES", [("+12025550123", "")]),
    ("351912345690", None, [("+351912345690", "")]),
    # Mexico and Argentina, as they were and are dialled
    ("55 1234 5678", "MX", [("+525512345678", "")]),
    ("044 55 1234 5678", "MX", [("+525512345678", "")]),
    ("045 55 1234 5678", "MX", [("+525512345678", "")]),
    ("01 55 1234 5678", "MX", [("+525512345678", "")]),
    ("1 55 1234 5678", "MX", [("+525512345678", "")]),
    ("+52 1 55 1234 5678", "ES", [("+525512345678", "")]),
    ("5215512345678", "ES", [("+525512345678", "")]),
    ("+54 9 11 2345-6789", "ES", [("+5491123456789", "")]),
    ("5491123456789", "ES", [("+5491123456789", "")]),
    ("011 15 2345-6789", "AR", [("+5491123456789", "")]),
    ("15 2345-6789", "AR", [("+5491123456789", "")]),
    ("0351 15 234-5678", "AR", [("+5493512345678", "")]),
    ("11 2345-6789", "AR", [("+541123456789", "")]),
    # words
    ("600129096 (Luis)", "ES", [(C, "Luis")]),
    ("600129096 (Luis", "ES", [(C, "Luis")]),
    (
        "976 00 00 03 (preguntar por Luis)",
        "ES",
        [("+34976000003", "preguntar por Luis")],
    ),
    ("600129096 (de 9 a 14)", "ES", [(C, "de 9 a 14")]),
    ("600129096 - Luis", "ES", [(C, "Luis")]),
    ("casa: 968 12 34 16", "ES", [(A, "casa")]),
    ("Luis: 600129096", "ES", [(C, "Luis")]),
    ("Tel. 968123416", "ES", [(A, "")]),
    ("móvil de Luis 600129096", "ES", [(C, "de Luis")]),
    ("piso 3 968123416", "ES", [(A, "piso 3")]),
    ("968123416 ext. 12", "ES", [(A, "ext. 12")]),
    ("968123416x12", "ES", [(A, "x12")]),
    # several
    ("968123416 / 600129096", "ES", [(A, ""), (C, "")]),
    ("968123416, 600129096", "ES", [(A, ""), (C, "")]),
    ("968123416;600129096", "ES", [(A, ""), (C, "")]),
    ("968123416 y 600129096", "ES", [(A, ""), (C, "")]),
    ("968123416 ó 600129096", "ES", [(A, ""), (C, "")]),
    ("968123416 600129096", "ES", [(A, ""), (C, "")]),
    ("968 12 34 16 600 12 90 96", "ES", [(A, ""), (C, "")]),
    ("968 12 34 16 - 600 12 90 96", "ES", [(A, ""), (C, "")]),
    ("+34968123416+34600129096", "ES", [(A, ""), (C, "")]),
    ("968123416\n600129096 (Luis)", "ES", [(A, ""), (C, "Luis")]),
    ("968123416 / +351 912345690", "ES", [(A, ""), ("+351912345690", "")]),
    ("968 12 34 16/17", "ES", [(A, ""), (B, "")]),
    ("968 12 34 16 / 17 / 18", "ES", [(A, ""), (B, ""), ("+34968123418", "")]),
    ("968123416-17", "ES", [(A, ""), (B, "")]),
    ("600129096; 600 12 90 96", "ES", [(C, "")]),
    # several, with words
    ("Tel. 968123416 Fax 968123417", "ES", [(A, ""), (B, "Fax")]),
    ("Tel: 968 12 34 16/17 Fax: 600129096", "ES", [(A, ""), (B, ""), (C, "Fax")]),
    ("T: 968123416 M: 600129096", "ES", [(A, ""), (C, "")]),
    ("casa 968123416, móvil 600129096", "ES", [(A, "casa"), (C, "")]),
    ("Luis: 600129096; Ana: 968123416", "ES", [(C, "Luis"), (A, "Ana")]),
    ("600129096 Luis / 968123416 casa", "ES", [(C, "Luis"), (A, "casa")]),
    ("600129096 Luis 968123416 Ana", "ES", [(C, "Luis"), (A, "Ana")]),
    ("968123416 (casa) 600129096 (Luis)", "ES", [(A, "casa"), (C, "Luis")]),
    ("600129096 int 4 / 968123416", "ES", [(C, "int 4"), (A, "")]),
    ("968123416 mañanas, 600129096", "ES", [(A, "mañanas"), (C, "")]),
    # what cannot be read for certain keeps its digits, or is no telephone
    ("12 34 56 78", "ES", [("12345678", "")]),
    ("622OOO111", "ES", []),
    ("12345678Z", "ES", []),
    ("12/03/2026", "ES", []),
    ("C/ Mayor 12345", "ES", []),
    ("no tiene", "ES", []),
    # what is not to be done stays so
    ("Móvil 612345678 (no llamar)", "ES", [("+34612345678", "no llamar")]),
    ("nº 612345678", "ES", [("+34612345678", "")]),
    ("612345678 (2ª línea)", "ES", [("+34612345678", "2a línea")]),
    ("1234", "ES", []),
    ("", "ES", []),
    (False, "ES", []),
]


@tagged("post_install", "-at_install")
class TestPhones(BaseCase):
    """Telephones as people write them."""

    def test_table(self):
        for text, country, expected in TABLE:
            with self.subTest(text=text, country=country):
                self.assertEqual(phone_numbers(text, country), expected)

    def test_values_are_the_same_numbers(self):
        """What finds somebody is what is kept of them."""
        for text, country, expected in TABLE:
            if expected:
                with self.subTest(text=text):
                    numbers = [number for number, _label in expected]
                    self.assertEqual(phone_values(text, country), numbers)

    def test_digits_beside_are_no_country(self):
        """ "3 968123416" is no number of Italy."""
        self.assertEqual(phone_value("3 968123416", "ES"), "3968123416")
        self.assertEqual(phone_numbers("3 968123416", "ES"), [(A, "3")])

    def test_country_of_the_contact_comes_first(self):
        self.assertEqual(phone_numbers("912345678", "PT", "ES")[0][0], "+351912345678")
        self.assertEqual(phone_numbers("912345678", None, "ES")[0][0], "+34912345678")

    def test_what_stays_in_a_field_of_one(self):
        for text, kept, further in (
            # nothing but a number stays as it was written
            ("968 12 34 16", "968 12 34 16", []),
            ("968123416 ext. 12", "968123416 ext. 12", []),
            ("34968123416", "34968123416", []),
            ("not a phone", "not a phone", []),
            ("12 34 56", "12 34 56", []),
            # nobody could dial it so
            ("351912345690", "+351 912 345 690", []),
            ("+52 1 55 1234 5678", "+52 55 1234 5678", []),
            # the others, and the words
            ("968123416 / 600129096", "+34 968 12 34 16", [(C, "")]),
            ("600129096 (Luis)", "+34 600 12 90 96", [(C, "Luis")]),
            ("Fax 968123417, 968123416", "+34 968 12 34 16", [(B, "Fax")]),
        ):
            with self.subTest(text=text):
                self.assertEqual(first_and_further(text, "ES"), (kept, further))

    def test_dialled_as_it_is_written(self):
        for text, country, so in (
            ("968 12 34 16", "ES", True),
            ("00351912345690", "ES", True),
            ("351912345690", "ES", False),
            ("044 55 1234 5678", "MX", False),
            ("55 1234 5678", "MX", True),
            ("nothing", "ES", True),
        ):
            with self.subTest(text=text):
                self.assertEqual(is_dialled_so(text, country), so)

    def test_bounded(self):
        """Whatever anybody sends, no more than its beginning is looked at."""
        for piece in ("6", "+", "(", "1/", "600129096/", "a1 ", "6 ", " ", "tel", "-1"):
            for text in (piece * 200, piece * 50_000):
                numbers = phone_numbers(text, "ES")
                self.assertLessEqual(len(numbers), 20)
                beginning = text[: 2 * MAX_TEXT]
                self.assertEqual(numbers, phone_numbers(beginning, "ES"))
                self.assertEqual(phone_value(text, "ES"), phone_value(beginning, "ES"))
        many = ", ".join(f"9681234{number:02}" for number in range(40))
        self.assertEqual(len(phone_numbers(many, "ES")), 20)
        label = phone_numbers("600129096 " + "x" * 400, "ES")[0][1]
        self.assertLessEqual(len(label), 80)
