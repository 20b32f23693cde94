from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_cases import MeaningCase
from .common_files import text


@tagged("post_install", "-at_install")
class TestImportKindsMore(MeaningCase):
    """More kinds of files that people have: the right value, or asked."""

    def value(self, run, written):
        return run.value_ids.filtered(lambda value: value.text == written)

    def points(self, partner):
        return partner.contact_point_ids.mapped(lambda p: (p.kind, p.value, p.label))

    # -- columns -----------------------------------------------------------------------

    def test_a_person_beside_their_company(self):
        self.load_text(
            "Full Name,Company,Email,Mailing Street,Mailing City,Mailing Zip\n"
            "Ana Kind Sol,Zeta Kind SL,ana@zeta.example,Calle Sol 1,Murcia,30001\n"
        )
        ana = self.named("Ana Kind Sol")
        self.assertEqual(ana.parent_id.name, "Zeta Kind SL")
        self.assertEqual(
            (ana.email, ana.street, ana.zip),
            ("ana@zeta.example", "Calle Sol 1", "30001"),
        )

    def test_surnames_or_the_name_of_a_company(self):
        self.load_text(
            "Apellidos / Razón social;Nombre;Nombre contacto;Apellidos contacto\n"
            "Gil Kind;Ana;;\nRoble Kind SL;;Luz;Sol Kind\n"
        )
        self.named("Ana Gil Kind")
        firm = self.named("Roble Kind SL")
        self.assertTrue(firm.is_company)
        self.assertEqual(firm.main_contact_id.name, "Luz Sol Kind")

    def test_parts_of_a_street_of_a_tax_id_and_of_an_account(self):
        self.load_text(
            "Nombre;NIF;CIF;Siglas;Vía;Nº;Piso;Puerta;Entidad;Oficina;DC;Cuenta;Fax\n"
            "Partes Kind SL;;B12345674;CL;Mayor;12;3;B;2100;0418;45;0200051332;"
            "968555012\n"
            "Ana Partes Kind;12345678Z;;AV;Sol;4;;;;;;;\n"
            "Eva Partes Kind;00000001R;X1234567L;;;;;;;;;;\n"
        )
        firm, ana = self.named("Partes Kind SL"), self.named("Ana Partes Kind")
        self.assertEqual(
            (firm.vat, firm.street, firm.street2),
            ("B12345674", "Calle Mayor, 12", "3, Pta. B"),
        )
        self.assertFalse(firm.client_code)
        self.assertFalse(firm.phone)
        self.assertEqual(self.points(firm), [("phone", "968555012", "Fax")])
        self.assertEqual(firm.bank_ids.sanitized_acc_number, "ES9121000418450200051332")
        self.assertEqual((ana.vat, ana.street), ("12345678Z", "Avenida Sol, 4"))
        # of two the first stays, and the other is said
        eva = self.named("Eva Partes Kind")
        self.assertEqual(eva.vat, "00000001R")
        run = self.env["ficha.import"].search([], order="id desc", limit=1)
        note = run.line_ids.sorted("number")[2].note
        self.assertIn("“X1234567L”", note)

    def test_names_and_languages_of_other_countries(self):
        self.load(
            text(
                [
                    ["Nom", "Prénom", "Adresse", "Code postal", "Ville", "Pays"],
                    ["Dupont", "Marie", "12 rue Kind", "75001", "Paris", "France"],
                ],
                "cp1252",
            ),
            name="clients.csv",
        )
        marie = self.named("Marie Dupont")
        self.assertEqual(
            (marie.street, marie.zip, marie.country_id.code),
            ("12 rue Kind", "75001", "FR"),
        )
        self.env["res.lang"]._activate_lang("es_ES")
        words = ["Español", "castellano", "ES", "es_ES", "Spanish"]
        run = self.load(
            [
                ["Nombre", "Idioma"],
                *([f"Lengua {n} Kind", w] for n, w in enumerate(words)),
            ]
        )
        self.assertEqual(set(run.line_ids.partner_id.mapped("lang")), {"es_ES"})

    def test_a_list_of_suppliers_is_asked_about(self):
        run = self.check(
            b"Codigo;Proveedor;CIF;Telefono\n1;Hierros Kind;B12345674;968100500\n",
            name="lista.csv",
        )
        self.assertTrue(run.question)
        with self.assertRaises(UserError):
            run.action_import()
        self.assertFalse(self.partner("Hierros Kind"))

    def test_a_plan_of_accounts(self):
        run = self.load_text(
            "Cuenta;Título;NIF\n4300001;Plan Kind SL;B12345674\n"
            "4000001;Hierros Kind;\n5720001;Banco Kind;\n"
        )
        self.assertEqual(self.named("Plan Kind SL").client_code, "4300001")
        self.assertFalse(self.partner("Hierros Kind"))
        self.assertIn("Row 3 is an account", run.ignored)

    def test_suppliers_of_the_same_list_stay_out(self):
        run = self.load_text(
            "Nombre;Tipo;Teléfono\nClienta Kind;Cliente;968555030\n"
            "Hierros Kind;Proveedor;968555031\n"
        )
        self.assertEqual(self.outcomes(run), ["created"], self.reasons(run))
        self.assertEqual(self.named("Clienta Kind").type, "contact")
        self.assertFalse(self.partner("Hierros Kind"))
        self.assertIn("Row 3 is of no customer", run.ignored)

    # -- e-mails -----------------------------------------------------------------------

    MISTYPED = [
        ["Nombre", "Email"],
        ["Correo Kind Uno", "uno@kind,example"],
        ["Correo Kind Dos", "dos@kind.example; tres@@kind.example"],
        ["Correo Kind Tres", "ana@gmail.con"],
        ["Correo Kind Cuatro", "no es un correo"],
        ["Correo Kind Cinco", "cinco@kind.example"],
    ]

    def test_a_correction_is_proposed_and_the_row_comes_in(self):
        run = self.load(self.MISTYPED)
        self.assertEqual(self.outcomes(run), ["created"] * 5)
        self.assertFalse(self.named("Correo Kind Cuatro").email)
        self.assertFalse(self.named("Correo Kind Uno").email, "nobody decided")
        self.assertEqual(self.named("Correo Kind Cinco").email, "cinco@kind.example")
        self.assertIn("Is it uno@kind.example?", self.reasons(run))
        self.assertIn("“uno@kind,example”", run.line_ids.sorted("number")[0].note)

    def test_corrections_are_decided(self):
        run = self.check(self.MISTYPED)
        self.assertEqual((run.correction_count, run.undecided_count), (3, 4))
        one = self.value(run, "uno@kind,example")
        self.assertEqual((one.instead, one.action), ("uno@kind.example", "ask"))
        self.value(run, "ana@gmail.con").action = "ignore"
        bad = self.value(run, "no es un correo")
        self.assertFalse(bad.instead)
        with self.assertRaisesRegex(UserError, "not an e-mail"):
            bad.action = "write"
        with self.assertRaisesRegex(UserError, "not an e-mail"):
            bad.instead = "tampoco"
        with self.assertRaisesRegex(UserError, "cannot be created"):
            bad.action = "make"
        with self.assertRaises(UserError):
            bad.action = "use"
        bad.instead = "cuatro@kind.example"
        self.assertEqual(bad.action, "write")
        run.action_correct_all()
        self.assertEqual((run.correction_count, run.undecided_count), (0, 0))
        self.assertEqual(self.outcomes(run), ["created"] * 5)
        run.action_import()
        self.assertEqual(self.named("Correo Kind Uno").email, "uno@kind.example")
        two = self.named("Correo Kind Dos")
        self.assertEqual(two.email, "dos@kind.example")
        self.assertEqual(self.points(two), [("email", "tres@kind.example", False)])
        self.assertFalse(self.named("Correo Kind Tres").email)
        self.assertEqual(self.named("Correo Kind Cuatro").email, "cuatro@kind.example")
        # one person's address is not remembered for the company
        said = self.env["ficha.import.mapping"].search([]).mapped("values")
        self.assertNotIn("kind", str(said))

    def test_only_who_dropped_it_corrects(self):
        run = self.check(self.MISTYPED)
        value = self.value(run, "uno@kind,example")
        stranger = self.personal
        with self.assertRaises(UserError):
            value.with_user(stranger).instead = "otro@kind.example"
        # nothing else is corrected so
        run = self.check([["Nombre", "Tratamiento"], ["Trato Kind", "a saber"]])
        with self.assertRaisesRegex(UserError, "not decided in this way"):
            run.value_ids.action = "write"

    # -- whose row ---------------------------------------------------------------------

    def test_what_a_row_was_found_by_is_said(self):
        self.load(
            [
                ["Código", "Nombre", "NIF", "Teléfono"],
                ["KIND1", "Talleres Roble Kind SL", "B12345674", "968555020"],
                ["", "Panadería Kind Encina", "", "968555021"],
            ]
        )
        for row, how in (
            (["KIND1", "Otra Cosa Kind", "", ""], "its client code"),
            (["", "Otra Cosa Kind", "B12345674", ""], "its tax ID"),
            (["", "Panaderia Kind Encinna", "", "968555021"], "its telephone"),
        ):
            run = self.check([["Código", "Nombre", "NIF", "Teléfono"], row])
            self.assertIn(f"Found by {how}", run.line_ids.note or "", row)
            self.assertIn("Kind", run.line_ids.note.partition("as “")[2])
        # what says no more than is known is no news
        run = self.check([["Nombre", "NIF"], ["Talleres Roble", "B12345674"]])
        self.assertFalse(run.line_ids.note)

    def test_a_customer_called_by_the_name_on_the_door(self):
        rows = [
            ["Nombre", "Nombre comercial", "Teléfono"],
            ["Hostelera Kind SL", "El Ancla Dorada Kind", "968555040"],
        ]
        self.load(rows)
        for name in ("El Ancla Dorada Kind", "El Ancla Dorda Kind"):
            run = self.load(
                [["Nombre", "Teléfono", "Ciudad"], [name, "968555040", "Lorca"]]
            )
            self.assertNotIn("created", self.outcomes(run), name)
            self.assertIn("Found by its telephone", run.line_ids.note)
            self.assertIn("Hostelera Kind SL", run.line_ids.note)
        firm = self.named("Hostelera Kind SL")
        self.assertEqual((firm.comercial, firm.city), ("El Ancla Dorada Kind", "Lorca"))
        run = self.load([["Nombre", "Teléfono"], ["Otra Gente Kind", "968555040"]])
        self.assertEqual(self.outcomes(run), ["created"])

    def test_the_tax_id_of_somebody_else_in_the_file(self):
        rows = [
            ["Nombre", "NIF"],
            ["Panadería Ajena Kind", "B12345674"],
            ["Talleres Distintos", "B12345674"],
        ]
        run = self.load(rows)
        self.assertEqual(self.outcomes(run), ["created", "error"])
        again = self.load(rows)
        self.assertEqual(self.outcomes(again), ["unchanged", "error"])
        self.assertEqual(
            self.named("Panadería Ajena Kind").vat, "B12345674", "not renamed"
        )

    def test_an_address_book_of_today(self):
        run = self.load(
            (
                b"BEGIN:VCARD\nVERSION:4.0\nFN:Taller Kind SL\nORG:Taller Kind SL\n"
                b'TEL;VALUE=uri;TYPE="voice,work":tel:+34-968-555-003;ext=5\n'
                b"TEL;TYPE=fax:+34968555004\nEND:VCARD\n"
            ),
            name="agenda.vcf",
        )
        self.assertEqual(self.outcomes(run), ["created"], self.reasons(run))
        firm = self.named("Taller Kind SL")
        self.assertIn("968", firm.phone)
        self.assertIn("Fax", firm.contact_point_ids.mapped("label"))

    def test_a_telephone_that_is_none_costs_no_row(self):
        run = self.load([["Nombre", "Teléfono"], ["Callada Kind", "no llamar"]])
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertFalse(self.named("Callada Kind").phone)
        self.assertIn("“no llamar”", run.line_ids.note)

    # -- what is promised is what happens ----------------------------------------------

    def test_a_later_row_that_says_another_thing_of_a_new_customer(self):
        """Foretold as the proposal that it becomes, and a third time as nothing new."""
        run = self.load_text(
            "Cliente;Tlf.;Observaciones\n"
            "Bar Kind O Recuncho;986 55 44 33;paga tarde\n"
            "Bar Kind O Recuncho;986554433;repetido\n"
            "Bar Kind O Recuncho;986554433;repetido\n",
            policy="proposal",
        )
        outcomes = run.line_ids.sorted("number").mapped("outcome")
        self.assertEqual(outcomes, ["created", "proposal", "unchanged"])
