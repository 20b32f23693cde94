from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_import import ImportCase, xlsx

FAMILY = ["NIF", "Parentesco", "Familiar", "Fecha de nacimiento", "Nota"]
PERSON = ["Nombre", "NIF", "Cónyuge: nombre", "Hijo 1: nombre", "Hijo 1: nacimiento"]
ANA = ["Ana Gil Import", "12345678Z", "Pablo", "Leo", "01/05/2010"]


@tagged("post_install", "-at_install")
class TestImportLines(ImportCase):
    """Family, studies and relations: in the customer's row or in their own sheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["ficha.relation.role"].create({"name": "Asesora import"})

    def test_family_in_the_row(self):
        rows = [PERSON, ANA]
        run = self.load(rows, self.personal)
        self.assertTrue(run.personal)
        members = self.partner("Ana Gil Import").family_member_ids
        self.assertEqual(members.mapped("kinship"), ["spouse", "child"])
        self.assertEqual(members.mapped("name"), ["Pablo", "Leo"])
        self.assertEqual(members[1].birthdate_date, date(2010, 5, 1))
        again = self.load(rows, self.personal)
        self.assertEqual(self.outcomes(again), ["unchanged"])
        self.assertEqual(self.partner("Ana Gil Import").family_member_ids, members)

    def test_a_child_s_date_of_birth_changes_that_child(self):
        self.load([PERSON, ANA], self.personal)
        changed = [*ANA[:4], "02/05/2010"]
        run = self.load([PERSON, changed], self.personal, policy="proposal")
        self.assertEqual(self.outcomes(run), ["unchanged"])
        self.assertTrue(run.line_ids.note, "lines cannot be proposed: it is said")
        run = self.load([PERSON, changed], self.personal)
        self.assertEqual(self.outcomes(run), ["updated"])
        members = self.partner("Ana Gil Import").family_member_ids
        self.assertEqual(members.mapped("birthdate_date")[-1], date(2010, 5, 2))
        self.assertEqual(len(members), 2)

    def test_a_date_needs_a_name(self):
        run = self.check([PERSON, [*ANA[:3], "", "01/05/2010"]], self.personal)
        self.assertEqual(self.outcomes(run), ["error"])
        self.assertIn("A line also needs this", self.reasons(run))

    def test_without_the_right_personal_columns_are_not_read(self):
        data = xlsx(
            ("Clientes", [PERSON, ANA]),
            ("Familia", [FAMILY, ["12345678Z", "child", "Mar", "", ""]]),
        )
        run = self.load(data)
        self.assertFalse(run.personal)
        self.assertIn("Hijo 1: nombre", run.ignored)
        self.assertIn("Familia", run.ignored)
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertFalse(self.partner("Ana Gil Import").sudo().family_member_ids)

    def test_lines_in_sheets_of_their_own(self):
        studies = ["NIF", "Tipo de estudios", "Título", "Centro", "Año"]
        relations = ["Cliente", "Rol", "Persona", "Teléfono", "Departamento", "Desde"]
        data = xlsx(
            ("Clientes", [PERSON[:2], ANA[:2]]),
            (
                "Familia",
                [
                    FAMILY,
                    ["12345678Z", "Sibling", "", "", ""],
                    [
                        "12345678z",
                        "Brother or sister",
                        "Mar",
                        date(1990, 1, 2),
                        "Viaja",
                    ],
                ],
            ),
            ("Estudios", [studies, ["12345678Z", "Degree", "Derecho", "UMU", 2003]]),
            (
                "Relaciones",
                [
                    relations,
                    [
                        "Ana Gil Import",
                        "asesora import",
                        "Inés",
                        "699000222",
                        "Fiscal",
                        "01/02/2020",
                    ],
                ],
            ),
        )
        run = self.load(data, self.personal)
        self.assertEqual(
            self.outcomes(run),
            ["created", "error", "updated", "updated", "updated"],
            self.reasons(run),
        )
        ana = self.partner("Ana Gil Import")
        self.assertEqual(ana.family_member_ids.name, "Mar")
        self.assertEqual(ana.education_ids.year, 2003)
        self.assertEqual(ana.relation_ids.role_id, self.role)
        self.assertEqual(ana.relation_ids.date_from, date(2020, 2, 1))
        again = self.load(data, self.personal)
        self.assertEqual(
            self.outcomes(again), ["unchanged", "error"] + ["unchanged"] * 3
        )

    def test_studies_as_spaniards_write_them(self):
        """FP alone may be of two levels: it is asked which."""
        cases = {
            "Bachillerato": "3",
            "F.P. Grado Medio": "3",
            "FP II": "5",
            "Ciclo Formativo de Grado Superior": "5",
            "Grado": "6",
            "Máster": "7",
            "Licenciado/a": "7",
            "Doctora": "8",
            "E.S.O.": "2",
            "FP": None,
            "Universidad": None,
        }
        heading = ["Nombre", "NIF", "Nivel de estudios"]
        rows = [[f"Estudios {number}", "", text] for number, text in enumerate(cases)]
        run = self.load([heading, *rows], self.personal)
        for number, (text, level) in enumerate(cases.items()):
            found = self.partner(f"Estudios {number}").with_user(self.personal)
            self.assertEqual(found.education_level or None, level, text)
        reasons = run.problem_ids.mapped("reason")
        self.assertEqual(len(reasons), 2)
        either = next(reason for reason in reasons if "may be one of" in reason)
        self.assertIn("Upper secondary", either)
        self.assertIn("Short-cycle tertiary", either)
        self.assertNotIn("Master", either)

    def test_a_line_of_nobody(self):
        data = xlsx(
            ("Clientes", [PERSON[:2], ANA[:2]]),
            (
                "Relaciones",
                [
                    ["Código", "Rol", "Persona"],
                    ["", "Asesora import", "Inés"],
                    ["NO-ES", "Asesora import", "Inés"],
                ],
            ),
        )
        run = self.check(data)
        self.assertEqual(self.outcomes(run), ["created", "error", "error"])
        self.assertIn("Say whose line this is", self.reasons(run))
        self.assertIn("No customer with this code", self.reasons(run))

    def test_roles_are_those_there_are(self):
        run = self.check(
            [
                ["Nombre", "Relación 1: rol", "Relación 1: nombre"],
                ["Ana Gil Import", "Astróloga", "Inés"],
            ]
        )
        self.assertEqual(self.outcomes(run), ["created"])
        self.assertIn("The existing ones are:", self.reasons(run))
        note = run.line_ids.note
        self.assertIn("“Astróloga”", note)
        self.assertIn("“Inés”", note, "what goes with it is told too")
        run.action_import()
        self.assertFalse(self.partner("Ana Gil Import").relation_ids)

    def test_managers_do_not_see_files_with_personal_data(self):
        manager = self.env["res.users"].create(
            {
                "name": "Manager import",
                "login": "manager_import",
                "group_ids": [
                    (4, self.env.ref("ficha_cliente.group_ficha_manager").id)
                ],
            }
        )
        private = self.check([PERSON, ANA], self.personal)
        public = self.check([["Nombre"], ["Eva Import"]])
        seen = self.env["ficha.import"].with_user(manager).search([])
        self.assertIn(public, seen)
        self.assertNotIn(private, seen)
        lines = self.env["ficha.import.line"].with_user(manager).search([])
        self.assertEqual(lines.import_id & private, private.browse())
        self.assertFalse(
            self.env["ficha.import"].with_user(self.user).search([]) & private
        )

    def test_nobody_imports_in_another_s_name(self):
        run = self.make([["Nombre"], ["Eva Import"]], user_id=self.personal.id)
        self.assertEqual(run.user_id, self.user)
        with self.assertRaises(AccessError):
            run.user_id = self.personal
