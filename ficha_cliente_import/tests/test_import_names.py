from odoo.tests import tagged

from .common_cases import MeaningCase


@tagged("post_install", "-at_install")
class TestImportNames(MeaningCase):
    """Names over several columns, and who of a row is the company."""

    def children(self, company):
        return sorted(company.child_ids.mapped("name"))

    # -- names -------------------------------------------------------------------------

    def test_name_and_surnames(self):
        self.load_case("04_nombre_apellidos.csv")
        self.assertEqual(
            self.named("María Soler Prueba").email, "maria.soler@example.com"
        )
        self.named("María Bonet Prueba")
        self.assertFalse(self.partner("María"))

    def test_name_and_surnames_and_nothing_else(self):
        run = self.load_case("04b_nombre_apellidos_sin_mas.csv")
        self.assertEqual(self.outcomes(run), ["created", "created"])
        self.named("María José Soler Prueba")
        self.named("María José Bonet Ensayo")

    def test_names_in_every_number_of_columns(self):
        for number, (headings, cells, name) in enumerate(
            (
                (
                    ["Nombre", "Apellido 1", "Apellido 2"],
                    ["Elena", "Roca", "Cantera"],
                    "Elena Roca Cantera",
                ),
                (
                    ["Primer apellido", "Segundo apellido", "Nombre"],
                    ["Roca", "Mora", "Elena"],
                    "Elena Roca Mora",
                ),
                (
                    ["First name", "Middle name", "Last name"],
                    ["Ada", "Mary", "Gil"],
                    "Ada Mary Gil",
                ),
                (["Given Name", "Family Name"], ["Ada", "Gil Uno"], "Ada Gil Uno"),
                (
                    ["Apellidos y nombre"],
                    ["ROCA CANTERA, ELENA"],
                    "ELENA ROCA CANTERA",
                ),
                (["Nombre"], ["Roca Dos, Elena"], "Elena Roca Dos"),
                (["Nombre"], ["Talleres Roca, S.L."], "Talleres Roca, S.L."),
                (["Nombre"], ["Bar Roca, comidas"], "Bar Roca, comidas"),
                (
                    ["Nombre", "Apellidos"],
                    ["Elena Roca Tres", "Roca Tres"],
                    "Elena Roca Tres",
                ),
            )
        ):
            with self.subTest(headings=headings, cells=cells):
                mail = f"nombres{number}@example.com"
                run = self.load([[*headings, "Email"], [*cells, mail]])
                self.assertEqual(run.line_ids.partner_id.name, name)

    def test_a_name_is_never_shortened(self):
        elena = self.env["res.partner"].create(
            {"name": "Elena Roca Ejemplo", "email": "elena@roca.example"}
        )
        run = self.load(
            [["Nombre", "Email"], ["Elena", "elena@roca.example"]], policy="overwrite"
        )
        self.assertEqual(run.line_ids.partner_id, elena)
        self.assertEqual(elena.name, "Elena Roca Ejemplo")
        self.assertEqual(self.outcomes(run), ["unchanged"])
        # nor written in capitals; and what says more is taken
        self.load([["Nombre", "Email"], ["ELENA ROCA EJEMPLO", "elena@roca.example"]])
        self.assertEqual(elena.name, "Elena Roca Ejemplo")
        self.load([["Nombre", "Email"], ["Elena Roca Ejemplo Gil", elena.email]])
        self.assertEqual(elena.name, "Elena Roca Ejemplo Gil")

    def test_surnames_do_not_rename_who_has_them(self):
        jorge = self.env["res.partner"].create(
            {"name": "Jorge Soler Prueba", "email": "jorge.soler@example.com"}
        )
        self.load_case("26b_apellidos_sobrescribe.csv", policy="overwrite")
        self.assertEqual(jorge.name, "Jorge Soler Prueba")

    # -- companies and people ----------------------------------------------------------

    def test_legal_name_and_trade_name(self):
        run = self.load_case("05_razon_social_nombre.csv")
        company = self.named("Suministros Inventados, S.L.")
        self.assertEqual(company.comercial, "Bar Pepe")
        self.assertFalse(self.partner("Bar Pepe"))
        found = self.env["res.partner"].with_user(self.user).name_search("Bar Pep")
        self.assertIn(company.id, [id_ for id_, _name in found])
        # its number cannot be right, which is said and loses nobody
        self.assertEqual(company.vat, "B87654321")
        self.assertIn("cannot be right", self.reasons(run))

    def test_legal_name_trade_name_and_contact(self):
        self.load_case("05b_razon_nombre_comercial.csv")
        company = self.named("Suministros Inventados Sur, S.L.")
        self.assertEqual(company.comercial, "Suministros del Sur")
        self.assertTrue(company.is_company)
        self.assertEqual(company.email, "info@suministros.example")
        self.assertEqual(self.children(company), ["Pedro"])
        self.assertEqual(company.main_contact_id.name, "Pedro")
        self.assertFalse(company.child_ids.email, "the company's is nobody's")

    def test_company_and_contact_person(self):
        run = self.load_case("24_empresa_contacto.csv")
        self.assertEqual(self.outcomes(run), ["created", "created"])
        company = self.named("Conservas Prueba Ría, S.A.")
        self.assertTrue(company.is_company)
        self.assertEqual(company.main_contact_id.name, "Luis Prueba")
        self.assertEqual(company.child_ids.email, "luis@conservasprueba.example")
        self.assertEqual(
            self.named("Eva Prueba").parent_id.name, "Hotel Prueba Mar, S.L."
        )
        again = self.load_case("24_empresa_contacto.csv")
        self.assertEqual(self.outcomes(again), ["unchanged", "unchanged"])

    def test_several_people_of_one_company(self):
        head = ["Empresa", "Persona de contacto", "Teléfono", "Email", "Cargo"]
        run = self.load(
            [
                head,
                [
                    "Astilleros Uno, S.L.",
                    "Luis Gil",
                    "600000901",
                    "luis@uno.example",
                    "Jefe",
                ],
                ["ASTILLEROS UNO SL", "Eva Mora", "600000902", "eva@uno.example", ""],
                ["Astilleros Dos, S.L.", "", "981000903", "info@dos.example", ""],
            ]
        )
        self.assertEqual(self.outcomes(run), ["created", "updated", "created"])
        company = self.named("Astilleros Uno, S.L.")
        self.assertEqual(self.children(company), ["Eva Mora", "Luis Gil"])
        self.assertEqual(company.main_contact_id.name, "Luis Gil", "the first one")
        self.assertEqual(company.child_ids.filtered("function").name, "Luis Gil")
        self.assertEqual(self.named("Astilleros Dos, S.L.").email, "info@dos.example")
        self.assertEqual(
            self.outcomes(
                self.load(
                    [
                        head,
                        *(
                            [
                                "Astilleros Uno, S.L.",
                                "Eva Mora",
                                "600000902",
                                "eva@uno.example",
                                "",
                            ],
                        ),
                    ]
                )
            ),
            ["unchanged"],
        )

    def test_people_with_their_company(self):
        self.load_case("13_hubspot.csv")
        person = self.named("Gaëlle Ensayo")
        self.assertEqual(person.parent_id, self.named("Ensayos Ficticios SL"))
        self.assertTrue(person.parent_id.is_company)
        self.assertEqual(person.email, "g.ensayo@example.com")
        self.assertEqual(person.function, "Compras")
        self.assertFalse(person.parent_id.email)

    def test_one_company_on_several_rows(self):
        head = ["Nombre", "Apellidos", "Empresa", "Email", "Ciudad"]
        rows = [
            ["Ana", "Gil Taller", "Taller Común, S.L.", "ana@taller.example", "Lorca"],
            ["Ana", "Gil Taller", "Otro Taller, S.L.", "ana@otro.example", "Lorca"],
            ["Leo", "Mora Taller", "TALLER COMÚN SL", "leo@taller.example", "Lorca"],
            ["Sola", "Nadie Taller", "", "sola@nadie.example", "Yecla"],
            ["", "", "Taller Sin Gente, S.L.", "hola@singente.example", "Yecla"],
        ]
        run = self.load([head, *rows])
        self.assertEqual(self.outcomes(run), ["created"] * 5, self.reasons(run))
        common = self.named("Taller Común, S.L.")
        self.assertEqual(self.children(common), ["Ana Gil Taller", "Leo Mora Taller"])
        self.assertEqual(common.city, "Lorca")
        self.assertEqual(
            self.children(self.named("Otro Taller, S.L.")), ["Ana Gil Taller"]
        )
        self.assertFalse(self.named("Sola Nadie Taller").parent_id)
        self.assertTrue(self.named("Taller Sin Gente, S.L.").is_company)
        self.assertIn("Taller Común, S.L.", run.line_ids[0].note)
        again = self.load([head, *rows])
        self.assertEqual(self.outcomes(again), ["unchanged"] * 5, self.reasons(again))

    def test_only_a_company_is_the_customer(self):
        run = self.load([["Empresa", "Teléfono"], ["Fundición Sola", "981000904"]])
        company = run.line_ids.partner_id
        self.assertEqual((company.name, company.is_company), ("Fundición Sola", True))
        self.assertFalse(company.parent_id)
        self.assertEqual(company.phone, "981000904")

    def test_a_freelancer_has_no_contact_of_their_own_name(self):
        run = self.load(
            [
                ["Razón social", "NIF", "Persona de contacto"],
                ["Ana Gil Autónoma", "12345678Z", "Ana Gil"],
            ]
        )
        self.assertFalse(run.line_ids.partner_id.child_ids)
        self.assertFalse(run.line_ids.partner_id.is_company)

    def test_who_is_spoken_to_already_stays(self):
        company = self.env["res.partner"].create(
            {"name": "Viveros Prueba", "is_company": True, "vat": "B12345674"}
        )
        boss = self.env["res.partner"].create(
            {"name": "Jefa Prueba", "parent_id": company.id}
        )
        company.main_contact_id = boss
        self.load(
            [
                ["Empresa", "CIF", "Contacto"],
                ["Viveros Prueba", "B12345674", "Otro Gil"],
            ]
        )
        self.assertEqual(company.main_contact_id, boss)
        self.assertEqual(self.children(company), ["Jefa Prueba", "Otro Gil"])

    def test_address_books(self):
        self.load_case("11_google_contacts_nuevo.csv")
        ada = self.named("Ada Ficticia Gil")
        self.assertEqual(ada.parent_id.name, "Ensayos Ficticios SL")
        self.assertEqual(ada.function, "Gerente")
        self.assertEqual(ada.email.lower(), "ada@example.org")
        points = ada.contact_point_ids.mapped("value")
        self.assertIn("ada@home.example", points)
        self.assertEqual(len(points), 2, points)
        self.assertFalse(ada.birthdate_date)
        self.assertFalse(ada.category_id)
        run = self.load_case("12_outlook.csv")
        luis = self.named("Luis Ensayo Mora")
        self.assertEqual(luis.parent_id, ada.parent_id)
        self.assertEqual(luis.phone, "976000041")
        self.assertEqual(luis.contact_point_ids.value, "600000041")
        self.assertEqual(luis.function, "Compras")
        self.assertIn("Left empty", run.line_ids.note)

    def test_an_export_of_holded(self):
        self.load_case("10_holded.csv")
        company = self.named("Ficticia Norte SL")
        self.assertEqual(company.comercial, "Norte")
        self.assertEqual(company.main_contact_id.name, "Luis Prueba")
        self.assertEqual(company.state_id.code, "C")
        self.assertEqual(company.customer_observations, "nota")
        self.assertEqual(sorted(company.category_id.mapped("name")), ["norte", "vip"])

    def test_a_heading_says_what_stands_between_tags(self):
        self.load_text("Nombre,Tags separados por -\nFicticia Sur SL,vip-norte\n")
        company = self.named("Ficticia Sur SL")
        self.assertEqual(sorted(company.category_id.mapped("name")), ["norte", "vip"])
