"""Files that are no list: each gets a sentence that says what it is and what to do."""

import io
import zipfile

from odoo.tests import BaseCase

from ..tools.read_file import SheetProblem, read_workbook
from ..tools.read_sentences import FILE
from .common_import import xlsx

LIMIT = 20 * 2**20
BOOK = xlsx(("Clientes", [["Nombre", "Teléfono"], ["Ana Kinds", "612345991"]]))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def archive(*names, begin=b""):
    output = io.BytesIO(begin)
    with zipfile.ZipFile(output, "a" if begin else "w") as found:
        for name in names:
            found.writestr(name, "x")
    return output.getvalue()


class TestReadKinds(BaseCase):
    def assertRefused(self, code, data, name):
        with self.assertRaises(SheetProblem, msg=name) as caught:
            read_workbook(data, name, LIMIT)
        self.assertEqual(caught.exception.code, code, name)
        # the sentence has all that it names
        self.assertTrue(FILE[code]._source % caught.exception.values)

    def test_each_kind_gets_its_sentence(self):
        word = archive("[Content_Types].xml", "word/document.xml")
        numbers = archive("Index/Document.iwa")
        binary = archive("[Content_Types].xml", "xl/workbook.bin")
        # names a kind that it is not
        template = archive("x" * 300, "opendocument.spreadsheet")
        picture = b"\x89PNG\r\n\x1a\n" + b"0" * 500
        for code, data, names in (
            ("pdf", b"%PDF-1.4 x", ("c.pdf", "c.xlsx", "c.csv", "c.xls")),
            ("document", word, ("c.docx", "c.xlsx")),
            ("document", OLE, ("c.doc",)),
            ("numbers", numbers, ("c.numbers", "c.xlsx")),
            ("binary_excel", binary, ("c.xlsb", "c.xlsx")),
            ("archive", archive("clientes.xlsx"), ("c.zip", "c.xlsx", "c.ods")),
            ("archive", b"Rar!\x1a\x07\0" + b"0" * 50, ("c.rar", "c.xlsx")),
            ("picture", picture, ("c.png", "c.xlsx", "c.csv")),
            ("database", b"\x03\x18\x01\x01" + b"\0" * 99, ("c.dbf",)),
            ("archive", template, ("c.xlsx", "c.ods")),
            ("damaged", b"PK\x03\x04" + b"1" * 900, ("c.xlsx", "c.ods")),
            ("damaged", BOOK[:2000], ("c.xlsx",)),
            ("old_excel", OLE, ("c.xls", "c.xlsx")),
            ("no_rows", b"", ("c.xlsx", "c.csv", "c.ods")),
            ("extension", b'{"a": 1}', ("c.json", "clientes")),
            ("extension", BOOK, ("clientes", "c.xltx")),
        ):
            for name in names:
                self.assertRefused(code, data, name)

    def test_a_workbook_with_a_password(self):
        data = OLE[:512] + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
        for name in ("c.xlsx", "c.xls"):
            self.assertRefused("password", data, name)

    def test_macros_are_told(self):
        for name in ("c.xlsm", "c.xlsx"):
            book = read_workbook(archive("xl/vbaProject.bin", begin=BOOK), name, LIMIT)
            self.assertIn(("macros", {}), book.notes)
            self.assertEqual(book.tables[0].rows[1][1][0], "Ana Kinds")
        self.assertNotIn(("macros", {}), read_workbook(BOOK, "c.xlsx", LIMIT).notes)

    def test_text_that_begins_like_something_else(self):
        for text in ("BMW Clientes;Teléfono\nAna;612345991\n", "PK;Nombre\n1;Ana\n"):
            self.assertTrue(read_workbook(text.encode(), "c.csv", LIMIT))

    def rows_of(self, text):
        book = read_workbook(text.encode(), "c.txt", LIMIT)
        return book, [values for _number, values in book.tables[0].rows]

    def test_columns_told_by_their_places(self):
        book, rows = self.rows_of(
            "LISTADO DE CLIENTES                          01/02/2024\n\n"
            "Cód.   Nombre o razón social     Código postal  Población  Teléfono\n"
            "    1  Talleres Gómez, S.L.      30001          Murcia     968123401\n"
            "    2  Bar Pepe                  30800          Lorca      968123402\n"
            "    3  Ana Gil Roca                             Cartagena\n"
            "   Total clientes: 3\n"
        )
        self.assertEqual(
            rows,
            [
                ["Cód.", "Nombre o razón social", "Código postal"]
                + ["Población", "Teléfono"],
                ["1", "Talleres Gómez, S.L.", "30001", "Murcia", "968123401"],
                ["2", "Bar Pepe", "30800", "Lorca", "968123402"],
                ["3", "Ana Gil Roca", "", "Cartagena"],
            ],
        )
        codes = {code for code, _values in book.notes}
        self.assertLessEqual({"by_places", "total_row"}, codes)
        self.assertIn("delimiter", book.doubtful, "a person looks at it")
        _book, rows = self.rows_of(
            "CODIGO  NOMBRE                TELEFONO\n"
            "------- --------------------- ---------\n"
            "0000001 Roble Kinds SL        968123424\n"
            "0000002 Ana Kinds Gil         968123425\n"
        )
        self.assertEqual(rows[1], ["0000001", "Roble Kinds SL", "968123424"])

    def test_a_tab_within_a_cell_is_no_column(self):
        _book, rows = self.rows_of(
            "CODIGO  NOMBRE                TELEFONO\n"
            + "0000001 Roble Kinds SL        968123424\n" * 12
            + "0000013 Ana\tKinds Gil         968123425\n"
        )
        self.assertEqual(rows[-1], ["0000013", "Ana Kinds Gil", "968123425"])

    def test_what_is_no_list_of_places(self):
        for text in (
            "Nombre\nAna Gil\nEva Sol\nLuz Mar\n",
            "Ana Gil Roca\nTalleres Sol SL\n",
        ):
            book, rows = self.rows_of(text)
            self.assertEqual({len(row) for row in rows}, {1}, text)
            self.assertNotIn(("by_places", {}), book.notes)
