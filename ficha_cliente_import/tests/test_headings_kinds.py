from odoo.tests import BaseCase, tagged

from ..tools import columns
from ..tools.columns_parts import joined
from ..tools.presets import other_neighbours, other_words


@tagged("post_install", "-at_install")
class TestHeadingsKinds(BaseCase):
    """Headings of files that people and programs make: pure, without a database."""

    def propose(self, text, samples=None):
        return columns.propose(text.split(";"), samples)

    def assertKeys(self, text, keys, samples=None):
        by_place = {one.position: one.key for one in self.propose(text, samples)}
        found = [by_place.get(place) for place in range(text.count(";") + 1)]
        self.assertEqual(found, keys.split(), text)

    def assertKnown(self, text, keys):
        """The same, where ``-`` is a column that is not imported."""
        by_place = {one.position: one.key or "-" for one in self.propose(text)}
        found = [by_place.get(place, "-") for place in range(text.count(";") + 1)]
        self.assertEqual(found, keys.split(), text)

    def test_shortened_and_with_words_beside(self):
        for heading, key in (
            ("Nº DNI", "vat"),
            ("Núm. NIF", "vat"),
            ("CIF empresa", "vat"),
            ("Nº de identificación", "vat"),
            ("Nombre o R. Social", "name"),
            ("Correo elec.", "email"),
            ("Cond. pago", "payment_term"),
            ("Calle y nº", "street"),
            ("Domic.", "street"),
            ("Pobl.", "city"),
            ("Nombre del deudor", "name"),
            ("NIF deudor", "vat"),
            ("Línea 2 de dirección", "street2"),
            ("¿Cuál es tu teléfono?", "phone"),
            ("¿En qué población vives?", "city"),
            ("Tu nombre", "name"),
            ("Es empresa", "is_company"),
            # whose account it is, and not the account
            ("Titular cuenta", None),
            ("Nº", "code"),
            ("Empresa", "company"),
        ):
            found = columns.propose(["Móvil", heading])[-1].key
            self.assertEqual(found, key, heading)

    def test_glued_and_shortened(self):
        self.assertKeys(
            "CODIGO;NOMBRE;NIF;CODPOST;TELEFONO01;TELEFONO02;FAX01",
            "code name vat zip phone phones fax",
        )
        self.assertKeys(
            "customerName;FirstName;LastName;PhoneNumber;postalCode;Mob",
            "name given_name surname phone zip mobile",
        )
        self.assertKeys(
            "Nombre;C. Postal;Tel./Fax;Contacto 1;Dirección 1;Dirección 2",
            "name zip phone contact_name street street2",
        )
        self.assertKnown(
            "Empresa;Contacto 1;Contacto 2", "company contact_name contact2_name"
        )

    def test_the_name_of_a_person_is_not_replaced_by_their_company(self):
        for name in ("Full Name", "Nombre y apellidos", "Nombre completo"):
            for company in ("Company", "Empresa", "Firma"):
                self.assertKeys(f"{name};{company};Email", "name employer email")
        self.assertKeys("Empresa;Email", "company email")

    def test_surnames_or_the_name_of_a_company(self):
        for word in ("Apellidos / Razón social", "Apellidos o razón social"):
            self.assertKeys(f"{word};Nombre;NIF", "surname given_name vat")
        self.assertKeys("Nombre y apellidos o razón social;NIF", "name vat")

    def test_the_person_of_a_company_in_several_columns(self):
        self.assertKeys(
            "Nombre empresa;Nombre contacto;Apellidos contacto;Email",
            "company contact_name contact_surname email",
        )
        self.assertKeys(
            "Empresa;Contacto nombre;Contacto email;Contacto teléfono",
            "company contact_name contact_email contact_phone",
        )

    def test_surname_under_name(self):
        self.assertKeys("Nom;Prénom;Société", "surname given_name employer")
        self.assertKeys(
            "Name;Vorname;Ort", "surname given_name city", [["Ruiz"], ["Ana"], ["Ulm"]]
        )
        # the whole name stands there
        whole = [["Ana Ruiz Gil", "Leo Sol"], ["Ana", "Leo"]]
        self.assertKeys("Nombre;Nombre de pila", "name given_name", whole)
        firms = [["Roble, S.L.", "Encina SA"], ["Ana", "Leo"]]
        self.assertKeys("Name;First name", "name given_name", firms)
        self.assertKeys("Nom;Cognoms", "given_name surname")

    def test_other_languages(self):
        for text, keys in (
            (
                "Nom;Cognoms;Adreça;Codi postal;Població;Telèfon;Mòbil;"
                "Data de naixement",
                "given_name surname street zip city phone mobile birthdate",
            ),
            (
                "Izena;Abizenak;NAN;Helbidea;Posta kodea;Herria;Probintzia;Telefonoa",
                "given_name surname vat street zip city state phone",
            ),
            (
                "Nome;Apelidos;Enderezo;Concello;Data de nacemento",
                "given_name surname street city birthdate",
            ),
            ("Nome;Morada;Telemóvel;Localidade", "name street mobile city"),
            (
                "Société;Adresse;Code postal;Ville;Pays;Portable;Courriel",
                "company street zip city country mobile email",
            ),
            (
                "Vorname;Nachname;Firma;Straße;PLZ;Ort;Land;Handy",
                "given_name surname employer street zip city country mobile",
            ),
            (
                "Ragione sociale;Partita IVA;Indirizzo;CAP;Città;Cellulare",
                "name vat street zip city mobile",
            ),
        ):
            self.assertKeys(text, keys)

    def test_words_of_other_languages_name_columns_that_exist(self):
        keys = {column.key for column in columns.every_column()}
        self.assertLessEqual(set(other_words()), keys)
        self.assertLessEqual(
            set(other_neighbours()), {"company", "business", "bare", "customer"}
        )

    def test_whose_address(self):
        self.assertKeys(
            "Full Name;Mailing Street;Mailing City;Mailing Zip",
            "name street city zip",
        )
        self.assertKeys(
            "Nombre;Dirección 1 - Calle;Dirección 1 - Ciudad;Correo 1 - Valor",
            "name street city email",
        )
        # nothing of another address stands in it
        self.assertKnown(
            "Nombre;Domicilio fiscal;CP fiscal;Domicilio envío;CP envío;Ciudad envío",
            "name street zip - - -",
        )
        self.assertKnown(
            "Nombre;Calle del trabajo;Ciudad del trabajo;CP de casa",
            "name street city -",
        )
        self.assertKeys("Nombre;Domicilio envío;CP envío", "name street zip")

    def test_two_words_for_one_thing(self):
        self.assertKeys(
            "NOMBRE Y APELLIDOS / RAZON SOCIAL;NIF/CIF;C.P. Y POBLACION;Town/City",
            "name vat zip_city city",
        )
        self.assertKnown("Nombre;Estado;Provincia", "name - state")
        self.assertKeys("Nombre;Estado", "name state")
        self.assertKeys(
            "Empresa;Nombre gerente;Tel. gerente;Telef.",
            "company contact_name contact_phone phone",
        )

    def test_who_the_list_is_of(self):
        for word in ("Paciente", "Socio", "Nombre del huésped", "Titular"):
            self.assertKeys(f"{word};Teléfono", "name phone")
        self.assertKnown("Socio;Nombre;Apellidos", "- given_name surname")
        # what Odoo's own list of contacts exports
        self.assertKeys("Nombre mostrado;Teléfono;Empresa", "name phone employer")

    def test_a_bare_number(self):
        self.assertKeys(
            "Nombre;Siglas;Vía;Nº;Escalera;Piso;Puerta",
            "name street_kind street street_number street_stairs street2 street_door",
        )
        self.assertKeys("Nombre;Calle;Número;CP", "name street street_number zip")
        self.assertKeys("Nº cliente;Calle;Nombre", "code street name")
        counted = [["1", "2", "3"], ["Ana", "Eva", "Leo"]]
        (number, _name) = self.propose("Nº;Nombre", counted)
        self.assertEqual((number.key, number.sure), (None, "guessed"))
        (number, _name) = self.propose("Nº;Nombre", [["7", "9"], ["Ana", "Eva"]])
        self.assertEqual((number.key, number.sure), ("code", "guessed"))

    def test_parts_are_put_together(self):
        every = {column.key: column for column in columns.every_column()}

        def put(**cells):
            found = joined([(every[key], value) for key, value in cells.items()])
            return {column.key: value for column, value in found}

        self.assertEqual(
            put(street_kind="CL", street="Mayor", street_number=12.0),
            {"street": "Calle Mayor, 12"},
        )
        self.assertEqual(
            put(street="Calle Mayor 12", street_kind="CL", street_number="12"),
            {"street": "Calle Mayor 12"},
        )
        self.assertEqual(
            put(street="Sol", street2="3º", street_stairs="A", street_door="B"),
            {"street": "Sol", "street2": "3º, Esc. A, Pta. B"},
        )
        self.assertEqual(put(street="Sol", street_door="B"), {"street": "Sol, Pta. B"})
        # a number in the street's own name is no number of the house
        self.assertEqual(
            put(street="12 de Octubre", street_number="12"),
            {"street": "12 de Octubre, 12"},
        )
        self.assertEqual(
            put(street="Calleja del Pez", street_kind="CL"),
            {"street": "Calle Calleja del Pez"},
        )
        # the zeros that a spreadsheet took
        account = {"account_bank": 2100, "account_office": 418, "account_check": 45}
        self.assertEqual(
            put(iban=200051332, **account), {"iban": "21000418450200051332"}
        )
        self.assertEqual(put(iban="ES91 2100", account_bank="x"), {"iban": "ES91 2100"})
        self.assertEqual(put(name="Ana"), {"name": "Ana"})

    def test_an_account_in_four_columns(self):
        self.assertKeys(
            "Nombre;Entidad;Oficina;DC;Cuenta",
            "name account_bank account_office account_check iban",
        )
        # the name of a bank alone is no part of an account
        self.assertKnown("Nombre;Banco;Cuenta", "name - iban")

    def test_a_plan_of_accounts(self):
        samples = [["4300001", "4300002"], ["Roble", "Encina"], ["", ""]]
        self.assertKeys("Cuenta;Título;NIF", "code name vat", samples)
        bank = [["ES9121000418450200051332"], ["Roble"], [""]]
        self.assertKeys("Cuenta;Nombre;NIF", "iban name vat", bank)

    def test_two_columns_of_tax_ids(self):
        self.assertKeys("Nombre;NIF;CIF", "name vat vat")
