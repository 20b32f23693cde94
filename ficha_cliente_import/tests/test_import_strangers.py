"""Files of strangers come in: what became of their customers."""

from odoo.tests import tagged

from .common_cases import MeaningCase

IBAN = "ES91 2100 0418 4502 0005 1332"


@tagged("post_install", "-at_install")
class TestImportStrangers(MeaningCase):
    def test_one_bad_value_does_not_hold_back_the_others(self):
        run = self.load_text(
            "Nombre;NIF;Correo;Cuenta bancaria;Web\n"
            f"Extraño Uno;012345678Z;uno@x.example - unob@x.example;Caixa {IBAN};Bar\n"
            "Extraño Dos;;dos@x.example, dos@gmail.con;al contado;www.dos.example\n"
            "Extraño Tres;;tres@x.example, tres@;;tres@x.example\n"
            "Extraño Cuatro;;cuatro;;\n"
        )
        self.assertEqual(self.outcomes(run), ["created"] * 4)
        self.assertFalse(self.named("Extraño Cuatro").email)
        one, two, three = (self.named(f"Extraño {n}") for n in ("Uno", "Dos", "Tres"))
        self.assertEqual((one.vat, one.email), ("12345678Z", "uno@x.example"))
        self.assertEqual(one.country_id, self.spain)
        points = one.contact_point_ids.filtered(lambda point: point.kind == "email")
        self.assertIn("unob@x.example", points.mapped("value"))
        self.assertEqual(one.bank_ids.sanitized_acc_number, IBAN.replace(" ", ""))
        self.assertFalse(one.website or three.website or two.bank_ids)
        self.assertEqual((two.email, three.email), ("dos@x.example", "tres@x.example"))
        said = {line.number: line.note or "" for line in run.line_ids}
        self.assertIn("“Bar”", said[1])
        self.assertIn("dos@gmail.con", said[2])
        self.assertIn("no e-mail address: E-mail “tres@”", said[3])
        reasons = {p.value: p.reason for p in run.problem_ids}
        self.assertIn("dos@gmail.com", reasons["dos@gmail.con"])
        self.assertIn("name@example.com", reasons["tres@"])
        self.assertEqual(run.value_ids.mapped("text").count("tres@"), 1, "it is asked")

    def test_a_good_address_and_a_correction(self):
        rows = "Nombre;Correo\nExtraño Cinco;cinco@x.example; cinco@gmail.con\n"
        run = self.make(rows.replace("; c", ", c").encode(), name="clientes.csv")
        run.action_check()
        asked = run.value_ids
        self.assertEqual(
            (asked.text, asked.instead), ("cinco@gmail.con", "cinco@gmail.com")
        )
        asked.action = "write"
        run.action_check()
        run.action_import()
        found = self.named("Extraño Cinco")
        self.assertEqual(found.email, "cinco@x.example")
        self.assertIn("cinco@gmail.com", found.contact_point_ids.mapped("value"))

    def test_an_export_of_odoo(self):
        run = self.load_text(
            "Nombre mostrado;Nombre;Es una empresa;Compañía relacionada;Comercial"
            ";Actividades;Notas\n"
            "Extraña SL;Extraña SL;Verdadero;;;Llamar;<p>Hola</p>\n"
            "Extraña SL, Zoe;Zoe Extraña;Falso;Extraña SL;;;\n"
        )
        self.assertEqual(self.outcomes(run), ["created", "created"])
        firm, person = self.named("Extraña SL"), self.named("Zoe Extraña")
        self.assertEqual(person.parent_id, firm)
        self.assertFalse(firm.industry_id)
        self.assertNotIn("<p>", firm.customer_observations or "")

    def test_streets_in_many_columns(self):
        run = self.load_text(
            "Nombre;Vía;Número;Bloque;Portal;Planta;Puerta;Población\n"
            "Extraño Seis;Mayor;12;2;A;3;B;30001 - Murcia\n"
        )
        self.assertEqual(self.outcomes(run), ["created"])
        found = self.named("Extraño Seis")
        self.assertEqual(
            found.street, "Mayor, 12, Bloque 2, Portal A, Planta 3, Pta. B"
        )
        self.assertEqual((found.zip, found.city), ("30001", "Murcia"))
