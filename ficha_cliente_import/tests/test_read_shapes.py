import io
import zipfile

import xlsxwriter

from odoo.tests import BaseCase, tagged

from ..tools.placeholders import placeholder
from .common_files import ODS, notes, problem, read, text, texts, xlsx

HEAD = ["Nombre", "Teléfono", "Email"]
ANA = ["Ana Gil", "981000123", "ana@x.example"]
EVA = ["Eva Roca", "981000124", "eva@x.example"]


def book(rows, prepare, sheets=("Hoja1",)):
    """An Excel file that somebody went on working at."""
    output = io.BytesIO()
    made = xlsxwriter.Workbook(output, {"strings_to_formulas": False})
    for name in sheets:
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    prepare(made)
    made.close()
    return output.getvalue()


def changed(data, name, *pairs):
    """The same archive, with other words in the parts called so."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            for before, after in pairs if name in part else ():
                content = content.replace(before, after)
            new.writestr(part, content)
    return output.getvalue()


@tagged("post_install", "-at_install")
class TestReadShapes(BaseCase):
    """What programs put around a text, and what a workbook hides: no database."""

    def test_text_that_excel_is_kept_from_reading(self):
        data = b'="Codigo";Nombre;Telefono\n="00042";"Gil, Ana";="612345678"\n'
        self.assertEqual(texts(read(data)), [["00042", "Gil, Ana", "612345678"]])
        data = b'Codigo,Nombre\n"=""00042""",Ana\n"=""4""""2""",Eva\n'
        self.assertEqual(texts(read(data)), [["00042", "Ana"], ['4"2', "Eva"]])
        # a formula is none of these
        data = b'Codigo;Nombre\n="0"&"42";Ana\n'
        self.assertEqual(texts(read(data)), [['="0"&"42"', "Ana"]])

    def test_letters_of_web_pages(self):
        data = (
            b"Nombre;Email;Notas\nMu&ntilde;oz &amp; Hijos;a@x.es;\n"
            b'Bar L&#39;Era;b@x.es;a &amp;amp; b\nR&D SL;c@x.es;"<p>a &lt; b</p>"\n'
        )
        found = read(data)
        self.assertEqual(
            texts(found),
            [
                ["Muñoz & Hijos", "a@x.es"],
                ["Bar L'Era", "b@x.es", "a & b"],
                ["R&D SL", "c@x.es", "<p>a &lt; b</p>"],
            ],
        )
        self.assertEqual(notes(found, "entities"), [{"count": 2}])
        # what is no letter ends at a semicolon that parts two columns
        for name in ("R&D", "Gil&Mu", "Ruiz&Int"):
            found = read(f"Nombre;Email\n{name};a@x.es\n".encode())
            self.assertEqual(texts(found), [[name, "a@x.es"]])
            self.assertFalse(notes(found, "entities"))

    def test_letters_of_web_pages_that_hold_the_separator(self):
        data = b"Nombre,Nota\nBar &quot;Sol&quot;,a&#44; b\n"
        self.assertEqual(texts(read(data)), [['Bar "Sol"', "a, b"]])

    def test_marks_of_databases_and_of_macs(self):
        data = b'Nombre,Calle\n"Bar \\"El Sol\\"","C/ Mayor, 3"\n'
        self.assertEqual(texts(read(data)), [['Bar "El Sol"', "C/ Mayor, 3"]])
        data = "Nombre;Poblacio\u0301n\nMun\u0303oz;A\u0301guilas\n".encode()
        found = read(data)
        self.assertEqual(found.tables[0].rows[0][1], ["Nombre", "Población"])
        self.assertEqual(texts(found), [["Muñoz", "Águilas"]])

    def test_numbers_with_two_decimals(self):
        data = b"Codigo;Nombre;CP\n12,00;Ana;8001,00\n7,00;Eva;30001,00\n"
        self.assertEqual(
            texts(read(data)), [["12", "Ana", "8001"], ["7", "Eva", "30001"]]
        )
        data = b"Nombre;Dto\nAna;5,50\nEva;5,00\n"
        self.assertEqual(texts(read(data)), [["Ana", "5,50"], ["Eva", "5,00"]])

    def test_tables_drawn_with_lines(self):
        rows = (
            "+----+---------+-----------+\n| id | nombre  | telefono  |\n"
            "+----+---------+-----------+\n|  1 | Ana Gil | 968123456 |\n"
            "+----+---------+-----------+\n1 row in set (0.00 sec)\n"
        )
        found = [[cell for cell in row if cell] for row in texts(read(rows.encode()))]
        self.assertEqual(found, [["1", "Ana Gil", "968123456"]])
        rows = "codigo;nombre\n------;------\n1;Ana --- Gil\n\n(2 filas afectadas)\n"
        self.assertEqual(texts(read(rows.encode())), [["1", "Ana --- Gil"]])

    def test_nothing_as_databases_say_it(self):
        for kind in ("line", "phone", "text", "email", "date"):
            for word in ("\\N", "NULL", "(null)"):
                self.assertEqual(placeholder(kind, word), "empty", (kind, word))
        self.assertEqual(placeholder("line", "\\N", "name"), "empty")
        self.assertFalse(placeholder("text", "null y sin efecto"))

    def test_titles_of_the_rows_below(self):
        rows = [HEAD, ["A"], ANA, ["E"], EVA]
        self.assertEqual(texts(read(text(rows))), [ANA, EVA])
        for one, other in (
            ("MURCIA", "ALICANTE"),
            ("Zona Norte", "Zona Sur"),
            ("CLIENTES VIP", "PARTICULARES"),
        ):
            rows = [HEAD, [one], ANA, [other], EVA]
            for found in (read(text(rows)), read(xlsx(("Hoja1", rows)), "c.xlsx")):
                self.assertEqual(texts(found), [ANA, EVA], one)
                self.assertEqual(
                    [note["text"] for note in notes(found, "footnote")], [one, other]
                )
        # somebody may be called so
        for name in ("Leo", "Murcia", "Zona Franca", "Clientela Feliz"):
            rows = [HEAD, [name], ANA, EVA]
            self.assertEqual(len(texts(read(text(rows)))), 3, name)
        # where most have nothing but a name, each is somebody
        rows = [HEAD, ["Murcia"], ANA, ["Toledo"], ["León"], ["Ana"]]
        self.assertEqual(len(texts(read(text(rows)))), 5)

    def test_a_row_that_says_how_to_fill_in(self):
        for cells in (
            ["(obligatorio)", "(opcional)", ""],
            ["Obligatorio. Nombre completo", "Sin espacios", ""],
            ["varchar(60)", "varchar(20)", "varchar"],
        ):
            found = read(text([HEAD, cells, ANA]))
            self.assertEqual(texts(found), [ANA], cells)
            self.assertEqual(len(notes(found, "footnote")), 1)
        for cells in (["Texto", "Lorca", ""], ["Ana Obligatoria", "x", ""]):
            self.assertEqual(len(texts(read(text([HEAD, cells, ANA])))), 2, cells)

    def test_suppliers_below_their_title(self):
        rows = [HEAD, ["CLIENTES"], ANA, ["PROVEEDORES"], EVA]
        found = read(text(rows))
        self.assertEqual(texts(found), [ANA])
        self.assertEqual([n["row"] for n in notes(found, "supplier_row")], [5])
        rows = [HEAD, ["PROVEEDORES"], EVA, ["CLIENTES"], ANA]
        self.assertEqual(texts(read(text(rows))), [ANA])
        # a letter, or the headings once more, do not make customers of them
        for below in (["E"], HEAD):
            rows = [HEAD, ["CLIENTES"], ANA, ["Listado de proveedores"], below, EVA]
            self.assertEqual(texts(read(text(rows))), [ANA], below)
        rows = [["PROVEEDORES"], HEAD, EVA, ["CLIENTES"], HEAD, ANA]
        self.assertEqual(texts(read(text(rows))), [ANA])
        # with headings in another order they are a list of their own
        rows = [["CLIENTES"], HEAD, ANA, ["PROVEEDORES"], HEAD[::-1], EVA[::-1]]
        found = read(text(rows))
        self.assertEqual([texts(found), len(found.tables)], [[ANA], 1])
        self.assertEqual(len(notes(found, "sheets")), 1)
        # of which there is nothing else it is asked
        self.assertIn("sheet", read(text([["PROVEEDORES"], HEAD, EVA])).doubtful)

    def test_a_title_over_several_cells(self):
        def merged(made):
            made.worksheets()[0].merge_range(2, 0, 2, 2, "PROVEEDORES")

        found = read(book([HEAD, ANA, [], EVA], merged), "c.xlsx")
        self.assertEqual(texts(found), [ANA])
        self.assertEqual([n["row"] for n in notes(found, "supplier_row")], [4])

    def test_a_letter_for_each_customer(self):
        rows = [HEAD, ["CLIENTES"], ["A"], ANA, ["E"], EVA]
        self.assertEqual(texts(read(text(rows))), [ANA, EVA])

    def test_who_of_a_list_is_no_customer(self):
        rows = [["CardCode", "CardName", "CardType"], ["C1", "Ana", "C"]]
        rows += [["P1", "Hierros", "S"], ["L1", "Eva", "L"]]
        self.assertEqual([row[1] for row in texts(read(text(rows)))], ["Ana", "Eva"])
        rows = [["Código", "Nombre"], ["43000001", "Ana"], ["40000001", "Hierros"]]
        rows += [["57200001", "Banco"]]
        self.assertEqual([row[1] for row in texts(read(text(rows)))], ["Ana"])
        rows = [["Código", "Nombre"], ["43000001", "Ana"], ["10000001", "Eva"]]
        self.assertEqual(len(texts(read(text(rows)))), 2, "codes of their own")

    def test_who_is_a_customer_no_more_is_told(self):
        for heads, one, other in (
            ("Nombre;Baja", "Ana;No", "Eva;Sí"),
            ("Nombre;Fecha de baja", "Ana;", "Eva;01/02/2020"),
            ("Nombre;Activo", "Ana;Sí", "Eva;No"),
            ("Nombre;Bloqueado", "Ana;", "Eva;Todos"),
            ("Nombre;Baja", "Ana;☐", "Eva;☑"),
        ):
            found = read(f"{heads};Tel\n{one};1\n{other};2\n".encode())
            self.assertEqual(len(texts(found)), 2, heads)
            self.assertEqual(notes(found, "left"), [{"rows": "3"}], heads)
        found = read(b"Nombre;Fecha de alta;Activo\nAna;01/02/2020;1\n")
        self.assertFalse(notes(found, "left"))

    def test_headings_one_below_the_other(self):
        columns = [["Nombre", *HEAD[1:], "NIF"], [*ANA, "12345678Z"], [*EVA, ""]]
        rows = [list(row) for row in zip(*columns, strict=True)]
        for data, name in ((text(rows), "c.csv"), (xlsx(("Hoja1", rows)), "c.xlsx")):
            found = read(data, name)
            self.assertEqual(found.tables[0].rows[0][1], columns[0])
            self.assertEqual([row[:3] for row in texts(found)], [ANA, EVA])
            self.assertEqual(len(notes(found, "turned")), 1)
            self.assertIn("heading_row", found.doubtful)
            # who says where the headings are is believed
            found = read(data, name, heading_row=1)
            self.assertFalse(notes(found, "turned"))
        # a column of kinds is none of headings
        rows = [["Tipo", "Nombre", "Email"], ["Cliente", "Ana", "a@x.es"]]
        rows += [["Empresa", "Roble SL", "b@x.es"], ["Contacto", "Eva", "c@x.es"]]
        self.assertEqual(len(texts(read(text(rows)))), 3)

    def test_lists_beside_one_another(self):
        rows = [[*HEAD, "", *HEAD], [*ANA, "", *EVA], [*EVA, "", "", "", ""]]
        for found in (read(text(rows)), read(xlsx(("Hoja1", rows)), "c.xlsx")):
            got = [row[1] for table in found.tables for row in table.rows[1:]]
            self.assertEqual(got, [ANA, EVA, EVA])
            self.assertEqual(notes(found, "beside"), [{"columns": "E"}])
            self.assertNotIn("heading_row", found.doubtful)
        # with nothing between them it is asked: one may be who to speak to
        rows = [["Nombre", "Teléfono"] * 2, ["Roble SL", "1", "Ana", "2"]]
        self.assertIn("heading_row", read(text(rows)).doubtful)
        self.assertEqual(len(read(text(rows), heading_row=1).tables), 1)
        # of the customer, and of somebody else: what stands above says so
        rows = [["Cliente", "", "Contacto", ""], ["Nombre", "Email"] * 2, ["x"] * 4]
        self.assertEqual(len(read(xlsx(("Hoja1", rows)), "c.xlsx").tables), 1)
        # several telephones are of one customer
        rows = [["Nombre", "Teléfono", "Teléfono"], ["Ana", "1", "2"]]
        self.assertEqual(len(read(text(rows)).tables), 1)

    def test_formulas_whose_result_is_not_there(self):
        def formulas(made):
            sheet = made.worksheets()[0]
            sheet.write_formula(1, 1, "=1+1")
            sheet.write_formula(2, 2, '=""', None, "")

        data = changed(
            book([HEAD, ANA, EVA], formulas),
            "sheet1",
            (b"</f><v>0</v>", b"</f><v></v>"),
            # of a text the result may be none
            (b'<c r="C3">', b'<c r="C3" t="str">'),
        )
        found = read(data, "c.xlsx")
        self.assertEqual(texts(found), [["Ana Gil", "", "ana@x.example"], EVA[:2]])
        self.assertEqual(notes(found, "formula"), [{"text": "B2"}])

    def test_a_formula_of_lists_beside_one_another_is_told_once(self):
        def formula(made):
            made.worksheets()[0].write_formula(1, 5, "=1+1")

        rows = [[*HEAD, "", *HEAD], [*ANA, "", *EVA]]
        pair = (b"</f><v>0</v>", b"</f><v></v>")
        data = changed(book(rows, formula), "sheet1", pair)
        self.assertEqual(notes(read(data, "c.xlsx"), "formula"), [{"text": "F2"}])

    def test_what_the_program_hides_is_told(self):
        def hide(made):
            sheet = made.worksheets()[0]
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.set_column(1, 1, None, None, {"hidden": True})
            sheet.set_column(7, 9, None, None, {"hidden": True})
            made.worksheets()[1].hide()

        found = read(book([HEAD, ANA, EVA], hide, ("Clientes", "Viejos")), "c.xlsx")
        self.assertEqual(texts(found), [ANA, EVA])
        self.assertEqual(notes(found, "hidden"), [{"text": "3, B"}])
        self.assertEqual(notes(found, "hidden_sheets"), [{"text": "Viejos"}])
        self.assertFalse(notes(read(xlsx(("Hoja1", [HEAD, ANA])), "c.xlsx"), "hidden"))

        def cells(row):
            said = 'office:value-type="string"'
            return "".join(
                f"<table:table-cell {said}><text:p>{one}</text:p></table:table-cell>"
                for one in row
            )

        body = (
            '<table:table table:name="Hoja1"><table:table-column/>'
            '<table:table-column table:visibility="collapse"/>'
            f"<table:table-row>{cells(HEAD)}</table:table-row>"
            f'<table:table-row table:visibility="filter">{cells(ANA)}'
            '<table:table-cell table:formula="of:=1"/></table:table-row></table:table>'
        )
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            kind = "application/vnd.oasis.opendocument.spreadsheet"
            archive.writestr(zipfile.ZipInfo("mimetype"), kind)
            archive.writestr("content.xml", ODS % body)
        found = read(output.getvalue(), "c.ods")
        self.assertEqual(texts(found), [ANA])
        self.assertEqual(notes(found, "hidden"), [{"text": "2, B"}])
        self.assertEqual(notes(found, "formula"), [{"text": "D2"}])

    def test_cells_of_a_web_page_over_several_rows(self):
        data = (
            b"<table><tr><th>Provincia</th><th>Nombre</th></tr>"
            b"<tr><td rowspan=2>Murcia</td><td>Ana</td></tr>"
            b"<tr><td>Eva</td></tr></table>"
        )
        merged = read(data, "c.xls").tables[0].merged
        self.assertEqual(merged, [(2, 3, "A2:A3")])


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="s1"><NumberFormat ss:Format="00000"/></Style>
<Style ss:ID="s2"><NumberFormat ss:Format="Percent"/></Style></Styles>
<Worksheet ss:Name="Clientes"><Table>
<Row><Cell><Data ss:Type="String">Código</Data></Cell>
<Cell><Data ss:Type="String">Nombre</Data></Cell>
<Cell><Data ss:Type="String">Teléfono</Data></Cell>
<Cell><Data ss:Type="String">Descuento</Data></Cell>
<Cell><Data ss:Type="String">Nacimiento</Data></Cell></Row>
<Row ss:Index="3"><Cell ss:StyleID="s1"><Data ss:Type="Number">42</Data></Cell>
<Cell><Data ss:Type="String">Muñoz &amp; Hijos</Data></Cell>
<Cell ss:Index="4" ss:StyleID="s2"><Data ss:Type="Number">0.05</Data>
<Comment><ss:Data>ojo</ss:Data></Comment></Cell>
<Cell><Data ss:Type="DateTime">1980-05-01T00:00:00.000</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="Viejos"><Table>
<Row><Cell><Data ss:Type="String">x</Data></Cell></Row>
</Table><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>
</Worksheet></Workbook>"""


@tagged("post_install", "-at_install")
class TestReadXmlExcel(BaseCase):
    """The text in XML that older programs call an Excel file: without a database."""

    def test_a_workbook(self):
        for encoding in ("utf-8", "utf-8-sig"):
            found = read(XML.encode(encoding), "c.xls")
            ((number, row),) = found.tables[0].rows[1:]
            self.assertEqual((number, found.tables[0].name), (3, "Clientes"))
            self.assertEqual(row[:4], ["00042", "Muñoz & Hijos", "", "5 %"])
            self.assertEqual(row[4].date().isoformat(), "1980-05-01")
            self.assertEqual(notes(found, "hidden_sheets"), [{"text": "Viejos"}])

    def test_what_is_wrong_is_refused(self):
        data = XML.replace("?>\n<W", '?><!DOCTYPE a [<!ENTITY b "c">]>\n<W').encode()
        self.assertEqual(problem(data, "c.xls"), "damaged")
        self.assertEqual(problem(XML[:900].encode(), "c.xls"), "damaged")
        data = XML.replace("1980-05-01T00:00:00.000", "PT10H").encode()
        self.assertEqual(problem(data, "c.xls"), "damaged", "no day")
        data = XML.replace('ss:Index="4"', 'ss:Index="99999"').encode()
        self.assertEqual(problem(data, "c.xls"), "damaged")
