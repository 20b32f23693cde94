from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_form import FormCommon, fill


@tagged("post_install", "-at_install")
class TestFormInbox(FormCommon):
    """A filled form becomes a new ficha, or proposals on the one that exists."""

    def test_new_ficha(self):
        pdf = fill(
            self.form(),
            name="Muñoz e Íñiguez, S.L.",
            company_type="company",
            vat="B12345674",
            phone="612 34 56 78",
            mobile="0034 699 11 22 33",
            email="hola@muniz.example",
            street="Rúa do Vilar, 3",
            state_name="lugo",
            contact_name="Íñigo Muñoz",
            contact_function="Gerente",
            contact_hour_from="9:30",
            contact_hour_to="14",
            contact_weekday_ids__1="/Yes",
            customer_requirements="Palé europeo\nSin plástico",
            iban="ES91 2100 0418 4502 0005 1332",
            purchase_reference_required="/Yes",
        )
        form, refused = self.drop(pdf)
        self.assertFalse(refused)
        self.assertEqual(form.name, "Muñoz e Íñiguez, S.L.")
        self.assertFalse(form.partner_id)
        self.assertFalse(form.line_ids.filtered("problem"))
        action = form.action_apply()
        partner = form.partner_id
        self.assertEqual(action["res_id"], partner.id)
        self.assertEqual(form.state, "done")
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Muñoz e Íñiguez, S.L.",
                    "is_company": True,
                    "vat": "B12345674",
                    "email": "hola@muniz.example",
                    "street": "Rúa do Vilar, 3",
                    "state_id": self.env.ref("base.state_es_lu").id,
                    "country_id": self.spain.id,
                    "contact_hour_from": 9.5,
                    "contact_hour_to": 14,
                    "customer_requirements": "Palé europeo\nSin plástico",
                    "purchase_reference_required": True,
                }
            ],
        )
        self.assertEqual(partner.ficha_lifecycle, "lead", "they sent us a form")
        self.assertEqual(partner.ficha_acquisition, "form")
        self.assertNamesNoForm(partner, form)
        self.assertFalse(partner.child_ids.ficha_lifecycle)
        self.assertEqual(partner.contact_weekday_ids.mapped("number"), [0])
        self.assertEqual(partner.contact_point_ids.mapped("kind"), ["mobile"])
        self.assertEqual(partner.child_ids.mapped("name"), ["Íñigo Muñoz"])
        self.assertEqual(
            partner.bank_ids.mapped("sanitized_acc_number"),
            ["ES9121000418450200051332"],
        )
        with self.assertRaises(UserError):
            form.action_apply()

    def test_prospect(self):
        pdf = fill(self.form(kind="prospect"), name="Ana Prueba", interest="Dos cajas")
        form, _refused = self.drop(pdf)
        form.action_apply()
        self.assertEqual(form.partner_id.ficha_lifecycle, "prospect")
        self.assertEqual(form.partner_id.customer_observations, "Dos cajas")
        self.assertFalse(form.partner_id.is_company)

    def test_filled_form_proposes_on_its_ficha(self):
        pdf = fill(
            self.form(self.customer),
            street="Calle Nueva, 22",
            phone="",
            mobile="699 11 22 33",
        )
        self.customer.city = "Coruña"  # learned meanwhile; the form leaves it empty
        form, _refused = self.drop(pdf)
        self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(self.lines(form)["street"].status, "change")
        self.assertEqual(self.lines(form)["name"].status, "same")
        self.assertNotIn("phone", self.lines(form))
        form.action_apply()
        self.assertEqual(self.customer.street, "Calle Vieja, 1", "nothing overwritten")
        self.assertEqual(self.customer.phone, "+34 981 22 33 44")
        self.assertEqual(self.customer.city, "Coruña")
        proposal = self.customer.sudo().proposal_ids
        self.assertEqual(proposal.mapped("field_name"), ["street"])
        self.assertEqual(proposal.proposed_value, "Calle Nueva, 22")
        self.assertEqual(proposal.source, "form")
        self.assertEqual(proposal.source_id, form.id)
        self.assertEqual(self.customer.contact_point_ids.mapped("kind"), ["mobile"])
        self.assertNamesNoForm(self.customer, form)
        proposal.with_user(self.user).action_accept()
        self.assertEqual(self.customer.street, "Calle Nueva, 22")
        self.assertNamesNoForm(self.customer, form)

    def assertNamesNoForm(self, partner, form):
        """Its notes lead to the form and do not say its name: who reads the contact may
        not read forms, or none of that company."""
        bodies = partner.message_ids.mapped("body")
        notes = [body for body in bodies if 'data-oe-model="ficha.form.inbox"' in body]
        self.assertTrue(notes)
        for note in notes:
            self.assertNotIn(form.name, note)

    def test_only_what_is_ticked(self):
        pdf = fill(self.form(self.customer), street="Otra, 1", zip="15001")
        form, _refused = self.drop(pdf)
        self.lines(form)["street"].take = False
        form.action_apply()
        proposals = self.customer.sudo().proposal_ids
        self.assertEqual(proposals.mapped("field_name"), ["zip"])

    def test_contact_of_the_company(self):
        contact = self.Partner.create(
            {
                "name": "Rosa Peñascal",
                "parent_id": self.customer.id,
                "email": "rosa@penascal.example",
            }
        )
        pdf = fill(
            self.form(self.customer),
            contact_name="rosa penascal",
            contact_email="nueva@penascal.example",
        )
        form, _refused = self.drop(pdf)
        form.action_apply()
        self.assertEqual(self.customer.child_ids, contact, "no second Rosa")
        self.assertEqual(contact.email, "rosa@penascal.example")
        self.assertEqual(contact.sudo().proposal_ids.mapped("field_name"), ["email"])

    def test_values_as_people_write_them(self):
        """Those that an import understands, a form understands too."""
        pdf = fill(
            self.form(),
            name="Conservas Formulario, S.L.",
            vat="N.I.F.: B-12.345.674",
            phone="968 12 34 16/17",
            state_name="Coruña, A",
            zip="8001",
            email="Ana Gil <ana@formulario.example>; luis@formulario.example",
            iban="2100 0418 45 0200051332",
        )
        form, _refused = self.drop(pdf)
        self.assertFalse(form.line_ids.filtered("problem"))
        form.action_apply()
        partner = form.partner_id
        self.assertEqual(partner.state_id, self.env.ref("base.state_es_c"))
        self.assertEqual(partner.vat, "B12345674")
        self.assertEqual(partner.phone, "+34 968 12 34 16")
        further = "".join(partner.contact_point_ids.mapped("value")).replace(" ", "")
        self.assertIn("968123417", further)
        self.assertEqual(partner.zip, "08001")
        self.assertEqual(
            partner.email, "ana@formulario.example, luis@formulario.example"
        )
        for text, code in (("Baleares", "PM"), ("Araba/Álava", "VI"), ("33", "O")):
            with self.subTest(text=text):
                state = self.env["res.partner"]._ficha_form_state(text, self.spain)
                self.assertEqual(self.env["res.country.state"].browse(state).code, code)
        partners = self.env["res.partner"]
        options = partners._ficha_form_options("country_id")
        field = partners._fields["country_id"]
        found = partners._ficha_form_choice(field, "Holanda", options)
        self.assertEqual(self.env["res.country"].browse(found).code, "NL")
        self.assertEqual(
            partners._ficha_form_iban("IBAN ES91-2100-0418-4502-0005-1332"),
            "ES91 2100 0418 4502 0005 1332",
        )

    def test_what_a_form_of_the_cases_says(self):
        """The values of ``40e_form_provincia.pdf``, which another database signed."""
        pdf = fill(
            self.form(),
            name="Ñuño Peña Formulario",
            vat="12345678Z",
            zip="7001",
            city="Palma",
            state_name="Baleares",
        )
        form, _refused = self.drop(pdf)
        self.assertFalse(form.line_ids.filtered("problem"))
        form.action_apply()
        partner = form.partner_id
        self.assertEqual(partner.state_id, self.env.ref("base.state_es_pm"))
        self.assertEqual((partner.zip, partner.country_id), ("07001", self.spain))

    def test_interest_is_added_to_the_observations(self):
        pdf = fill(self.form(self.customer, kind="prospect"), interest="Cinta ancha")
        form, _refused = self.drop(pdf)
        form.action_apply()
        proposal = self.customer.sudo().proposal_ids
        self.assertEqual(proposal.proposed_value, "Regatea siempre\nCinta ancha")

    def test_values_that_are_none(self):
        pdf = fill(
            self.form(user=self.privy, personal=True),
            name="Ana " + "x" * 500,
            email="nadie",
            phone="llámame",
            website="javascript:alert(1)",
            iban="ES00 1234",
            state_name="Atlántida",
            birthdate_date="31/02/1980",
            contact_hour_from="27:00",
            company_type="robot",
            family_1_birthdate="1/1/2000",
        )
        form, _refused = self.drop(pdf, self.privy)
        lines = self.lines(form)
        self.assertLessEqual(len(lines["name"].text), 200)
        for name in (
            "email",
            "phone",
            "website",
            "iban",
            "state_id",
            "birthdate_date",
            "contact_hour_from",
            "company_type",
            "family_1",
        ):
            self.assertTrue(lines[name].problem, name)
            self.assertFalse(lines[name].take, name)
        form.action_apply()
        self.assertFalse(form.partner_id.email)
        self.assertFalse(form.partner_id.website)

    def test_a_problem_is_not_taken_even_if_ticked(self):
        form, _refused = self.drop(fill(self.form(), name="Ana", email="nadie"))
        self.lines(form)["email"].take = True
        form.action_apply()
        self.assertFalse(form.partner_id.email)

    def test_without_a_name(self):
        form, _refused = self.drop(fill(self.form(), city="Lugo"))
        with self.assertRaisesRegex(UserError, "no name"):
            form.action_apply()
        form.partner_id = self.customer
        form.action_apply()
        self.assertEqual(self.customer.sudo().proposal_ids.field_name, "city")

    def test_refuse_and_look_again(self):
        form, _refused = self.drop(fill(self.form(), name="Ana"))
        form.action_refuse()
        self.assertEqual(form.state, "refused")
        self.assertTrue(form.reason)
        with self.assertRaises(UserError):
            form.action_apply()
        form.action_review()
        self.assertEqual((form.state, form.reason), ("review", False))

    def test_a_form_is_no_question_about_other_contacts(self):
        """Whether a value is that of the file would be told of any field of anybody."""
        form, _refused = self.drop(
            fill(self.form(), name="Ana", street="Calle Mayor 1")
        )
        mine = form.with_user(self.user)
        line = mine.line_ids.filtered(lambda line: line.name == "street")
        line.take = False
        mine.write({"line_ids": [(1, line.id, {"take": True})]})
        self.assertTrue(line.take)
        for vals in ({"data": "x"}, {"name": "vat"}, {"applied": True, "take": True}):
            with self.assertRaises(AccessError):
                line.write(vals)
            with self.assertRaises(AccessError):
                mine.write({"line_ids": [(1, line.id, vals)]})
        other = self.env["res.company"].create({"name": "Otra Casa"})
        hidden = self.Partner.create({"name": "Ajena", "company_id": other.id})
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            mine.partner_id = hidden.id
        with self.assertRaises(AccessError):
            mine.write({"company_id": other.id})
        mine.partner_id = self.customer.id
        self.assertEqual(form.partner_id, self.customer)

    def test_forms_are_not_made_up(self):
        values = {"subject": "Hello", "email_from": "x@example.com", "attachments": []}
        for user in (self.outsider, self.user):
            with self.assertRaises(AccessError):
                self.Inbox.with_user(user).create({"name": "Made up"})
        with self.assertRaises(AccessError):
            self.Inbox.with_user(self.outsider).message_new(values)
        self.assertEqual(self.Inbox.sudo().message_new(values).state, "refused")

    def test_rights(self):
        pdf = fill(self.form(), name="Ana")
        with self.assertRaises(AccessError):
            self.drop(pdf, self.outsider)
        form, _refused = self.drop(pdf)
        with self.assertRaises(AccessError):
            form.with_user(self.outsider).read(["name"])
        with self.assertRaises(AccessError):
            self.env["ficha.form.line"].with_user(self.user).create(
                {"form_id": form.id, "name": "vat", "data": "x"}
            )
        wizard = self.env["ficha.form.upload"].with_user(self.user)
        with self.assertRaisesRegex(UserError, "not a PDF"):
            wizard.create({"file": b"aG9sYQ==", "file_name": "x.pdf"}).action_read()


