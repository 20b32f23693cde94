from datetime import date, datetime, time

from odoo.tests import BaseCase, tagged

from ..tools import read_cell as values
from ..tools.read_file import read_tables
from .common_files import case_file, ods, problem, read, texts, xls, xlsx

HEAD = ["Código", "Nombre", "Teléfono", "Descuento"]


@tagged("post_install", "-at_install")
class TestReadShown(BaseCase):
    """A cell is read as the program shows it, in each kind of spreadsheet."""

    def shown(self, data, name):
        return texts(read(data, name))

    def test_percent_and_zeros_of_the_cases(self):
        data = case_file("01_descuento_porcentaje.xlsx")
        if data:
            rows = self.shown(data, "c.xlsx")
            self.assertEqual([row[2] for row in rows], ["5 %", "12,5 %", 5])
            shares = [values.read_number(row[2]) for row in rows]
            self.assertEqual(shares, [5, 12.5, 5])
        data = case_file("02_formato_ceros.xlsx")
        if data:
            rows = self.shown(data, "c.xlsx")
            self.assertEqual(
                [(row[0], row[2]) for row in rows],
                [("00042", "08001"), ("01042", "01067"), ("00043", "00184")],
            )

    def test_what_a_format_says(self):
        for value, code, expected in (
            (0.05, "0%", "5 %"),
            (0.075, "0.0%", "7,5 %"),
            (42, "00000", "00042"),
            (42, '"C-"0000', "C-0042"),
            (42, "\\C0", "C42"),
            (612345991, "000 00 00 00", "612 34 59 91"),
            (612345991, '"+34 "000000000', "+34 612345991"),
            (30, '0 "días"', "30 días"),
            (4150, "0000\\-000", "0004-150"),
            ("B12345674", '"ES"@', "ESB12345674"),
            # separators, decimals and currencies say nothing
            (1042, "#,##0", 1042),
            (1234.5, "#,##0.00", 1234.5),
            (5, "#,##0.00 €", 5),
            (5, '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-', 5),
            (5, "[$EUR] 0.00", 5),
            (5, "0.00", 5),
            (612345991, "0.00E+00", 612345991),
            (0.1 + 0.2, "General", 0.3),
            ("Ana", "_-@_-", "Ana"),
            # what is hidden is not there
            (0, "0;-0;;@", None),
        ):
            with self.subTest(code=code):
                rows = [["Nombre", "Nota", "Email"], ["x", (value, code), "y"]]
                data = xlsx(("Clientes", rows))
                self.assertEqual(self.shown(data, "c.xlsx")[0][1] or None, expected)
                if not isinstance(value, str):
                    data = xls(("Clientes", rows))
                    self.assertEqual(self.shown(data, "c.xls")[0][1] or None, expected)

    def test_a_number_is_whole_and_has_its_digits(self):
        rows = [HEAD, [42.0, "Ana", 6.12345991e8, 5.5], [2.1000418450200051e19, "E"]]
        for kind, make in (("c.xlsx", xlsx), ("c.xls", xls), ("c.ods", ods)):
            with self.subTest(kind=kind):
                first, second = self.shown(make(("Clientes", rows)), kind)
                self.assertEqual(first, [42, "Ana", 612345991, 5.5])
                self.assertEqual(values.read_phone(first[2]), "612345991")
                # its last digits are lost, and that is said
                with self.assertRaises(values.CellProblem) as caught:
                    values.read_digits(second[0])
                self.assertEqual(caught.exception.code, "shortened")

    def test_what_libreoffice_shows(self):
        rows = [
            HEAD,
            [(42, "00042"), "Ana", (612345991, "612.345.991"), (0.05, "5,00 %")],
            [(1, "C-0001"), "Bea  Gil\nLuna", (1234.5, "1.234,50 €"), (5, "5")],
        ]
        first, second = self.shown(ods(("Clientes", rows)), "c.ods")
        self.assertEqual(first, ["00042", "Ana", 612345991, "5 %"])
        self.assertEqual(second, ["C-0001", "Bea  Gil\nLuna", 1234.5, 5])

    def test_a_day_stays_one_and_what_it_shows_is_beside_it(self):
        rows = [
            ["Nombre", "Fecha de nacimiento", "Contactar desde", "Es empresa"],
            ["Ana", (datetime(1980, 5, 1), "d-mmm-yy"), (time(9, 30), "h:mm"), True],
        ]
        for kind, data in (
            ("c.xlsx", xlsx(("Clientes", rows))),
            ("c.xls", xls(("Clientes", rows))),
            ("c.xlsx", xlsx(("Clientes", rows), mac=True)),
        ):
            with self.subTest(kind=kind):
                (row,) = self.shown(data, kind)
                self.assertEqual(row[1:], [datetime(1980, 5, 1), time(9, 30), True])
                self.assertEqual(row[1].shown, "1-may-80")
                kept = values.keep(row[1])
                self.assertEqual(kept, "1980-05-01")
                self.assertEqual(values.read_date(kept), date(1980, 5, 1))
                for order in ("dmy", "mdy"):
                    again = texts(read(data, kind, date_order=order))
                    self.assertEqual(again[0][1], datetime(1980, 5, 1))
        rows[1] = ["Ana", (date(1980, 5, 1), "01/05/80"), "", False]
        (row,) = self.shown(ods(("Clientes", rows)), "c.ods")
        self.assertEqual((row[1], row[1].shown), (datetime(1980, 5, 1), "01/05/80"))
        self.assertIs(row[3], False)

    def test_a_text_that_became_a_day_is_seen(self):
        data = case_file("27_texto_hecho_fecha.xlsx") or xlsx(
            (
                "Clientes",
                [
                    ["Nombre", "Dirección", "Referencia", "Código"],
                    ["Ana", *[(date(2026, 5, 3), "d-mmm")] * 3],
                ],
            )
        )
        (row,) = self.shown(data, "c.xlsx")
        for cell in row[1:]:
            self.assertIsInstance(cell, datetime)
            for read_it in (values.read_line, values.read_digits):
                with self.assertRaises(values.CellProblem) as caught:
                    read_it(values.keep(cell))
                self.assertEqual(caught.exception.code, "made_date")
        # in a text file Excel has written what it showed
        for cell in ("03/05/2026", "3-may", "may-26", "03/05/26"):
            with self.assertRaises(values.CellProblem, msg=cell):
                values.read_digits(cell)
        for cell in ("968 12 34 56", "C-12", "1/2", "B-12345674", "12-34"):
            self.assertEqual(values.read_digits(cell), cell)
        self.assertEqual(values.read_line("C/ Mayor, 3-5"), "C/ Mayor, 3-5")

    def test_no_day_at_all(self):
        rows = [["Nombre", "Fecha de nacimiento"], ["Ana", (0, "dd/mm/yyyy")]]
        (row,) = self.shown(xlsx(("Clientes", rows)), "c.xlsx")
        self.assertEqual(row[1], "00/01/1900", "what Excel shows of nothing")
        rows[1][1] = (-5, "dd/mm/yyyy")
        (row,) = self.shown(xlsx(("Clientes", rows)), "c.xlsx")
        self.assertEqual(row[1], "#VALUE!")

    def test_a_file_is_what_it_holds(self):
        rows = ("Clientes", [HEAD, ["1", "Ana"]])
        for data, name in (
            (xlsx(rows), "c.xls"),
            (xls(rows), "c.xlsx"),
            (ods(rows), "c.xlsx"),
            (xlsx(rows), "c.ods"),
        ):
            self.assertEqual(self.shown(data, name), [["1", "Ana"]])
        page = (
            "<html><head><meta charset=utf-8><style>td{}</style></head><table><tr>"
            "<th>Código</th><th>Nombre</th></tr><tr><td>00042<td>Mu&ntilde;oz<br>Peña"
            "</tr></table>"
        )
        self.assertEqual(self.shown(page.encode(), "c.xls"), [["00042", "Muñoz\nPeña"]])
        lines = "Código\tNombre\n00042\tMuñoz".encode("cp1252")
        self.assertEqual(self.shown(lines, "c.xls"), [["00042", "Muñoz"]])

    def test_what_is_protected(self):
        sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        sealed += "EncryptedPackage".encode("utf-16-le")
        self.assertEqual(problem(sealed, "c.xlsx"), "password")
        entry = "<encryption-data/>"
        rows = ("Clientes", [HEAD, ["1", "Ana"]])
        self.assertEqual(problem(ods(rows, manifest=entry), "c.ods"), "password")
        self.assertEqual(problem(sealed[:500], "c.xls"), "old_excel")

    def test_what_a_spreadsheet_hides(self):
        rows = ("Clientes", [HEAD, ["1", "Ana"]])
        self.assertEqual(problem(ods(rows, style="hidden"), "c.ods"), "no_rows")
        note = (
            '<table:table-cell office:value-type="string"><office:annotation '
            "><text:p>nota</text:p></office:annotation><text:p>Ana</text:p>"
            "</table:table-cell>"
        )
        data = ods(("Clientes", [HEAD, ["1", note]]))
        self.assertEqual(self.shown(data, "c.ods"), [["1", "Ana"]])
        self.assertEqual(len(read_tables(data, "c.ods", 2**20)), 1)
