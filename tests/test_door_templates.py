"""What customers are asked for at their door comes from the templates of their kind:
the one place that knows both modules, which do not know each other."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ficha_cliente_portal.tests.common_door import DoorCase


@tagged("post_install", "-at_install")
class TestDoorTemplates(DoorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        templates = cls.env["ficha.template"]
        templates.search([]).active = False
        cls.persons, cls.companies, cls.contacts = templates.create(
            [
                {"name": "Personas", "kind": "person"},
                {"name": "Empresas", "kind": "company"},
                {"name": "Contactos", "kind": "contact"},
            ]
        )

    def want(self, template, *names):
        fields = self.env["ir.model.fields"]
        template.line_ids = [Command.clear()] + [
            Command.create({"field_id": fields._get("res.partner", name).id})
            for name in names
        ]

    def boxes(self, partner):
        return {name for _contact, name in partner._ficha_door_fields().values()}

    def test_asked_for_what_the_template_wants_and_nothing_else(self):
        nobody = self.env["res.partner"].create({"name": "Nadie"})
        self.want(self.persons, "email", "website")
        self.assertEqual(self.boxes(nobody), {"name", "email", "website"})
        self.want(self.persons, "street")
        self.assertEqual(self.boxes(nobody), {"name", "street", "street2"})

    def test_what_we_have_is_seen_and_corrected_whether_wanted_or_not(self):
        self.want(self.persons, "email")
        page = self.visit(proven=True)
        self.assertIn("Calle Mayor, 1", page)
        self.correct(page, own_street="Rúa Nova, 7")
        self.assertEqual(self.proposals().proposed_value, "Rúa Nova, 7")

    def test_what_is_neither_wanted_nor_there_is_refused(self):
        self.want(self.persons, "email")
        page = self.visit(proven=True)
        self.assertNotIn("f_own_website", page)
        answer = self.correct(page, own_city="Lugo", own_website="https://x.example")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.proposals(), "all or nothing")
        self.want(self.persons, "website")
        self.correct(self.get("/f/ficha").text, own_website="https://x.example")
        self.assertEqual(self.proposals().field_name, "website")

    def test_what_is_ours_is_never_asked_of_them(self):
        """Whatever a template wants: who looks after them, what we think, what is
        personal, our terms."""
        ours = (
            *("user_id", "comment", "category_id", "ref", "buying_initiative"),
            *("birthdate_date", "occupation", "main_contact_id", "bank_ids"),
            *("customer_observations", "property_payment_term_id"),
        )
        self.want(self.persons, "email", *ours)
        self.want(self.companies, "email", *ours)
        for partner in (self.person, self.company):
            self.assertFalse(self.boxes(partner) & set(ours))
        page = self.visit(proven=True)
        for name in ours[:9]:  # more are too many within an hour
            answer = self.correct(page, **{f"own_{name}": "1"})
            self.assertEqual(answer.status_code, 400, name)

    def test_a_contact_has_nothing_of_the_company(self):
        self.want(self.contacts, "email", "street", "vat", "industry_id")
        self.company.street = "Polígono, 3"
        self.assertEqual(self.boxes(self.rosa), {"name", "email"})
        self.want(self.companies, "vat")
        self.company.main_contact_id = self.rosa
        asked = set(self.rosa._ficha_door_fields())
        self.assertIn("company_street", asked, "they speak for it")
        self.assertNotIn("own_street", asked)

    def test_one_of_a_list(self):
        industry = self.env["res.partner.industry"].create({"name": "Conservas"})
        self.want(self.companies, "industry_id")
        self.company.email = "taller@inventada.example"
        page = self.visit(partner=self.company, proven=True)
        self.assertIn("Conservas", page)
        for wrong in ("Conservas", "0", "99999999", "-1", "1; DROP"):
            answer = self.correct(page, own_industry_id=wrong)
            self.assertEqual(answer.status_code, 422, wrong)
        self.correct(page, own_industry_id=str(industry.id))
        proposal = self.proposals(self.company)
        self.assertEqual(proposal.proposed_value, "Conservas")
        proposal.with_user(self.seller).action_accept()
        self.assertEqual(self.company.industry_id, industry)
        page = self.get("/f/ficha").text
        self.assertRegex(page, rf'value="{industry.id}"\s+selected="selected"')

    def test_what_cannot_be_chosen_any_more_is_not_emptied(self):
        industry = self.env["res.partner.industry"].create({"name": "Conservas"})
        self.company.write(
            {"email": "taller@inventada.example", "industry_id": industry.id}
        )
        industry.active = False
        page = self.visit(partner=self.company)
        self.assertNotIn("Conservas", page, "masked, so not among the others either")
        answer = self.correct(page, own_industry_id=str(industry.id))
        self.assertEqual(answer.status_code, 422, "nor told by being taken")
        page = self.visit(partner=self.company, proven=True)
        self.assertRegex(page, rf'value="{industry.id}"\s+selected="selected"')
        self.correct(page, own_industry_id=str(industry.id), own_phone="910000002")
        self.assertEqual(self.proposals(self.company).field_name, "phone")

    def test_the_first_template_whose_condition_holds(self):
        self.want(self.persons, "email")
        club = self.env["ficha.template"].create(
            {
                "name": "Galicia",
                "kind": "person",
                "sequence": 1,
                "domain": "[('city', '=', 'A Coruña')]",
            }
        )
        self.want(club, "website")
        self.assertIn("website", self.boxes(self.person))
        self.person.city = "Vigo"
        self.assertNotIn("website", self.boxes(self.person))

    def test_the_usual_without_a_template(self):
        self.persons.active = False
        nobody = self.env["res.partner"].create({"name": "Nadie"})
        self.assertEqual(
            self.boxes(nobody),
            {"name", "vat", "email", "phone", "street", "street2", "zip", "city"},
        )

    def test_it_costs_one_statement(self):
        self.want(self.persons, "email", "website")
        self.person._ficha_door_fields()
        self.env.flush_all()
        self.env.invalidate_all()
        self.person.mapped("name")
        before = self.env.cr.sql_log_count
        self.person._ficha_asked_of()
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
