"""What stands under another heading, behind a name or within the town; numbers that
Excel has shortened; and postcodes of which nobody knows the village."""

from datetime import date

from ..tools.columns import propose
from ..tools.match import file_key
from ..tools.misplaced import parted_name, point_of
from ..tools.origin import country_of
from .common_cases import MeaningCase


class TestImportMisplaced(MeaningCase):
    def note(self, run, number):
        return run.line_ids.sorted("number")[number].note or ""

    def test_a_shortened_number_costs_its_row_only_itself(self):
        run = self.load_text(
            "Código;Nombre;Teléfono;NIF\n"
            "MP1;Ana Misplaced;6.1234E+08;\nMP2;Eva Misplaced;968123456;1.2346E+07\n"
        )
        self.assertEqual(self.outcomes(run), ["created"] * 2)
        ana, eva = self.named("Ana Misplaced"), self.named("Eva Misplaced")
        self.assertFalse(ana.phone)
        self.assertEqual((ana.client_code, eva.phone), ("MP1", "968123456"))
        self.assertFalse(eva.vat)
        self.assertIn("6.1234E+08", self.note(run, 0))
        self.assertEqual(len(run.problem_ids), 2, "they are listed")
        self.assertIn("shortened", self.reasons(run))

    def test_a_telephone_under_the_addresses_and_the_other_way_round(self):
        run = self.load_text(
            "Nombre;Teléfono;Email\nAna Misplaced;ana@misplaced.example;968123456\n"
            "Eva Misplaced;968123457;eva@misplaced.example\n"
        )
        ana = self.named("Ana Misplaced")
        self.assertEqual((ana.phone, ana.email), ("968123456", "ana@misplaced.example"))
        self.assertIn("under another heading", self.note(run, 0))
        self.assertFalse(self.note(run, 1))

    def test_how_they_are_reached_behind_a_name(self):
        run = self.load_text(
            "Cliente;Contacto\n"
            "Roble Misplaced SL;Ana Misplaced - 612345991 - ana@misplaced.example\n"
            "Bar 2000 Misplaced (968123456);Eva Misplaced, tel. 612345992\n"
        )
        ana, eva = self.named("Ana Misplaced"), self.named("Eva Misplaced")
        self.assertEqual((ana.phone, ana.email), ("612345991", "ana@misplaced.example"))
        self.assertEqual(ana.parent_id.name, "Roble Misplaced SL")
        self.assertEqual(eva.phone, "612345992")
        self.assertEqual(self.named("Bar 2000 Misplaced").phone, "968123456")
        self.assertIn("taken out of the name", self.note(run, 0))

    def test_words_of_a_telephone_with_few_figures(self):
        self.load_text(
            'Nombre;Teléfono\nAna Misplaced;"968123456;ext=12"\n'
            "Eva Misplaced;612345995 (no llamar)\n"
        )
        self.assertEqual(self.named("Ana Misplaced").phone, "968123456")
        points = self.named("Eva Misplaced").contact_point_ids
        self.assertEqual(points.mapped("label"), ["no llamar"])

    def test_an_export_is_what_it_was(self):
        partner = self.env["res.partner"].create({"name": "Ana Misplaced 612345996"})
        key = file_key(self.env, partner.id)
        run = self.load_text(f"Clave de ficha;Nombre\n{key};{partner.name}\n")
        self.assertEqual(self.outcomes(run), ["unchanged"])
        self.assertEqual(partner.name, "Ana Misplaced 612345996")

    def test_names_that_have_figures(self):
        for name in (
            "Bar 2000",
            "3M España",
            "Talleres 112, S.L.",
            "Ana Gil 12345678Z",
        ):
            self.assertEqual(parted_name(name), (name, [], []))
        self.assertEqual(
            parted_name("Luis (+34 612 34 56 78)"), ("Luis", ["+34 612 34 56 78"], [])
        )
        for text, name in (
            ("Grupo 2000 S.L. 968 12 34 56", "Grupo 2000 S.L."),
            ("Ana (mamá de Luis) 612345678", "Ana (mamá de Luis)"),
            ("Ana (612345678)", "Ana"),
            ("612345678 Ana", "Ana"),
        ):
            self.assertEqual(parted_name(text)[0], name)
        # a sentence stays as it is
        self.assertFalse(parted_name("Ana 612345678 no llamar")[1])
        self.assertFalse(point_of("phone", "Ana ana@x.example 968123456"))
        self.assertFalse(point_of("email", "no tiene"))

    def test_the_province_behind_the_town(self):
        run = self.load_text(
            "Nombre;Población\nAna Misplaced;Totana (Murcia)\n"
            "Eva Misplaced;Elche (centro)\n"
        )
        ana = self.named("Ana Misplaced")
        self.assertEqual((ana.city, ana.state_id.code), ("Totana", "MU"))
        self.assertEqual(self.named("Eva Misplaced").city, "Elche (centro)")
        self.assertFalse(run.value_ids, "nobody is asked what the centre is")
        self.assertEqual(self.outcomes(run), ["created"] * 2)

    def test_a_postcode_of_a_village_nobody_knows(self):
        self.company.country_id = self.env.ref("base.us")
        run = self.load_text(
            "Nombre;CP;Población;Teléfono\nAna Misplaced;44480;Villanueva del Nogal;\n"
            "Eva Misplaced;44480;North Nogal;(330) 555-0134\n"
            "Luz Misplaced;91316;Nogal;\n"
        )
        self.assertFalse(self.named("Ana Misplaced").country_id)
        self.assertIn("44480", self.note(run, 0))
        self.assertEqual(self.named("Luz Misplaced").country_id.code, "US")
        # beside a Spanish telephone, whatever stands beside it
        self.load_text(
            "Nombre;Población;Teléfono\nMar Misplaced;Murcia;968123456 (tardes)"
        )
        self.assertEqual(self.named("Mar Misplaced").country_id.code, "ES")
        # what else speaks for the usual one
        for more in (
            {"home_phones": ("(330) 750-0134",)},
            {"province": "OH"},
            {"town": "Houston"},
        ):
            found = country_of("", (), "44480", "US", **more)
            self.assertEqual(found, "US", more)
        self.assertEqual(country_of("", (), "8020", "AT", "Nirgendwo"), "AT")

    def test_headings_with_the_number_before_or_between(self):
        head = ["Razón social", "Contacto", "Contacto 2"]
        for heading, key in (
            ("2º contacto email", "contact2_email"),
            ("E-mail contacto 2", "contact2_email"),
            ("2º contacto cargo", "contact2_function"),
            ("Teléfono 2 contacto", "contact2_phone"),
            ("Contacto 2 - cargo", "contact2_function"),
        ):
            self.assertEqual(propose([*head, heading])[-1].key, key, heading)
        self.assertEqual(propose([*head[:2], "2º contacto"])[-1].key, "contact2_name")
        # without a second person it is another number of the first one, and asked
        found = propose([*head[:2], "Teléfono contacto", "Teléfono 2 contacto"])[-1]
        self.assertEqual((found.key, found.sure), ("contact_phone", "guessed"))
        self.load_text(
            "Razón social;Contacto;Teléfono contacto;Teléfono 2 contacto\n"
            "Roble Misplaced SL;Ana Misplaced;612345993;612345994\n"
        )
        self.assertEqual(self.named("Ana Misplaced").phone, "612345993")
        points = self.named("Roble Misplaced SL").contact_point_ids
        self.assertIn("612345994", points.mapped("value"))
        self.assertEqual(points.filtered("label").mapped("label"), ["Ana Misplaced"])

    def test_a_tax_id_with_and_without_its_country_in_a_company_elsewhere(self):
        self.company.country_id = self.env.ref("base.us")
        run = self.load_text(
            "Nombre;NIF;Teléfono\nRoble Misplaced SL;B12345674;968123456\n"
            "ROBLE MISPLACED, S.L.;ESB-12345674;968123456\n"
        )
        self.assertEqual(self.outcomes(run), ["created", "unchanged"])
        self.assertFalse(run.problem_ids)

    def test_days_made_of_numbers_of_a_street(self):
        run = self.load(
            [
                ["Código", "Nombre", "Dirección", "Portal"],
                ["MP3", "Ana Misplaced", "C/ Sol", date(2026, 4, 3)],
                ["MP4", "Eva Misplaced", date(2026, 5, 24), "3"],
            ]
        )
        self.assertEqual(self.named("Ana Misplaced").street, "C/ Sol")
        self.assertFalse(self.named("Eva Misplaced").street)
        self.assertIn("made a date", self.note(run, 0))
        self.assertIn("made a date", self.note(run, 1))

    def test_one_row_is_no_rows(self):
        run = self.make(b"x", name="c.csv")
        for count, said in ((1, "One more row was"), (2, "2 more rows were")):
            found = run._note_sentence("many_rows", {"count": count})
            self.assertTrue(found.startswith(said), found)
