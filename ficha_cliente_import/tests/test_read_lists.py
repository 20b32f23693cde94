from odoo.tests import BaseCase, tagged

from odoo.addons.ficha_cliente.tools.places import spanish_province

from ..tools.corrections import has_wrong_end, suggested_email
from ..tools.languages import language_names
from ..tools.origin import country_of
from ..tools.person import turned_if_person
from ..tools.placeholders import placeholder
from ..tools.read_cell import read_date, read_zip_city
from .common_files import notes, read, text, texts, xlsx

HEAD = ["Código", "Nombre", "Teléfono"]
ANA = ["1", "Ana Gil", "981000123"]
EVA = ["2", "Eva Roca", "981000124"]


def rows_of(book):
    return [
        dict(zip(table.rows[0][1], values, strict=False))
        for table in book.tables
        for _number, values in table.rows[1:]
    ]


@tagged("post_install", "-at_install")
class TestReadLists(BaseCase):
    """Several lists in a sheet, and what is no customer: pure, without a database."""

    def test_lists_one_below_the_other(self):
        suppliers = ["Código", "Proveedor", "Teléfono"]
        rows = [["CLIENTES"], [], HEAD, ANA, EVA, [], ["PROVEEDORES"], [], suppliers]
        rows.append(["1", "Hierros", "981000125"])
        for name in ("Hoja1", "Clientes"):
            book = read(xlsx((name, rows)), "c.xlsx")
            self.assertEqual(
                [row["Nombre"] for row in rows_of(book)], ["Ana Gil", "Eva Roca"]
            )
            self.assertEqual(notes(book, "footnote")[0]["text"], "PROVEEDORES")
            self.assertIn(f"{name} (9)", notes(book, "sheets")[0]["others"])
        # another order of the same headings
        other = ["Nombre", "Teléfono", "Código"]
        rows = [HEAD, ANA, [""], other, ["Eva Roca", "981000124", "2"]]
        for book in (
            read(xlsx(("Hoja1", rows)), "c.xlsx"),
            read(text(rows)),
        ):
            self.assertEqual(
                rows_of(book),
                [
                    dict(zip(HEAD, ANA, strict=True)),
                    dict(zip(HEAD, EVA, strict=True)),
                ],
            )

    def test_titles_between(self):
        rows = [["ZONA NORTE"], HEAD, ANA, [], ["ZONA SUR"], HEAD, EVA]
        book = read(xlsx(("Hoja1", rows)), "c.xlsx")
        self.assertEqual(texts(book), [ANA, EVA])
        self.assertEqual(notes(book, "footnote")[0]["text"], "ZONA SUR")
        # words that are headings elsewhere are values here
        rows = [["Nombre", "Tipo", "Origen"], ["Ana", "Cliente", "Web"]]
        rows += [[], ["Eva", "Empresa", "Teléfono"]]
        book = read(xlsx(("Hoja1", rows)), "c.xlsx")
        self.assertEqual(len(texts(book)), 2)

    def test_headings_far_below(self):
        rows = [[f"Presentación, línea {n}"] for n in range(40)] + [HEAD, ANA]
        book = read(xlsx(("Hoja1", rows)), "c.xlsx")
        self.assertEqual((book.heading_row, texts(book)), (41, [ANA]))

    def test_a_list_of_suppliers(self):
        book = read(b"Codigo;Proveedor;CIF;Telefono\n1;Hierros;B12345674;968100500\n")
        self.assertFalse(book.tables)
        self.assertIn("sheet", book.doubtful)
        for head in ("Nombre;Proveedor", "Cliente;Proveedor", "Proveedor de luz;Nom"):
            book = read(f"{head};Telefono\nAna;Luz SA;968100500\n".encode())
            self.assertEqual(len(book.tables), 1, head)

    def test_a_plan_of_accounts(self):
        book = read(
            b"Cuenta;Nombre;NIF\n4300001;Ana;\n430.0.002;Eva;\n4000001;Hierros;\n"
            b"5720001;Banco;\n"
        )
        self.assertEqual([row[1] for row in texts(book)], ["Ana", "Eva"])
        self.assertEqual([n["row"] for n in notes(book, "account_row")], [4, 5])
        book = read(
            b"Nombre;Entidad;Oficina;DC;Cuenta\nAna;2100;0418;45;4300051332\n"
            b"Eva;2100;0418;45;2000051332\n"
        )
        self.assertEqual(len(texts(book)), 2)
        # accounts of a bank, and codes that only look so
        for head in ("Cuenta", "Código"):
            book = read(f"{head};Nombre\n1001;Ana\n1002;Eva\n".encode())
            self.assertEqual(len(texts(book)), 2)

    def test_who_is_a_customer_and_who_a_supplier(self):
        book = read(
            b"Nombre;Tipo;Telefono\nAna;Cliente;1\nHierros;Proveedor;2\n"
            b"Eva;Cliente y proveedor;3\nLuz;;4\n"
        )
        self.assertEqual([row[0] for row in texts(book)], ["Ana", "Eva", "Luz"])
        self.assertEqual([n["row"] for n in notes(book, "supplier_row")], [3])
        book = read(b"Nombre;Cliente/Proveedor\nAna;C\nHierros;P\n")
        self.assertEqual([row[0] for row in texts(book)], ["Ana"])
        # other kinds, and a customer who is called so
        for rows in (
            b"Nombre;Tipo\nAna;Empresa\nEva;P\n",
            b"Nombre;Tipo\nAna;C\nEva;P\n",
            b"Cliente;Telefono\nProveedor;1\nAna;2\n",
        ):
            self.assertEqual(len(texts(read(rows))), 2, rows)

    def test_totals(self):
        book = read(
            b"Codigo;Nombre;Saldo\n1;Total Gas SA;10\n2;Total Prueba;3\n"
            b";TOTAL CLIENTES;13\n;Total general: 2 clientes;\n;Total de 2;13\n"
        )
        self.assertEqual(
            [row[1] for row in texts(book)], ["Total Gas SA", "Total Prueba"]
        )
        self.assertEqual([n["row"] for n in notes(book, "total_row")], [4, 5, 6])

    def test_a_quotation_mark_too_many(self):
        book = read(
            b'Nombre;Ciudad;Tel\n"Bar "El Sol" Gil;Lugo;1\n"Dos" Gil;Lugo;2\n'
            b'5" tubos;Lugo;3\n'
        )
        self.assertEqual([row[0] for row in texts(book)], ['"Dos" Gil', '5" tubos'])
        self.assertEqual([n["row"] for n in notes(book, "open_quote")], [2])


