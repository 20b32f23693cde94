"""What of a row cannot be read is left empty and told, and the rest comes in; what may
be wrong and comes in is told; what was decided holds when the file is read in another
way.
"""

from odoo.tests import tagged

from ..tools.origin import may_be_of_others, origin_of
from ..tools.postcodes import is_elsewhere, is_odd
from .common_cases import MeaningCase
from .common_import import xlsx


@tagged("post_install", "-at_install")
class TestImportLeft(MeaningCase):
    def value(self, run, text):
        return run.value_ids.filtered(lambda v: v.text == text)

    def note(self, run, place):
        return run.line_ids.sorted("number")[place].note or ""

    def said(self, run):
        """{value: reason} of what is listed."""
        return {p.value: p.reason for p in run.problem_ids}

    # -- left empty --------------------------------------------------------------------

    def test_what_is_not_known_costs_its_cell_alone(self):
        text = (
            "Código;Nombre;Forma de pago;Comercial;Idioma;IBAN;Correo\n"
            "LF1;Ana Left;Giro a saber;Nadie de Left;Klingon;ES00 1234;ana@left\n"
            "LF2;Eva Left;;;;;eva@left.example\n"
        )
        run = self.make(text.encode(), user=self.biller, name="c.csv")
        run.action_check()
        self.assertEqual(self.outcomes(run), ["created"] * 2)
        self.assertEqual((run.error_count, run.left_count), (0, 5))
        said = self.said(run)
        for value in ("Giro a saber", "Nadie de Left", "Klingon", "ES00 1234"):
            self.assertIn("rest of the row comes in", said[value], value)
            self.assertIn(value, self.note(run, 0))
        self.assertIn("until then their cells are left empty", run.undecided_text)
        run.action_import()
        ana = self.named("Ana Left")
        self.assertEqual(ana.client_code, "LF1")
        self.assertFalse(ana.bank_ids or ana.email)
        self.assertFalse(ana.user_id, "nor is it of who imports the file")
        self.assertEqual(len(run.problem_ids), 5, "and the report still says it")

    def test_of_a_refused_row_nothing_is_said_to_come_in(self):
        text = "Código;Nombre;Comercial\n" + "C" * 80 + ";Eva Left;Nadie de Left\n"
        run = self.make(text.encode(), name="c.csv")
        run.action_check()
        self.assertEqual(self.outcomes(run), ["error"])
        self.assertEqual(run.left_count, 0)
        said = self.said(run)["Nadie de Left"]
        self.assertNotIn("rest of the row comes in", said)

    def test_decided_later_it_comes_in(self):
        rows = "Código;Nombre;Comercial\nLF1;Ana Left;Nadie de Left\n"
        self.load_text(rows)
        ana = self.named("Ana Left")
        self.assertFalse(ana.user_id)
        run = self.make(rows.encode(), name="c.csv")
        run.action_check()
        self.assertEqual(self.outcomes(run), ["unchanged"])
        self.value(run, "Nadie de Left").res_id = self.user.id
        self.assertEqual((self.outcomes(run), run.left_count), (["updated"], 0))
        run.action_import()
        self.assertEqual(ana.user_id, self.user)

    def test_what_says_who_it_is_or_how_long_is_not_left_out(self):
        run = self.load_text(
            "Código;Nombre;NIF\n;Ana Left;12345678Z y B12345674\n"
            f"{'C' * 80};Eva Left;\n"
        )
        self.assertEqual(self.outcomes(run), ["error"] * 2)
        text = "Nombre;Descuento;Descuento hasta\nLeo Left;5;cuando acabe\n"
        run = self.make(text.encode(), user=self.biller, name="c.csv")
        run.action_check()
        self.assertEqual(self.outcomes(run), ["error"], "it would have no end")

    # -- telephones --------------------------------------------------------------------

    def test_a_telephone_with_more_figures_is_told(self):
        run = self.load_text(
            "Nombre;Teléfono\nAna Left;600-123-456-789\nEva Left;600 123 456 789\n"
            "Leo Left;968 234 567 89\nLuz Left;+971 50 123 4567\nSol Left;612 345 678\n"
        )
        self.assertEqual(self.named("Ana Left").phone, "600-123-456-789")
        told = {p.title for p in run.problem_ids}
        self.assertEqual(told, {"Ana Left", "Eva Left", "Leo Left"})
        for name in ("Ana Left", "Eva Left", "Leo Left"):
            self.assertEqual(self.named(name).country_id, self.spain, name)

    # -- postcodes ---------------------------------------------------------------------

    def test_odd_postcodes_are_told(self):
        run = self.load_text(
            "Nombre;CP;Provincia;Población;País\n"
            "Uno Left;300011;Murcia;;\n"
            "Dos Left;30O01;Murcia;;\n"
            "Tres Left;301;Murcia;;España\n"
            "Cuatro Left;28001;Murcia;;\n"
            "Cinco Left;28001;;Murcia;\n"
            "Seis Left;30-001;;;Portugal\n"
            "Siete Left;99001;Murcia;;España\n"
            "Ocho Left;30001;Murcia;Murcia;\n"
            "Nueve Left;8001;Barcelona;;\n"
            "Diez Left;75001;;París;Francia\n"
        )
        told = {p.title.split()[0] for p in run.problem_ids}
        self.assertEqual(told, set("Uno Dos Tres Cuatro Cinco Seis Siete".split()))
        self.assertEqual(self.named("Uno Left").zip, "300011", "as the file has it")
        self.assertIn("28001 (Murcia)", self.note(run, 3))

    def test_postcodes_of_countries(self):
        good = {
            "ES": "30001 01001 52001",
            "PT": "4050-123 4050",
            "NL": "1012_AB",
            "GB": "SW1A_1AA M1_1AE",
            "US": "94105 94105-1234",
            "CA": "K1A_0B1",
            "LU": "L-1234",
            "PL": "00-950",
            "AD": "AD500",
        }
        for country, codes in good.items():
            for code in codes.split():
                self.assertFalse(is_odd(code.replace("_", " "), country), code)
        for country, code in (("ES", "3000"), ("US", "9410"), ("PT", "30001")):
            self.assertTrue(is_odd(code, country), code)
        self.assertTrue(is_elsewhere("10001", "US", "CA"))
        self.assertFalse(is_elsewhere("90001", "US", "CA"))
        self.assertFalse(is_elsewhere("30001", "ES", "", "Villa Nadie"))

    # -- tax ids -----------------------------------------------------------------------

    def test_a_tax_id_of_several_countries_says_none(self):
        portuguese = "501442600"
        self.assertTrue(may_be_of_others(portuguese, "US"))
        self.assertFalse(may_be_of_others(portuguese, "PT"))
        found = origin_of(portuguese, (), "", "US")
        self.assertEqual((found.code, found.against), (None, portuguese))
        for more in (
            {"own_marks": True},
            {"home_phones": ("212-736-5000",)},
            {"province": "NY"},
        ):
            self.assertEqual(origin_of(portuguese, (), "", "US", **more).code, "US")
        self.assertEqual(
            origin_of(portuguese, (), "10001", "US", "New York").code, "US"
        )
        self.company.country_id = self.env.ref("base.us")
        run = self.load_text(
            f"Name;Tax ID\nAna Left;{portuguese}\nEva Left;50-1442600\n"
        )
        self.assertFalse(self.named("Ana Left").country_id)
        self.assertIn(portuguese, self.note(run, 0))
        self.assertFalse(self.note(run, 1))

    def test_a_province_of_spain_elsewhere_is_not_the_usual_country(self):
        self.company.country_id = self.env.ref("base.us")
        run = self.load_text("Nombre;CP;Provincia\nAna Left;28001;Murcia\n")
        self.assertFalse(self.named("Ana Left").country_id)
        self.assertIn("Murcia", self.note(run, 0))

    # -- headings of programs ----------------------------------------------------------

    def test_a_street_in_parts_and_accounts_in_english(self):
        self.load_text(
            "Código;Nombre;Vía;Nombre vía;Número;CP\nLF7;Ana Left;CL;Sol;3;30001\n"
        )
        self.assertIn("Sol, 3", self.named("Ana Left").street)
        self.load_text(
            "Name,Trade name,ID,Email,ZIP,Country,Client account\n"
            "Roble Left SL,Bar Left,B12345674,r@left.example,30001,Spain,43000012\n"
        )
        roble = self.named("Roble Left SL")
        self.assertEqual((roble.vat, roble.client_code), ("B12345674", "43000012"))
        self.load_text(
            "Account Reference,Account Name,Town,Postcode\n"
            "ROB001,Roble Left Ltd,Leeds,LS1 4AP\n"
        )
        self.assertEqual(self.named("Roble Left Ltd").client_code, "ROB001")

    # -- what was decided --------------------------------------------------------------

    def test_another_row_of_headings_and_back_loses_nothing(self):
        text = (
            "Listado;de;clientes\nNombre;Zeta;Comercial\n"
            "Ana Left;C/ Sol;Nadie de Left\nEva Left;C/ Mar;Nadie de Left\n"
        )
        run = self.make(text.encode(), name="c.csv")
        run.action_check()
        zeta = run.column_ids.filtered(lambda c: c.heading == "Zeta")
        zeta.target = "street"
        self.value(run, "Nadie de Left").res_id = self.user.id
        run.heading_row = 3
        self.assertNotIn("Zeta", run.column_ids.mapped("heading"))
        run.heading_row = 2
        zeta = run.column_ids.filtered(lambda c: c.heading == "Zeta")
        self.assertEqual((zeta.target, zeta.sure), ("street", "decided"))
        self.assertTrue(zeta.by_hand)
        self.assertEqual(self.value(run, "Nadie de Left").res_id, self.user.id)
        run.action_import()
        ana = self.named("Ana Left")
        self.assertEqual((ana.street, ana.user_id), ("C/ Sol", self.user))
        said = self.env["ficha.import.mapping"].search([]).mapped("decided")
        self.assertIn("Zeta → ", str(said), "and it is remembered")

    def test_a_separator_an_encoding_and_a_sheet_neither(self):
        run = self.make(
            "Nombre;Zeta;Año\nAna Left;x;1\nEva Left;y;2\n".encode(), name="c.csv"
        )
        run.action_check()
        run.column_ids.filtered(lambda c: c.heading == "Zeta").target = "street"
        for name, value in (
            ("delimiter", ","),
            ("delimiter", ";"),
            ("encoding", "cp850"),
        ):
            run[name] = value
        zeta = run.column_ids.filtered(lambda c: c.heading == "Zeta")
        self.assertEqual(zeta.target, "street")
        zeta.target = False
        run.encoding = "utf-8"
        zeta = run.column_ids.filtered(lambda c: c.heading == "Zeta")
        self.assertFalse(zeta.target, "what was taken back is not decided")

    def test_a_heading_that_is_there_twice_keeps_what_was_decided_of_each(self):
        text = (
            "Nombre;x;y;Zeta\nNombre;Zeta;Otra;Zeta\nAna Left;12;C/ Mar;C/ Sol\n"
            "Eva Left;34;C/ Mar;C/ Luz\n"
        )
        run = self.make(text.encode(), name="c.csv")
        run.action_check()
        run.heading_row = 2
        first, second = run.column_ids.filtered(lambda c: c.heading == "Zeta")
        first.target = "ignore"
        second.target = "street"
        # read with the row above, only one of them is called so: the last one
        run.heading_row = 1
        only = run.column_ids.filtered(lambda c: c.heading == "Zeta")
        self.assertEqual((only.position, only.target), (3, "street"))
        only.target = "city"
        run.heading_row = 2
        found = run.column_ids.filtered(lambda c: c.heading == "Zeta")
        self.assertEqual(found.mapped("target"), ["ignore", "city"])

    def test_sheets_that_say_otherwise_decide_nothing_of_another(self):
        rows = [["Nombre", "Zeta"], ["Ana Left", "a"]]
        names = ("Clientes A", "Clientes B", "Clientes C")
        run = self.make(xlsx(*((name, rows) for name in names)))
        run.action_check()

        def zeta(name):
            return run.column_ids.filtered(
                lambda c: c.heading == "Zeta" and c.sheet == name
            )

        def reads(*wanted):
            for sheet in run.sheet_ids:
                sheet.chosen = sheet.name in wanted

        zeta("Clientes A").target = "street"
        zeta("Clientes B").target = "city"
        reads("Clientes C")
        self.assertFalse(zeta("Clientes C").target, "which of the two nobody knows")
        # where they say the same it holds
        reads(*names)
        zeta("Clientes B").target = "street"
        reads("Clientes C")
        self.assertEqual(zeta("Clientes C").target, "street")
        # and is taken back by hand, of this one alone
        zeta("Clientes C").target = False
        self.assertFalse(zeta("Clientes C").target)
        reads(*names)
        self.assertEqual(zeta("Clientes A").target, "street")
        self.assertFalse(zeta("Clientes C").target)

    def test_what_an_earlier_file_decided_is_taken_back(self):
        text = "Nombre;Zeta\nAna Left;C/ Sol\n"
        run = self.make(text.encode(), name="c.csv")
        run.action_check()
        run.column_ids[1].target = "street"
        run.action_import()
        run = self.make(text.encode(), name="c.csv")
        run.action_check()
        self.assertEqual(run.column_ids[1].target, "street")
        run.column_ids[1].target = False
        self.assertFalse(run.column_ids[1].target)
        run.action_import()
        run = self.make(text.encode(), name="c.csv")
        run.action_check()
        self.assertFalse(run.column_ids[1].target, "of the next file too")

    # -- labels ------------------------------------------------------------------------

    def test_a_file_of_labels_is_named(self):
        run = self.make(
            b"Nombre: Ana Left\nTelefono: 612345991\nCP: 30001\n\n"
            b"Nombre: Eva Left\nTelefono: 612345992\nCP: 30002\n",
            name="c.txt",
        )
        run.action_check()
        self.assertEqual(
            run.doubtful, "labels one below the other, each with its value"
        )
        self.assertEqual(self.outcomes(run), ["created"] * 2)
