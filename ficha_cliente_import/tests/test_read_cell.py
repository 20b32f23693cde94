from datetime import date, datetime, time

from odoo.tests import BaseCase, tagged

from ..tools import read_cell as values
from ..tools.names_alike import (
    is_mended,
    is_part,
    looks_like_company,
    names_agree,
    tokens,
)
from ..tools.read_file import guard, unguard


@tagged("post_install", "-at_install")
class TestReadCell(BaseCase):
    """One cell, as people and programs write it."""

    def assertProblem(self, code, read, *arguments):
        with self.assertRaises(values.CellProblem) as caught:
            read(*arguments)
        self.assertEqual(caught.exception.code, code, arguments)

    def test_dates(self):
        for cell in (
            "1/5/1980",
            "01-05-1980",
            "1.5.1980",
            "1980-05-01",
            "1 de mayo de 1980",
            "1 May 1980",
            29342,
            values.keep(date(1980, 5, 1)),
            values.keep(datetime(1980, 5, 1)),
            values.keep(datetime(1980, 5, 1, 10, 30)),
            "19800501",
            19800501,
            "May 1, 1980",
            "1/may/1980",
            "mayo 1, 1980",
        ):
            self.assertEqual(values.read_date(cell), date(1980, 5, 1), cell)
        for cell in ("31/02/1980", "ayer", "1980", 5, 3.5, True, "29342", "19801301"):
            self.assertProblem("date", values.read_date, cell)
        self.assertProblem("short_year", values.read_date, "1/5/80")

    def test_hours(self):
        for cell in ("9:30", "9.30 h", "9,5", "9h30", 9.5, 9.5 / 24, time(9, 30)):
            self.assertEqual(values.read_hour(values.keep(cell)), 9.5, cell)
        for cell in ("25:00", "9:75", "tarde", -1):
            self.assertProblem("hour", values.read_hour, cell)

    def test_numbers(self):
        for cell, number in (
            ("1.234,56", 1234.56),
            ("1,234.56", 1234.56),
            ("5 %", 5),
            ("0,5", 0.5),
            (5, 5),
        ):
            self.assertEqual(values.read_number(cell), number, cell)
        self.assertProblem("number", values.read_number, "cinco")
        self.assertProblem("integer", values.read_integer, "5,5")

    def test_yes_and_no(self):
        for cell in ("sí", "SI", "S", "x", "Yes", 1, True, "verdadero"):
            self.assertIs(values.read_bool(cell), True, cell)
        for cell in ("no", "N", 0, False, "FALSO"):
            self.assertIs(values.read_bool(cell), False, cell)
        self.assertProblem("bool", values.read_bool, "quizá")

    def test_numbers_that_are_names(self):
        self.assertEqual(values.read_zip(8001), "08001")
        self.assertEqual(values.read_zip("8001", "FR"), "08001")
        self.assertEqual(values.read_zip("8001", "CH"), "8001")
        self.assertEqual(values.read_vat("1.234.567-l"), "01234567L")
        self.assertEqual(values.read_vat(" b-12345674 "), "B12345674")
        for cell, number in (
            ("B12345674 SL", "B12345674"),
            ("DNI: 12.345.678-Z, Ana", "12345678Z"),
            ("12345678Z;", "12345678Z"),
            ("Nº 12345678Z", "12345678Z"),
            ("Pasaporte AAB123456", "AAB123456"),
            ("ES B12345674", "ESB12345674"),
        ):
            self.assertEqual(values.read_vat(cell, "ES"), number, cell)
        self.assertProblem("two_vats", values.read_vat, "12345678Z/B12345674")
        self.assertEqual(values.read_zip("30001-"), "30001")
        self.assertEqual(values.read_zip_city("30.001 Murcia"), ("30001", "Murcia"))
        self.assertEqual(values.read_phone(612345991.0), "612345991")
        self.assertEqual(values.read_phone("612345991.0"), "612345991")
        self.assertProblem("shortened", values.read_phone, "6,12E+08")
        self.assertProblem("shortened", values.read_digits, 2.1000418450200051e19)
        self.assertProblem("shortened", values.read_digits, "6E+08")
        self.assertEqual(values.read_digits("6.12345991E8"), "612345991")
        for code in ("5E0", "3E15", "1e2"):
            self.assertEqual(values.read_digits(code), code, "a code of theirs")
        self.assertEqual(values.read_digits("5E+0"), "5")
        self.assertProblem("made_date", values.read_digits, "2026-05-03")
        self.assertProblem("made_date", values.read_line, "2026-05-03T00:00:00")
        self.assertProblem("phone", values.read_phone, "no tiene")

    def test_addresses_and_errors(self):
        self.assertEqual(values.read_email("mailto:A@b.es"), "A@b.es")
        for cell in ("a@b", "a b@c.es", "@b.es", "a@b.es, c@d.es"):
            self.assertProblem("email", values.read_email, cell)
        for cell in ("#REF!", "#¡REF!", "#N/A", "#¿NOMBRE?", "#DIV/0!"):
            self.assertProblem("excel_error", values.read_text, cell)

    def test_text_that_a_program_would_run(self):
        for text in (
            "=1+1",
            "=cmd|' /C calc'!A0",
            "@SUM(A1)",
            "-2+3+cmd",
            "+a",
            "\t=1",
        ):
            self.assertEqual(guard(text), f"'{text}")
            self.assertEqual(unguard(guard(text)), text)
        for text in ("+34 612 34 59 91", "-5", "Ana", "'80", "", "O'Neill", "'=mine"):
            self.assertEqual(unguard(guard(text)), text)
        self.assertEqual(guard("+34 612 34 59 91"), "+34 612 34 59 91")

    def test_names_that_agree(self):
        for one, other in (
            ("Ana García", "GARCIA LOPEZ, ANA"),
            ("A. García", "Ana García"),
            ("Mª Carmen Glez.", "María Carmen González Ruiz"),
            ("Talleres Gómez, S.L.", "Talleres Gomez e Hijos S.L."),
            ("Jose Fernandes", "José Fernández"),
        ):
            self.assertTrue(names_agree(tokens(one), tokens(other)), (one, other))
        for one, other in (
            ("Ana García", "Luis García"),
            ("Ana", "Luis"),
            ("", "Ana"),
            ("Talleres Gómez", "Bar Gómez"),
            ("Marta García", "María García"),
        ):
            self.assertFalse(names_agree(tokens(one), tokens(other)), (one, other))

    def test_what_could_not_be_read_is_known_when_it_is_mended(self):
        for text, mended in (
            ("ana arroba fix.example", "ana@fix.example"),
            ("ana (at) fix dot example", "ana@fix.example"),
            ("ana@fix", "ana@fix.example"),
            ("ana.fix.example", "ana@fix.example"),
            ("ana.garcia@gmial.con", "ana.garcia@gmail.com"),
            ("968 12", "968 12 34 81"),
            ("12 34 81", "+34 968 12 34 81"),
            ("9681234812", "968 12 34 81"),
            ("6,00E+08", "6,00E+08"),
        ):
            self.assertTrue(is_mended([text], [mended]), (text, mended))

    def test_of_two_of_one_name_one_is_not_the_other_mended(self):
        """They have a host, a town or their name in common."""
        for text, other in (
            ("ana.garcia1@gmial,com", "agarcia88@gmail.com"),
            ("ana.garcia1@gmial,com", "ana.garcia2@gmail.com"),
            ("@gmail.com", "ana@gmail.com"),
            ("ana.garcia", "ana.garcia@fix.example"),
            ("luci arroba uno", "marquez arroba dos"),
            ("968 12 34 8", "968 22 34 18"),
            ("968", "968 12 34 81"),
            ("no", "bruno@fix.example"),
            ("#N/A", "ana@fix.example"),
            ("?", "?"),
        ):
            self.assertFalse(is_mended([text], [other]), (text, other))

    def test_a_part_of_a_telephone_is_no_figure_of_an_address(self):
        self.assertTrue(is_part(("phone", "+3496812"), ["968 12"]))
        self.assertFalse(is_part(("phone", "+34612345671"), ["ana1 arroba fix"]))
        self.assertFalse(is_part(("email", "968@fix.example"), ["968"]))

    def test_who_is_no_person(self):
        self.assertTrue(looks_like_company("Gómez e Hijos", "B12345674"))
        self.assertTrue(looks_like_company("Gómez e Hijos, S. Coop.", ""))
        self.assertFalse(looks_like_company("Ana Gómez", "12345678Z"))
        self.assertFalse(looks_like_company("Sl", ""))
