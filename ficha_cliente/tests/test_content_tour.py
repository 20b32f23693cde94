from odoo.tests import HttpCase, tagged

from .common_content import ficha_test_user


@tagged("post_install", "-at_install")
class TestContentTour(HttpCase):
    def test_create_a_company_and_a_person(self):
        ficha_test_user(
            self.env,
            "ficha_tour",
            "group_ficha_user",
            "group_ficha_personal",
        )
        self.start_tour("/odoo/fichas", "ficha_create", login="ficha_tour")
        company = self.env["res.partner"].search([("name", "=", "Talleres Tour")])
        self.assertTrue(company.is_company)
        self.assertEqual(company.contact_point_ids.normalized_value, "+34612345678")
        self.assertEqual(company.relation_ids.name, "Marta Tour")
        self.assertEqual(
            company.relation_ids.role_id, self.env.ref("ficha_cliente.role_secretary")
        )
        person = self.env["res.partner"].search([("name", "=", "Ana Tour")])
        self.assertFalse(person.is_company)
        self.assertEqual(str(person.birthdate_date), "1980-05-05")
        self.assertEqual(person.occupation, "Engineer")
        self.assertEqual(person.education_ids.title, "Law")
        self.assertEqual(person.family_member_ids.name, "Leo Tour")
