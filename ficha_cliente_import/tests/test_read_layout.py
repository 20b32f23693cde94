from datetime import datetime

from odoo.tests import BaseCase, tagged

from .common_files import case_file, notes, problem, read, text, texts, xlsx

HEAD = ["Nombre", "Teléfono", "Email"]
ANA = ["Ana Gil", "981000123", "ana@example.com"]
EVA = ["Eva Roca", "981000124", "eva@example.com"]


def chosen(book):
    return [sheet.name for sheet in book.sheets if sheet.chosen]


@tagged("post_install", "-at_install")
class TestReadLayout(BaseCase):
    """Which sheet is of customers, where the headings are, and what is no customer."""

    def test_sheets_of_the_cases(self):
        for name, others in (
            ("25a_portada_y_clientes.xlsx", ["Portada"]),
            ("25b_clientes_y_proveedores.xlsx", ["Proveedores"]),
        ):
            data = case_file(name)
            if data:
                book = read(data, name)
                self.assertEqual(chosen(book), ["Clientes"])
                left = [sheet.name for sheet in book.sheets if not sheet.chosen]
                self.assertEqual(left, others)
                self.assertEqual(len(texts(book)), 1)

    def test_the_sheet_of_customers(self):
        screws = ("Tornillos", [["Código", "Nombre", "Precio"], ["1", "M8", 0.1]])
        stock = ("Hoja2", [["Código", "Nombre", "Stock"], ["1", "M8", 100]])
        other = ("Proveedores", [HEAD, EVA])
        cover = ("Portada", [["Informe"], ["Ejercicio 2026"]])
        for sheets, expected in (
            ([cover, ("Clientes", [HEAD, ANA])], ["Clientes"]),
            ([other, ("Hoja1", [HEAD, ANA])], ["Hoja1"]),
            ([screws, stock, ("Hoja1", [HEAD, ANA])], ["Hoja1"]),
            (
                [("Clientes", [HEAD, ANA]), ("Contactos", [HEAD, EVA])],
                ["Clientes", "Contactos"],
            ),
            (
                [("Clientes 2025", [HEAD, ANA]), ("Hoja2", [HEAD, EVA])],
                ["Clientes 2025"],
            ),
            (
                [
                    ("Ventas por cliente", [["Cliente", "Importe"], ["Ana", 5]]),
                    ("Datos", [HEAD, ANA]),
                ],
                ["Datos"],
            ),
        ):
            book = read(xlsx(*sheets), "c.xlsx")
            self.assertEqual(chosen(book), expected)
            self.assertNotIn("sheet", book.doubtful)
            if len(expected) < len(sheets):
                (said,) = notes(book, "sheets")
                self.assertEqual(said["chosen"], "; ".join(expected))
        book = read(
            xlsx(other, ("Clientes", [HEAD, ANA])), "c.xlsx", sheet="Proveedores"
        )
        self.assertEqual((chosen(book), texts(book)), (["Proveedores"], [EVA]))

    def test_what_may_be_two_sheets_is_asked(self):
        book = read(xlsx(("Hoja1", [HEAD, ANA]), ("Hoja2", [HEAD, EVA])), "c.xlsx")
        self.assertEqual(chosen(book), ["Hoja1"])
        self.assertIn("sheet", book.doubtful)
        # nobody but suppliers and screws: nothing is taken for customers
        for sheets in (
            [("Proveedores", [HEAD, EVA])],
            [("Hoja1", [["Código", "Nombre", "Precio"], ["1", "M8", 0.1]])],
        ):
            book = read(xlsx(*sheets), "c.xlsx")
            self.assertEqual((chosen(book), book.tables), ([], []))
            self.assertIn("sheet", book.doubtful)
        self.assertFalse(read(b"Codigo;Nombre;Precio;Stock\n1;M8;3;4\n").tables)

    def test_headings_below_other_things(self):
        rows = [
            ["Talleres Roble, S.L."],
            [],
            ["Listado de clientes", "", "Fecha: 01/02/2026"],
            ["Ordenado por nombre"],
            [],
            HEAD,
            ANA,
        ]
        for book in (
            read(xlsx(("Hoja1", rows)), "c.xlsx"),
            read(text([row or [""] for row in rows])),
        ):
            self.assertEqual((book.heading_row, texts(book)), (6, [ANA]))
            self.assertFalse(book.doubtful)
        # Numbers writes the name of the table above it, and a sheet about the file
        book = read(
            xlsx(
                ("Resumen de exportación", [["Este documento se exportó de Numbers"]]),
                ("Hoja 1 - Tabla 1", [["", ""], HEAD, ANA]),
                merged=[("A1:C1", "Tabla 1")],
            ),
            "c.xlsx",
        )
        self.assertEqual(chosen(book), ["Hoja 1 - Tabla 1"])
        self.assertEqual(texts(book), [ANA])
        rows = [["a", "b"], ["Foo", "Bar"], ["x", "y"]]
        book = read(xlsx(("Hoja1", rows)), "c.xlsx")
        self.assertIn("heading_row", book.doubtful)
        book = read(xlsx(("Hoja1", rows)), "c.xlsx", heading_row=2)
        self.assertEqual(book.tables[0].rows, [(2, ["Foo", "Bar"]), (3, ["x", "y"])])
        self.assertNotIn("heading_row", book.doubtful)

    def test_rows_that_are_no_customers(self):
        for name, row in (("20c_pie_combinado.xlsx", 3), ("25d_fila_total.xlsx", 3)):
            data = case_file(name)
            if data:
                book = read(data, name)
                self.assertEqual(len(texts(book)), 1)
                self.assertEqual([n["row"] for n in notes(book, "total_row")], [row])
        for last, code in (
            (["TOTAL", "", 5], "total_row"),
            (["", "Total clientes: 254"], "total_row"),
            (["Total general", 1234.5, "12,00 €"], "total_row"),
            (["Total Murcia", "", 12], "total_row"),
            (["Nº de registros: 2"], "total_row"),
            (["254 clientes"], "total_row"),
            (["", "", 12], "total_row"),
            (HEAD, "heading_row"),
            (["Fecha de impresión: 01/02/2026"], "footnote"),
            (["* Los precios no incluyen IVA"], "footnote"),
            (["Página 1 de 3"], "footnote"),
        ):
            with self.subTest(last=last):
                book = read(xlsx(("Hoja1", [HEAD, ANA, [], last, EVA])), "c.xlsx")
                if last != ["", "", 12]:  # a sum without a word is at the end
                    self.assertEqual(texts(book), [ANA, EVA])
                    self.assertEqual([n["row"] for n in notes(book, code)], [4])
                    self.assertEqual(notes(book, "blank_rows")[0]["rows"], "3")
                book = read(xlsx(("Hoja1", [HEAD, ANA, EVA, last])), "c.xlsx")
                self.assertEqual(texts(book), [ANA, EVA])
                self.assertEqual([n["row"] for n in notes(book, code)], [4])
        # those are customers
        for row in (
            ["Total Energies España, S.A.", "911111111", "t@example.com"],
            ["Total", "911111111"],
            ["Total 3000, S.L."],
            ["Suma Consultores", "", "s@example.com"],
            ["Fuente Clara"],
            ["Pagina Web Prueba"],
            ["Listado Prueba", "968000000"],
        ):
            book = read(xlsx(("Hoja1", [HEAD, ANA, row, EVA])), "c.xlsx")
            self.assertEqual(len(texts(book)), 3, row)
            self.assertFalse(book.notes)

    def test_merged_cells(self):
        rows = [HEAD, ANA, ["", "", ""], EVA]
        data = xlsx(("Hoja1", rows), merged=[("A3:C3", "Zona de Levante")])
        book = read(data, "c.xlsx")
        self.assertEqual((texts(book), book.tables[0].merged), ([ANA, EVA], []))
        self.assertEqual([n["row"] for n in notes(book, "footnote")], [3])
        # which row a value belongs to is not known
        rows = [HEAD, [*ANA[:2], ""], [*EVA[:2], ""]]
        data = xlsx(("Hoja1", rows), merged=[("C2:C3", "x@example.com")])
        self.assertEqual(
            [m[2] for m in read(data, "c.xlsx").tables[0].merged], ["C2:C3"]
        )

    def test_in_which_order_days_are_written(self):
        def born(*days, head="Fecha de nacimiento", **options):
            rows = [["Nombre", head], *([f"Ana {day}", day] for day in days)]
            book = read(text(rows), **options)
            return book, [row[1] for row in texts(book)]

        book, days = born("12/31/1980", "05/01/1980")
        self.assertEqual(book.date_order, "mdy")
        self.assertEqual(days, [datetime(1980, 12, 31), datetime(1980, 5, 1)])
        self.assertEqual(days[1].shown, "05/01/1980")
        book, days = born("31/12/1980", "05/01/1980")
        self.assertEqual((book.date_order, days[1]), ("dmy", "05/01/1980"))
        book, _days = born("31/12/1980", "12/31/1980")
        self.assertIn("date_order", book.doubtful)
        book, _days = born("1980-12-31")
        self.assertEqual(book.date_order, "ymd")
        book, days = born("05/01/1980", date_order="mdy")
        self.assertEqual(days, [datetime(1980, 5, 1)])
        book, days = born("05/01/1980")
        self.assertEqual((book.date_order, book.doubtful), ("dmy", set()))
        # a program in English may mean either
        data = b"First Name,Last Name,Birthday\nAna,Gil,05/01/1980\n"
        self.assertIn("date_order", read(data).doubtful)

    def test_sheet_without_rows(self):
        self.assertEqual(problem(xlsx(("Clientes", [])), "c.xlsx"), "no_rows")
        book = read(xlsx(("Clientes", [HEAD])), "c.xlsx")
        self.assertEqual(book.sheets[0].rows, 0)
