from odoo.tests import BaseCase, tagged

from ..tools.columns import propose
from ..tools.date_order import _american
from ..tools.origin import country_of
from ..tools.placeholders import placeholder
from ..tools.read_cell import (
    CellProblem,
    read_bool,
    read_date,
    read_share,
    read_vat,
    read_zip,
)
from .common_cases import MeaningCase
from .common_files import xlsx


def keys(headings, *rows):
    """What headings, between semicolons, are taken for."""
    heads = headings.split(";")
    columns = zip(*(row.split(";") for row in rows), strict=True)
    samples = [list(column) for column in columns] or None
    found = {one.position: one.key for one in propose(heads, samples)}
    return [found.get(place) for place in range(len(heads))]


@tagged("post_install", "-at_install")
class TestReadValues(BaseCase):
    """What people write in a cell: pure, without a database."""

    def test_days_in_words(self):
        for written in (
            "jueves, 1 de mayo de 1980",
            "Thu May 01 1980",
            "1 de Mayo del 1980",
            "1/V/1980",
            "1 de maig de 1980",
            "1 maio 1980",
            "1er mai 1980",
            "1. Mai 1980",
            "May 1st, 1980",
            "01051980",
            "1980-05-01T00:00:00Z",
            "'01/05/1980",
        ):
            self.assertEqual(read_date(written).isoformat(), "1980-05-01", written)
        self.assertEqual(read_date("1 d'octubre de 1980").month, 10)
        with self.assertRaises(CellProblem):  # whose zero in front is lost
            read_date(1051980)
        self.assertEqual(read_date(13051980).isoformat(), "1980-05-13")

    def test_years_of_two_figures(self):
        self.assertEqual(read_date("13/05/80", 2026).isoformat(), "1980-05-13")
        self.assertEqual(read_date("1-may-27", 2026).isoformat(), "1927-05-01")
        # of this century or the one before
        for written, last in (("01/05/05", 2026), ("01/05/26", 2026), ("1/5/80", None)):
            with self.assertRaisesRegex(CellProblem, "short_year"):
                read_date(written, last)
        # as it is written in America
        self.assertEqual(_american("5/13/80"), "13/5/80")

    def test_birthdays_without_a_year(self):
        for written in ("01/05", "1 de mayo", "29-02", "1 maig", "3/15"):
            self.assertEqual(placeholder("date", written, "birthdate"), "no_year")
            self.assertFalse(placeholder("date", written, "discount_end"), written)
        for written in ("45/67", "1 de nada", "1980", "05/1980", "01/05/80"):
            self.assertFalse(placeholder("date", written, "birthdate"), written)

    def test_shares(self):
        for written, share in (
            ("5,5", 5.5),
            ("12,50 %", 12.5),
            ("5 por ciento", 5),
            ("5% dto.", 5),
            ("10 Dto", 10),
            ("'5%", 5),
            (7.5, 7.5),
        ):
            self.assertEqual(read_share(written), share, written)
        for written in ("10+5", "5 euros", "dto"):
            with self.assertRaises(CellProblem):
                read_share(written)
        self.assertEqual(placeholder("percent", "sin descuento"), "empty")

    def test_yes_and_no(self):
        for written in ("Sí.", "✓", "☑", "-1", "V", "VERDADERO"):
            self.assertTrue(read_bool(written), written)
        for written in ("No.", "✗", "☐", "F"):
            self.assertFalse(read_bool(written), written)

    def test_postcodes(self):
        for written, code in (
            ("CP 30001", "30001"),
            ("C.P.: 8001", "08001"),
            ("28.001", "28001"),
            ("30 001", "30001"),
        ):
            self.assertEqual(read_zip(written, "ES"), code, written)
        self.assertEqual(read_zip("12.345", "US"), "12.345")

    def test_headings_of_whom(self):
        for headings, rows, wanted in (
            (
                "Nombre;Empresa;Tel",
                ("Ana;No;1", "Roble SL;Sí;2"),
                ["name", "is_company", "phone"],
            ),
            (  # of which company of a program that keeps several
                "Nombre;Empresa;Tel",
                ("Ana;1;1", "Eva;1;2"),
                ["name", None, "phone"],
            ),
            (
                "Nombre;Empresa;Tel",
                ("Ana;☐;1", "Roble SL;☒;2"),
                ["name", "is_company", "phone"],
            ),
            (
                "Nombre;Empresa;Tel",
                ("Ana;0;1", "Roble SL;1;2"),
                ["name", "is_company", "phone"],
            ),
            (
                "Nombre;Tipo",
                ("Ana;Particular", "Roble SL;Empresa"),
                ["name", "is_company"],
            ),
            ("Nombre;Tipo", ("Ana;Persona", "Eva;Contacto"), ["name", "type"]),
            (
                "Nombre;Empresa;Tel",
                ("Ana;Roble SL;1", "Eva;Encina SL;2"),
                ["name", "employer", "phone"],
            ),
            (
                "Empresa;Contacto 1;Tel contacto 1;Contacto 2;Tel contacto 2",
                (),
                [
                    "company",
                    "contact_name",
                    "contact_phone",
                    "contact2_name",
                    "contact2_phone",
                ],
            ),
            (
                "Nombre;Teléfono de contacto;Correo de contacto",
                (),
                ["name", "phone", "email"],
            ),
            (
                "Nombre;Dirección (calle);Dirección (CP);billing_address[city];"
                "Teléfono (móvil)",
                (),
                ["name", "street", "zip", "city", "mobile"],
            ),
            (
                "Nombre;Es una empresa;Compañía relacionada/Nombre a mostrar;"
                "País/Nombre a mostrar",
                (),
                ["name", "is_company", "parent", "country"],
            ),
        ):
            self.assertEqual(keys(headings, *rows), wanted, headings)

    def test_headings_as_offices_shorten_them(self):
        for heading, key in (
            ("C.electrónico", "email"),
            ("Cód. P.", "zip"),
            ("Loc.", "city"),
            ("Doc. identidad", "vat"),
            ("Nº documento", "vat"),
            ("NIF intracomunitario", "vat"),
            ("Cuenta de cargo", "iban"),
            ("Agente comercial", "user"),
            ("F. pago", "payment_method"),
            ("Vto.", "payment_term"),
            ("Pág. web", "website"),
            ("Dirección línea 1", "street"),
            ("Dto. pronto pago", None),
            ("Fecha de alta", None),
        ):
            self.assertEqual(keys(f"Nombre;{heading}"), ["name", key], heading)
        for heading in ("R. Social", "Razón S.", "Den. social"):
            self.assertEqual(keys(f"{heading};NIF"), ["name", "vat"], heading)

    def test_the_country_of_a_large_town_abroad(self):
        for town, code in (
            ("Berlin", "DE"),
            ("MÜNCHEN", "DE"),
            ("Lisboa", "PT"),
            ("Bruxelles", "BE"),
            ("Murcia", "ES"),
            ("Córdoba", "ES"),
            ("", "ES"),
        ):
            self.assertEqual(country_of("", (), "", "ES", town), code, town)
        # Porto is in Zamora too
        self.assertEqual(country_of("", (), "49583", "ES", "Porto"), "ES")
        self.assertEqual(country_of("", (), "20121", "ES", "Milano"), "IT")
        # what says more is believed
        self.assertEqual(country_of("B12345674", (), "", "ES", "Berlin"), "ES")
        self.assertEqual(country_of("", ("+351912345690",), "", "ES", "Paris"), "PT")
        self.assertEqual(country_of("NO988077917MVA", (), "", "ES"), "NO")

    def test_tax_ids_with_something_beside_them(self):
        self.assertEqual(read_vat("B12345674 (intracomunitario)"), "B12345674")
        with self.assertRaisesRegex(CellProblem, "two_vats"):
            read_vat("B-76543214 (antes A12345674)")

    def test_programs(self):
        self.assertEqual(
            keys("CardCode;CardName;LicTradNum;Phone1;Cellular;E_Mail;ZipCode"),
            ["code", "name", "vat", "phone", "mobile", "email", "zip"],
        )
        self.assertEqual(
            keys("Nº;Nombre;Nombre 2;Cód. país/región;Nº teléfono;Contacto"),
            ["code", "name", None, "country", "phone", "contact_name"],
        )
        self.assertEqual(
            keys("Display Name;Company Name;First Name;EmailID;Billing Code"),
            [None, "company", "contact_name", "email", "zip"],
        )


