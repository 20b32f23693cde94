from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import ficha_import_check
from ..tools import match
from .common_import import ImportCase, xlsx

HEAD = ["Código", "Nombre", "Empresa", "Teléfono", "CP"]
ROWS = [
    ["FB-1", "Ferretería Fondo, S.L.", "", "612345101", "30001"],
    ["", "Ana Fondo", "FB-1", "612345102", "30001"],
    ["", "Eva Sin Empresa Fondo", "Nadie, S.L.", "612345103", ""],
    ["FB-1", "Ferretería Fondo, S.L.", "", "612345101", "30001"],
    ["", "Leo Fondo", "", "no tiene", ""],
    ["", "Noa Fondo", "", "612345106", "8001"],
    ["", "Noa Fondo", "", "612345106", "30009"],
]


@tagged("post_install", "-at_install")
class TestImportBackground(ImportCase):
    """Files of many rows are checked while the user does something else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("ficha_cliente_import.ir_cron_ficha_import")

    def setUp(self):
        super().setUp()
        self.patch(ficha_import_check, "CHECK_AT_ONCE", 5)
        self.patch(ficha_import_check, "CHECK_BATCH", 2)

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def told(self, run):
        """What is said of each row, and of what is wrong."""
        return [
            (line.number, line.title, line.outcome, line.note, line.parent_number)
            for line in run.line_ids.sorted("number")
        ], sorted(
            zip(
                run.problem_ids.mapped("row"),
                run.problem_ids.mapped("reason"),
                strict=False,
            )
        )

    def test_many_rows_are_checked_in_the_background_and_few_at_once(self):
        few = self.check([HEAD, *ROWS[:4]])
        self.assertEqual(few.state, "checked", "nobody waits for the scheduler")
        run = self.check([HEAD, *ROWS])
        self.assertEqual((run.state, run.checking), ("running", True))
        self.assertEqual((run.done_count, run.line_count), (0, len(ROWS)))
        with self.assertRaisesRegex(UserError, "is being checked now"):
            run.action_check()
        with self.assertRaisesRegex(UserError, "Check the file first"):
            run.action_import()
        self.run_cron()
        self.assertEqual((run.state, run.checking), ("checked", False))
        self.assertEqual(run.line_count, len(ROWS))
        self.assertEqual(run.done_count, 0, "checked, and nothing imported")
        self.assertFalse(self.partner("Noa Fondo"))
        self.patch(ficha_import_check, "CHECK_AT_ONCE", 100)
        self.assertEqual(self.told(run), self.told(self.check([HEAD, *ROWS])))
        run.action_import()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.partner("Ana Fondo").parent_id.client_code, "FB-1")
        self.assertEqual(len(self.partner("Noa Fondo")), 1)

    def test_what_is_interrupted_goes_on_where_it_was(self):
        run = self.check([HEAD, *ROWS])
        seen = []
        step = type(run)._batch

        def interrupted(self, session):
            seen.append(self.done_count)
            session.clear()
            return step(self, session)

        with patch.object(type(run), "_batch", interrupted):
            self.run_cron()
        self.assertEqual(seen, [0, 2, 4, 6], "nothing is checked twice")
        self.assertEqual(run.state, "checked")
        self.patch(ficha_import_check, "CHECK_AT_ONCE", 100)
        self.assertEqual(self.told(run), self.told(self.check([HEAD, *ROWS])))

    def test_the_file_is_read_once_however_little_time_there_is(self):
        run = self.check([HEAD, *ROWS])
        read, seen = type(run)._read_rows, []

        def counted(self, sheets):
            seen.append(sheets)
            return read(self, sheets)

        cron = type(self.cron)
        with (
            patch.object(type(run), "_read_rows", counted),
            patch.object(cron, "_commit_progress", lambda *_args, **_values: 0),
        ):
            self.run_cron()
        self.assertEqual((run.state, len(seen)), ("checked", 1))
        # of the import, which reads nothing, others have their turn in between
        self.assertFalse(run._goes_on_for())

    def test_the_file_after_it_waits_for_the_next_go(self):
        """Reading one may take half a minute; and one that is refused is read too."""
        self.patch(ficha_import_check, "READ_AT_ONCE", 0)
        refused = self.check([["Nombre", "Bar"]])
        first, second = self.check([HEAD, *ROWS]), self.check([HEAD, *ROWS])
        # time that is longer for a check is not for who comes before it
        self.assertEqual((first + second)._goes_on_for(), ficha_import_check.CHECK_FOR)
        domain = [("cron_id", "=", self.cron.id)]
        for runs in (
            {refused: "draft", first: "running", second: "running"},
            {first: "checked", second: "running"},
            {second: "checked"},
        ):
            self.env["ir.cron.trigger"].search(domain).unlink()
            self.run_cron()
            self.assertEqual({run: run.state for run in runs}, runs)
            woken = self.env["ir.cron.trigger"].search_count(domain)
            self.assertEqual(bool(woken), "running" in runs.values(), "at once")
        self.assertEqual(self.told(first), self.told(second))

    def test_progress_is_seen_and_who_stops_it_is_back_at_the_file(self):
        run = self.check([HEAD, *ROWS])
        keep, seen = type(run)._keep_rows, []

        def stop_after_two(self, rows):
            keep(self, rows)
            self.invalidate_recordset()
            seen.append((self.done_count, self.line_count, round(self.progress)))
            if len(seen) == 2:
                self.action_cancel()

        with patch.object(type(run), "_keep_rows", stop_after_two):
            self.run_cron()
        self.assertEqual(seen, [(2, 7, 29), (4, 7, 57)])
        self.assertEqual((run.state, run.checking), ("draft", False))
        self.assertFalse(run.line_ids)
        run.action_check()
        self.run_cron()
        self.assertEqual(run.state, "checked", "it may be checked again")

    def test_a_file_refused_in_the_background_says_why(self):
        self.patch(ficha_import_check, "READ_AT_ONCE", 0)
        run = self.check([["Nombre", "Bar"]])
        self.assertEqual((run.state, run.line_count), ("running", 0))
        self.run_cron()
        self.assertEqual((run.state, run.checking), ("draft", False))
        self.assertIn("There is no row in this file", run.refusal)
        # and what has to be decided first is asked
        run = self.check([["Foo", "Bar"], ["x", "y"]])
        self.run_cron()
        self.assertEqual((run.state, run.checking), ("checked", False))
        self.assertIn("not known who each customer is", run.question)
        # what is known without reading is said at once
        with self.assertRaisesRegex(UserError, "is a PDF"):
            self.make(b"%PDF-1.4 x").action_check()
        self.patch(ficha_import_check, "READ_AT_ONCE", 10**6)
        good = self.make([HEAD, *ROWS[:2]])
        good.sudo().refusal = "Something"
        good.action_check()
        self.assertFalse(good.refusal)

    def test_in_the_name_and_with_the_rights_of_who_dropped_it(self):
        run = self.check([[*HEAD, "Estado civil"], *([*row, "Casado"] for row in ROWS)])
        self.run_cron()
        self.assertEqual(run.ignored, "Estado civil", "personal, as at once")
        other = self.env["ficha.import"].with_user(self.biller).browse(run.id)
        with self.assertRaises(AccessError):
            other.action_cancel()

    def test_what_a_cell_may_have(self):
        long = "6" * 40_000
        self.assertFileRefused(
            "cell of row 2 has more than 32767", f"Nombre\n{long}".encode(), "a.csv"
        )
        run = self.check(
            [
                ["Nombre", "Etiquetas", "CP"],
                ["Ana Fondo", ";".join(f"e{n}" for n in range(200)), "1" * 600],
            ]
        )
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertEqual(run.left_count, 2)
        self.assertIn("at most 100 in one cell", self.reasons(run))
        self.assertIn("at most 500 characters", self.reasons(run))

    def test_an_address_that_everybody_has_compares_nobody_with_everybody(self):
        self.patch(ficha_import_check, "CHECK_AT_ONCE", 1000)
        self.patch(match, "MAX_SHARED", 5)
        letters = "abcdefghijklmnopqrst"
        names = [f"{one}{two}lo Fondo" for one in letters[:4] for two in letters]
        head = ["Nombre", "Correo electrónico", "CP"]
        rows = [[name, "no@tiene.example", "30001"] for name in names]
        run = self.make([head, *rows, rows[70]])
        with patch.object(match, "names_agree", wraps=match.names_agree) as agree:
            run.action_check()
        self.assertLessEqual(agree.call_count, 6 * len(run.line_ids))
        self.assertEqual(
            self.outcomes(run), ["created"] * len(names) + ["unchanged"], "row 70 again"
        )
        run.action_import()
        again = self.check([head, *rows])
        self.assertEqual(set(self.outcomes(again)), {"unchanged"})

    def test_the_file_of_another_program_is_read_alike(self):
        """Dates, hours, numbers and truth as Excel keeps them."""
        data = xlsx(
            ("Clientes", [["Nombre", "Cliente desde"], ["Ana Fondo", 43831]]),
            prepare=lambda book, sheet: sheet.write_boolean(1, 2, True),
        )
        (table,) = self.make(data)._tables()
        self.assertEqual(table.rows[1], (2, ["Ana Fondo", 43831, True]))
