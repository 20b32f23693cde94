import io
import zipfile

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import read_file as ficha_sheet_read
from .common_files import xls
from .common_import import ImportCase, xlsx

HEAD = ["Nombre", "Teléfono", "Población"]
ROW = ["Ana Gil Import", "612345991", "Murcia"]


@tagged("post_install", "-at_install")
class TestImportFile(ImportCase):
    """Files that are not what they say get a sentence; those that are, are read."""

    def test_what_is_no_file_of_customers(self):
        good = xlsx(("Clientes", [HEAD, ROW]))
        for sentence, data, name in (
            ("clientes.pdf” is a PDF", b"%PDF-1.4", "clientes.pdf"),
            ("neither an Excel file", good, "clientes"),
            ("clientes.xlsx” is a PDF", b"%PDF-1.4 x", "clientes.xlsx"),
            ("its content is something else", b"Nombre;Tel\n", "clientes.xlsx"),
            ("must end in .xlsx", good, "clientes.csv"),
            ("must end in .xlsx", b"Nombre\x00;Tel", "clientes.csv"),
            ("must end in .xlsx", xls(("Clientes", [HEAD, ROW])), "clientes.csv"),
            ("no card in it", b"Nombre;Tel\n", "clientes.vcf"),
            ("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1", "clientes.xlsx"),
            ("no row in this file", b"  \n", "clientes.csv"),
            ("no row in this file", b"Nombre;Telefono\n", "clientes.csv"),
            ("no row in this file", xlsx(("Clientes", [])), "clientes.xlsx"),
            ("is damaged", good[:-60] + b"x" * 60, "clientes.xlsx"),
        ):
            with self.subTest(name=name, sentence=sentence):
                self.assertFileRefused(sentence, data, name)

    def test_what_its_headings_lack_is_asked(self):
        for headings in (["Foo", "Bar"], ["Población", "CP"]):
            with self.subTest(headings=headings):
                data = xlsx(("Clientes", [headings, ["x"] * len(headings)]))
                run = self.check(data)
                self.assertIn("not known who each customer is", run.question)
                self.assertEqual(run.column_ids.mapped("heading"), headings)
                self.assertFalse(run.line_ids)

    def test_a_heading_that_is_there_twice_refuses_nothing(self):
        for headings in (["Nombre", "CP", "nombre"], ["Nombre", "Móvil", "Celular"]):
            with self.subTest(headings=headings):
                data = xlsx(("Clientes", [headings, ["Ana Import", "30001", "x"]]))
                self.assertEqual(self.check(data).line_ids.title, "Ana Import")

    def test_merged_cells_are_refused_where_they_hide_a_value(self):
        def merge(cells):
            return lambda book, sheet: sheet.merge_range(cells, "Murcia")

        rows = [HEAD, ROW, ["Eva Import", "", "Lorca"]]
        data = xlsx(("Clientes", rows), prepare=merge("B2:B3"))
        self.assertFileRefused("The cells B2:B3 are merged", data)
        # a title above the headings does no harm
        rows = [["Listado de clientes"], [], HEAD, ROW]
        run = self.check(xlsx(("Clientes", rows), prepare=merge("A1:C1")))
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertEqual(run.line_ids.row, 4)

    def test_too_big_is_refused_before_it_is_kept(self):
        self.env["ir.config_parameter"].set_param("ficha_cliente_import.max_mb", 1)
        runs = self.env["ficha.import"].search_count([])
        with self.assertRaisesRegex(UserError, "has 3 MB and the limit is 1 MB"):
            self.make(b"x" * (2 * 2**20 + 2**18), name="clientes.csv")
        self.assertEqual(self.env["ficha.import"].search_count([]), runs)
        self.assertEqual(self.env["ficha.import"].max_file_size(), 2**20)

    def test_a_small_file_that_would_unpack_to_a_huge_one(self):
        good = io.BytesIO(xlsx(("Clientes", [HEAD, ROW])))
        with zipfile.ZipFile(good, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/zeros.bin", b"\0" * (40 * 2**20))
        self.assertFileRefused("would unpack to", good.getvalue())

    def test_entities_are_not_expanded(self):
        source = zipfile.ZipFile(io.BytesIO(xlsx(("Clientes", [HEAD, ROW]))))
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name in source.namelist():
                data = source.read(name)
                if name.endswith("sharedStrings.xml"):
                    data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data
                archive.writestr(name, data)
        self.assertFileRefused("is damaged", target.getvalue())

    def test_text_of_every_program(self):
        text = (
            "Nombre{0}Teléfono{0}Población\n\nÁngel Núñez Import{0}612345991{0}Cádiz\n"
        )
        for encoding, mark in (
            ("utf-8", ";"),
            ("utf-8-sig", ","),
            ("cp1252", ";"),
            ("utf-16", "\t"),
        ):
            with self.subTest(encoding=encoding):
                data = text.format(mark).encode(encoding)
                run = self.check(data, name="clientes.csv")
                self.assertEqual(self.outcomes(run), ["created"])
                self.assertEqual(run.line_ids.title, "Ángel Núñez Import")
                self.assertEqual(run.line_ids.row, 3, "the row as the file counts it")

    def test_text_between_quotes(self):
        data = b'Nombre,Telefono,Poblacion\n"Gil, Ana ""Import""",612345991,"a\nb"\n'
        run = self.load(data, name="clientes.csv")
        self.assertEqual(run.line_ids.title, 'Gil, Ana "Import"')

    def test_formulas_are_text_and_never_evaluated(self):
        def formula(book, sheet):
            sheet.write_formula("C2", "=cmd|' /C calc'!A0", None, "")
            sheet.write_formula("C3", "=1+1", None, "#REF!")
            sheet.write_string("C4", "=cmd|' /C calc'!A0")

        rows = [HEAD, ROW, ["Eva Import", "612345992"], ["Leo Import", "612345993"]]
        run = self.load(xlsx(("Clientes", rows), prepare=formula))
        self.assertEqual(self.outcomes(run), ["created"] * 3)
        self.assertFalse(self.partner("Ana Gil Import").city)
        self.assertIn("Excel shows an error", self.reasons(run))
        self.assertFalse(self.partner("Eva Import").city, "only its cell is lost")
        self.assertEqual(self.partner("Leo Import").city, "=cmd|' /C calc'!A0")

    def test_unknown_headings_are_said_before_they_are_left_out(self):
        run = self.check([[*HEAD, "Zodiaco"], [*ROW, "Leo"]])
        self.assertEqual(run.state, "checked")
        self.assertEqual(run.ignored, "Zodiaco")

    def test_a_sheet_that_says_nothing_is_left_out_and_said(self):
        run = self.check(
            xlsx(("Clientes", [HEAD, ROW]), ("Tabla dinámica", [["Suma", "Total"]]))
        )
        self.assertIn("Tabla dinámica", run.ignored)

    def test_too_many_rows_and_columns(self):
        self.patch(ficha_sheet_read, "MAX_ROWS", 3)
        rows = b"Nombre;CP\n" + b"Ana;1\n" * 3
        self.assertFileRefused("more than 3 rows", rows, "clientes.csv")
        self.patch(ficha_sheet_read, "MAX_COLUMNS", 3)
        self.assertFileRefused("more than 3 columns", b"a;b;c;d\n", "clientes.csv")
