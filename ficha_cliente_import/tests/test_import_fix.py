"""What came in without a cell is the same customer when it is mended: in the file of
rows to fix, in the file that was dropped, or when it is decided. And what the report
says.
"""

import io

import openpyxl

from odoo.tests import tagged

from .common_cases import MeaningCase
from .common_import import read_xlsx, xlsx


@tagged("post_install", "-at_install")
class TestImportFix(MeaningCase):
    def fixes(self, run):
        """(headings, rows) of the file of rows to fix."""
        data = self.env["ficha.sheet"].with_user(run.user_id)._errors(run)
        (rows,) = read_xlsx(data).values()
        return rows[0], rows[1:]

    def report(self, run):
        """{customer in the file: reason} of the report."""
        data = self.env["ficha.sheet"].with_user(run.user_id)._report(run)
        (rows,) = read_xlsx(data).values()
        at = rows[0].index("Reason")
        return {row[2]: row[at] for row in rows[1:]}

    # -- rows to fix -------------------------------------------------------------------

    def test_what_came_in_without_a_cell_is_among_the_rows_to_fix(self):
        run = self.load_text(
            "Nombre;Correo;Comercial\nAna Fix;ana@fix;\nEva Fix;eva@fix.example;\n"
            "Leo Fix;leo@fix.example;Nadie de Fix\n"
        )
        headings, rows = self.fixes(run)
        self.assertEqual([row[0] for row in rows], ["Ana Fix", "Leo Fix"])
        self.assertEqual(headings[:4], ["Nombre", "Correo", "Comercial", "File key"])
        data = self.env["ficha.sheet"].with_user(self.user)._errors(run)
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        marked = {
            cell.coordinate
            for row in sheet.iter_rows(min_row=2)
            for cell in row
            if cell.fill.fgColor.rgb == "FFFFE2B8"
        }
        self.assertEqual(marked, {"B2", "C3"})
        self.assertIn("e-mail", rows[0][-1])

    def test_mended_there_it_finds_its_customer_whatever_was_mended(self):
        run = self.load_text(
            "Nombre;Correo;Población\nAna Fix;ana@fix;Murcia\nAna Fix;otra@fix;Lorca\n"
        )
        self.assertEqual(self.outcomes(run), ["created"] * 2)
        first, second = run.line_ids.sorted("number").mapped("partner_id")
        headings, rows = self.fixes(run)
        rows[0][:2] = ["Ana María Fix", "distinta@fix.example"]
        rows[1][1] = "otra@fix.example"
        again = self.load([headings, *rows])
        self.assertEqual(self.outcomes(again), ["updated"] * 2)
        self.assertEqual(again.line_ids.sorted("number").partner_id, first + second)
        self.assertEqual(first.name, "Ana María Fix")
        self.assertEqual(first.email, "distinta@fix.example")
        self.assertEqual((second.name, second.email), ("Ana Fix", "otra@fix.example"))
        self.assertFalse(again.left_count)

    def test_a_row_to_fix_is_read_as_the_first_time(self):
        """And not as one of an export of ours, which is what it says."""
        run = self.load_text("Nombre;Correo;Idioma\nAna Fix 612345981;;Klingon\n")
        ana = self.named("Ana Fix")
        headings, rows = self.fixes(run)
        rows[0][2] = ""
        again = self.load([headings, *rows])
        self.assertEqual(self.outcomes(again), ["unchanged"])
        self.assertEqual(ana.name, "Ana Fix")
        self.assertEqual(len(ana.contact_point_ids.filtered("value")), 0)

    def test_after_undoing_nothing_is_left_to_fill_in(self):
        run = self.load_text("Nombre;Correo\nAna Fix;ana@fix\n")
        self.assertEqual(len(self.fixes(run)[1]), 1)
        run.action_undo()
        self.assertEqual(run.state, "undone")
        data = self.env["ficha.sheet"].with_user(self.user)._to_fix(run)
        self.assertFalse(run.line_ids.filtered_domain(list(data)))

    # -- the file itself ---------------------------------------------------------------

    def test_the_same_file_twice_makes_nobody_twice(self):
        text = (
            "Nombre;Teléfono;Correo\nAna Fix;968 12;\nEva Fix;;eva arroba fix.example\n"
            "Leo Fix;6,00E+08;\nLuz Fix;;luz@fix.example,com\n"
        )
        self.load_text(text)
        run = self.load_text(text)
        self.assertNotIn("created", self.outcomes(run))
        for name in ("Ana Fix", "Eva Fix", "Leo Fix", "Luz Fix"):
            self.named(name)

    def test_mended_in_the_file_it_is_the_same_customer(self):
        self.load_text(
            "Nombre;Teléfono;Correo\nAna Fix;968 12;\nEva Fix;;eva arroba fix.example\n"
        )
        ana, eva = self.named("Ana Fix"), self.named("Eva Fix")
        run = self.load_text(
            "Nombre;Teléfono;Correo\nAna Fix;968 12 34 81;\nEva Fix;;eva@fix.example\n"
        )
        self.assertEqual(self.outcomes(run), ["updated"] * 2)
        self.assertEqual(run.line_ids.sorted("number").partner_id, ana + eva)
        self.assertEqual(eva.email, "eva@fix.example")
        self.assertEqual(ana.phone, "968 12 34 81")
        self.assertIn("Found by its name", run.line_ids.sorted("number")[1].note)

    def test_a_correction_decided_later_is_of_the_same_customer(self):
        text = "Nombre;Correo\nAna Fix;ana@gmail,com\n"
        self.load_text(text)
        ana = self.named("Ana Fix")
        self.assertFalse(ana.email)
        run = self.make(text.encode(), name="c.csv")
        run.action_check()
        self.assertEqual(self.outcomes(run), ["unchanged"])
        run.value_ids.action = "write"
        self.assertEqual(self.outcomes(run), ["updated"])
        run.action_import()
        self.assertEqual(self.named("Ana Fix"), ana)
        self.assertEqual(ana.email, "ana@gmail.com")

    def test_what_says_something_else_is_asked(self):
        self.load_text("Nombre;Correo\nAna Fix;que lo mire Pepe\n")
        run = self.load_text("Nombre;Correo\nAna Fix;ag88@fix.example\n")
        self.assertEqual(self.outcomes(run), ["ambiguous"])
        self.assertIn("que lo mire Pepe", self.reasons(run))
        self.named("Ana Fix")
        # with a code of its own it is somebody else
        run = self.load_text("Código;Nombre;Correo\nFX9;Ana Fix;ag88@fix.example\n")
        self.assertEqual(self.outcomes(run), ["created"])

    def test_what_the_file_of_somebody_else_says_is_not_told(self):
        self.load_text("Nombre;Correo\nAna Fix;que lo mire Pepe\n")
        run = self.load_text(
            "Nombre;Correo\nAna Fix;ag88@fix.example\n", user=self.personal
        )
        self.assertEqual(self.outcomes(run), ["ambiguous"])
        self.assertNotIn("Pepe", self.reasons(run))
        self.assertIn("somebody else's file", self.reasons(run))

    def test_a_figure_of_an_address_hides_no_telephone(self):
        """Who is known by a telephone is not found again by the name alone."""
        self.load_text("Nombre;Correo;Teléfono\nAna Fix;ana1 arroba fix;968123481\n")
        run = self.load_text("Nombre;Correo\nAna Fix;ana1@fix.example\n")
        self.assertEqual(self.outcomes(run), ["created"])

    def test_who_has_something_to_be_known_by_is_not_taken_for_another(self):
        self.load_text("Nombre;Correo;Teléfono\nAna Fix;ana@fix;968123481\n")
        run = self.load_text("Nombre;Correo\nAna Fix;ana@fix.example\n")
        self.assertEqual(self.outcomes(run), ["created"], "there may be two")

    def test_two_of_one_name_in_a_file_are_two(self):
        """Neither is anything known of, but their cells say different things."""
        text = "Nombre;Correo\nLucía;luci arroba uno\nLucía;marquez arroba dos\n"
        run = self.load_text(text)
        self.assertEqual(self.outcomes(run), ["created"] * 2)
        one, two = run.line_ids.sorted("number").mapped("partner_id")
        run = self.load_text(text)
        self.assertEqual(self.outcomes(run), ["unchanged"] * 2)
        self.assertEqual(run.line_ids.sorted("number").partner_id, one + two)
        run = self.load_text(text.replace("marquez arroba dos", "marquez@dos.example"))
        self.assertEqual(self.outcomes(run), ["unchanged", "updated"])
        self.assertEqual(two.email, "marquez@dos.example")

    def test_a_row_mended_below_in_the_same_file(self):
        run = self.load_text(
            "Nombre;Correo\nAna Fix;ana@fix\nAna Fix;ana@fix.example\n"
        )
        self.assertEqual(self.outcomes(run), ["created", "updated"])
        self.assertEqual(self.named("Ana Fix").email, "ana@fix.example")

    # -- the report --------------------------------------------------------------------

    def test_the_report_says_each_thing_once(self):
        run = self.load_text(
            "Nombre;Correo;Comercial;NIF;CP;Provincia\n"
            "Ana Fix;ana@fix;Nadie de Fix;12345678A;28001;Murcia\n"
            "Eva Fix;-;;;;\n"
        )
        said = self.report(run)["Ana Fix"]
        for value in ("ana@fix", "Nadie de Fix", "12345678A", "28001"):
            self.assertEqual(said.count(value), 1, said)
        self.assertIn("Left empty: E-mail “-”", self.report(run)["Eva Fix"])
        self.assertIn("Nadie de Fix", run.line_ids.sorted("number")[0].note)

    def test_the_report_of_what_came_in_before(self):
        """When its note was not kept apart from its problems yet."""
        run = self.load_text("Nombre;Correo\nAna Fix;-\n")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ficha_import_line SET note_besides = NULL WHERE import_id = %s",
            (run.id,),
        )
        self.env.invalidate_all()
        self.assertIn("Left empty: E-mail “-”", self.report(run)["Ana Fix"])

    def test_the_report_says_which_row_is_of_the_same_customer(self):
        run = self.load_text(
            "Código;Nombre;Teléfono\nFX1;Ana Fix;968123481\nFX2;Eva Fix;968123482\n"
            "FX1;Ana Fix;968123481\n"
        )
        self.assertEqual(self.outcomes(run)[2], "unchanged")
        data = self.env["ficha.sheet"].with_user(self.user)._report(run)
        (rows,) = read_xlsx(data).values()
        at = rows[0].index("Reason")
        self.assertIn("The same customer as in row 2.", rows[3][at])
        self.assertNotIn("same customer", rows[1][at] + rows[2][at])

    def test_a_cell_that_is_left_empty_counts_whatever_the_reason(self):
        run = self.make(
            xlsx(
                (
                    "Clientes",
                    [["Nombre", "Correo", "Teléfono"], ["Ana Fix", "a@gmail,com"]],
                )
            )
        )
        run.action_check()
        self.assertEqual(run.left_count, 1)
