"""Customers in random shapes, written and read back: equal, or asked about; never
different in silence."""

import random

from odoo.tests import BaseCase, tagged

from .common_files import notes, ods, read, text, xls, xlsx

SEED = 20261129
ENCODINGS = (
    *("utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "iso8859_15"),
    *("utf-16", "utf-16-le", "utf-16-be"),
)
FILES = 240

HEADINGS = (
    ("Código", "Cód. cliente", "Client code"),
    ("Nombre", "Razón social", "Nombre o razón social", "Name"),
    ("NIF", "N.I.F.", "CIF/NIF"),
    ("Teléfono", "Tlf.", "Teléfono 1", "Phone", "Telèfon", "TELEFONO01"),
    ("Email", "Correo electrónico", "E-mail"),
    ("Dirección", "Domicilio", "Street", "Adreça", "Helbidea"),
    ("Código postal", "C.P.", "CP", "C. Postal", "Codi postal"),
    ("Población", "Localidad", "Town", "Població", "Herria", "Concello"),
    ("Observaciones", "Notas"),
    ("", "Obs. internas"),
)
NAMES = (
    "Muñoz Peña, S.L.",
    "Óptica Núñez",
    'Bar "El Ñu"',
    "Mª José Güell",
    "ROCA CANTERA, ELENA",
    "Talleres; Gómez | Hijos",
    "Conservas Ría, S.A.",
    "L'Ànec Verd",
    "Total Energies España",
    "Suma Consultores",
)
STREETS = (
    "C/ Mayor, 3, 2º B",
    "Pza. España 1",
    "Avda. de la Constitución; 5",
    "Rúa Nova 1",
)
TOWNS = ("A Coruña", "Ávila", "L'Hospitalet", "Castelló", "Vigo")
REMARKS = (
    "",
    "Nos vimos,\nen la feria",
    'Dijo: "sí"',
    "llamar lunes; no martes",
    "5 %",
)
ABOVE = (["Listado de clientes"], ["Talleres Roble, S.L."], ["Fecha: 01/02/2026"], [])


def person(chance, number):
    digits = f"{chance.randrange(10**8):08d}"
    return [
        chance.choice((f"{number:05d}", f"C{number:04d}", str(1000 + number))),
        f"{chance.choice(NAMES)} {number}",
        digits + "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23],
        chance.choice(("981 000 {:03d}", "+34 981000{:03d}", "600000{:03d}")).format(
            number
        ),
        f"n{number}@example.com",
        chance.choice(STREETS),
        f"{chance.randrange(1000, 52999):05d}",
        chance.choice(TOWNS),
        chance.choice(REMARKS),
        chance.choice(("", "ojo", "30 €", "Íñigo, 2º")),
    ]


def table(chance):
    """Headings and customers in some of the columns, the name always among them."""
    places = [p for p in range(10) if p in (1, 4) or chance.random() < 0.6]
    chance.shuffle(places)
    heads = [chance.choice(HEADINGS[place]) for place in places]
    people = [person(chance, n) for n in range(1, chance.randint(2, 12))]
    return heads, [[one[place] for place in places] for one in people]


def numbers(rows):
    """As a program writes them that makes numbers of what looks like one."""

    def cell(value):
        if value.isdecimal() and value.startswith("0"):
            return int(value), "0" * len(value)
        return int(value) if value.isdecimal() else value

    return [[cell(value) for value in row] for row in rows]


@tagged("post_install", "-at_install")
class TestReadByChance(BaseCase):
    def made(self, chance, heads, rows):
        """A file with these customers: (bytes, name, what it is)."""
        above = [chance.choice(ABOVE) for _row in range(chance.choice((0, 0, 1, 4)))]
        above += [[]] * chance.choice((0, 0, 0, 6)) if above else []
        every = [*above, heads, *self.paged(chance, heads, rows), *self.foot(chance)]
        kind = chance.choice(("csv", "csv", "csv", "xlsx", "ods", "xls"))
        if kind == "csv":
            return self.text_file(chance, every, len(above))
        name = chance.choice(("Hoja1", "Clientes", "Datos 2026"))
        sheets = [(name, every)]
        others = [
            ("Proveedores", [["Nombre", "Teléfono"], ["Acme", "1"]]),
            ("Artículos", [["Código", "Nombre", "Precio"], ["1", "Tornillo", "2"]]),
            ("Portada", [["Informe de la asesoría"]]),
        ]
        for other in others:
            if chance.random() < 0.3:
                sheets.insert(chance.randint(0, len(sheets)), other)
        if kind == "ods":
            return ods(*sheets), "clientes.ods", (kind, name)
        if chance.random() < 0.5:
            sheets = [
                (title, [*above, heads, *numbers(rows)] if title == name else content)
                for title, content in sheets
            ]
        make = {"xlsx": xlsx, "xls": xls}[kind]
        return make(*sheets), f"clientes.{kind}", (kind, name)

    def paged(self, chance, heads, rows):
        """Rows as a listing has them, whose pages begin with the headings again."""
        if len(heads) < 2 or chance.random() < 0.8:
            return rows
        at = chance.randint(1, len(rows))
        return [*rows[:at], [], ["Página 2"], heads, *rows[at:]]

    def foot(self, chance):
        """What programs write below a list."""
        if chance.random() < 0.7:
            return []
        return chance.choice(
            (
                [["Total clientes: 12"]],
                [[], ["Fecha: 01/02/2026"], ["Página 1 de 1"]],
                [[], ["Informe de clientes"], ["Impreso el 1/2/2026"], ["Fin"]],
            )
        )

    def text_file(self, chance, every, above):
        """A text file as some program writes it, in its own way."""
        encoding = chance.choice(ENCODINGS)
        if encoding == "cp850":  # of before the euro
            every = [[cell.replace("€", "EUR") for cell in row] for row in every]
        delimiter = chance.choice(";,\t|")
        end = chance.choice(("\n", "\r\n", "\r"))
        way = chance.choice(("plain", "plain", "ended", "wrapped", "said"))
        every = [row or [""] for row in every]
        if way == "ended":  # a mark behind the last cell too
            width = max(map(len, every)) + 1
            every = [[*row, *[""] * (width - len(row))] for row in every]
        data = text(every, "utf-8", delimiter, end).decode()
        if way == "wrapped" and not above and end != "\r":
            if "\n" not in "".join(cell for row in every for cell in row):
                lines = ['"' + x.replace('"', '""') + '"' for x in data.split(end)[:-1]]
                data = end.join(lines) + end
        elif way == "said":
            data = f"sep={delimiter}{end}{data}"
        return data.encode(encoding), "clientes.csv", (encoding, delimiter, way)

    def test_equal_or_asked(self):
        asked = said = 0
        for number in range(FILES):
            chance = random.Random(f"{SEED} {number}")
            heads, rows = table(chance)
            data, name, shape = self.made(chance, heads, rows)
            book = read(data, name)
            if book.doubtful or book.notes and not book.tables:
                asked += 1
                continue
            if notes(book, "wide_row") and not heads[-1]:
                said += 1  # a few values under no heading: their rows are told
                continue
            self.assertEqual(len(book.tables), 1, (number, shape))
            (_row, found), *below = book.tables[0].rows
            width = len(heads)
            found = [*found, *[""] * (width - len(found))][:width]
            self.assertEqual(found, heads, (number, shape))
            below = [
                [str(value) for value in [*values, *[""] * width][:width]]
                for _row, values in below
            ]
            if shape[0] == "cp850":
                rows = [[cell.replace("€", "EUR") for cell in row] for row in rows]
            self.assertEqual(below, rows, (number, shape))
        # asking is no way out
        self.assertLess(asked, FILES // 20)
        self.assertLess(said, FILES // 20)
