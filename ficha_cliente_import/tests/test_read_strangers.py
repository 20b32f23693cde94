"""Files of strangers, as their programs and their people write them: read right, asked
about, or told; pure, without a database."""

from odoo.tests import BaseCase, tagged

from odoo.addons.ficha_cliente.tools.bank_account import ibans_in
from odoo.addons.ficha_cliente.tools.email_address import addresses, addresses_within
from odoo.addons.ficha_cliente.tools.places import country_code

from ..tools.columns import propose
from ..tools.person import turned_if_person
from ..tools.placeholders import placeholder
from ..tools.read_cell import read_digits, read_vat, read_zip, read_zip_city
from .common_files import notes, read, text, texts, xlsx

IBAN = "ES91 2100 0418 4502 0005 1332"
OTHER = "ES79 2100 0813 6101 2345 6789"


def keys(headings, *rows):
    """What headings, between semicolons, are taken for."""
    heads = headings.split(";")
    columns = zip(*(row.split(";") for row in rows), strict=True)
    samples = [list(column) for column in columns] or None
    found = {one.position: one.key for one in propose(heads, samples)}
    return [found.get(place) for place in range(len(heads))]


@tagged("post_install", "-at_install")
class TestReadStrangers(BaseCase):
    def test_encodings_that_look_like_others(self):
        told = (
            "Código;Razón social;Población\n"
            "1;Peluquería Núñez;Águilas\n2;Muñoz Íñigo, 1ª;Mazarrón\n"
        )
        # "Íñ" of DOS is a letter of Hebrew in UTF-8
        book = read(told.encode("cp850"))
        self.assertEqual((book.encoding, book.doubtful), ("cp850", set()))
        self.assertEqual(texts(book)[1][1], "Muñoz Íñigo, 1ª")
        # the euro of Latin-9 is another sign in Windows, and ñ in DOS
        for line in ("Peña;30 €", "Pepe;30 €"):
            book = read(f"Nombre;Notas\n{line}\n".encode("iso8859_15"))
            self.assertEqual(texts(book), [line.split(";")])
        self.assertEqual(texts(read("Nombre\nMuñoz\n".encode("cp850"))), [["Muñoz"]])
        # letters of other alphabets stand in words
        data = "Nombre;Notas\nПетр Иванов;Muñoz\n".encode() + b"Pe\xf1a;x\n"
        self.assertEqual(texts(read(data))[0], ["Петр Иванов", "Muñoz"])

    def test_marks_around_everything(self):
        data = b'"Nombre,NIF"\n"""Bar, El Sol"",B12345674"\n"Ana,12345678Z"\n'
        self.assertEqual(
            texts(read(data)), [["Bar, El Sol", "B12345674"], ["Ana", "12345678Z"]]
        )
        self.assertEqual(texts(read(b"'Nombre';'NIF'\n'Ana';''\n")), [["Ana"]])
        self.assertEqual(texts(read(b'"Nombre"\n"Ana, Eva"\n')), [["Ana, Eva"]])
        # a line end within a heading
        book = read(b'"Nombre\ncompleto";"Tel.\r\nfijo"\nAna;968123456\n')
        self.assertEqual(texts(book), [["Ana", "968123456"]])
        book = read(b'Nombre;NIF;Obs\nAna;1;"cliente\nEva;2;"ok"\n')
        self.assertEqual(len(notes(book, "open_quote")), 1)
        self.assertEqual(texts(book), [["Eva", "2", "ok"]])

    def test_values_without_a_heading(self):
        # a semicolon in a street moves what follows, even to under a last semicolon
        rows = b"Nombre;Direccion;Poblacion;NIF;\nAna;C/ Sol; 3;Murcia;12345678Z\n"
        self.assertFalse(texts(read(rows)))
        book = read(rows + b"Eva;C/ Luna 3;Lorca;B12345674;\n")
        self.assertEqual([row[0] for row in texts(book)], ["Eva"])
        self.assertEqual(notes(book, "wide_row")[0]["row"], 2)
        # a column that nobody named is told
        rows = [["Nombre", "", "Tel"], ["Ana", "x", "968123456"], ["Eva", "", "1"]]
        for book in (read(text(rows)), read(xlsx(("Hoja1", rows)), "c.xlsx")):
            self.assertEqual(notes(book, "no_heading"), [{"columns": "B (x)"}])
        rows = [["Nombre", "", "Tel"], ["Ana", "", "968123456"]]
        self.assertFalse(notes(read(text(rows)), "no_heading"))

    def test_remarks_behind_the_headings_move_nothing(self):
        """Excel writes as many marks in each row as the widest has."""
        head = b"Nombre;Email;CP;Tel;NIF;\n"
        plain = b"".join(
            b"Ana %d;a%d@b.es;30001;968123456;12345678Z;\n" % (n, n) for n in range(7)
        )
        remarks = (
            b"Eva;e@b.es;8001;968 12 34 56;B-12345674;llamar\n"
            b"Leo;;no tiene;;;paga tarde\n"
            b"Noa;;;no llamar;12345678A;vip\n"  # a wrong letter is a slip, and told
        )
        book = read(head + plain + remarks)
        self.assertFalse(notes(book, "wide_row"))
        self.assertEqual([row[0] for row in texts(book)[7:]], ["Eva", "Leo", "Noa"])
        self.assertEqual(notes(book, "no_heading"), [{"columns": "F (llamar)"}])
        # in the same file, those that did move
        moved = b"Bar; Sol;e@b.es;8001;968123456;B12345674\n"
        book = read(head + plain + remarks + moved)
        self.assertEqual([note["row"] for note in notes(book, "wide_row")], [12])
        # also where most rows have remarks
        book = read(head + remarks + moved)
        self.assertEqual([row[0] for row in texts(book)], ["Eva", "Leo", "Noa"])
        # a column of codes of their own says nothing of who moved
        rows = b"Nombre;NIF;\nAna;C-1;\nEva;C-2;\nLeo;C-3;llamar\n"
        self.assertEqual(len(texts(read(rows))), 3)
        # without the last mark, more cells than headings are told as before
        rows = b"Nombre;NIF\nAna;12345678Z\nEva;12345678Z;llamar\n"
        self.assertEqual(len(notes(read(rows), "wide_row")), 1)

    def test_whole_numbers_with_decimals(self):
        data = b"Codigo;Nombre;CP;Nota\n12.0;Ana;8001.0;1.0\n7.0;Eva;nan;2.5\n"
        self.assertEqual(
            texts(read(data)),
            [["12", "Ana", "8001", "1.0"], ["7", "Eva", "nan", "2.5"]],
        )

    def test_two_rows_of_headings(self):
        rows = [
            ["Código", "Cliente", "", "Fiscal", "", "Envío", ""],
            ["", "Nombre", "NIF", "Calle", "C.P.", "Calle", "C.P."],
            ["1", "Ana", "12345678Z", "C/ Sol", "30001", "C/ Luna", "08001"],
        ]
        book = read(xlsx(("Clientes", rows)), "c.xlsx")
        heads = book.tables[0].rows[0][1]
        self.assertEqual(heads[:3], ["Código", "Nombre", "NIF"])
        self.assertEqual(
            keys(";".join(heads)),
            ["code", "name", "vat", "street", "zip", None, None],
        )
        self.assertEqual(len(texts(book)), 1)
        # the other address first
        order = [0, 1, 2, 5, 6, 3, 4]
        rows = [["Código", "Cliente", "", "Envío", "", "Fiscal", ""]] + [
            [row[place] for place in order] for row in rows[1:]
        ]
        heads = read(xlsx(("Clientes", rows)), "c.xlsx").tables[0].rows[0][1]
        self.assertEqual(keys(";".join(heads))[3:], [None, None, "street", "zip"])
        # a title is no row of headings
        rows = [["Clientes", "2026"], ["", "Nombre", "NIF"], ["x", "Ana", "1"]]
        heads = read(xlsx(("Clientes", rows)), "c.xlsx").tables[0].rows[0][1]
        self.assertEqual(heads, ["", "Nombre", "NIF"])

    def test_a_title_right_above_is_no_row_of_groups(self):
        rows = [
            ["Listado de clientes", "", "", "Fecha: 01/02/2024"],
            ["Nombre", "Teléfono", "Teléfono", "Email"],
            ["Ana", "968123456", "612345678", "a@b.es"],
        ]
        for title in (rows[0], ["Clientes", "", "Fecha: 01/02/2024"]):
            for book in (
                read(text([title, *rows[1:]])),
                read(xlsx(("Hoja1", [title, *rows[1:]])), "c.xlsx"),
            ):
                heads = book.tables[0].rows[0][1]
                self.assertEqual(
                    keys(";".join(heads)), ["name", "phone", "phone", "email"], title
                )
        # of a department, and of another address, whatever that is called
        for above, heads, expected in (
            ("Cliente;;Facturación", "Nombre;Email;Email", "name;email;emails"),
            ("Cliente;Fiscal;Obra", "Nombre;Calle;Calle", "name;street;"),
            ("Cliente;Obra;Fiscal", "Nombre;Calle;Calle", "name;;street"),
        ):
            rows = [above.split(";"), heads.split(";"), ["Ana", "x", "y"]]
            found = read(xlsx(("Hoja1", rows)), "c.xlsx").tables[0].rows[0][1]
            told = [key or "" for key in keys(";".join(found))]
            self.assertEqual(told, expected.split(";"), above)

    def test_rows_of_nobody(self):
        rows = [
            ["Código", "Nombre", "Población"],
            ["Zona: 01 Murcia"],
            ["1", "Ana", "Lorca"],
            ["Total zona 01"],
            ["2", "Total Energies", ""],
            ["3", "Zona Franca, S.L.", ""],
            ["", "Ruta 66 Bar", ""],
            [],
            ["Informe de contactos"],
            ["Copyright 2000-2026, all rights reserved"],
            ["Confidential - Do Not Distribute"],
        ]
        book = read(xlsx(("Hoja1", rows)), "c.xlsx")
        found = [row[1] for row in texts(book)]
        self.assertEqual(
            found, ["Ana", "Total Energies", "Zona Franca, S.L.", "Ruta 66 Bar"]
        )
        self.assertEqual(len(notes(book, "footnote")), 4)
        # who is only a name at the end is somebody
        book = read(xlsx(("Hoja1", rows[:3] + [["", "Eva"]])), "c.xlsx")
        self.assertEqual(len(texts(book)), 2)
        # a card of one customer is not its first line above the others
        card = [["Nombre", "Ana"], ["NIF", "12345678Z"], ["Teléfono", "968123456"]]
        book = read(xlsx(("Hoja1", card)), "c.xlsx")
        self.assertEqual(texts(book), [["Ana", "12345678Z", "968123456"]])
        self.assertTrue(notes(book, "labels"))
        flags = "Nombre;Proveedor;Cliente\nAna;No;Sí\nHierros;Sí;No\nEva;Sí;Sí\n"
        book = read(flags.encode())
        self.assertEqual([row[0] for row in texts(book)], ["Ana", "Eva"])
        self.assertEqual(len(notes(book, "supplier_row")), 1)
        self.assertEqual(
            keys("Nombre;Proveedor;Cliente", "Ana;No;Sí", "Eva;Sí;Sí"),
            ["name", None, None],
        )

    def test_a_company_called_as_a_total_and_a_lone_number(self):
        rows = [
            ["Nombre", "Visitas", "CP"],
            ["Total Comercial Levante, S.L.", 3, 8001],
            ["Ana", 2, 30001],
            ["Total comercial Levante", 5, ""],
            ["Total zona 01", 5, ""],
            ["Eva", 1, 30001],
        ]
        book = read(xlsx(("Hoja1", rows)), "c.xlsx")
        self.assertEqual(
            [row[0] for row in texts(book)],
            ["Total Comercial Levante, S.L.", "Ana", "Eva"],
        )
        self.assertEqual([note["row"] for note in notes(book, "total_row")], [4, 5])
        # a 1 may be the code of the only customer; a word or several are answers
        for cells, expected in (
            (["1"], "code"),
            (["Sí"], None),
            (["x"], None),
            (["1", "0"], None),
            (["1", "1"], None),  # as a code, both would be one customer
            (["1", "2"], "code"),
        ):
            rows = [f"{cell};Ana {place}" for place, cell in enumerate(cells)]
            found = keys("Cliente;Nombre", *rows)
            self.assertEqual(found, [expected, "name"], cells)

    def test_headings(self):
        for headings, *wanted in (
            ("Nombre;Tfno/Móvil", "name", "phone"),
            ("Nombre;Teléfono móvil;Móvil / Tlf.", "name", "mobile", "phone"),
            ("Nombre;Teléfono/s;E-mail/s", "name", "phone", "email"),
            ("Nombre;Código postal trabajo", "name", "zip"),
            ("Nombre;Dirección y población;CP", "name", "street", "zip"),
            ("Nombre;Nº cuenta bancaria;WhatsApp", "name", "iban", "mobile"),
            ("Nombre;Correo secundario;Correo primario", "name", "emails", "email"),
            ("Nombre;Nombre;Apellidos", "name", "given_name", "surname"),
            ("Nombre;Main Phone;Email (x)", "name", "phone", "email"),
            ("Nombre y apellidos del titular;DNI del titular", "name", "vat"),
            ("NomCliente;CPCliente;TelCliente", "name", "zip", "phone"),
        ):
            self.assertEqual(keys(headings), wanted, headings)
        self.assertEqual(
            keys("Nombre;Vía;Número;Portal;Planta"),
            ["name", "street", "street_number", "street_portal", "street_floor"],
        )
        # an account of a plan beside a number of the street
        self.assertEqual(
            keys("Cuenta;Razón social;Vía;Número", "430.00001;Ana;Sol;3")[0], "code"
        )

    def test_programs(self):
        sage = "CodigoCliente;RazonSocial;Nombre;CifDni;CodigoSigla;ViaPublica;Numero1"
        self.assertEqual(
            keys(f"{sage};CodigoProvincia;Provincia;Nacion"),
            ["code", "name", "trade_name", "vat", "street_kind", "street"]
            + ["street_number", None, "state", "country"],
        )
        self.assertEqual(
            keys("id;name;is_company;parent_id;parent_id/id;state_id;category_id"),
            [None, "name", "is_company", "parent", None, "state", "tags"],
        )
        self.assertEqual(
            keys("Nombre mostrado;Nombre;Es una empresa;Compañía relacionada"),
            [None, "name", "is_company", "parent"],
        )
        self.assertEqual(
            keys("Nombre completo;Teléfono;Correo electrónico;Comercial;Actividades"),
            ["name", "phone", "email", "user", None],
        )
        self.assertEqual(
            keys("CODCLI;NOFCLI;NIFCLI;FAXCLI")[-1], "fax", "a fax is no waste"
        )

    def test_one_address_of_home_and_office(self):
        heads = "Nombre;Apellidos;Dirección de correo electrónico;Teléfono del trabajo"
        heads += ";Calle del trabajo;Ciudad de trabajo;Provincia o estado de trabajo"
        heads += ";Calle particular;Ciudad de residencia"
        heads += ";Provincia o estado de residencia"
        home = ["", "", "", "C/ Luna", "Lorca", "Murcia"]
        work = ["C/ Sol", "Vigo", "", "", "", "Murcia"]
        for values, wanted in (
            (work, ["street", "city", "state", None, None, None]),
            (home, [None, None, None, "street", "city", "state"]),
        ):
            row = ["Ana", "Ruiz", "a@x.es", "968123456", *values]
            self.assertEqual(keys(heads, ";".join(row))[4:], wanted)

    def test_addresses_beside_what_is_none(self):
        for cell, good, bad in (
            ("ana@x.es - eva@x.es", ["ana@x.es", "eva@x.es"], []),
            ("ana@x.es; eva@", ["ana@x.es"], ["eva@"]),
            ("ana@x.es; eva @x.es", ["ana@x.es"], ["eva @x.es"]),
            ("ana@x.es#mailto:ana@x.es#", ["ana@x.es"], []),
            ("ventas: ana@x.es compras: eva@x.es", ["ana@x.es", "eva@x.es"], []),
            ("ana ruiz@x.es", [], ["ana ruiz@x.es"]),
            ("ana@@x.es", [], ["ana@@x.es"]),
            ("ana@x.es@y.es", [], ["ana@x.es@y.es"]),
            ("968123456", [], []),
        ):
            found, wrong = addresses_within(cell)
            self.assertEqual((list(found), wrong), (good, bad), cell)
        self.assertEqual(
            addresses_within("ventas: ana@x.es, no usar")[0], {"ana@x.es": "ventas"}
        )
        self.assertFalse(addresses('=HYPERLINK("mailto:ana@x.es","ana@x.es")'))
        self.assertTrue(addresses("ana.o'neill+1@mail.x-y.es"))

    def test_accounts(self):
        for cell, wanted in (
            (f"{IBAN} / {OTHER}", [IBAN, OTHER]),
            (f"{IBAN}, 21000813610123456789", [IBAN, OTHER]),
            (f"Caixabank {IBAN}", [IBAN]),
            (f"{IBAN} LA CAIXA", [IBAN]),
            ("AA00" + "A" * 90, []),
            ("2100 0418 45 0200051332 (La Caixa)", [IBAN]),
            ("ES9121000418450200051333", []),
            (f"{IBAN} / ES9121000418450200051333", []),
            ("BBVA", []),
        ):
            self.assertEqual(ibans_in(cell), wanted, cell)
        for cell in ("al contado", "****1332", "Santander"):
            self.assertEqual(placeholder("ibans", cell, "iban"), "empty")
        for cell in ("2100 0418 45 02", "ES00 1234"):
            self.assertFalse(placeholder("ibans", cell, "iban"))

    def test_values(self):
        self.assertEqual(read_vat("012345678Z", "ES"), "12345678Z")
        self.assertEqual(read_vat("012345678A"), "012345678A")  # of nobody's here
        self.assertEqual(read_digits("'00042"), "00042")
        self.assertEqual(read_zip("E-30001", "ES"), "30001")
        self.assertEqual(read_zip("D-30001", "DE"), "D-30001")
        self.assertEqual(read_zip_city("30001-Murcia", "ES"), ("30001", "Murcia"))
        for name, wanted in (
            ("DE LA FUENTE Y DEL VALLE, JUAN J.", "JUAN J. DE LA FUENTE Y DEL VALLE"),
            ("Acme, S.L., Ana", "Acme, S.L., Ana"),
            ("Acme SL, Ana", "Acme SL, Ana"),
        ):
            self.assertEqual(turned_if_person(name), wanted)
        for name, code in (("P. Bajos", "NL"), ("UAE", "AE"), ("R.P. China", "CN")):
            self.assertEqual(country_code(name), code)
