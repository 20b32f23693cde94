from odoo.tests import BaseCase, tagged

from .common_files import notes, problem, read

ANA = """BEGIN:VCARD
VERSION:3.0
N:Gil Soler;Ana;María;Dra.;
FN:Ana María Gil Soler
ORG:Talleres Roble\\, S.L.;Compras
TITLE:Gerente
TEL;TYPE=CELL:+34 612 34 59 91
TEL;TYPE=WORK,VOICE:968 12 34 56
TEL;TYPE=WORK,FAX:968 12 34 57
TEL;TYPE=HOME:968 12 34 58
EMAIL;TYPE=INTERNET,HOME:ana@home.example
EMAIL;TYPE=INTERNET;TYPE=PREF:ana@example.com
item1.ADR;TYPE=WORK:;2º B;C/ Mayor\\, 3;Murcia;Murcia;30001;España
item1.X-ABLabel:Oficina
ADR;TYPE=HOME:;;Plaza Nueva 1\\nBajo;Yecla;Murcia;30510;España
BDAY:1980-05-01
URL:https://example.com
NOTE:Llamar por la mañana\\; nunca los lunes.\\nEs de fiar.
CATEGORIES:Taller,myContacts
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRof
END:VCARD
"""
OLD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mu=C3=B1oz;Jos=C3=A9;;;\r\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jos=C3=A9 Mu=C3=B1oz\r\n"
    "TEL;CELL;PREF:612345992\r\nTEL;HOME:968000001\r\n"
    "ADR;HOME;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:;;Calle Pe=F1a, 3=0A=\r\n"
    "Bajo;Le=F3n;;24001;\r\n"
    "NOTE;ENCODING=QUOTED-PRINTABLE:una l=C3=ADnea muy =\r\nlarga\r\n"
    "PHOTO;ENCODING=BASE64;JPEG:\r\n/9j/4AAQ\r\nSkZJRgAB\r\n\r\n"
    "BDAY:--0307\r\nEND:VCARD\r\n"
)
NEW = """BEGIN:VCARD
VERSION:4.0
KIND:org
FN:Conservas Ría
ORG:Conservas Ría
TEL;VALUE=uri;PREF=1;TYPE="voice,work":tel:+34-981-000-111
EMAIL:info@conservas.example
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:group
FN:Amigos
END:VCARD
"""


@tagged("post_install", "-at_install")
class TestReadCard(BaseCase):
    """The address book of a telephone."""

    def cards(self, text, encoding="utf-8", **options):
        book = read(text.encode(encoding), "contactos.vcf", **options)
        (_number, headings), *rows = book.tables[0].rows
        said = [dict(zip(headings, values, strict=False)) for _number, values in rows]
        kept = [{key: text for key, text in one.items() if text} for one in said]
        return book, kept

    def test_a_card(self):
        book, (ana,) = self.cards(ANA)
        self.assertFalse(book.notes)
        self.assertEqual(
            ana,
            {
                "Nombre de pila": "Ana",
                "Segundo nombre": "María",
                "Apellidos": "Gil Soler",
                "Tratamiento": "Dra.",
                "Empresa": "Talleres Roble, S.L.",
                "Departamento": "Compras",
                "Cargo": "Gerente",
                "Móvil": "+34 612 34 59 91",
                "Teléfono": "968 12 34 56",
                "Fax": "968 12 34 57",
                "Otros teléfonos": "968 12 34 58",
                "Correo electrónico": "ana@example.com",
                "Otros correos": "ana@home.example",
                "Dirección": "C/ Mayor, 3",
                "Dirección 2": "2º B",
                "Población": "Murcia",
                "Provincia": "Murcia",
                "Código postal": "30001",
                "País": "España",
                "Fecha de nacimiento": "1980-05-01",
                "Página web": "https://example.com",
                "Etiquetas": "Taller",
                "Observaciones": "Llamar por la mañana; nunca los lunes.\nEs de fiar.\n"
                "Otra dirección (casa): Plaza Nueva 1, Bajo, 30510 Yecla, Murcia, "
                "España",
            },
        )

    def test_cards_of_old_telephones(self):
        _book, (jose,) = self.cards(OLD)
        self.assertEqual(
            jose,
            {
                "Nombre de pila": "José",
                "Apellidos": "Muñoz",
                "Móvil": "612345992",
                "Teléfono": "968000001",
                "Dirección": "Calle Peña, 3",
                "Dirección 2": "Bajo",
                "Código postal": "24001",
                "Población": "León",
                "Fecha de nacimiento": "--03-07",
                "Observaciones": "una línea muy larga",
            },
        )
        for encoding in ("cp1252", "utf-8-sig", "utf-16"):
            book, (ana,) = self.cards(ANA, encoding)
            self.assertEqual((ana["País"], book.doubtful), ("España", set()), encoding)

    def test_companies_groups_and_who_has_one_name(self):
        book, (company,) = self.cards(NEW)
        self.assertEqual(company["Empresa"], "Conservas Ría")
        self.assertNotIn("Nombre de pila", company)
        self.assertEqual(company["Teléfono"], "+34-981-000-111")
        (said,) = notes(book, "card_empty")
        self.assertEqual(said, {"row": 3, "text": "Amigos"})
        card = "BEGIN:VCARD\nVERSION:2.1\nFN:%s\nN:%s\nTEL:981000112\nEND:VCARD\n"
        _book, found = self.cards(
            card % ("Ana Gil", "") + card % ("Bar Pepe", ";Bar Pepe;;;")
        )
        self.assertEqual(
            [one["Nombre de pila"] for one in found], ["Ana Gil", "Bar Pepe"]
        )

    def test_what_is_wrong_with_a_card_is_said(self):
        book, found = self.cards(ANA.replace("END:VCARD\n", "") + OLD)
        self.assertEqual(len(found), 2)
        self.assertEqual(notes(book, "card_open")[0]["text"], "Ana María Gil Soler")
        book, found = self.cards(ANA + OLD.removesuffix("END:VCARD\r\n"))
        self.assertEqual(len(found), 2)
        self.assertEqual(notes(book, "card_open")[0]["row"], 3)
        self.assertEqual(problem(b"Nombre;Email\n", "c.vcf"), "not_card")
        self.assertEqual(problem(b"BEGIN:VCARD\nEND:VCARD\n", "c.vcf"), "no_rows")
        self.assertEqual(len(read(ANA.encode(), "c.txt").tables[0].rows), 2)
