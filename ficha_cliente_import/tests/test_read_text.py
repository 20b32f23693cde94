from odoo.tests import BaseCase, tagged

from ..tools.encodings import ENCODINGS
from .common_files import case_file, notes, problem, read, text, texts

HEAD = ["Nombre", "Población", "Teléfono"]
ROWS = [
    HEAD,
    ["Muñoz Peña, S.L.", "A Coruña", "981000101"],
    ["Óptica Núñez", "Ávila", "920000102"],
    ["Mª José Güell", "L'Hospitalet", "930000103"],
]


@tagged("post_install", "-at_install")
class TestReadText(BaseCase):
    """Text files, whatever program wrote them."""

    def test_encodings(self):
        for encoding in ("utf-8", "cp1252", "cp850", "mac_roman", "utf-16-le"):
            with self.subTest(encoding=encoding):
                book = read(text(ROWS, encoding))
                self.assertEqual(book.encoding, encoding)
                self.assertEqual(texts(book), ROWS[1:])
                self.assertFalse(book.doubtful)
                self.assertFalse(book.notes)
        for encoding, mark in (
            ("utf-8", b"\xef\xbb\xbf"),
            ("utf-16-le", b"\xff\xfe"),
            ("utf-16-be", b"\xfe\xff"),
        ):
            book = read(text(ROWS, encoding, mark=mark))
            self.assertEqual((book.encoding, texts(book)), (encoding, ROWS[1:]))
        # one name is enough, and so is the end of a file of DOS
        for encoding in ("cp1252", "cp850", "mac_roman"):
            rows = [["Nombre", "Email"], ["Ana Muñoz", "ana@example.com"]]
            book = read(text(rows, encoding) + b"\x1a")
            self.assertEqual((book.encoding, texts(book)), (encoding, rows[1:]))
            self.assertFalse(book.doubtful)

    def test_encodings_of_the_cases(self):
        data = case_file("16a_cp850.csv")
        if data:
            book = read(data)
            self.assertEqual(texts(book)[0][0], "Muñoz Peña Codificación Uno")
            self.assertEqual(book.encoding, "cp850")
        data = case_file("16d_utf8_un_byte_malo.csv")
        if data:
            book = read(data)
            self.assertEqual(
                [row[:2] for row in texts(book)],
                [
                    ["Muñoz Peña Codificación Cuatro", "A Coruña"],
                    ["Óptica Núñez Codificación", "Ávila"],
                ],
            )
            self.assertEqual(notes(book, "bad_byte"), [{"row": 3}])

    def test_one_wrong_byte_names_its_row_and_nothing_else(self):
        data = text(ROWS).replace("Núñez".encode(), "Nú".encode() + b"\xf1ez")
        book = read(data)
        self.assertEqual((book.encoding, texts(book)), ("utf-8", ROWS[1:]))
        self.assertEqual(notes(book, "bad_byte"), [{"row": 3}])
        data = text(ROWS).replace(b"920000102", b"\xf1")
        book = read(data)
        self.assertEqual(texts(book)[1], ROWS[2][:2], "no letter of a word")
        self.assertEqual(notes(book, "bad_byte"), [{"row": 3}])

    def test_what_another_program_garbled(self):
        whole = text(ROWS)
        for encoding in ("cp1252", "cp850", "mac_roman"):
            # of Á nothing is left in Windows
            garbled = whole.replace("Á".encode(), b"A").decode(encoding)
            book = read(garbled.encode())
            self.assertEqual(texts(book)[0], ROWS[1], encoding)
            self.assertTrue(notes(book, "repaired"))
        rows = [["Nombre", "Ciudad"], ["São João", "Évora"], ["JOÃO", "GUIMARÃES"]]
        self.assertFalse(read(text(rows)).notes)

    def test_what_may_be_two_is_asked(self):
        data = "Nombre;Email\nMuñoz;a@example.com\n".encode()
        mixed = data + "".join(
            f"Peñ{n} Ñáñez;p@example.com\n" for n in range(5)
        ).encode("cp1252")
        self.assertIn("encoding", read(mixed).doubtful)
        polish = "Nombre;Ciudad\nŁukasz Wójcik;Łódź\nŻaneta;Gdańsk\n".encode("cp1250")
        book = read(polish)
        self.assertIn("encoding", book.doubtful)
        chosen = read(polish, encoding="cp1250")
        self.assertEqual(texts(chosen)[0], ["Łukasz Wójcik", "Łódź"])
        self.assertFalse(chosen.doubtful)
        for encoding in ENCODINGS:  # whatever is chosen is tried
            self.assertFalse(problem(data * 3, encoding=encoding) == "damaged")

    def test_delimiters(self):
        rows = [
            ["Código", "Nombre", "Dirección"],
            ["7001", "Talleres Roble, S.L.", "C/ Mayor, 3, 2º, B"],
            ["7002", "Óptica; Sol", "Plaza Nueva, 1 | bajo"],
        ]
        for delimiter in (";", ",", "\t", "|"):
            book = read(text(rows, delimiter=delimiter))
            self.assertEqual((book.delimiter, texts(book)), (delimiter, rows[1:]))
            self.assertFalse(book.doubtful)
        data = case_file("03_punto_y_coma_con_comas.csv")
        if data:
            book = read(data)
            self.assertEqual(texts(book)[0][2], rows[1][2])
            self.assertEqual(
                texts(book)[1][1:], ["Óptica Prueba Sol", "Plaza Nueva, 1"]
            )
        # one column: what stands in its texts separates nothing
        book = read(b"Nombre\nROCA CANTERA, ELENA\nGil, Ana\n")
        self.assertEqual(texts(book), [["ROCA CANTERA, ELENA"], ["Gil, Ana"]])
        # and what a person says is done
        book = read(b"Nombre;Email\nAna;a@example.com\n", delimiter=",")
        self.assertEqual(book.tables[0].rows[0][1], ["Nombre;Email"])

    def test_what_excel_is_told_separates_them(self):
        data = (
            case_file("16e_sep.csv")
            or b"\xef\xbb\xbf"
            + (
                "sep=;\r\nNombre;Población;Teléfono\r\nMuñoz Peña;A Coruña;981\r\n"
            ).encode()
        )
        book = read(data)
        self.assertEqual((book.delimiter, book.heading_row), (";", 2))
        self.assertEqual(book.tables[0].rows[0][1], HEAD)
        self.assertEqual(len(texts(book)), 1)
        book = read(b"sep=^\nNombre^Email\nAna, S.L.^a@example.com\n")
        self.assertEqual(texts(book), [["Ana, S.L.", "a@example.com"]])

    def test_a_quote_that_is_never_closed(self):
        data = case_file("21a_comilla_sin_cerrar.csv") or text(
            [
                HEAD,
                ["La Rana", "Lugo", "rana@example.com"],
                ["El Gato", "Lugo", "gato@example.com"],
            ]
        ).replace(b"La Rana", b'"El Ancla;Vigo;a@example.com\r\nLa Rana')
        book = read(data)
        self.assertEqual([row[1] for row in texts(book)], ["Lugo", "Lugo"])
        (said,) = notes(book, "open_quote")
        self.assertEqual(said["row"], 2)
        self.assertIn("El Ancla", said["text"])
        for line, others in (
            (b'"Ana;Vigo;1', b'Bar "Pepe";Lugo;2\nEva;Lugo;3'),
            (b'Ana;Vigo;"1', b'Eva;Lugo;2"\nLuz;Lugo;3'),
            (b'"Ana;Vigo;1', b'"Eva";Lugo;2\nLuz;Lugo;3'),
            (b'Ana;"Vigo;1', b'Eva;Lugo"\nLuz;Lugo;3'),
        ):
            book = read(b"Nombre;Ciudad;Email\n" + line + b"\n" + others + b"\n")
            self.assertEqual([one["row"] for one in notes(book, "open_quote")], [2])
            self.assertEqual(len(texts(book)), 2, line)
            self.assertNotIn("Ana", str(texts(book)))

    def test_quotes_that_are_right(self):
        rows = [
            ["Nombre", "Notas", "Email"],
            ['Bar "Pepe"', "Nos vimos,\nen la feria; ayer", "a@example.com"],
            ['"El Sol" S.L.', 'Dijo: "sí"', "b@example.com"],
            ['TV 32"', "una\n\nlínea", "c@example.com"],
        ]
        for delimiter in (";", ",", "\t"):
            book = read(text(rows, delimiter=delimiter))
            self.assertEqual(texts(book), rows[1:])
            self.assertFalse(notes(book, "open_quote"))
        # as people type them
        book = read(
            b'Nombre;Ciudad;Email\n"Bar "Pepe" Juan";Lugo;1\nTV 32";Lugo;2\n'
            b'"Pepe" Gil;Lugo;3\n'
        )
        self.assertEqual(
            [row[0] for row in texts(book)],
            ['Bar "Pepe" Juan', 'TV 32"', '"Pepe" Gil'],
        )

    def test_cells_that_moved(self):
        data = b"Nombre,Email,Telefono\nRoble, S.L.,r@example.com,968\nAna,a@b.es,1\n"
        book = read(data)
        self.assertEqual(texts(book), [["Ana", "a@b.es", "1"]])
        (said,) = notes(book, "wide_row")
        self.assertEqual((said["row"], said["text"]), (2, "Roble"))
        # blanks at the end are no cells
        self.assertFalse(read(b"Nombre;Email\nAna;a@b.es;;;\n").notes)

    def test_line_ends(self):
        for end in ("\n", "\r\n", "\r"):
            book = read(text(ROWS, end=end))
            self.assertEqual(texts(book), ROWS[1:])
        # a mark of another kind within a text ends no line
        book = read("Nombre;Email\nAna\u2028Gil;a@example.com\n".encode())
        self.assertEqual(len(texts(book)), 1)
