"""Customers in random shapes, written and read back: equal, or asked about; never
different in silence."""

import random

from odoo.tests import BaseCase, tagged

from .common_files import ods, read, text, xls, xlsx

SEED = 20261129
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
    ]


def table(chance):
    """Headings and customers in some of the columns, the name always among them."""
    places = [p for p in range(9) if p in (1, 4) or chance.random() < 0.6]
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
        every = [*above, heads, *rows]
        kind = chance.choice(("csv", "csv", "csv", "xlsx", "ods", "xls"))
        if kind == "csv":
            encoding = chance.choice(
                ("utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "utf-16")
            )
            delimiter = chance.choice(";,\t|")
            end = chance.choice(("\n", "\r\n"))
            every = [row or [""] for row in every]
            data = text(every, encoding, delimiter, end)
            return data, "clientes.csv", (encoding, delimiter, len(above))
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

    def test_equal_or_asked(self):
        asked = 0
        for number in range(FILES):
            chance = random.Random(f"{SEED} {number}")
            heads, rows = table(chance)
            data, name, shape = self.made(chance, heads, rows)
            book = read(data, name)
            if book.doubtful or book.notes and not book.tables:
                asked += 1
                continue
            self.assertEqual(len(book.tables), 1, (number, shape))
            (_row, found), *below = book.tables[0].rows
            self.assertEqual(found, heads, (number, shape))
            width = len(heads)
            below = [
                [str(value) for value in [*values, *[""] * width][:width]]
                for _row, values in below
            ]
            self.assertEqual(below, rows, (number, shape))
        # asking is no way out
        self.assertLess(asked, FILES // 20)
