"""Customers told one below the other with a label before each value, and headings of
two rows of which the upper one says what the lower ones are parts of."""

import random

from odoo.tests import BaseCase, tagged

from ..tools.columns import propose
from ..tools.heading_words import Known, house_headings
from ..tools.labels import of_lines
from .common_files import notes, read, text, texts, xlsx
from .test_read_by_chance import SEED
from .test_read_by_chance import table as by_chance

KNOWN = Known(*house_headings())

ONE_BELOW_THE_OTHER = """FICHERO DE CLIENTES

Nombre: Ana Labels
NIF: 12345678Z
Dirección: C/ Sol, 3; bajo
Tfno.: 968123456
Observaciones: paga
  a 30 días
Saldo: 12,50

Nombre: Eva "la" Labels
Dirección: C/ Luna: 4

Tfno.: 968123457
"""


@tagged("post_install", "-at_install")
class TestReadLabels(BaseCase):
    def headings(self, book):
        return book.tables[0].rows[0][1]

    def test_labels_of_a_text(self):
        book = read(ONE_BELOW_THE_OTHER.encode(), "clientes.txt")
        self.assertEqual(
            self.headings(book),
            ["Nombre", "NIF", "Dirección", "Tfno.", "Observaciones", "Saldo"],
        )
        ana, eva = texts(book)
        self.assertEqual(ana[2:4], ["C/ Sol, 3; bajo", "968123456"])
        self.assertEqual(ana[4], "paga\na 30 días")
        # below a blank line, and not beginning as the others do: still of the same
        self.assertEqual(
            eva[:4], ['Eva "la" Labels', "", "C/ Luna: 4", "968123457"], eva
        )
        self.assertTrue(notes(book, "labels"))
        self.assertEqual(notes(book, "loose"), [{"text": "FICHERO DE CLIENTES"}])
        self.assertIn("labels", book.doubtful, "a person looks at it")

    def test_labels_of_a_sheet(self):
        rows = [
            ["Nombre", "Ana Labels"],
            ["NIF", "12345678Z"],
            ["Teléfono", 968123456],
            [],
            ["Nombre", "Eva Labels"],
            ["NIF", ""],
            ["Teléfono", 968123457],
        ]
        for sheet in (rows, [["Campo", "Valor"], *rows]):
            book = read(xlsx(("Hoja1", sheet)), "c.xlsx")
            self.assertEqual(self.headings(book), ["Nombre", "NIF", "Teléfono"])
            self.assertEqual(
                texts(book),
                [["Ana Labels", "12345678Z", 968123456], ["Eva Labels", "", 968123457]],
            )
        book = read(text(rows), "c.csv")
        self.assertEqual([row[0] for row in texts(book)], ["Ana Labels", "Eva Labels"])

    def test_titles_among_labels(self):
        lines = ["CLIENTE 1", "Nombre: Ana", "NIF: 1", "Tel: 968123456"]
        lines += ["CLIENTE 2", "Nombre: Eva", "NIF: 2", "Tel: 968123457"]
        for more in ([], ["[fin]"], ["========"]):
            book = read("\n".join([*lines[:4], *more, *lines[4:]]).encode(), "c.txt")
            self.assertEqual(
                [row[2] for row in texts(book)], ["968123456", "968123457"]
            )
            self.assertEqual(notes(book, "loose"), [{"text": "CLIENTE 1; CLIENTE 2"}])

    def test_labels_within_cells(self):
        cells = [
            ["Cliente"],
            ["Nombre: Ana Labels\nTel: 968123456\nCP: 30001"],
            ["Nombre: Eva Labels\nTel: 968123457"],
        ]
        book = read(xlsx(("Hoja1", cells)), "c.xlsx")
        self.assertEqual(
            texts(book),
            [["Ana Labels", "968123456", "30001"], ["Eva Labels", "968123457", ""]],
        )

    def test_what_is_long_or_many_is_read_whole_and_in_time(self):
        long = "palabra " * 400
        lines = ["Nombre: Ana Labels", "NIF: 12345678Z", "Tel: 968123456"]
        note = [f"Observaciones: {long}"]
        [ana] = texts(read("\n".join([*lines, *note]).encode(), "c.txt"))
        self.assertEqual(ana[3], long.strip())
        # of a text below them no word is lost, and it does not grow by each line
        below = [f"y otra cosa más, la {number}" for number in range(20_000)]
        rows, _loose = of_lines([*lines * 70, "", *below], KNOWN)
        self.assertEqual(rows[-1][2].split("\n"), ["968123456", *below])

    def test_more_labels_than_a_sheet_has_columns_are_none(self):
        words = ["".join(map(chr, (97 + n // 26, 97 + n % 26))) for n in range(300)]
        lines = ["Nombre: Ana", "NIF: 1", "Tel: 968123456", "CP: 30001"] * 50
        more = [f"Nombre: Eva\nx{word}: 1" for word in words]
        self.assertIsNone(of_lines("\n".join([*lines, *more]).split("\n"), KNOWN))

    def test_customers_by_chance(self):
        """In random shapes, and read back equal."""
        for number in range(90):
            chance = random.Random(f"{SEED} labels {number}")
            heads, rows = by_chance(chance)
            places = [at for at, head in enumerate(heads) if head]
            heads = [heads[at] for at in places]
            rows = [[row[at] for at in places] for row in rows]
            if len(heads) < 3:
                continue
            mark = chance.choice((": ", ":", " : ", "=", "....: "))
            between = [[""]] * chance.choice((0, 1, 2))
            shape = chance.choice(("text", "sheet", "cells"))
            if shape == "text":
                lines = []
                for row in rows:
                    lines += [f"{h}{mark}{v}" for h, v in zip(heads, row, strict=True)]
                    lines += [""] * len(between)
                encoding = chance.choice(("utf-8", "cp1252", "utf-16"))
                book = read("\r\n".join(lines).encode(encoding), "clientes.txt")
            elif shape == "sheet":
                cells = []
                for row in rows:
                    cells += [list(pair) for pair in zip(heads, row, strict=True)]
                    cells += between
                book = read(xlsx(("Hoja1", cells)), "c.xlsx")
            else:
                cells = [
                    "\n".join(f"{h}: {v}" for h, v in zip(heads, row, strict=True))
                    for row in rows
                ]
                book = read(xlsx(("Hoja1", [[cell] for cell in cells])), "c.xlsx")
            self.assertTrue(notes(book, "labels"), (number, shape, heads))
            found = [head.rstrip(".") for head in self.headings(book)]
            self.assertEqual(found, [head.rstrip(".") for head in heads], number)
            width = len(heads)
            below = [[*row, *[""] * width][:width] for row in texts(book)]
            self.assertEqual(below, rows, (number, shape))

    def test_what_has_a_colon_and_is_no_label(self):
        for lines in (
            "Nombre;Nota\nAna;Nombre: el de antes\nEva;Tel: el mismo\n",
            "Nombre;Teléfono\nAna;968123456\nEva;968123457\n",
            "Nombre\nAna: la de Lorca\nEva: la de Totana\n",
        ):
            book = read(lines.encode())
            self.assertFalse(notes(book, "labels"), lines)
            self.assertEqual(len(texts(book)), 2, lines)

    def test_headings_below_a_heading(self):
        rows = [
            ["CLIENTES"],
            ["Código", "Nombre", "Dirección", "", "", "Teléfono"],
            ["", "", "Calle", "CP", "Población", ""],
            [1, "Ana Labels", "C/ Sol 3", 3001, "Alicante", "965123456"],
            [2, "Eva Labels", "", "", "Murcia", ""],
        ]
        book = read(xlsx(("Hoja1", rows)), "c.xlsx")
        keys = [found.key for found in propose(self.headings(book))]
        self.assertEqual(keys, ["code", "name", "street", "zip", "city", "phone"])
        self.assertEqual([row[1] for row in texts(book)], ["Ana Labels", "Eva Labels"])
        self.assertFalse(notes(book, "no_heading"))
        # of whom they are is said by what stands above
        rows = [
            ["Nombre", "NIF", "Contacto", "", ""],
            ["", "", "Nombre", "Teléfono", "Email"],
            ["Roble Labels SL", "B12345674", "Ana", "612345678", "ana@x.example"],
        ]
        book = read(xlsx(("Hoja1", rows)), "c.xlsx")
        self.assertEqual(
            [found.key for found in propose(self.headings(book))],
            ["name", "vat", "contact_name", "contact_phone", "contact_email"],
        )
        # who stands below the headings is a customer
        rows = [["Nombre", "Dirección", ""], ["Ana", "C/ Sol 3", "30001 Murcia"]]
        self.assertEqual(len(texts(read(xlsx(("Hoja1", rows)), "c.xlsx"))), 1)

    def test_a_heading_above_several_columns(self):
        rows = [
            ["Nombre", "Teléfonos", "", "Población"],
            ["Ana Labels", "968123456", "612345678", "Murcia"],
        ]
        data = xlsx(("Hoja1", rows), merged=[("B1:C1", "Teléfonos")])
        headings = self.headings(read(data, "c.xlsx"))
        self.assertEqual(
            [found.key for found in propose(headings)],
            ["name", "phone", "phone", "city"],
        )

    def key(self, heading, values, *more):
        headings = ["Nombre", heading, *more]
        samples = [["Ana"] * len(values), values, *([[]] * len(more))]
        found = propose(headings, samples)[1]
        return found.key, found.sure

    def test_when_they_pay_and_how(self):
        for values, said in (
            (["30 días", "30/60", "60 d.f.f.", "contado"], ("payment_term", "guessed")),
            (["30", "60", "a 90 días"], ("payment_term", "guessed")),
            (["Transferencia", "Recibo", "Efectivo"], ("payment_method", "known")),
            (["Giro 60 d", "Transferencia 30 días"], ("payment_method", "guessed")),
            (["Contado"], ("payment_method", "guessed")),
            (["01", "02"], ("payment_method", "guessed")),
            ([], ("payment_method", "known")),
        ):
            for heading in ("F. pago", "Forma de pago"):
                self.assertEqual(self.key(heading, values), said, values)
        # beside the terms it is the way
        beside = self.key("Forma de pago", ["01", "02"], "Condiciones de pago")
        self.assertEqual(beside, ("payment_method", "known"))
        self.assertEqual(
            self.key("Condiciones de pago", ["Transferencia", "Recibo"])[0],
            "payment_method",
        )

    def test_an_account_without_a_figure_is_a_name(self):
        names = ["ROBLE LABELS SL", "OLMO LABELS SA"]
        found = propose(["Código", "Cuenta"], [["1", "2"], names])
        self.assertEqual([one.key for one in found], ["code", "name"])
        found = propose(["Nombre", "Cuenta"], [["Ana", "Eva"], names])
        self.assertEqual([one.key for one in found], ["name", "iban"])