@tagged("post_install", "-at_install")
class TestReadWords(BaseCase):
    """What somebody meant: pure, without a database."""

    def test_mistyped_addresses(self):
        for written, meant in (
            ("ana@gmail,com", "ana@gmail.com"),
            ("ana(at)x.example", "ana@x.example"),
            ("ana arroba x.example", "ana@x.example"),
            ("ana[at]x[dot]example", "ana@x.example"),
            ("ana @x.example", "ana@x.example"),
            ("ana @ x . example", "ana@x.example"),
            ("ana@@x.example", "ana@x.example"),
            ("ana@x.example@", "ana@x.example"),
            ("ana@x..example", "ana@x.example"),
            ("ana@gmail", "ana@gmail.com"),
            ("ana@gmailcom", "ana@gmail.com"),
            ("ana@gmail.con", "ana@gmail.com"),
            ("ana.gil.gmail.com", "ana.gil@gmail.com"),
            ("Ana <ana@x,example>", "ana@x.example"),
            ("ana@x.example, eva@x,example", "ana@x.example; eva@x.example"),
        ):
            self.assertEqual(suggested_email(written), meant, written)
        for written in ("no es un correo", "www.x.example", "@ana", "ana@", "", "600"):
            self.assertEqual(suggested_email(written), "", written)
        self.assertTrue(has_wrong_end("ana@gmail.con"))
        self.assertFalse(has_wrong_end("ana@confort.com"))

    def test_provinces_in_other_words(self):
        for written, code in (
            ("Las Palmas de G.C.", "GC"),
            ("Madrid, Comunidad de", "M"),
            ("Navarra (Comunidad Foral de)", "NA"),
            ("Asturias, Principado de", "O"),
            ("Cd. Real", "CR"),
            ("Sta. Cruz Tfe.", "TF"),
            ("Nafarroa", "NA"),
            ("Lérida / Lleida", "L"),
            ("Asturies", "O"),
            ("Comunitat Valenciana", None),
        ):
            self.assertEqual(spanish_province(written), code, written)

    def test_what_stands_after_a_comma(self):
        for written, meant in (
            ("ROCA CANTERA, ELENA", "ELENA ROCA CANTERA"),
            ("GARCIA GIL,PEPE", "PEPE GARCIA GIL"),
            ("Construcciones Pepe, Lola y Ana", None),
            ("Bar Ana, Luis", None),
            ("Roble, S.L.", None),
            ("Hotel Sol, Lorca", None),
        ):
            self.assertEqual(turned_if_person(written), meant or written)

    def test_languages(self):
        spanish = {
            name.lower() for name in language_names("es_ES", "Spanish / Español")
        }
        for word in ("español", "castellano", "spanish", "es", "espanyol", "espagnol"):
            self.assertIn(word, spanish)
        self.assertIn("English", language_names("en_US", "English (US)"))
        self.assertNotIn("inglés", spanish)

    def test_countries_of_tax_ids(self):
        for number, code in (
            ("CHE116281710MWST", "CH"),
            ("XAXX010101000", "MX"),
            ("U12345675", "ES"),
            ("A12345674", "ES"),
        ):
            self.assertEqual(country_of(number, (), "", "ES"), code, number)

    def test_an_ordinal_day(self):
        self.assertEqual(read_date("1º de mayo de 1980").isoformat(), "1980-05-01")

    def test_postcode_and_town(self):
        for written, both in (
            ("30001 Murcia", ("30001", "Murcia")),
            ("30001 - Murcia (Murcia)", ("30001", "Murcia")),
            ("8001, L'Hospitalet", ("08001", "L'Hospitalet")),
            ("Murcia 30001", ("30001", "Murcia")),
            ("Murcia (30001)", ("30001", "Murcia")),
            ("1000-001 Lisboa", ("1000-001", "Lisboa")),
            ("Murcia", ("", "Murcia")),
            ("30001", ("30001", "")),
        ):
            self.assertEqual(read_zip_city(written, "ES"), both, written)

    def test_nothing_to_dial(self):
        for written in ("no llamar", "Pte. de confirmar", "sin teléfono", "x"):
            self.assertEqual(placeholder("phone", written), "empty", written)
        for written in ("casa 968123456", "por la tarde"):
            self.assertEqual(placeholder("phone", written), "", written)
        self.assertEqual(placeholder("line", "no llamar"), "")
