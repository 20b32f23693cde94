"""Merged cells are read as the program shows them, in each of their rows; and a
quotation mark that nobody closed in the headings."""

from odoo.tests import tagged

from ..tools.merged import filled_down, settle_merged
from ..tools.workbook import SheetProblem, Table
from .common_cases import MeaningCase
from .common_files import ods, read, texts, xls
from .common_import import xlsx


@tagged("post_install", "-at_install")
class TestImportMerged(MeaningCase):
    def merged(self, rows, *cells, **vals):
        """Import rows in which these cells are merged: (reference, what they say)."""

        def merge(_book, sheet):
            for reference, text in cells:
                sheet.merge_range(reference, text)

        return self.load(xlsx(("Clientes", rows), prepare=merge), **vals)

    def test_a_company_above_its_people(self):
        run = self.merged(
            [
                ["Empresa", "Contacto", "Teléfono contacto", "Población"],
                ["", "Ana Merged", "968123471", ""],
                ["", "Eva Merged", "968123472", ""],
                ["Roble Merged SL", "Leo Merged", "968123473", "Lorca"],
            ],
            ("A2:A3", "Haya Merged SL"),
            ("D2:D3", "Murcia"),
        )
        self.assertIn("A2:A3, D2:D3", run.ignored)
        haya = self.named("Haya Merged SL")
        self.assertEqual(haya.city, "Murcia")
        self.assertEqual(
            set(haya.child_ids.mapped("name")), {"Ana Merged", "Eva Merged"}
        )
        leo = self.named("Leo Merged")
        self.assertEqual(leo.parent_id, self.named("Roble Merged SL"))

    def test_persons_of_a_company(self):
        self.merged(
            [
                ["Empresa", "Nombre", "Apellidos", "Email"],
                ["", "Ana", "Merged Uno", "a@merged.example"],
                ["", "Eva", "Merged Dos", "e@merged.example"],
                ["", "Leo", "Merged Tres", "l@merged.example"],
            ],
            ("A2:A4", "Haya Merged SL"),
        )
        haya = self.named("Haya Merged SL")
        for name in ("Ana Merged Uno", "Eva Merged Dos", "Leo Merged Tres"):
            self.assertEqual(self.named(name).parent_id, haya)

    def test_a_place_or_a_seller_of_several_customers(self):
        self.merged(
            [
                ["Nombre", "Teléfono", "Provincia", "Comercial"],
                ["Ana Merged", "968123471", "", ""],
                ["Eva Merged", "968123472", "", ""],
            ],
            ("C2:C3", "Murcia"),
            ("D2:D3", self.user.name),
        )
        for name in ("Ana Merged", "Eva Merged"):
            self.assertEqual(self.named(name).state_id.code, "MU")
            self.assertEqual(self.named(name).user_id, self.user)

    def test_a_customer_over_two_rows_is_one(self):
        """Its name is merged, its telephones stand one below the other."""
        run = self.merged(
            [
                ["Nombre", "Teléfono", "Población"],
                ["", "968123471", "Murcia"],
                ["", "612345972", ""],
                ["Eva Merged", "968123473", "Lorca"],
            ],
            ("A2:A3", "Ana Merged"),
        )
        self.assertEqual(len(run.line_ids), 2)
        ana = self.named("Ana Merged")
        self.assertEqual((ana.phone, ana.city), ("968123471", "Murcia"))
        self.assertEqual(ana.contact_point_ids.mapped("value"), ["612345972"])

    def test_a_customer_over_two_rows_with_one_person_is_one(self):
        run = self.merged(
            [
                ["Cliente", "Contacto", "Teléfono"],
                ["", "Ana Merged", "968123471"],
                ["", "", "612345972"],
                ["Roble Merged SL", "Leo Merged", "968123473"],
            ],
            ("A2:A3", "Haya Merged SL"),
        )
        self.assertEqual(len(run.line_ids), 2)
        haya = self.named("Haya Merged SL")
        self.assertEqual(haya.child_ids.mapped("name"), ["Ana Merged"])

    def test_what_a_merged_cell_hides_is_not_read(self):
        """Other programs leave in it what stood there before they were merged."""
        rows = [(2, ["Ana", "Murcia"]), (3, ["Eva", "Lorca"]), (4, ["Leo", "Totana"])]
        found = filled_down(rows, [(2, 3, "B2:B3")], 1)
        towns = [values[1] for _number, values in found]
        self.assertEqual(towns, ["Murcia", "Murcia", "Totana"])
        self.assertEqual(rows[1][1], ["Eva", "Lorca"], "which stays as it was")

    def test_more_merged_cells_than_are_kept_refuse_the_file(self):
        """What stands in the others would be missing in their rows."""
        rows = [(2, ["Ana", "Murcia"]), (3, ["Eva", "Murcia"])]
        merged = [(2, 3, "B2:B3")]
        table = Table("Hoja1", [(1, ["Nombre", "Población"]), *rows], merged, 1)
        self.assertEqual(settle_merged(table, rows, {}), (rows, []))
        table.more_merged = True
        with self.assertRaises(SheetProblem):
            settle_merged(table, rows, {})

    def test_where_it_is_not_known_whose_it_is_the_file_is_refused(self):
        def merge(_book, sheet):
            sheet.merge_range("A2:A3", "Ana Merged")

        data = xlsx(
            (
                "Clientes",
                [
                    ["Nombre", "NIF", "Teléfono"],
                    ["", "12345678Z", "968123471"],
                    ["", "B12345674", "968123472"],
                ],
            ),
            prepare=merge,
        )
        self.assertFileRefused("The cells A2:A3 are merged", data)

    def test_a_column_that_is_not_read_refuses_nothing(self):
        self.merged(
            [
                ["Nombre", "Teléfono", "Zeta"],
                ["Ana Merged", "968123471", ""],
                ["Eva Merged", "968123472", ""],
            ],
            ("C2:C3", "cualquier cosa"),
        )
        self.named("Eva Merged")

    def test_of_other_programs_too(self):
        span = '<table:table-cell table:number-rows-spanned="2" '
        span += 'office:value-type="string"><text:p>Murcia</text:p></table:table-cell>'
        data = ods(
            ("Hoja1", [["Nombre", "Población"], ["Ana", span], ["Eva", ""]]),
        )
        self.assertEqual(texts(read(data, "c.ods"))[1][1], "Murcia")
        page = (
            "<table><tr><th>Nombre</th><th>Población</th></tr><tr><td>Ana</td>"
            '<td rowspan="2">Murcia</td></tr><tr><td>Eva</td></tr></table>'
        )
        self.assertEqual(texts(read(page.encode(), "c.xls"))[1][1], "Murcia")
        # where it is the first of its row, those beside it do not move
        page = (
            "<table><tr><th>Empresa<th>Contacto<th>Tel. contacto</tr><tr><td rowspan=2>"
            "Roble<td>Ana<td>968123471</tr><tr><td>Eva<td>968123472</tr>"
            "<tr><td>Haya<td>Leo<td>968123473</tr></table>"
        )
        found = texts(read(page.encode(), "c.xls"))
        self.assertEqual(
            [row[:2] for row in found],
            [["Roble", "Ana"], ["Roble", "Eva"], ["Haya", "Leo"]],
        )
        plain = xls(("Hoja1", [["Nombre", "Población"], ["Ana", "Murcia"]]))
        self.assertEqual(texts(read(plain, "c.xls")), [["Ana", "Murcia"]])

    # -- a quotation mark --------------------------------------------------------------

    def test_a_mark_in_the_headings_takes_nothing_with_it(self):
        for head in (
            '"Nombre;Teléfono;Población',
            'Nombre;"Teléfono;Población',
            '"Nombre";"Teléfono;"Población"',
        ):
            with self.subTest(head=head):
                data = f"{head}\nAna Merged;968123471;Murcia\nEva Merged;968123472;\n"
                book = read(data.encode())
                self.assertEqual(texts(book)[0], ["Ana Merged", "968123471", "Murcia"])
                self.assertEqual(len(texts(book)), 2)
                self.assertIn("head_quote", [code for code, _values in book.notes])
        whole = '"Nombre\ny apellidos";Teléfono\nAna Merged;968123471\n'
        book = read(whole.encode())
        self.assertEqual(texts(book), [["Ana Merged", "968123471"]])
        self.assertNotIn("head_quote", [code for code, _values in book.notes])
