from datetime import date

from odoo.tests import tagged

from .common_import import ImportCase

HEAD = ["Código", "Nombre", "NIF", "Teléfono", "Correo electrónico", "Población"]
ANA = ["", "Ana Gil Import", "", "612 345 991", "ana.gil@import.example", "Murcia"]


@tagged("post_install", "-at_install")
class TestImport(ImportCase):
    """What becomes of the rows of a file."""

    def test_checking_writes_nothing_and_says_what_would_be(self):
        before = self.env["res.partner"].search_count([])
        run = self.check([HEAD, ANA])
        self.assertEqual(run.state, "checked")
        self.assertEqual(run.created_count, 1)
        self.assertEqual(run.line_ids.title, "Ana Gil Import")
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_new_customers_come_in(self):
        company = ["C-IMP-1", "Talleres Import, S.L.", "B12345674", "", "", "Lorca"]
        run = self.load([HEAD, ANA, company])
        self.assertEqual(self.outcomes(run), ["created", "created"])
        ana = self.partner("Ana Gil Import")
        self.assertEqual(ana.phone, "612 345 991")
        self.assertEqual(ana.country_id, self.env.ref("base.es"))
        self.assertFalse(ana.is_company)
        talleres = self.partner("Talleres Import, S.L.")
        self.assertEqual(talleres.client_code, "C-IMP-1")
        self.assertTrue(talleres.is_company, "its tax ID says so")
        self.assertEqual(run.line_ids[0].partner_id, ana)

    def test_the_same_file_twice_changes_nothing(self):
        rows = [
            [*HEAD, "Móvil", "Etiquetas", "Relación 1: rol", "Relación 1: nombre"],
            [*ANA, "699 111 222", "VIP import", "Secretaria", "Marta"],
            ["", "Solo Nombre Import", "", "", "", "Yecla", "", "", "", ""],
        ]
        role = self.env["ficha.relation.role"].create({"name": "Secretaria"})
        self.load(rows)
        ana = self.partner("Ana Gil Import")
        self.assertEqual(ana.relation_ids.role_id, role)
        self.assertEqual(ana.contact_point_ids.value, "699 111 222")
        self.assertEqual(ana.category_id.name, "VIP import")
        self.env.flush_all()
        written = ana.write_date
        again = self.check(rows)
        self.assertEqual(self.outcomes(again), ["unchanged", "unchanged"])
        again.action_import()
        self.assertEqual(self.outcomes(again), ["unchanged", "unchanged"])
        self.assertEqual(len(self.partner("Ana Gil Import")), 1)
        self.assertEqual(len(self.partner("Solo Nombre Import")), 1)
        self.assertEqual(len(ana.relation_ids), 1)
        self.assertEqual(ana.write_date, written)

    def test_empty_cells_leave_what_is_there(self):
        self.load([HEAD, ANA])
        ana = self.partner("Ana Gil Import")
        self.load([HEAD, ["", "Ana Gil Import", "", "612345991", "", ""]])
        self.assertEqual(ana.city, "Murcia")
        self.assertEqual(ana.email, "ana.gil@import.example")
        self.assertEqual(ana.phone, "612 345 991", "the same number, written otherwise")

    def test_a_differing_value_overwrites_or_is_proposed(self):
        self.load([HEAD, ANA])
        ana = self.partner("Ana Gil Import")
        moved = [*ANA[:5], "Cartagena"]
        run = self.load([HEAD, moved], policy="proposal")
        self.assertEqual(self.outcomes(run), ["proposal"])
        self.assertEqual(ana.city, "Murcia")
        proposal = ana.with_user(self.user).proposal_ids
        self.assertEqual(proposal.proposed_value, "Cartagena")
        self.assertEqual(proposal.source, "import")
        again = self.check([HEAD, moved], policy="proposal")
        self.assertEqual(self.outcomes(again), ["unchanged"])
        again.action_import()
        self.assertEqual(self.outcomes(again), ["unchanged"])
        self.assertEqual(len(ana.with_user(self.user).proposal_ids), 1)
        run = self.load([HEAD, moved], policy="overwrite")
        self.assertEqual(self.outcomes(run), ["updated"])
        self.assertEqual(ana.city, "Cartagena")

    def test_the_choice_is_the_company_s_unless_said_otherwise(self):
        self.company.ficha_import_policy = "proposal"
        self.assertEqual(self.make([HEAD, ANA]).policy, "proposal")
        self.company.ficha_import_policy = "overwrite"
        self.assertEqual(self.make([HEAD, ANA]).policy, "overwrite")

    def test_a_proposal_fills_what_is_empty(self):
        self.load([["Nombre", "Teléfono"], ["Ana Gil Import", "612345991"]])
        run = self.load([HEAD, ANA], policy="proposal")
        self.assertEqual(self.outcomes(run), ["updated"])
        self.assertEqual(self.partner("Ana Gil Import").city, "Murcia")

    def test_good_rows_come_in_beside_bad_ones(self):
        rows = [
            [*HEAD, "Fecha de nacimiento", "Contactar desde"],
            [*ANA, "01/05/1980", "25:99"],
            ["", "Luis Import", "", "", "luis@import.example", "", date(1980, 5, 1)],
            ["", "Eva Import", "", "", "no es un correo", "", ""],
        ]
        run = self.load(rows)
        self.assertEqual(self.outcomes(run), ["created"] * 3)
        self.assertEqual(self.partner("Luis Import").birthdate_date, date(1980, 5, 1))
        ana = self.partner("Ana Gil Import")
        self.assertEqual((ana.city, ana.contact_hour_from), ("Murcia", 0))
        self.assertFalse(self.partner("Eva Import").email)
        problems = {p.row: p for p in run.problem_ids}
        self.assertEqual(problems[2].value, "25:99")
        self.assertIn("Left empty", problems[2].reason)
        self.assertIn("25:99", run.line_ids.sorted("number")[0].note)
        self.assertEqual((run.error_count, run.left_count), (0, 2))
        self.assertIn("not a time of day", problems[2].reason)
        self.assertTrue(problems[2].column)
        self.assertIn("not an e-mail", problems[4].reason)

    def test_what_the_database_refuses_stops_only_its_row(self):
        other = self.env["res.company"].create({"name": "Other company import"})
        self.env["res.partner"].create(
            {"name": "Hidden", "client_code": "C-IMP-9", "company_id": other.id}
        )
        rows = [HEAD, ["C-IMP-9", "Uno Import", "", "", "", ""], ANA]
        run = self.load(rows)
        self.assertEqual(self.outcomes(run), ["error", "created"])
        self.assertIn("already belongs to “another customer”", self.reasons(run))
        self.assertNotIn("Hidden", self.reasons(run))
        self.assertTrue(self.partner("Ana Gil Import"))

    def test_terms_are_of_the_company_of_the_file(self):
        other = self.env["res.company"].create({"name": "Other company import"})
        self.biller.company_ids |= other
        rows = [["Nombre", "Teléfono", "Descuento"], ["Ana Gil Import", "612345991", 5]]
        run = self.make(rows, self.biller, company_id=other.id)
        run = run.with_context(allowed_company_ids=(self.company | other).ids)
        run.action_check()
        run.action_import()
        ana = self.partner("Ana Gil Import")
        self.assertEqual(ana.with_company(other).standing_discount, 5)
        self.assertEqual(ana.with_company(self.company).standing_discount, 0)

    def test_terms_are_not_read_for_who_does_not_see_them(self):
        rows = [["Nombre", "Teléfono", "Descuento"], ["Ana Gil Import", "612345991", 5]]
        run = self.load(rows)
        self.assertEqual(run.ignored, "Descuento")
        self.assertFalse(self.partner("Ana Gil Import").standing_discount)

    def test_numbers_keep_their_zeros(self):
        rows = [
            ["Nombre", "NIF", "CP", "Teléfono"],
            ["Ana Gil Import", "1234567L", 8001, 968123456],
        ]
        self.load(rows)
        ana = self.partner("Ana Gil Import")
        self.assertEqual(ana.vat, "01234567L")
        self.assertEqual(ana.zip, "08001")
        self.assertEqual(ana.phone, "968123456")

    def test_another_choice_is_foretold_at_once(self):
        self.load([HEAD, ANA])
        run = self.check([HEAD, [*ANA[:5], "Cartagena"]], policy="proposal")
        self.assertEqual(self.outcomes(run), ["proposal"])
        run.policy = "overwrite"
        self.assertEqual(run.state, "checked")
        self.assertEqual(self.outcomes(run), ["updated"])

    def test_bank_accounts_are_added_once(self):
        rows = [
            ["Nombre", "Teléfono", "IBAN"],
            ["Ana Gil Import", "612345991", "ES91 2100 0418 4502 0005 1332"],
            ["Eva Import", "612345992", "ES92 2100 0418 4502 0005 1332"],
        ]
        run = self.load(rows, self.biller)
        self.assertEqual(self.outcomes(run), ["created", "created"])
        self.assertIn("not an IBAN", self.reasons(run))
        self.assertFalse(self.partner("Eva Import").bank_ids)
        account = self.partner("Ana Gil Import").bank_ids
        self.assertEqual(account.sanitized_acc_number, "ES9121000418450200051332")
        again = self.load(rows[:2], self.biller)
        self.assertEqual(self.outcomes(again), ["unchanged"])
        self.assertEqual(self.partner("Ana Gil Import").bank_ids, account)
