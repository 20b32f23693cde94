from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_content import ficha_test_user
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from ..models.ficha_import_property import EXTRA_FIELDS
from .common_import import ImportCase, xlsx

UNKNOWN = [
    ["Zeta", "Fono", "Cosa"],
    ["Ana Gil Import", "612345991", "rojo"],
    ["Eva Sol Import", "612345992", "azul"],
]


@tagged("post_install", "-at_install")
class TestImportScreen(ImportCase):
    """Before anything is written a person decides what columns and values are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = ficha_test_user(cls.env, "screen_manager", "group_ficha_manager")
        cls.manager.lang = "en_US"

    def column(self, run, heading):
        return run.column_ids.filtered(lambda c: c.heading == heading)

    def value(self, run, text):
        return run.value_ids.filtered(lambda v: v.text == text)

    def decide(self, run, **targets):
        run.column_ids = [
            (1, self.column(run, heading).id, {"target": target})
            for heading, target in targets.items()
        ]

    def test_what_can_be_downloaded(self):
        run = self.check(UNKNOWN)
        for action, url in (
            (run.action_download_errors(), f"/ficha/import/{run.id}/errors"),
            (run.action_download_report(), f"/ficha/import/{run.id}/report"),
            (run.action_download_template(), "/ficha/import/template"),
        ):
            self.assertEqual((action["url"], action["target"]), (url, "download"))

    def test_unknown_headings_are_asked_and_not_refused(self):
        run = self.check(UNKNOWN)
        self.assertEqual(run.state, "checked")
        self.assertIn("not known who each customer is", run.question)
        self.assertFalse(run.line_ids)
        zeta = self.column(run, "Zeta")
        self.assertEqual((zeta.target, zeta.sure), (False, "unknown"))
        self.assertIn("Ana Gil Import", zeta.samples)
        self.assertIn("Eva Sol Import", zeta.samples)
        with self.assertRaisesRegex(UserError, "who each customer is"):
            run.action_import()
        self.decide(run, Zeta="name", Fono="phone")
        self.assertFalse(run.question)
        self.assertEqual(self.outcomes(run), ["created", "created"], "at once")
        self.assertEqual(self.column(run, "Zeta").sure, "decided")
        run.action_import()
        self.assertEqual(self.partner("Ana Gil Import").phone, "612345991")

    def test_what_is_known_is_shown_with_its_values(self):
        rows = [[name, phone] for name, phone, _colour in UNKNOWN[1:]]
        run = self.check([["Nombre", "Teléfono"], *rows])
        name = self.column(run, "Nombre")
        self.assertEqual((name.target, name.sure), ("name", "known"))
        phone = self.column(run, "Teléfono")
        self.assertEqual(phone.samples, "612345991  ·  612345992")
        self.decide(run, Teléfono="ignore")
        run.action_import()
        self.assertFalse(self.partner("Ana Gil Import").phone)

    def test_who_decides(self):
        run = self.check(UNKNOWN)
        zeta = self.column(run, "Zeta")
        for user in (self.manager, self.personal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                zeta.with_user(user).target = "name"
        for name, value in (("samples", "x"), ("by_hand", True), ("import_id", run.id)):
            with self.subTest(name=name), self.assertRaises(AccessError):
                zeta.write({name: value})
        with self.assertRaises(AccessError):
            zeta.unlink()
        with self.assertRaises(AccessError):
            zeta.create({"import_id": run.id})
        zeta.target = "name"
        self.assertEqual(self.outcomes(run), ["created", "created"])
        run.action_import()
        with self.assertRaisesRegex(UserError, "before a file is imported"):
            zeta.target = "email"

    def test_what_one_may_not_fill_in_is_not_chosen_nor_shown(self):
        run = self.check([["Nombre", "Descuento"], ["Ana Gil Import", "5"]])
        discount = self.column(run, "Descuento")
        self.assertEqual((discount.target, discount.samples), ("ignore", ""))
        self.assertIn("may not", discount.why)
        key = next(
            column.key
            for column in self.env["ficha.sheet"]._all_columns()
            if column.field == "standing_discount"
        )
        with self.assertRaisesRegex(UserError, "cannot become this"):
            discount.target = key

    def test_it_is_recognised_next_time_in_its_company(self):
        run = self.check(UNKNOWN)
        self.decide(run, Zeta="name", Fono="phone", Cosa="ignore")
        mappings = self.env["ficha.import.mapping"].with_user(self.manager)
        self.assertFalse(mappings.search([]), "not before it is imported")
        run.action_import()
        again = self.check([[UNKNOWN[0][1], UNKNOWN[0][0], "Cosa"], ["612", "Leo", ""]])
        self.assertTrue(again.question or again.line_ids)
        again = self.check([["Fono", "Zeta", "Cosa"], ["612345993", "Leo Import", ""]])
        self.assertFalse(again.question)
        self.assertIn("clientes.xlsx", again.recognised)
        self.assertEqual(again.line_ids.title, "Leo Import")
        self.assertEqual(self.column(again, "Zeta").sure, "decided")
        other = self.env["res.company"].create({"name": "Otra import"})
        self.user.company_ids |= other
        there = self.check(UNKNOWN, company_id=other.id)
        self.assertTrue(there.question, "in another company it is asked")
        mapping = mappings.search([])
        self.assertEqual(len(mapping), 1)
        self.assertIn("Zeta → Name", mapping.decided)
        with self.assertRaises(AccessError):
            mapping.with_user(self.user).unlink()
        mapping.unlink()
        self.assertTrue(self.check(UNKNOWN).question)

    def test_a_value_is_replaced_in_all_rows(self):
        industry = self.env["res.partner.industry"].create({"name": "Motor imp"})
        rows = [
            ["Nombre", "Sector", "Etiquetas"],
            ["Ana Gil Import", "Coches", "VIPP"],
            ["Eva Sol Import", "COCHES", ""],
            ["Leo Import", "Casas", "VIPP"],
        ]
        vip = self.env["res.partner.category"].create({"name": "VIP imp"})
        run = self.check(rows)
        cars = self.value(run, "Coches")
        self.assertEqual((cars.row_count, cars.action), (2, "ask"))
        self.assertEqual(run.undecided_count, 2)
        self.assertEqual(self.value(run, "VIPP").action, "make")
        run.value_ids = [
            (1, cars.id, {"res_id": industry.id}),
            (1, self.value(run, "Casas").id, {"action": "ignore"}),
            (1, self.value(run, "VIPP").id, {"res_id": vip.id}),
        ]
        self.assertEqual(self.outcomes(run), ["created"] * 3)
        self.assertFalse(run.undecided_count)
        run.action_import()
        for name in ("Ana Gil Import", "Eva Sol Import"):
            self.assertEqual(self.partner(name).industry_id, industry)
        self.assertFalse(self.partner("Leo Import").industry_id)
        self.assertEqual(self.partner("Leo Import").category_id, vip)
        self.assertFalse(
            self.env["res.partner.category"].search([("name", "=", "VIPP")])
        )
        again = self.check(rows)
        self.assertEqual(self.outcomes(again), ["unchanged"] * 3, "it is remembered")

    def test_a_name_of_several_is_decided(self):
        one, _other = self.env["res.partner.industry"].create(
            [{"name": "Motor imp", "full_name": "A"}, {"name": "motor imp"}]
        )
        rows = [["Nombre", "Sector"], ["Ana Gil Import", "Motor imp"]]
        run = self.check(rows)
        self.assertEqual(run.left_count, 1)
        self.value(run, "Motor imp").res_id = one.id
        self.assertEqual(run.left_count, 0)
        self.assertEqual(self.value(run, "Motor imp").use_name, one.display_name)
        self.assertEqual(self.value(run, "Motor imp").action, "use")
        run.action_import()
        self.assertEqual(self.partner("Ana Gil Import").industry_id, one)

    def test_only_what_a_file_may_use_stands_for_a_value(self):
        run = self.check([["Nombre", "Comercial"], ["Ana Gil Import", "Quién"]])
        portal = self.env.ref("base.public_user")
        with self.assertRaisesRegex(UserError, "cannot be used here"):
            self.value(run, "Quién").res_id = portal.id
        self.value(run, "Quién").res_id = self.manager.id
        run.action_import()
        self.assertEqual(self.partner("Ana Gil Import").user_id, self.manager)

    def test_what_is_of_another_company_stands_for_nothing(self):
        """Neither is it told what it is called, nor does it stop a colleague who may
        not see it when somebody of both companies chose it."""
        other = self.env["res.company"].create({"name": "Otra imp"})
        away = self.env["res.users"].create(
            {
                "name": "Zarzamora Secreta",
                "login": "zarza_imp",
                "company_id": other.id,
                "company_ids": [(6, 0, other.ids)],
            }
        )
        tag = self.env["res.partner"].create(
            {"name": "Zarzamora Secreta", "company_id": other.id}
        )
        run = self.check([["Nombre", "Comercial"], ["Ana Gil Import", "Quién"]])
        value = self.value(run, "Quién")
        for vals in (
            {"res_id": away.id},
            {"res_id": tag.id, "res_model": "res.partner"},
            {"res_id": tag.id, "res_model": "res.partner", "action": "use"},
            {"res_model": "res.partner"},
            {"res_id": 2**31 - 1},
            {"res_id": -1},
        ):
            with self.subTest(vals):
                with self.assertRaises(UserError) as refused:
                    value.write(vals)
                self.assertNotIn("Zarzamora", str(refused.exception))
                self.assertFalse(value.use_name)
        # as if it had been chosen by who sees it
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ficha_import_value SET res_model = 'res.partner', res_id = %s,"
            " action = 'use' WHERE id = %s",
            [tag.id, value.id],
        )
        self.env.invalidate_all()
        self.assertFalse(value.read(["use_name"])[0]["use_name"])

    def test_extra_fields_have_an_end(self):
        """Odoo reads all of them with each contact."""
        definition = self.env["ficha.import"]._property_definition()
        definition.properties_definition = [
            {"name": f"n{n}", "type": "char", "string": f"Campo {n}"}
            for n in range(EXTRA_FIELDS - 1)
        ]
        head = ["Nombre", "Teléfono", "Ruta imp", "Ruta dos imp", "Campo 7"]
        run = self.check(
            [head, ["Ana Gil Import", "612345991", "N", "S", "siete"]], self.manager
        )
        self.decide(run, **{"Ruta imp": "property", "Campo 7": "property"})
        with self.assertRaisesRegex(UserError, "more than 200 extra fields"):
            self.column(run, "Ruta dos imp").target = "property"
        run.action_import()
        ana = self.partner("Ana Gil Import")
        self.assertEqual(ana.properties[run._property_named("Ruta imp")], "N")
        self.assertEqual(ana.properties["n7"], "siete")
        with self.assertRaisesRegex(UserError, "more than 200 extra fields"):
            run._property_name("Otra imp")

    def test_ten_thousand_extra_fields_are_compared_once(self):
        """Whoever configures Odoo may have made them; an import of many rows asks for
        the same few of them with each row."""
        Definition = self.env["ficha.import"]._property_definition()
        Definition.properties_definition = [
            {"name": f"n{n}", "type": "char", "string": f"Campo {n}"}
            for n in range(10_000)
        ]
        Run = self.env["ficha.import"].with_user(self.user)
        self.assertEqual(Run._property_named("campo 9999"), "n9999")
        path = "odoo.addons.ficha_cliente_import.models.ficha_import_property.fold"
        with patch(path, side_effect=fold) as folded:
            for _row in range(50):
                self.assertEqual(Run._property_named("Campo 9999"), "n9999")
        self.assertEqual(folded.call_count, 50)
        Definition.properties_definition = [
            {"name": "z", "type": "char", "string": "Campo 9999"}
        ]
        self.assertEqual(Run._property_named("Campo 9999"), "z")

    def test_a_value_is_made_by_who_may(self):
        rows = [["Nombre", "Sector"], ["Ana Gil Import", "Coches imp"]]
        run = self.check(rows)
        cars = self.value(run, "Coches imp")
        if self.env["res.partner.industry"].with_user(self.user).has_access("create"):
            self.skipTest("everybody may")
        with self.assertRaisesRegex(UserError, "cannot be created from here"):
            cars.action = "make"
        self.user.group_ids |= self.env.ref("base.group_system")
        cars.action = "make"
        industries = self.env["res.partner.industry"]
        self.assertFalse(industries.search([("name", "=", "Coches imp")]))
        run.action_import()
        self.assertEqual(self.partner("Ana Gil Import").industry_id.name, "Coches imp")
        run.action_undo()
        self.assertFalse(industries.search([("name", "=", "Coches imp")]))

    def test_the_row_of_headings_is_chosen(self):
        rows = [["Mi lista", "de clientes"], ["Foo", "Bar"], ["Nombre", "Teléfono"]]
        run = self.check([*rows, ["Ana Gil Import", "612345991"]])
        self.assertEqual(run.heading_row, 3)
        run.heading_row = 2
        self.assertEqual(run.column_ids.mapped("heading"), ["Foo", "Bar"])
        run.heading_row = 3
        self.assertEqual(run.line_ids.title, "Ana Gil Import")
        with self.assertRaises(AccessError):
            run.with_user(self.manager).heading_row = 1

    def test_a_big_file_is_checked_again_when_asked(self):
        from ..models import ficha_import_screen

        run = self.check([["Nombre", "Zeta"], *([f"N{n}", "Lorca"] for n in range(3))])
        self.patch(ficha_import_screen, "CHECK_AT_ONCE", 2)
        self.decide(run, Zeta="city")
        self.assertTrue(run.stale)
        with self.assertRaisesRegex(UserError, "Check it again"):
            run.action_import()
        run.action_check()
        self.assertFalse(run.stale)
        run.action_import()
        self.assertEqual(self.partner("N1").city, "Lorca")

    def test_an_extra_field_is_made_by_who_may_and_filled_in(self):
        head = ["Nombre", "Teléfono", "Ruta imp"]
        rows = [head, ["Ana Gil Import", "612345991", "N"]]
        run = self.check(rows)
        with self.assertRaisesRegex(UserError, "no extra field “Ruta imp”"):
            self.column(run, "Ruta imp").target = "property"
        run = self.check(rows, self.manager)
        self.decide(run, **{"Ruta imp": "property"})
        self.assertFalse(run._property_named("Ruta imp"), "nothing is written yet")
        run.action_import()
        name = run._property_named("Ruta imp")
        ana = self.partner("Ana Gil Import")
        self.assertEqual(ana.properties[name], "N")
        # whoever imports one like it finds it
        again = self.check(rows)
        self.assertEqual(self.column(again, "Ruta imp").target, "property")
        self.assertEqual(self.outcomes(again), ["unchanged"])
        again = self.load([rows[0], [*rows[1][:2], "S"]])
        self.assertEqual(ana.properties[name], "S")
        again.action_undo()
        self.assertEqual(ana.properties[name], "N")

    def test_the_sheets_are_chosen(self):
        head = ["Nombre", "Teléfono"]
        data = xlsx(
            ("Clientes", [head, ["Ana Gil Import", "612345991"]]),
            ("Proveedores", [head, ["Hierros Import", "612345992"]]),
        )
        run = self.check(data)
        sheets = {sheet.name: sheet for sheet in run.sheet_ids}
        self.assertEqual(run.sheet_ids.mapped("chosen"), [True, False])
        self.assertEqual(run.line_ids.title, "Ana Gil Import")
        run.sheet_ids = [
            (1, sheets["Clientes"].id, {"chosen": False}),
            (1, sheets["Proveedores"].id, {"chosen": True}),
        ]
        self.assertEqual(run.line_ids.title, "Hierros Import")
        self.assertEqual(run.sheet_ids.mapped("chosen"), [False, True])
        with self.assertRaises(AccessError):
            sheets["Clientes"].with_user(self.manager).chosen = True

    def test_separators_that_are_never_guessed_can_be_chosen(self):
        run = self.make(b"Nombre^CP\nAna Kind Sol^30001\n", name="clientes.csv")
        run.action_check()
        run.delimiter = "^"
        self.assertEqual(run.column_ids.mapped("target"), ["name", "zip"])

    def test_how_a_text_file_is_read_is_chosen(self):
        text = (
            "Nombre;Fecha de nacimiento;Población\n"
            "Ana Peña Import;02/01/1980;Cádiz\nEva Sol Import;03/01/1980;Málaga\n"
        )
        run = self.check(text.encode("cp1252"), self.personal, name="clientes.csv")
        self.assertEqual((run.encoding, run.delimiter), ("cp1252", ";"))
        self.assertTrue(run.is_text)
        self.assertIn("Ana Peña Import", run.line_ids.mapped("title"))
        run.encoding = "mac_roman"
        self.assertNotIn("Ana Peña Import", run.line_ids.mapped("title"))
        run.encoding = "cp1252"
        run.delimiter = ","
        self.assertEqual(len(run.column_ids), 1)
        run.delimiter = ";"
        run.date_order = "mdy"
        run.action_import()
        day = self.partner("Ana Peña Import").birthdate_date
        self.assertEqual(str(day), "1980-02-01")
