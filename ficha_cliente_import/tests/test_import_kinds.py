from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_files import case_file, ods, text, xls, xlsx
from .common_import import ImportCase

HEAD = ["Código", "Nombre", "Código postal", "Descuento"]


@tagged("post_install", "-at_install")
class TestImportKinds(ImportCase):
    """Files as people have them become the customers that their writers meant."""

    def bring(self, data, name, user=None):
        run = self.make(data, user, name=name)
        run.action_check()
        run.action_import()
        self.assertEqual(run.state, "done", run.refusal)
        return run

    def bring_case(self, name, user=None):
        data = case_file(name)
        return self.bring(data, name, user) if data else None

    def test_percent_and_zeros(self):
        def named(name):
            return self.partner(name).with_user(self.biller)

        if self.bring_case("01_descuento_porcentaje.xlsx", self.biller):
            shares = [
                named(name).standing_discount
                for name in ("Pinturas Ferrol Prueba, S.L.", "Ana Prueba Lozano")
            ]
            self.assertEqual(shares, [5, 12.5])
        if self.bring_case("02_formato_ceros.xlsx"):
            found = self.partner("Cliente Formato Ceros Uno")
            self.assertEqual((found.client_code, found.zip), ("00042", "08001"))
            found = self.partner("Cliente Formato Ceros Alemania")
            self.assertEqual((found.client_code, found.zip), ("01042", "01067"))
        for number, (kind, make) in enumerate((("xlsx", xlsx), ("xls", xls))):
            name = f"Muñoz {kind}"
            row = [(770 + number, "000000"), name, (8001, "00000"), (0.05, "0%")]
            self.bring(make(("Hoja1", [HEAD, row])), f"c.{kind}", self.biller)
            found = named(name)
            self.assertEqual(
                (found.client_code, found.zip, found.standing_discount),
                (f"{770 + number:06d}", "08001", 5),
            )
        row = [(779, "000779"), "Muñoz ods", (8001, "08001"), (0.05, "5,00 %")]
        self.bring(ods(("Hoja1", [HEAD, row])), "c.ods", self.biller)
        found = named("Muñoz ods")
        self.assertEqual((found.client_code, found.standing_discount), ("000779", 5))

    def test_what_excel_made_a_date_of_is_left_empty_and_said(self):
        data = case_file("27_texto_hecho_fecha.xlsx") or xlsx(
            (
                "Hoja1",
                [
                    ["Nombre", "Dirección", "Referencia", "Código"],
                    ["Prueba Fecha Texto", *[(date(2026, 5, 3), "d-mmm")] * 3],
                ],
            )
        )
        run = self.bring(data, "c.xlsx")
        found = self.partner("Prueba Fecha Texto")
        self.assertEqual(len(found), 1)
        self.assertFalse(found.street or found.ref)
        self.assertNotIn("2026", found.client_code or "")
        self.assertIn("Excel made a date", run.line_ids.note)

    def test_only_customers_come_in(self):
        for name, customer, said in (
            ("20c_pie_combinado.xlsx", "Prueba Pie Uno", "Row 3 is a total"),
            ("25d_fila_total.xlsx", "Prueba Total Uno", "Row 3 is a total"),
            ("25a_portada_y_clientes.xlsx", "Prueba Portada Uno", "not read: Portada"),
            ("25b_clientes_y_proveedores.xlsx", "Prueba Libro Cliente", "Proveedores"),
        ):
            run = self.bring_case(name)
            if run:
                self.assertEqual(self.outcomes(run), ["created"])
                self.assertTrue(self.partner(customer))
                self.assertIn(said, run.ignored)
        screws = [["Código", "Nombre", "Precio"], ["1", "Tornillo Import", "0,10"]]
        run = self.check(text(screws), name="c.csv")
        self.assertFalse(run.line_ids)
        with self.assertRaisesRegex(UserError, "does not look like a list of cust"):
            run.action_import()
        self.assertFalse(self.partner("Tornillo Import"))

    def test_text_files(self):
        for name, customer, town in (
            ("03_punto_y_coma_con_comas.csv", "Óptica Prueba Sol", False),
            ("16a_cp850.csv", "Muñoz Peña Codificación Uno", "A Coruña"),
            ("16d_utf8_un_byte_malo.csv", "Óptica Núñez Codificación", "Ávila"),
            ("16e_sep.csv", "Muñoz Peña Codificación Cinco", "A Coruña"),
            ("21a_comilla_sin_cerrar.csv", "La Rana Prueba", "Lugo"),
        ):
            run = self.bring_case(name)
            if run:
                self.assertEqual(self.partner(customer).city, town, name)
                if name.startswith("16d"):
                    self.assertIn("Row 3", run.ignored)
                if name.startswith("21a"):
                    self.assertIn("Row 2 was left out", run.ignored)
                    self.assertFalse(self.partner("El Ancla Prueba"))
                    self.assertTrue(self.partner("El Gato Prueba"))
        days = [["Nombre", "Fecha de nacimiento"], ["Ana Orden", "05/01/1980"]]
        days.append(["Eva Orden", "12/31/1980"])
        self.bring(text(days), "c.csv", self.personal)
        found = self.partner("Ana Orden").with_user(self.personal)
        self.assertEqual(found.birthdate_date, date(1980, 5, 1))

    def test_an_address_book(self):
        card = (
            "BEGIN:VCARD\r\nVERSION:2.1\r\n"
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mu=C3=B1oz;Jos=C3=A9 Luis;;;\r\n"
            "TEL;CELL:612345994\r\nEMAIL:jose@cards.example\r\n"
            "ADR;HOME:;2 B;C/ Mayor, 3;Murcia;;30001;\r\nEND:VCARD\r\n"
        )
        run = self.bring(card.encode(), "contactos.vcf")
        self.assertEqual(self.outcomes(run), ["created"])
        found = self.partner("José Luis Muñoz")
        self.assertEqual(
            (found.street, found.street2, found.zip, found.city, found.email),
            ("C/ Mayor, 3", "2 B", "30001", "Murcia", "jose@cards.example"),
        )
        # the same file again changes nothing
        self.assertEqual(
            self.outcomes(self.bring(card.encode(), "contactos.vcf")), ["unchanged"]
        )
