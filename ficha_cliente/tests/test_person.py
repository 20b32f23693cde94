from odoo.tests import Form, TransactionCase, new_test_user, tagged

from ..tools.person import is_person


@tagged("post_install", "-at_install")
class TestPerson(TransactionCase):
    """A person who is typed in haste is not a company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "haste_user",
            "base.group_user,base.group_partner_manager,ficha_cliente.group_ficha_user",
        )
        cls.Partner = cls.env["res.partner"].with_user(cls.user)
        cls.Partner = cls.Partner.with_context(default_is_company=True)

    def test_names(self):
        for name in (
            "Ana Gil",
            "MARÍA DEL CARMEN LÓPEZ DE LA FUENTE",
            "D. Íñigo Zubeldia",
            "Dña. Xenia Mora",
            "Roca Cantera, Elena",
            "José Luis Gil",
            "Mª Ángeles Pérez",
        ):
            self.assertTrue(is_person(name), name)
        for name in (
            "Ana",
            "Talleres Ana Gil",
            "Ana Gil, S.L.",
            "Ana Gil SL",
            "Hermanos Gil Roca",
            "Ana Gil e Hijos",
            "Luis Mora y Cía",
            "Carmen Modas",
            "Bar Manolo",
            "Zubeldia Mora",
            "Ana Gil 2000",
            "Gil & Mora",
            "",
            None,
            False,
        ):
            self.assertFalse(is_person(name), name)

    def test_box_of_a_customer(self):
        """As the box of an invoice creates it."""
        for name, company in (("Ana Gil", False), ("Distribuciones Ría", True)):
            partner = self.Partner.browse(self.Partner.name_create(name)[0])
            self.assertEqual(partner.is_company, company, name)
            self.assertEqual(partner.name, name)
        person = self.Partner.with_context(default_is_company=False)
        partner = person.browse(person.name_create("Distribuciones Ría")[0])
        self.assertFalse(partner.is_company)

    def test_form(self):
        view = "ficha_cliente.res_partner_view_form_ficha"
        for name, company in (("Ana Gil", False), ("Distribuciones Ría", True)):
            form = Form(self.Partner, view)
            form.name = name
            self.assertEqual(form.save().is_company, company, name)
        # who says so afterwards is right
        form = Form(self.Partner, view)
        form.name = "Ana Gil"
        form.company_type = "company"
        self.assertTrue(form.save().is_company)

    def test_a_file_that_is_there_stays_what_it_is(self):
        partner = self.Partner.create({"name": "Distribuciones Ría"})
        self.assertTrue(partner.is_company)
        with Form(partner, "ficha_cliente.res_partner_view_form_ficha") as form:
            form.name = "Ana Gil"
        self.assertTrue(partner.is_company)

    def test_a_name_typed_in_who_is(self):
        asked = self.Partner.with_context(default_name="Ana Gil", ficha_new=True)
        self.assertFalse(asked.default_get(["name", "is_company"])["is_company"])
        asked = asked.with_context(default_name="Distribuciones Ría")
        self.assertTrue(asked.default_get(["name", "is_company"])["is_company"])

    def test_programs_say_what_they_mean(self):
        partner = self.Partner.create({"name": "Ana Gil", "is_company": True})
        self.assertTrue(partner.is_company)
