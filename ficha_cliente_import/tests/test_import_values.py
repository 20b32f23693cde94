from odoo.tests import tagged

from .common_cases import MeaningCase


@tagged("post_install", "-at_install")
class TestImportValues(MeaningCase):
    """Values as people and programs write them."""

    def test_fillers_are_no_values(self):
        run = self.load_case("08_relleno.csv")
        self.assertEqual(self.outcomes(run), ["created"] * 3)
        for number in ("Uno", "Dos", "Tres"):
            partner = self.named(f"Relleno Prueba {number}")
            for name in ("vat", "email", "phone", "birthdate_date", "state_id"):
                self.assertFalse(partner[name], (number, name))
            self.assertFalse(partner.bank_ids)
            self.assertFalse(partner.standing_discount)
        notes = run.line_ids.mapped("note")
        self.assertIn("NIF “-”" if "NIF" in notes[0] else "Tax ID “-”", notes[0])
        self.assertIn("“00/00/0000”", notes[1])

    def test_other_fillers(self):
        head = ["Nombre", "NIF", "Email", "Teléfono", "CP", "Ciudad", "País"]
        run = self.load(
            [
                head,
                ["Hueco Uno", "PENDIENTE", "0", "000000000", "00000", "s/n", "--"],
                ["Hueco Dos", "ninguno", "desconocido", "0", 0, "n/d", "N/A"],
                ["-", "", "hueco@example.com", "", "", "", ""],
            ]
        )
        self.assertEqual(self.outcomes(run), ["created", "created", "error"])
        for name in ("Hueco Uno", "Hueco Dos"):
            partner = self.named(name)
            for field in ("vat", "email", "phone", "zip", "city"):
                self.assertFalse(partner[field], (name, field))
            self.assertEqual(partner.country_id, self.spain)
        self.assertIn("needs a name", self.reasons(run))

    def test_several_addresses_and_telephones_in_a_cell(self):
        run = self.load_case("06_varios_correos.csv")
        self.assertEqual(self.outcomes(run), ["created"] * 4, self.reasons(run))
        one = self.named("Correos Prueba Uno")
        self.assertEqual(one.email, "uno@example.com")
        self.assertEqual(one.phone, "+34 976 00 00 01")
        values = one.contact_point_ids.mapped(lambda p: (p.kind, p.value))
        self.assertEqual(
            sorted(values),
            [("email", "dos@example.com"), ("mobile", "+34 600 00 00 01")],
        )
        two = self.named("Correos Prueba Dos")
        self.assertEqual(
            sorted(two.contact_point_ids.mapped("value")),
            ["+34 600 00 00 02", "+34 600 00 00 12", "cuatro@example.com"],
        )
        three = self.named("Correos Prueba Tres")
        self.assertEqual(three.email, "pepa@example.com")
        self.assertEqual(three.phone, "+34 976 00 00 03")
        self.assertIn("preguntar por Luis", three.contact_point_ids.mapped("label"))
        self.assertEqual(
            self.named("Correos Prueba Cuatro").contact_point_ids.value,
            "seis@example.com",
        )
        again = self.load_case("06_varios_correos.csv")
        self.assertEqual(self.outcomes(again), ["unchanged"] * 4)

    def test_a_repeated_heading_is_one_more(self):
        self.load_case("18b_telefono_repetido.csv")
        partner = self.named("Prueba Repetida Dos")
        self.assertEqual(partner.phone, "981000112")
        self.assertEqual(
            partner.contact_point_ids.mapped(lambda p: (p.kind, p.value)),
            [("mobile", "600000112")],
        )

    def test_an_unknown_repeated_heading_is_said(self):
        run = self.load_case("18a_cabecera_desconocida_repetida.csv")
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertEqual(run.ignored, "Nota interna")
        self.assertEqual(self.named("Prueba Repetida Uno").phone, "981000111")
        run = self.load(
            [
                ["Nombre", "CP", "Código postal", "Móvil", "Celular"],
                ["Prueba Repetida Tres", "30001", "30002", "600000701", "600000702"],
            ]
        )
        partner = run.line_ids.partner_id
        self.assertEqual(partner.zip, "30001")
        self.assertIn("Código postal", run.ignored)
        self.assertEqual(len(partner.contact_point_ids), 2)

    def test_accounts_of_twenty_digits(self):
        run = self.load_case("07_ccc.csv")
        self.assertEqual(self.outcomes(run), ["created"] * 4, self.reasons(run))
        for name in ("CCC Prueba", "CCC Dos Prueba", "IBAN Prueba", "IBAN Tres"):
            bank = self.named(f"Cliente {name}").bank_ids
            self.assertEqual(
                bank.sanitized_acc_number, "ES9121000418450200051332", name
            )
        bad = self.load([["Nombre", "CCC"], ["Malo CCC", "2100 0418 46 0200051332"]])
        self.assertIn("not an IBAN", self.reasons(bad))
        self.assertFalse(self.named("Malo CCC").bank_ids)

    def test_provinces(self):
        for name in ("14_provincias_ine.csv", "14c_provincias_gente.csv"):
            with self.subTest(name=name):
                run = self.load_case(name)
                self.assertEqual(set(self.outcomes(run)), {"created"})
                missing = run.line_ids.partner_id.filtered(lambda p: not p.state_id)
                self.assertFalse(missing.mapped("name"))
        for text, code in (
            ("Coruña, A", "C"),
            ("Rioja (La)", "LO"),
            ("Araba/Álava", "VI"),
            ("8", "B"),
            ("Sta. Cruz de Tenerife", "TF"),
        ):
            with self.subTest(text=text):
                run = self.load([["Nombre", "Provincia"], [f"Prov {text}", text]])
                self.assertEqual(run.line_ids.partner_id.state_id.code, code)

    def test_an_unknown_province_is_left_out_and_said(self):
        run = self.load([["Nombre", "Provincia"], ["Prov Marte", "Valle Inventado"]])
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertFalse(run.line_ids.partner_id.state_id)
        self.assertIn("“Valle Inventado”", run.line_ids.note)

    def test_countries(self):
        for text, code in (
            ("Holanda", "NL"),
            ("EE.UU.", "US"),
            ("Inglaterra", "GB"),
            ("Reino Unido", "GB"),
            ("ESP", "ES"),
            ("DEU", "DE"),
            ("pt", "PT"),
            ("Países Bajos", "NL"),
        ):
            with self.subTest(text=text):
                run = self.load([["Nombre", "País"], [f"País {text}", text]])
                self.assertEqual(run.line_ids.partner_id.country_id.code, code)
        run = self.load([["Nombre", "País"], ["País Marte", "Marte"]])
        self.assertFalse(run.line_ids.partner_id.country_id, "not the usual one")
        self.assertIn("“Marte”", run.line_ids.note)

    def test_the_country_of_the_row(self):
        run = self.load_case("33_nif_portugues_sin_pais.csv")
        self.assertEqual(self.named("Azulejos Ensayo Lda").country_id.code, "PT")
        self.assertIn("Portugal", run.line_ids.note)
        head = ["Nombre", "NIF", "Teléfono", "CP"]
        for number, (row, code) in enumerate(
            (
                (["FR83404833048", "", "75001"], "FR"),
                (["B12345674", "", "30001"], "ES"),
                (["", "+351 912 345 690", ""], "PT"),
                (["", "0033 1 42 68 53 00", ""], "FR"),
                (["", "", "1000-001"], "PT"),
                (["", "", "AD500"], "AD"),
                (["", "968123456", "30001"], "ES"),
                (["", "", "75001"], False),
                (["PAB123456", "", ""], False),
            )
        ):
            with self.subTest(row=row):
                run = self.load([head, [f"Origen {number}", *row]])
                self.assertEqual(
                    run.line_ids.partner_id.country_id.code, code, run.line_ids.note
                )
                self.assertEqual(
                    code not in ("ES",), "ountry" in (run.line_ids.note or "")
                )

    def test_tax_ids(self):
        head = ["Nombre", "NIF", "País"]
        for number, (text, kept) in enumerate(
            (
                ("B-76.543.008", "B76543008"),
                ("ES-B76543024", "B76543024"),
                ("NIF: B76543032", "B76543032"),
                ("C.I.F. B-76.543.057", "B76543057"),
                ("B/76543065", "B76543065"),
                ("PT 500 000 107", "PT500000107"),
            )
        ):
            with self.subTest(text=text):
                run = self.load([head, [f"Nif {number}", text, ""]])
                self.assertEqual(run.line_ids.partner_id.vat.removeprefix("ES"), kept)
        run = self.load([head, ["Nif Doble", "B76543073 / B76543081", ""]])
        self.assertEqual(self.outcomes(run), ["error"])
        self.assertIn("two tax IDs", self.reasons(run))

    def test_the_file_of_tax_ids(self):
        run = self.load_case("22_nif.csv")
        by_name = {line.title: line for line in run.line_ids}
        self.assertEqual(by_name["Nif Doble"].outcome, "error")
        self.assertFalse(by_name["Nif Pendiente"].partner_id.vat)
        for name, code in (
            ("Nif Portugal A", "PT"),
            ("Nif Francia A", "FR"),
            ("Nif Alemania A", "DE"),
            ("Nif Amazon", "LU"),
            ("Nif Prueba G", "ES"),
        ):
            with self.subTest(name=name):
                self.assertEqual(by_name[name].partner_id.country_id.code, code)
        self.assertEqual(by_name["Nif Alemania A"].partner_id.zip, "01067")

    def test_an_export_of_ours_comes_back_in(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Correo Doble Ejemplo",
                "email": "doble1@example.com;doble2@example.com",
                "phone": "976000001 / 600000001",
            }
        )
        data = (
            self.env["ficha.sheet"]
            .with_user(self.biller)
            ._export([("id", "=", partner.id)])
        )
        run = self.load(data)
        self.assertEqual(set(self.outcomes(run)), {"unchanged"})
        self.assertEqual(run.line_ids[0].partner_id, partner)
        self.assertFalse(self.reasons(run))

    def test_marks_that_nobody_sees(self):
        self.load_case("23_marcas_invisibles.csv")
        self.load_case("23b_telefono_con_nota.csv")
        partner = self.named("Llamada Prueba Normal")
        self.assertEqual(partner.phone, "+34 600 12 90 92")
        noted = self.named("Nota Prueba Uno")
        self.assertIn("Luis", noted.contact_point_ids.mapped("label"))

    def test_a_code_is_that_customer_whoever_looks_alike(self):
        spain = self.spain.id
        coded, alike = self.env["res.partner"].create(
            [
                {"name": "Gemelo Uno", "client_code": "GEM-1", "country_id": spain},
                {
                    "name": "Gemelo Uno",
                    "vat": "ESB12345674",
                    "phone": "968000801",
                    "country_id": spain,
                },
            ]
        )
        run = self.load(
            [
                ["Código", "Nombre", "NIF", "Teléfono"],
                ["GEM-1", "Gemelo Uno", "B12345674", "968000801"],
            ]
        )
        self.assertEqual(run.line_ids.partner_id, coded)
        self.assertNotEqual(coded, alike)

    def test_two_customers_with_one_tax_id(self):
        run = self.load(
            [
                ["Nombre", "NIF"],
                ["Aserradero Prueba", "B12345674"],
                ["Ferretería Ensayo", "B12345674"],
                ["Aserradero Prueba SL", "B-12345674"],
            ]
        )
        self.assertEqual(self.outcomes(run), ["created", "error", "updated"])
        self.assertIn("Row 2 has the same tax ID", self.reasons(run))

    def test_possible_duplicates_are_said_before(self):
        self.env["res.partner"].create({"name": "Papelería Doble", "zip": "30001"})
        run = self.check(
            [["Nombre", "Teléfono", "CP"], ["PAPELERÍA DOBLE", "968000802", "30009"]]
        )
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertIn("Possible duplicate", run.line_ids.note or "")
        run = self.check(
            [
                ["Nombre", "Teléfono"],
                ["Papelería Gemela", "968000803"],
                ["Papelería Gemela", "968000804"],
            ]
        )
        self.assertEqual(self.outcomes(run), ["created", "created"])
        self.assertFalse(run.line_ids[0].note)
        self.assertIn("Papelería Gemela", run.line_ids[1].note)

    def test_wrong_tax_ids_and_short_telephones_are_said_before(self):
        run = self.check(
            [
                ["Nombre", "NIF", "Teléfono"],
                ["Letra Mal", "12345678A", "612345678"],
                ["Corto Mal", "B12345674", "61234567"],
                ["Todo Bien", "12345678Z", "612345679"],
            ]
        )
        self.assertEqual(self.outcomes(run), ["created"] * 3)
        told = run.problem_ids.mapped(lambda p: (p.title, p.value))
        self.assertEqual(told, [("Letra Mal", "12345678A"), ("Corto Mal", "61234567")])
        run.action_import()
        self.assertEqual(self.outcomes(run), ["created"] * 3)
        self.assertEqual(
            self.named("Letra Mal").vat, "12345678A", "and nothing is lost"
        )

    def test_what_is_promised_is_what_happens(self):
        """A file with something of everything, checked and imported (``load`` compares
        the two)."""
        head = [
            "Código",
            "Nombre",
            "NIF",
            "Teléfono",
            "Email",
            "CP",
            "Provincia",
            "Descuento",
            "IBAN",
        ]
        rows = [
            [
                "",
                f"Mezcla {n:03}",
                "",
                f"6{n:08}",
                f"m{n}@example.com",
                "30001",
                "Murcia",
                n % 7,
                "",
            ]
            for n in range(60)
        ]
        rows += [
            ["", "Mal NIF Mezcla", "B12345675", "", "", "", "", "", ""],
            ["", "Sin letra Mezcla", "12345678A", "", "", "", "", "", ""],
            ["", "Corto Mezcla", "", "1234", "", "", "", "", ""],
            ["", "Correo Mezcla", "", "", "arroba.example", "", "", "", ""],
            ["", "Cuenta Mezcla", "", "", "", "", "", "", "ES00 1234"],
            ["", "Descuento Mezcla", "", "", "", "", "", "500", ""],
            ["MZ-1", "Código Mezcla", "", "", "", "", "", "", ""],
            ["MZ-1", "Código Mezcla", "", "600999001", "", "", "", "", ""],
            ["", "Mezcla 003", "", "600000003", "otro@example.com", "", "", "", ""],
            ["", "", "B12345674", "", "", "", "", "", ""],
            ["", "Iguales Mezcla", "B76543008", "", "", "", "", "", ""],
            ["", "Distintos Mezcla", "B76543008", "", "", "", "", "", ""],
            ["", "Lejos Mezcla", "PT500000107", "", "", "1000-001", "Marte", "", ""],
        ]
        run = self.load([head, *rows])
        outcomes = self.outcomes(run)
        self.assertEqual(outcomes[:60], ["created"] * 60)
        self.assertEqual(
            run.created_count,
            len(
                set(
                    run.line_ids.filtered(
                        lambda line: line.outcome == "created"
                    ).partner_id.ids
                )
            ),
        )
        self.assertEqual(outcomes.count("error"), 2)
        self.assertEqual(run.left_count, 4)
        self.assertIn("cannot be right", self.reasons(run))
