from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_content import ficha_test_user

from ..tools.forms_of_address import form_of_address
from .common_cases import MeaningCase
from .common_import import xlsx


@tagged("post_install", "-at_install")
class TestImportAsked(MeaningCase):
    """What a file says and no list has is asked once, and remembered; what people write
    in other words is understood."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.personal

    def option(self, field, value):
        options = self.env["ficha.import.option"].with_user(self.user)
        return options.search([("field", "=", field), ("value", "=", value)])

    def value(self, run, text):
        return run.value_ids.filtered(lambda v: v.text == text)

    def test_an_answer_of_a_fixed_list_is_decided_for_all_rows(self):
        rows = [
            ["Nombre", "Teléfono", "Estado civil"],
            ["Ana Gil Import", "612345991", "Arrejuntada"],
            ["Eva Sol Import", "612345992", "ARREJUNTADA"],
            ["Leo Import", "612345993", "a saber"],
            ["Luz Import", "612345994", "Soltera"],
        ]
        run = self.check(rows)
        self.assertEqual(self.outcomes(run), ["created"] * 4)
        self.assertEqual(run.left_count, 3, "they come in without it")
        asked = self.value(run, "Arrejuntada")
        self.assertEqual((asked.row_count, asked.action), (2, "ask"))
        self.assertEqual(run.undecided_count, 2)
        self.assertFalse(self.value(run, "Soltera"), "as Soltero/a says")
        couple = self.option("res.partner.marital_status", "partnership")
        self.assertEqual(len(couple), 1)
        other = self.option("res.partner.gender", "female")
        with self.assertRaisesRegex(UserError, "cannot be used here"):
            asked.res_id = other.id
        with self.assertRaisesRegex(UserError, "cannot be created from here"):
            asked.action = "make"
        offered = (
            self.env["ficha.import.option"]
            .with_user(self.user)
            .with_context(ficha_import_column=asked.column)
            .name_search()
        )
        self.assertIn(couple.id, dict(offered))
        self.assertNotIn(other.id, dict(offered))
        asked.res_id = couple.id
        self.value(run, "a saber").action = "ignore"
        self.assertEqual(self.outcomes(run), ["created"] * 4)
        run.action_import()
        ana, leo = (
            self.named(name).with_user(self.user)
            for name in ("Ana Gil Import", "Leo Import")
        )
        self.assertEqual(ana.marital_status, "partnership")
        self.assertFalse(leo.marital_status)
        # personal: it is asked again, and not kept for everybody
        self.assertFalse(self.env["ficha.import.mapping"].search([]).values)

    def test_it_is_remembered_and_each_list_is_its_own(self):
        rows = [
            ["Nombre", "Teléfono", "Situación", "Procedencia"],
            ["Ana Gil Import", "612345991", "rara", "rara"],
        ]
        run = self.check(rows)
        self.assertEqual(run.value_ids.mapped("text"), ["rara", "rara"])
        source = run.value_ids.filtered(lambda v: v.column == "source")
        key = self.env["res.partner"]._fields["ficha_acquisition"].get_values(self.env)
        found = self.option("res.partner.ficha_acquisition", key[0])
        source.res_id = found.id
        (run.value_ids - source).action = "ignore"
        self.assertEqual(self.outcomes(run), ["created"])
        run.action_import()
        self.assertEqual(self.named("Ana Gil Import").ficha_acquisition, key[0])
        self.assertEqual(self.outcomes(self.check(rows)), ["unchanged"])

    def test_a_company_or_a_person_in_words(self):
        words = ["Persona física", "J", "Empresa", "Autónoma", "sí", "no"]
        rows = [[f"Tipo {n} Import", f"61234599{n}", w] for n, w in enumerate(words)]
        run = self.load([["Nombre", "Teléfono", "Tipo de persona"], *rows])
        self.assertEqual(self.outcomes(run), ["created"] * 6, self.reasons(run))
        found = [self.named(f"Tipo {n} Import").is_company for n in range(6)]
        self.assertEqual(found, [False, True, True, False, True, False])

    def test_who_may_see_the_lists(self):
        nobody = ficha_test_user(self.env, "asked_nobody")
        with self.assertRaises(AccessError):
            self.env["ficha.import.option"].with_user(nobody).search([])
        options = self.env["ficha.import.option"].with_user(self.user)
        with self.assertRaises(AccessError):
            options.search([], limit=1).write({"value": "x"})

    def test_forms_of_address_in_other_words(self):
        head = ["Nombre", "Teléfono", "Tratamiento"]
        words = ["Sra. Dña.", "Herr Dr.", "M.", "Frau Prof. Dr.", "Excma. Sra."]
        rows = [[f"Ana {n} Import", f"61234599{n}", w] for n, w in enumerate(words)]
        run = self.load([head, *rows])
        self.assertEqual(self.outcomes(run), ["created"] * 5, self.reasons(run))
        names = ["mrs", "dr", "mr", "prof_woman", "excellency"]
        for number, name in enumerate(names):
            form = self.env.ref(f"ficha_cliente.form_of_address_{name}")
            partner = self.named(f"Ana {number} Import")
            self.assertEqual(partner.form_of_address_id, form, words[number])
        self.assertEqual(self.outcomes(self.check([head, *rows])), ["unchanged"] * 5)
        # what is none is asked, and a form of the company's own is that one
        own = self.env["ficha.form.of.address"].create({"name": "Sra. Dña."})
        run = self.check(
            [head, [*rows[0][:2], "Sra. Dña."], ["Eva Import", "", "Fray"]]
        )
        self.assertEqual(self.outcomes(run), ["updated", "created"])
        self.assertEqual(run.value_ids.text, "Fray")
        self.assertIn("“Fray”", run.line_ids.sorted("number")[1].note)
        run.action_import()
        self.assertEqual(self.named("Ana 0 Import").form_of_address_id, own)

    def test_words_of_forms_of_address(self):
        for text, form in (
            ("Sr. D.", "mr"),
            ("D.ª", "dona"),
            ("Srta", "miss"),
            ("Dra.", "dr_woman"),
            ("Sra. Dra.", "dr_woman"),
            ("Frau Dr", "dr_woman"),
            ("Herrn", "mr"),
            ("Dott.ssa", "dr_woman"),
            ("Prof. Dr.", "prof"),
            ("Ilmo. Sr. D.", "excellency"),
            ("Mme", "mrs"),
            ("Sr./Sra.", None),
            ("Fray", None),
            ("Sr. Fray", None),
            ("", None),
        ):
            self.assertEqual(form_of_address(text), form, text)

    def test_a_key_of_another_base_is_to_clarify(self):
        run = self.load_case("32_correo_doble_exportado.xlsx")
        self.assertEqual(self.outcomes(run), ["ambiguous"])
        self.assertIn("does not belong to this database", self.reasons(run))
        self.assertFalse(self.partner("Correo Doble Prueba"))
        self.assertEqual(run.value_ids.filtered(lambda v: v.action == "ask").ids, [])

    def test_telephones_of_a_cell_are_the_same_the_second_time(self):
        cells = [
            "968 123 456 / 612 345 678",
            "968 12 34 16/17",
            "600129096 (Luis)",
            "casa: 968 123 457; móvil 612345679",
            "Tel. 968123458 Fax 968123459",
            "351912345690",
            "Fax 968123463",
            "Móvil 600 12 34 70",
            "968123460 ext. 12",
            "+34 968 12 34 61 - 62",
        ]
        rows = [["Nombre", "Teléfono", "Otros teléfonos", "Móvil"]]
        rows += [[f"Tel {n} Import", cell, "", ""] for n, cell in enumerate(cells)]
        rows += [[f"Otro {n} Import", "968999111", c, c] for n, c in enumerate(cells)]
        run = self.load(rows)
        self.assertEqual(self.outcomes(run), ["created"] * 20, self.reasons(run))
        fax = self.named("Tel 6 Import")
        points = fax.contact_point_ids.mapped(lambda p: (p.value, p.label))
        self.assertEqual((fax.phone, points), ("968123463", [("968123463", "Fax")]))
        self.assertEqual(self.named("Tel 7 Import").phone, "600 12 34 70")
        again = self.load(rows)
        said = list(
            zip(self.outcomes(again), again.line_ids.mapped("note"), strict=True)
        )
        self.assertEqual(self.outcomes(again), ["unchanged"] * 20, said)
        again = self.load(rows, policy="proposal")
        self.assertEqual(self.outcomes(again), ["unchanged"] * 20)
        for name in ("06_varios_correos.csv", "23b_telefono_con_nota.csv"):
            self.load_case(name)
            again = self.outcomes(self.load_case(name))
            self.assertEqual(set(again), {"unchanged"}, name)

    def test_columns_of_a_sheet_of_lines_are_decided_too(self):
        data = xlsx(
            ("Clientes", [["Nombre", "NIF"], ["Ana Gil Import", "12345678Z"]]),
            (
                "Familia",
                [
                    ["NIF", "Parentesco", "Familiar", "Zeta"],
                    ["12345678Z", "Hija", "Mar", "zurda"],
                ],
            ),
        )
        run = self.check(data)
        lines = run.column_ids.filtered(lambda c: c.sheet == "Familia")
        self.assertEqual(
            [(c.heading, c.target) for c in lines],
            [
                ("NIF", "family/owner_vat"),
                ("Parentesco", "family/kinship"),
                ("Familiar", "family/name"),
                ("Zeta", False),
            ],
        )
        self.assertEqual(lines[2].samples, "Mar")
        for target in ("note", "name", "property", "education/title"):
            with self.assertRaisesRegex(UserError, "cannot become this"):
                lines[3].target = target
        customers = run.column_ids - lines
        with self.assertRaisesRegex(UserError, "cannot become this"):
            customers[0].target = "family/note"
        lines[3].target = "family/note"
        self.assertEqual(self.outcomes(run), ["created", "updated"], self.reasons(run))
        run.action_import()
        member = self.named("Ana Gil Import").with_user(self.user).family_member_ids
        self.assertEqual((member.name, member.note), ("Mar", "zurda"))
        again = self.check(data)
        self.assertEqual(self.outcomes(again), ["unchanged"] * 2)
        zeta = again.column_ids.filtered(lambda c: c.heading == "Zeta")
        self.assertEqual((zeta.target, zeta.sure), ("family/note", "decided"))
        # who does not see families is not shown their sheet
        theirs = self.check(data, self.biller)
        self.assertFalse(theirs.column_ids.filtered(lambda c: c.sheet == "Familia"))

    def test_how_a_file_is_read_is_remembered_in_its_company(self):
        def csv(name):
            days = [f"{name} Import;02/01/1980", f"{name}a Import;03/01/1980"]
            return "\n".join(["Nombre;Fecha de nacimiento", *days]).encode()

        run = self.check(csv("Leo"), name="a.csv")
        self.assertFalse(run.recognised)
        run.date_order = "mdy"
        run.action_import()
        again = self.check(csv("Eva"), name="b.csv")
        self.assertEqual(again.date_order, "mdy")
        self.assertIn("a.csv", again.recognised)
        again.action_import()
        day = self.named("Eva Import").with_user(self.user).birthdate_date
        self.assertEqual(str(day), "1980-02-01")
        mapping = self.env["ficha.import.mapping"].search([("options", "!=", False)])
        self.assertIn("Dates → Month, day, year", mapping.decided)
        other = self.env["res.company"].create({"name": "Otra leída"})
        self.user.company_ids |= other
        there = self.check(csv("Luz"), name="c.csv", company_id=other.id)
        self.assertNotEqual(there.date_order, "mdy")
        # and it is decided otherwise
        last = self.check(csv("Sol"), name="d.csv")
        last.date_order = "dmy"
        last.action_import()
        self.assertEqual(self.check(csv("Mar"), name="e.csv").date_order, "dmy")

    def test_which_sheet_and_which_headings_are_remembered(self):
        head = ["Nombre", "Teléfono"]

        def book(name):
            return xlsx(
                ("Clientes", [head, [f"{name} Import", "612345991"]]),
                ("Proveedores", [["Uno", "Dos"], head, [f"{name} Prov", "612345992"]]),
            )

        run = self.check(book("Ana"))
        one, two = run.sheet_ids
        run.sheet_ids = [(1, one.id, {"chosen": False}), (1, two.id, {"chosen": True})]
        self.assertEqual(run.line_ids.title, "Ana Prov")
        run.action_import()
        again = self.check(book("Eva"))
        self.assertEqual(again.sheet_ids.mapped("chosen"), [False, True])
        self.assertEqual(again.line_ids.title, "Eva Prov")
        # it is not for good
        again.sheet_ids = [
            (1, sheet.id, {"chosen": sheet.name == "Clientes"})
            for sheet in again.sheet_ids
        ]
        self.assertEqual(again.line_ids.title, "Eva Import")

    def test_an_extra_field_goes_with_its_import(self):
        manager = ficha_test_user(self.env, "asked_manager", "group_ficha_manager")
        manager.lang = "en_US"
        rows = [
            ["Nombre", "Teléfono", "Ruta asked"],
            ["Ana Gil Import", "612345991", "N"],
        ]
        runs = []
        for _time in range(2):
            run = self.check(rows, manager)
            run.column_ids.filtered(
                lambda c: c.heading == "Ruta asked"
            ).target = "property"
            run.action_import()
            runs.append(run)
            self.assertTrue(run._property_named("Ruta asked"))
            if not _time:
                run.action_undo()
                self.assertFalse(run._property_named("Ruta asked"))
                self.assertFalse(run.undo_left)
                self.assertFalse(self.partner("Ana Gil Import"))
        # somebody else has filled it in since: it stays, and that is said
        other = self.env["res.partner"].create({"name": "Otra import"})
        other.properties = {run._property_named("Ruta asked"): "S"}
        self.env.flush_all()
        run.action_undo()
        self.assertTrue(run._property_named("Ruta asked"))
        self.assertIn("Ruta asked", run.undo_left)
        self.assertEqual(other.properties[run._property_named("Ruta asked")], "S")

    def test_an_extra_field_goes_where_the_customer_has_another_one(self):
        self.user.group_ids |= self.env.ref("base.group_system")

        def brought(heading, text):
            run = self.check(
                [["Código", "Nombre", heading], ["EF1", "Ana Import", text]]
            )
            run.column_ids.filtered(lambda c: c.heading == heading).target = "property"
            run.action_import()
            return run

        brought("Zeta", "a")
        run = brought("Zeta bis", "b")
        self.assertEqual(self.outcomes(run), ["updated"])
        run.action_undo()
        self.env.invalidate_all()
        self.assertFalse(run.undo_left)
        labels = [
            one["string"]
            for one in self.named("Ana Import").read(["properties"])[0]["properties"]
        ]
        self.assertIn("Zeta", labels)
        self.assertNotIn("Zeta bis", labels)
