"""Further persons of a customer, and cells that cost their row only themselves."""

from ..tools.columns import propose
from .common_cases import MeaningCase
from .common_import import xlsx

HEAD = (
    "Empresa;CIF;Contacto;Teléfono contacto;Contacto 2;Teléfono contacto 2;"
    "Email contacto 2;Cargo contacto 2;Contacto 3"
)
ROW = (
    "Roble Persons SL;B12345674;Ana Persons;612345991;Eva Persons Gil;612345992;"
    "eva@persons.example;Compras;Leo Persons"
)


class TestImportPersons(MeaningCase):
    def test_each_person_of_a_row_becomes_a_contact(self):
        run = self.load_text(f"{HEAD}\n{ROW}\n")
        company = self.named("Roble Persons SL")
        eva = self.named("Eva Persons Gil")
        self.assertEqual(
            set(company.child_ids.mapped("name")),
            {"Ana Persons", "Eva Persons Gil", "Leo Persons"},
        )
        self.assertEqual(eva.parent_id, company)
        self.assertEqual((eva.phone, eva.function), ("612345992", "Compras"))
        self.assertEqual(eva.email, "eva@persons.example")
        self.assertEqual(company.main_contact_id.name, "Ana Persons")
        self.assertFalse(run.ignored)

    def test_a_second_time_nothing_changes_and_what_they_lack_is_filled_in(self):
        self.load_text(f"{HEAD}\n{ROW}\n")
        run = self.load_text(f"{HEAD}\n{ROW}\n")
        self.assertEqual(self.outcomes(run), ["unchanged"])
        run = self.load_text(
            "Empresa;CIF;Contacto;Contacto 2;Contacto 3;Email contacto 3\n"
            "Roble Persons SL;B12345674;Ana Persons;Mar Persons;Leo Persons;"
            "leo@persons.example\n"
        )
        self.assertEqual(self.outcomes(run), ["updated"])
        self.assertEqual(self.named("Leo Persons").email, "leo@persons.example")
        company = self.named("Roble Persons SL")
        self.assertEqual(self.named("Mar Persons").parent_id, company)
        self.assertEqual(company.main_contact_id.name, "Ana Persons")

    def test_undone_with_the_customer(self):
        run = self.load_text(f"{HEAD}\n{ROW}\n")
        run.action_undo()
        for name in ("Roble Persons SL", "Eva Persons Gil", "Leo Persons"):
            self.assertFalse(self.partner(name), name)

    def test_headings_of_a_second_person(self):
        for heading, key in (
            ("Contacto 2", "contact2_name"),
            ("Persona de contacto 2", "contact2_name"),
            ("Segundo contacto", "contact2_name"),
            ("Tel. contacto 2", "contact2_phone"),
            ("Contacto 2 - Email", "contact2_email"),
            ("Apellidos contacto 2", "contact2_surname"),
            ("Contact 3 name", "contact3_name"),
            ("Cargo contacto 2", "contact2_function"),
            ("Teléfono 2 contacto", "contact2_phone"),
        ):
            names = ["Razón social", "Contacto"]
            if key != "contact2_name":
                names.append("Contacto 2")
            if key and key.startswith("contact3") and key != "contact3_name":
                names.append("Contacto 3")
            found = {one.position: one.key for one in propose([*names, heading])}
            self.assertEqual(found[len(names)], key, heading)

    def test_telephones_of_nobody_are_the_customer_s(self):
        self.load_text(
            "Razón social;Contacto;Teléfono contacto;Contacto 2;Teléfono contacto 2\n"
            "Roble Persons SL;Ana Persons;612345991 / 968123456;;612345992\n"
        )
        company = self.named("Roble Persons SL")
        said = {company.phone, *company.contact_point_ids.mapped("value")}
        figures = {"".join(filter(str.isdigit, text or ""))[-9:] for text in said}
        self.assertLessEqual({"612345992", "968123456"}, figures)
        labels = company.contact_point_ids.mapped("label")
        self.assertIn("Ana Persons", labels, "whose the second number is")

    def test_telephones_of_who_is_the_customer_are_kept(self):
        self.load_text(
            "Nombre;Contacto;Teléfono contacto;Contacto 2;Email contacto 2\n"
            "Ana Persons Gil;Ana Persons Gil;612345991;;\n"
            "Eva Persons Sol;Leo Persons;612345992;Eva Persons Sol;"
            "eva@persons.example\n"
        )
        self.assertEqual(self.named("Ana Persons Gil").phone, "612345991")
        self.assertEqual(self.named("Eva Persons Sol").email, "eva@persons.example")
        self.assertFalse(self.named("Ana Persons Gil").child_ids)

    def test_an_error_of_excel_empties_its_cell(self):
        rows = [
            ["Nombre", "Teléfono", "CP", "Correo"],
            ["Ana Persons", "#¡REF!", "30001", "#N/D"],
            ["#REF!", "612345992", "", ""],
        ]
        run = self.load(xlsx(("Clientes", rows)))
        self.assertEqual(self.outcomes(run), ["created", "error"])
        ana = self.named("Ana Persons")
        self.assertEqual((ana.phone, ana.zip, ana.email), (False, "30001", False))
        self.assertIn("Excel shows an error", run.line_ids.sorted("number")[0].note)
        self.assertEqual(run.problem_ids.mapped("row"), [2, 3])

    def test_what_begins_with_its_sign_is_no_error(self):
        self.load_text("Nombre;Etiquetas;Teléfono\nAna Persons;#VIP;612345991\n")
        self.assertEqual(self.named("Ana Persons").category_id.mapped("name"), ["#VIP"])

    def test_a_birthday_that_is_no_day_costs_no_row(self):
        texts = ("mayo 1980", "1980", "29/2/1981", "5/2999", "ayer")
        rows = [f"Persona {n} Persons;{text}" for n, text in enumerate(texts)]
        run = self.load_text("Nombre;Fecha de nacimiento\n" + "\n".join(rows))
        self.assertEqual(self.outcomes(run), ["created"] * len(texts))
        for number, text in enumerate(texts):
            self.assertFalse(self.named(f"Persona {number} Persons").birthdate_date)
            self.assertIn(text, run.line_ids.sorted("number")[number].note)
        self.assertEqual(len(run.problem_ids), len(texts))

    def test_a_year_in_a_cell_of_numbers_is_no_day_of_1905(self):
        rows = [["Nombre", "Fecha de nacimiento"], ["Ana Persons", 1980]]
        run = self.load(xlsx(("Clientes", rows)))
        self.assertFalse(self.named("Ana Persons").birthdate_date)
        self.assertIn("1980", run.line_ids.note)

    def test_a_number_with_an_exponent_and_all_its_figures(self):
        run = self.load_text(
            "Nombre;Teléfono\nAna Persons;6.12345991E8\nEva Persons;9,68123456E+08\n"
            "Leo Persons;6.1234E+08\n"
        )
        self.assertEqual(self.named("Ana Persons").phone, "612345991")
        self.assertEqual(self.named("Eva Persons").phone, "968123456")
        self.assertEqual(self.outcomes(run)[2], "created")
        self.assertFalse(self.named("Leo Persons").phone, "its last figures are lost")

    def test_a_telephone_that_only_the_second_column_has(self):
        text = (
            "Nombre;Teléfono;Otros teléfonos;Fax\n"
            "Ana Persons;;968123456;968123457\nEva Persons;;;968123458\n"
        )
        self.load_text(text)
        ana, eva = self.named("Ana Persons"), self.named("Eva Persons")
        self.assertEqual((ana.phone, eva.phone), ("968123456", False))
        self.assertEqual(ana.contact_point_ids.mapped("label"), ["Fax"])
        self.assertEqual(set(self.outcomes(self.load_text(text))), {"unchanged"})

    def test_who_works_there_as_odoo_calls_them(self):
        self.load_text(
            "Nombre,Es una compañía,Empresa relacionada,País/Nombre,Correo\n"
            "Roble Persons SL,VERDADERO,,España,r@persons.example\n"
            '"Roble Persons SL, Ana Persons",FALSO,Roble Persons SL,España,'
            "ana@persons.example\n"
        )
        ana = self.named("Ana Persons")
        self.assertEqual(ana.parent_id, self.named("Roble Persons SL"))
        self.assertEqual(ana.parent_id.country_id, self.spain)