@tagged("post_install", "-at_install")
class TestFormMatch(FormCommon):
    """Whose a form is."""

    def _matched(self, **values):
        form, _refused = self.drop(fill(self.form(), **values))
        return form.partner_id

    def test_by_tax_id_whatever_the_name(self):
        self.customer.vat = "B12345674"
        self.assertEqual(
            self._matched(name="Otro nombre", vat="ES-B12345674"), self.customer
        )

    def test_by_email_or_phone_with_a_name_that_agrees(self):
        name = "PENASCAL IBANEZ"
        self.assertEqual(
            self._matched(name=name, email="HOLA@penascal.example"), self.customer
        )
        self.assertEqual(self._matched(name=name, phone="981223344"), self.customer)
        self.assertFalse(self._matched(name="Luis Otero", phone="981223344"))
        self.assertFalse(self._matched(name=name))

    def test_several_are_not_guessed(self):
        self.customer.copy({"name": self.customer.name, "phone": self.customer.phone})
        form, _refused = self.drop(
            fill(self.form(), name=self.customer.name, phone="981223344")
        )
        self.assertFalse(form.partner_id)
        self.assertIn("choose one", form.matched_on)

    def test_archived_and_other_companies_are_not_found(self):
        other = self.env["res.company"].create({"name": "Otra Casa"})
        self.customer.company_id = other
        values = {"name": self.customer.name, "phone": "981223344"}
        self.assertFalse(self._matched(**values))
        self.customer.write({"company_id": False, "active": False})
        self.assertFalse(self._matched(**values))
