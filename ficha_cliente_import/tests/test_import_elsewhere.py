"""Spanish customers of a company whose country is another, or that has none; and the
country of telephones whose code several countries share."""

from ..tools.origin import country_of, spanish_figures
from ..tools.read_cell import read_zip
from ..tools.row_address import parted_address
from .common_cases import MeaningCase


class TestImportElsewhere(MeaningCase):
    def setUp(self):
        super().setUp()
        self.company.country_id = self.env.ref("base.us")

    def note(self, run, number):
        return run.line_ids.sorted("number")[number].note or ""

    def test_what_is_spanish_is_known_by_the_row(self):
        rows = (
            "12345678Z;;;;",
            ";30001;Murcia;;",
            ";28.001;Madrid;;",
            ";8001;Barcelona;;",
            ";;;Málaga;",
            ";;;;+34 612 34 59 91",
            ";30850;Totana;;",
            ";30110;Churra;Murcia;",
            ";;Totana;;968123456",
        )
        head = "Nombre;NIF;CP;Población;Provincia;Teléfono"
        for country, where in (("base.us", "Elsewhere"), ("", "Nowhere")):
            self.company.country_id = self.env.ref(country) if country else False
            names = [f"Fila {letter} {where}" for letter in "ABCDEFGHI"]
            lines = map(";".join, zip(names, rows, strict=True))
            run = self.load_text("\n".join([head, *lines]))
            found = [self.named(name) for name in names]
            self.assertEqual([p.country_id.code for p in found], ["ES"] * 9, where)
            self.assertEqual(found[2].zip, "28001")
            self.assertEqual(found[3].zip, "08001")
            self.assertEqual(found[4].state_id.code, "MA")
            for number in range(9):
                self.assertIn("Country taken", self.note(run, number))
            # the next ones are others
            found[0].vat = False
            found[5].phone = found[8].phone = False

    def test_a_default_never_contradicts_the_row(self):
        run = self.load_text(
            "Nombre;Teléfono;Población;CP\nAna Elsewhere;612345991;;\n"
            "Eva Elsewhere;;Berlin;10115\nLeo Elsewhere;;Toledo;43601\n"
            "Mar Elsewhere;(818) 555-1234;Encino;91316"
        )
        self.assertFalse(self.named("Ana Elsewhere").country_id)
        self.assertIn("612345991", self.note(run, 0))
        self.assertFalse(self.named("Eva Elsewhere").country_id)
        self.assertIn("Berlin", self.note(run, 1))
        # Toledo, Ohio
        self.assertEqual(self.named("Leo Elsewhere").country_id.code, "US")
        self.assertEqual(self.named("Mar Elsewhere").country_id.code, "US")

    def test_a_state_of_the_usual_country_is_its_own(self):
        self.load_text("Name;City;State;ZIP\nBcme Elsewhere;Encino;CA;91316\n")
        self.assertEqual(self.named("Bcme Elsewhere").state_id.code, "CA")

    def test_an_address_in_one_cell(self):
        run = self.load_text(
            "Nombre;Dirección\nAna Elsewhere;C/ Sol 3, 30001 Murcia\n"
            "Eva Elsewhere;C/ Mar 5 30205 Cartagena, España\n"
            "Leo Elsewhere;C/ Sol 3, 30110 Churra\n"
            "Mar Elsewhere;12345 Ventura Blvd\n"
        )
        ana, eva = self.named("Ana Elsewhere"), self.named("Eva Elsewhere")
        self.assertEqual(
            (ana.street, ana.zip, ana.city), ("C/ Sol 3", "30001", "Murcia")
        )
        self.assertEqual((eva.street, eva.city), ("C/ Mar 5", "Cartagena"))
        self.assertEqual(self.named("Leo Elsewhere").street, "C/ Sol 3, 30110 Churra")
        self.assertIn("seems to stand in the street", self.note(run, 2))
        self.assertFalse(self.note(run, 3))

    def test_a_postcode_and_town_that_cannot_be_read_cost_their_cell_alone(self):
        run = self.load_text(
            "Nombre;CP;CP y población\nAna Elsewhere;30001;Murcia 30001 bajo 2\n"
            "Eva Elsewhere;91316;91316 Encino\n"
        )
        self.assertEqual(self.outcomes(run), ["created", "created"])
        self.assertEqual(self.named("Ana Elsewhere").zip, "30001")
        self.assertIn("Murcia 30001 bajo 2", self.note(run, 0))
        self.assertEqual(self.named("Eva Elsewhere").city, "Encino")

    def test_a_postcode_of_the_address_beside_its_town(self):
        self.company.country_id = self.spain
        self.load_text(
            "Nombre;Dirección;Población\nAna Elsewhere;C/ Sol 3, 30001 Murcia;Murcia\n"
        )
        ana = self.named("Ana Elsewhere")
        self.assertEqual(
            (ana.street, ana.zip, ana.city), ("C/ Sol 3", "30001", "Murcia")
        )

    def test_parts_of_an_address(self):
        for written, parts in (
            ("C/ Sol 3, 30001 Murcia (Murcia)", ("C/ Sol 3", "30001", "Murcia")),
            ("Pza. Mayor 1 - 28.001 Madrid", ("Pza. Mayor 1", "28001", "Madrid")),
            ("C/ Sol 3 30001 Murcia, España", ("C/ Sol 3", "30001", "Murcia")),
            ("Ctra. Madrid km 12345", None),
            ("C/ Sol 3", None),
        ):
            self.assertEqual(parted_address(written), parts, written)

    def test_a_postcode_of_nobody_knows_where_is_not_filled_up(self):
        self.assertEqual(read_zip("1000", "-"), "1000")
        self.assertEqual(read_zip("28.001", "-"), "28001")
        self.assertEqual(spanish_figures("8001"), "08001")
        self.assertEqual(spanish_figures("91316"), "")

    def test_telephones_whose_code_several_countries_share(self):
        for number, code in (
            ("+447911123456", "GB"),  # a range of Guernsey
            ("+441534123456", "JE"),
            ("+14169671111", "CA"),
            ("+18092201111", "DO"),
            ("+18002530000", None),  # free of charge, of no country
            ("+79123456789", "RU"),
            ("+77012345678", "KZ"),
            ("+393331234567", "IT"),
            ("+590690123456", "GP"),
            ("+4791234567", "NO"),
            ("+34612345991", "ES"),
        ):
            self.assertEqual(country_of("", (number,), "", "ES"), code or "ES", number)

    def test_towns_of_one_name_in_two_countries(self):
        # their postcodes are none of the Spanish province of that name
        self.assertEqual(country_of("", (), "5000", "AR", "Córdoba"), "AR")
        self.assertEqual(country_of("", (), "44100", "MX", "Guadalajara"), "MX")
        self.assertEqual(country_of("", (), "31000", "FR", "Toulouse"), "FR")
        self.assertEqual(country_of("", (), "75001", "DE", "Paris"), "FR")
        self.assertIsNone(country_of("", (), "", "US", "Paris"))
        street = {"street": "Calle Hidalgo 3"}
        self.assertEqual(country_of("", (), "78040", "US", "Laredo", **street), "US")
        for town, state in (
            ("Guadalajara", "Jalisco"),
            ("Guadalajara", ""),
            ("Laredo", "Texas"),
        ):
            found = country_of("", (), "", "MX", town, province=state, **street)
            self.assertEqual(found, "MX", town)