@tagged("post_install", "-at_install")
class TestImportShapes(MeaningCase):
    """Whole files of these kinds, and what became of the customers in them."""

    def test_whether_each_is_a_company(self):
        self.load_text(
            "Nombre;Empresa;Teléfono\nAna Shape;No;968555101\n"
            "Roble Shape;Sí;968555102\n"
        )
        ana, roble = self.named("Ana Shape"), self.named("Roble Shape")
        self.assertEqual((ana.is_company, roble.is_company), (False, True))
        self.assertFalse((ana + roble).parent_id)
        self.assertFalse(self.partner("Sí") + self.partner("No"))

    def test_a_crossed_box_beside_a_ticked_one_is_a_no(self):
        for beside, crossed in (("☑", False), ("☐", True)):
            name = f"Sol Shape {ord(beside)}"
            self.load_text(
                f"Nombre;Es una empresa\n{name};☒\nLuz Shape {ord(beside)};{beside}\n"
            )
            self.assertEqual(self.named(name).is_company, crossed, beside)

    def test_people_whose_company_stands_above(self):
        run = self.load_text(
            "Empresa;Contacto;Teléfono\nRoble Shape SL;Ana Shape;968555103\n"
            ";Eva Shape;968555104\n"
        )
        self.assertEqual(self.named("Roble Shape SL").main_contact_id.name, "Ana Shape")
        self.assertIn("“Roble Shape SL”", self.reasons(run))
        self.assertEqual(run.problem_ids.line_id.row, 3)

    def test_people_whose_company_stands_above_in_each_sheet(self):
        head = ["Empresa", "Contacto", "Teléfono"]
        north = [head, ["Roble Shape SL", "Ana Shape", "968555103"]]
        south = [head, ["Encina Shape SL", "Luz Shape", "968555105"]]
        south.append(["", "Eva Shape", "968555104"])
        data = xlsx(("Clientes Norte", north), ("Clientes Sur", south))
        self.assertIn("“Encina Shape SL”", self.reasons(self.check(data)))

    def test_a_share_that_is_less_than_one_percent_is_listed(self):
        run = self.load(
            [["Nombre", "Descuento"], ["Ana Shape", 0.05], ["Eva Shape", "0,5 %"]]
        )
        self.assertEqual(run.problem_ids.mapped("value"), ["0.05"])
        self.assertIn("less than one percent", self.reasons(run))
        self.assertEqual(self.named("Eva Shape").standing_discount, 0.5)

    def test_the_country_of_a_telephone_without_its_sign(self):
        run = self.load_text(
            "Nombre;Teléfono\nAna Shape;351912345690\nEva Shape;612345678\n"
            "Leo Shape;34612345679\n"
        )
        self.assertEqual(self.named("Ana Shape").country_id.code, "PT")
        self.assertEqual(self.named("Eva Shape").country_id, self.spain)
        self.assertEqual(self.named("Leo Shape").country_id, self.spain)
        self.assertIn("Country taken", run.line_ids.sorted("number")[0].note)

    def test_towns_abroad(self):
        run = self.load_text(
            "Nombre;CP;Población\nAna Shape;1000;Bruxelles\nEva Shape;1001;Vitoria\n"
        )
        ana, eva = self.named("Ana Shape"), self.named("Eva Shape")
        self.assertEqual((ana.zip, ana.country_id.code), ("1000", "BE"))
        self.assertEqual((eva.zip, eva.country_id), ("01001", self.spain))
        self.assertIn("Country taken", run.line_ids.sorted("number")[0].note)

    def test_a_street_with_its_postcode_and_town(self):
        run = self.load_text(
            "Nombre;Dirección\n"
            '"Ana Shape";"C/ Sol 3, 30001 Murcia"\n'
            '"Eva Shape";"Avda. Luna, 4 - 08001 - Barcelona (Barcelona)"\n'
            '"Luz Shape";"C/ Mar 5\n30002 Murcia"\n'
            '"Mar Shape";"Ctra. Madrid km 12345"\n'
        )

        def address(name):
            partner = self.named(name)
            return partner.street, partner.zip, partner.city

        self.assertEqual(address("Ana Shape"), ("C/ Sol 3", "30001", "Murcia"))
        self.assertEqual(address("Eva Shape"), ("Avda. Luna, 4", "08001", "Barcelona"))
        self.assertEqual(address("Luz Shape"), ("C/ Mar 5", "30002", "Murcia"))
        self.assertEqual(address("Mar Shape"), ("Ctra. Madrid km 12345", False, False))
        self.assertIn("C/ Sol 3, 30001 Murcia", run.line_ids.sorted("number")[0].note)

    def test_two_rows_of_one_customer_that_say_otherwise(self):
        rows = "Código;Nombre;Dirección;CP\n{0};Roble Shape SL;C/ Sol 3;30001\n"
        rows += "{0};Roble Shape SL;C/ Luna 9;30800\n"
        for code in ("SHAPE1", "SHAPE1"):  # new, and known
            run = self.load_text(rows.format(code))
            listed = run.problem_ids.filtered(lambda one: "otherwise" in one.reason)
            self.assertEqual(listed.line_id.row, 3)
        self.assertEqual(self.named("Roble Shape SL").street, "C/ Luna 9")
        # the same twice says nothing else
        run = self.load_text("Código;Nombre\nSHAPE2;Sol Shape\nSHAPE2;Sol Shape\n")
        self.assertFalse(run.problem_ids)

    def test_what_an_m_says(self):
        for beside, m in (("H", "female"), ("V", "female"), ("F", "male")):
            run = self.load_text(
                f"Nombre;Apellidos;Sexo\nAlba;Shape {beside};M\n"
                f"Blas;Shape {beside};{beside}\n"
            )
            self.assertEqual(self.outcomes(run), ["created"] * 2, self.reasons(run))
            self.assertEqual(self.named(f"Alba Shape {beside}").gender, m)
        run = self.check(b"Nombre;Sexo\nCora Shape;M\n", name="c.csv")
        self.assertEqual(run.value_ids.mapped("text"), ["M"], "alone it is asked")

    def test_a_telephone_of_nobody_in_particular(self):
        self.load_text(
            "Empresa;Contacto;Tel contacto;Email contacto\n"
            "Roble Shape SL;;968555111;a@shape.example\n"
            "Encina Shape SL;Ana Shape;968555112;ana@shape.example\n"
        )
        roble = self.named("Roble Shape SL")
        self.assertEqual((roble.phone, roble.email), ("968555111", "a@shape.example"))
        self.assertFalse(self.named("Encina Shape SL").phone)
        self.assertEqual(self.named("Ana Shape").phone, "968555112")

    def test_father_and_son_at_one_telephone(self):
        run = self.load_text(
            "Nombre;Teléfono\nJosé Gil Shape;968555113\nJosé Gil Shape (hijo);"
            "968555113\n"
        )
        self.assertEqual(self.outcomes(run), ["created"] * 2)

    def test_the_sign_of_a_currency(self):
        self.env.ref("base.EUR").active = True
        run = self.load_text("Nombre;Moneda\nAna Shape;€\nEva Shape;EUR\n")
        self.assertEqual(self.outcomes(run), ["created"] * 2, self.reasons(run))
        for name in ("Ana Shape", "Eva Shape"):
            self.assertEqual(self.named(name).invoice_currency_id.name, "EUR")

    def test_tags_between_marks(self):
        self.load_text('Nombre;Tags\nAna Shape;"""vip"",""oro viejo"""\n')
        tags = self.named("Ana Shape").category_id.mapped("name")
        self.assertEqual(sorted(tags), ["oro viejo", "vip"])

    def test_a_birthday_is_read_or_left_empty_and_said(self):
        run = self.load_text(
            "Nombre;Fecha de nacimiento\nAna Shape;13/05/80\nEva Shape;1 de mayo\n"
        )
        self.assertEqual(str(self.named("Ana Shape").birthdate_date), "1980-05-13")
        self.assertFalse(self.named("Eva Shape").birthdate_date)
        note = run.line_ids.sorted("number")[1].note
        self.assertIn("the year is missing", note)

    def test_what_was_found_out_of_the_file_is_told(self):
        run = self.load_text(
            "Nombre;Teléfono\nMURCIA;\nMu&ntilde;oz Shape;968555105\nALICANTE;\n"
            "Eva Shape;965555106\n"
        )
        self.assertEqual(self.outcomes(run), ["created", "created"])
        self.named("Muñoz Shape")
        self.assertFalse(self.partner("MURCIA") + self.partner("ALICANTE"))
        self.assertIn("Row 2 is a title", run.ignored)
        self.assertIn("as web pages write them", run.ignored)
