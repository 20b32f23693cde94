from odoo.tests import BaseCase, tagged

from ..tools import columns
from ..tools.presets import presets


@tagged("post_install", "-at_install")
class TestHeadings(BaseCase):
    """What the headings of a file mean: pure, without a database."""

    def keys(self, *headings, samples=None, decided=None):
        found = columns.propose(list(headings), samples, decided)
        by_position = {one.position: one.key for one in found}
        return [by_position.get(place) for place in range(len(headings))]

    def assertKeys(self, text, *keys):
        self.assertEqual(self.keys(*text.split(";")), list(keys), text)

    def test_dotted_plural_and_shortened(self):
        for heading, key in (
            ("N.I.F.", "vat"),
            ("C.I.F./N.I.F.", "vat"),
            ("NIF del cliente", "vat"),
            ("DNI / NIE", "vat"),
            ("Cód. Postal", "zip"),
            ("Cód.Postal", "zip"),
            ("C. P.", "zip"),
            ("C.P.", "zip"),
            ("Teléfonos", "phone"),
            ("TELEFONO(S)", "phone"),
            ("Telf.", "phone"),
            ("Tfno. 1", "phone"),
            ("Nº teléfono", "phone"),
            ("Móviles", "mobile"),
            ("Tel. móvil", "mobile"),
            ("E-mail", "email"),
            ("Correos electrónicos", "email"),
            ("Dirección de e-mail", "email"),
            ("Cód. cliente", "code"),
            ("Nº cliente", "code"),
            ("Dto.", "discount"),
            ("Descuento (%)", "discount"),
            ("F. nacimiento", "birthdate"),
            ("Fecha nac.", "birthdate"),
            ("Provincia:", "state"),
            ("PAÍS *", "country"),
            ("Domicilio", "street"),
            ("Razón Social", "name"),
            ("Nombre y Apellidos", "name"),
            ("Cuenta IBAN", "iban"),
            ("Página Web", "website"),
            ("Etiquetas separadas por comas", "tags"),
            ("Tags separados por -", "tags"),
        ):
            with self.subTest(heading=heading):
                beside = [] if key == "name" else ["Nombre completo"]
                self.assertEqual(self.keys(*beside, heading)[-1], key)

    def test_one_more(self):
        self.assertKeys(
            "Nombre;Teléfono 1;Teléfono 2;Teléfono 3;Email 1;Email 2",
            *("name", "phone", "phones", "phones", "email", "emails"),
        )
        self.assertKeys(
            "Nombre;Teléfono oficina;Correo facturación", "name", "phone", "email"
        )
        self.assertKeys("Nombre;Teléfono;Teléfono casa", "name", "phone", "phones")

    def test_company_and_person(self):
        for text, keys in (
            ("Empresa;Persona de contacto", ("company", "contact_name")),
            ("Empresa;Teléfono", ("company", "phone")),
            ("Nombre;Empresa", ("name", "employer")),
            ("Nombre;Apellidos;Empresa", ("given_name", "surname", "employer")),
            ("First name;Last name;Company", ("given_name", "surname", "employer")),
            ("Razón social;Nombre", ("name", "trade_name")),
            ("Razón social;Nombre comercial", ("name", "trade_name")),
            ("Nombre;Nombre comercial", ("name", "trade_name")),
            ("Nombre fiscal;Nombre;Contacto", ("name", "trade_name", "contact_name")),
            ("Razón social;Nombre;Apellidos", ("name", "given_name", "surname")),
            ("Nombre comercial;Teléfono", ("name", "phone")),
            ("Contacto;Teléfono", ("name", "phone")),
            ("Cliente;Contacto", ("name", "contact_name")),
            ("Código;Nombre;Empresa", ("code", "name", "parent")),
            ("Clave de ficha;Nombre;Empresa", ("key", "name", "parent")),
            ("Apellidos y nombre;DNI", ("surname_first", "vat")),
        ):
            self.assertKeys(text, *keys)

    def test_how_sure(self):
        sure = {
            one.heading: one.sure
            for one in columns.propose(["Empresa", "Teléfono", "Zodiaco"])
        }
        self.assertEqual(
            sure, {"Empresa": "guessed", "Teléfono": "known", "Zodiaco": "unknown"}
        )

    def test_by_what_stands_under_it(self):
        head = ["Cliente", "Nombre", "Contacto"]
        samples = [["43001", "43002"], ["Bar", "Taller"], ["968123456", "600111222"]]
        self.assertEqual(self.keys(*head, samples=samples), ["code", "name", "phone"])
        samples[2] = ["a@b.es", "c@d.es"]
        self.assertEqual(self.keys(*head, samples=samples)[2], "email")
        samples[2] = ["Ana Gil", "Leo"]
        self.assertEqual(self.keys(*head, samples=samples)[2], "contact_name")

    def test_repeated_and_unknown(self):
        self.assertKeys(
            "Nombre;Teléfono;Teléfono;Zodiaco;Zodiaco;Nombre",
            *("name", "phone", "phone", None, None, None),
        )

    def test_what_a_person_decided(self):
        head = ["Nombre", "Zodiaco", "Teléfono", "Empresa"]
        decided = {1: "property:Zodiaco", 2: None, 3: "ref"}
        self.assertEqual(
            self.keys(*head, decided=decided), ["name", "property:Zodiaco", None, "ref"]
        )
        # what was decided comes first, and says what its neighbours are
        self.assertEqual(
            self.keys("X", "Nombre", decided={0: "surname"}),
            [
                "surname",
                "given_name",
            ],
        )
        self.assertEqual(self.keys("X", "CP", decided={0: "zip"}), ["zip", None])

    def test_every_choice_has_a_name(self):
        keys = {column.key for column in columns.every_column()}
        found = dict(columns.choices())
        self.assertEqual(set(found), keys)
        self.assertIn("trade_name", found)

    def test_presets_name_columns_that_exist(self):
        keys = {column.key for column in columns.every_column()} | {None}
        self.assertGreaterEqual(len(presets()), 20)
        for preset in presets():
            with self.subTest(program=preset.program):
                self.assertLessEqual(set(preset.columns.values()), keys)
                self.assertTrue(preset.signatures)

    def test_programs(self):
        for text, keys in (
            (
                "codcliente;nombre;razonsocial;cifnif;telefono1;codpostal;codpais",
                ("code", "trade_name", "name", "vat", "phone", "zip", "country"),
            ),
            (
                "CODCLI;NOFCLI;NOCCLI;NIFCLI;POBCLI;PCOCLI",
                ("code", "name", "trade_name", "vat", "city", "contact_name"),
            ),
            (
                "CCODCLI;CNOMCLI;CDNICIF;CPTLCLI;CTFO1CLI",
                ("code", "name", "vat", "zip", "phone"),
            ),
            (
                "Account Name;Billing Street;Billing State/Province;"
                "Billing Zip/Postal Code;Phone",
                ("company", "street", "state", "zip", "phone"),
            ),
            (
                "Person - Name;Person - Organization;Person - Email - Work",
                ("name", "employer", "email"),
            ),
            (
                "billing_first_name;billing_last_name;billing_company;billing_postcode",
                ("given_name", "surname", "employer", "zip"),
            ),
            (
                "Nombre;Apellidos;Organización;Teléfono del trabajo;Teléfono móvil",
                ("given_name", "surname", "employer", "phone", "mobile"),
            ),
            (
                "Contact ID;First Name;Last Name;Title;Account Name",
                (None, "given_name", "surname", "function", "employer"),
            ),
            (
                "Name;Given Name;Family Name;Group Membership;Organization 1 - Name",
                ("name", "given_name", "surname", "tags", "employer"),
            ),
        ):
            self.assertKeys(text, *keys)
        # that it is a program's and not imported is said
        found = columns.propose(
            ["Nombre fiscal *", "Persona de contacto", "Ref. mandato"]
        )
        self.assertIn("Holded", found[-1].why._translate("en_US"))
