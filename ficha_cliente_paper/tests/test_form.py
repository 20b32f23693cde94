import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.ficha_cliente.tests.common_content import ficha_test_user

from ..models import res_partner_form
from .common_form import PIXEL, FormCommon, FormMixin, values_of


@tagged("post_install", "-at_install")
class TestForm(FormCommon):
    """The forms that customers fill in."""

    def _page(self, pdf):
        return PdfFileReader(io.BytesIO(pdf)).pages[0].extract_text()

    def _images(self, pdf):
        page = PdfFileReader(io.BytesIO(pdf)).pages[0]
        return list(page["/Resources"].get_object().get("/XObject", {}))

    def test_blank_form_asks_and_says_nothing(self):
        values = values_of(self.form())
        self.assertIn("vat", values)
        self.assertIn("iban", values)
        self.assertIn("contact_weekday_ids__1", values)
        filled = {name for name, value in values.items() if value not in ("", "/Off")}
        self.assertEqual(filled, {"ficha_form", "country_id"})

    def test_prospects_are_asked_what_they_need_and_not_how_to_invoice(self):
        values = values_of(self.form(kind="prospect"))
        self.assertIn("interest", values)
        self.assertNotIn("iban", values)
        with self.assertRaises(UserError):
            self.form(kind="friend")

    def test_filled_form_says_what_the_ficha_says(self):
        pdf = self.form(self.customer)
        values = values_of(pdf)
        self.assertEqual(values["name"], "Peñascal Ibáñez, S.L.")
        self.assertEqual(values["street"], "Calle Vieja, 1")
        self.assertEqual(values["country_id"], str(self.spain.id))
        self.assertEqual(values["company_type"], "company")
        self.assertIn("F-0001", self._page(pdf))

    def test_what_we_say_among_ourselves_is_not_on_it(self):
        pdf = self.form(self.customer, kind="prospect")
        self.assertNotIn("Regatea", str(values_of(pdf)))
        self.assertNotIn("Regatea", self._page(pdf))

    def test_letters_of_other_languages(self):
        self.customer.write({"name": "Łódź – Čapek € ñ", "city": "Αθήνα"})
        values = values_of(self.form(self.customer))
        self.assertEqual(values["name"], "Łódź – Čapek € ñ")
        self.assertEqual(values["city"], "Αθήνα")

    def test_accents_are_drawn_and_lines_stand_below_each_other(self):
        self.customer.customer_requirements = "Albarán único\nSin ñoñerías"
        pdf = self.form(self.customer)
        drawn = {}
        for page in PdfFileReader(io.BytesIO(pdf)).pages:
            for annotation in page["/Annots"]:
                field = annotation.get_object()
                stream = field["/AP"]["/N"]
                if hasattr(stream.get_object(), "get_data"):
                    drawn[field["/T"]] = stream.get_object().get_data().decode()
        self.assertIn("Pe\\361ascal Ib\\341\\361ez", drawn["name"])
        self.assertIn("Albar\\341n \\372nico", drawn["customer_requirements"])
        self.assertRegex(
            drawn["customer_requirements"], r"0\.00 -10\.80 Td\n\(Sin \\361o"
        )

    def test_personal_fields_only_when_allowed_and_asked_for(self):
        asked = {"birthdate_date", "marital_status", "family_1_name", "studies_1_title"}
        for user in (self.user, self.privy):
            self.assertFalse(asked & set(values_of(self.form(user=user))))
        values = values_of(self.form(user=self.privy, personal=True))
        self.assertLessEqual(asked, set(values))
        with self.assertRaises(AccessError):
            self.form(personal=True)
        with self.assertRaises(AccessError):
            self.form(self.customer, personal=True)

    def test_notice_names_the_company_or_is_its_own(self):
        company = self.env.company
        company.write({"name": "Ría de Prueba, S.A.", "email": "rgpd@ria.example"})
        text = " ".join(self._page(self.form()).split())
        self.assertIn("Ría de Prueba, S.A.", text)
        self.assertIn("rgpd@ria.example", text)
        company.ficha_form_notice = "Nuestro propio aviso, con ñ."
        text = self._page(self.form())
        self.assertIn("Nuestro propio aviso, con ñ.", text)
        self.assertNotIn("supervisory", text)

    def test_a_country_is_no_address_to_write_to(self):
        company = self.env["res.company"].create(
            {"name": "La Otra Casa, S.L.", "country_id": self.spain.id}
        )
        notice = company._get_ficha_form_notice()["text"]
        self.assertNotIn("S.L., Spain", notice)
        self.assertNotIn("Contact:", notice)
        self.assertNotIn("S.L..", notice)
        self.assertIn("by writing to La Otra Casa, S.L.,", notice)
        company.write({"street": "Calle Mayor, 1", "city": "Soria"})
        notice = company._get_ficha_form_notice()["text"]
        self.assertIn("Contact: Calle Mayor, 1", notice)

    def test_each_company_has_its_own_letterhead_and_notice(self):
        other = self.env["res.company"].create(
            {"name": "La Otra Casa, S.L.", "country_id": self.spain.id}
        )
        other.ficha_form_notice = "Aviso de la otra casa"
        user = ficha_test_user(self.env, "form_two", "group_ficha_user")
        user.write({"company_ids": [(4, other.id)]})
        blank = self.Partner.with_user(user).with_company(other)
        text = self._page(blank._get_ficha_form_pdf("customer"))
        self.assertIn("La Otra Casa, S.L.", text)
        self.assertIn("Aviso de la otra casa", text)
        self.assertFalse(self._images(blank._get_ficha_form_pdf("customer")))
        other.logo = PIXEL
        self.assertTrue(self._images(blank._get_ficha_form_pdf("customer")))
        self.assertNotIn("Aviso de la otra casa", self._page(self.form()))

    def test_the_wizard_points_to_the_form(self):
        wizard = (
            self.env["ficha.form.print"]
            .with_user(self.user)
            .with_context(active_model="res.partner", active_ids=self.customer.ids)
            .create({"kind": "customer"})
        )
        url = wizard.action_download()["url"]
        self.assertEqual(url, f"/ficha/form?kind=customer&ids={self.customer.id}")
        with self.assertRaises(AccessError):
            wizard.personal = True


@tagged("post_install", "-at_install")
class TestFormDownload(FormMixin, HttpCase):
    """Over HTTP, as somebody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_forms()

    def _get(self, url, user):
        self.authenticate(user.login, user.login)
        return self.url_open(url)

    def test_form_and_vcard(self):
        other = self.Partner.create({"name": "Otra, S.L."})
        answer = self._get("/ficha/form?kind=prospect", self.user)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("interest", values_of(answer.content))
        ids = f"{self.customer.id},{other.id}"
        answer = self._get(f"/ficha/form?ids={ids}", self.user)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        answer = self._get(f"/ficha/vcard?ids={ids}", self.user)
        self.assertEqual(answer.content.count(b"BEGIN:VCARD"), 2)

    def test_no_more_forms_at_once_than_can_be_waited_for(self):
        self.patch(res_partner_form, "MAX_FORMS", 2)
        partners = self.Partner.create([{"name": f"Cliente {n}"} for n in range(3)])
        wizard = self.env["ficha.form.print"].with_user(self.user)
        for number, refused in ((2, False), (3, True)):
            some = partners[:number]
            wizard = wizard.create({"partner_ids": some.ids})
            answer = self._get(
                f"/ficha/form?ids={','.join(map(str, some.ids))}", self.user
            )
            if not refused:
                self.assertEqual(answer.status_code, 200)
                self.assertIn("/ficha/form", wizard.action_download()["url"])
                continue
            self.assertEqual(answer.status_code, 422)
            with self.assertRaises(UserError) as said:
                wizard.with_context(lang=self.user.lang).action_download()
            self.assertRegex(str(said.exception), r"3 .* 2 form")
            self.assertIn(str(said.exception), answer.text)

    def test_refused(self):
        for url, user, status in (
            ("/ficha/form?kind=prospect", self.outsider, 403),
            ("/ficha/form?kind=customer&personal=1", self.user, 403),
            ("/ficha/form?kind=otro", self.user, 400),
            ("/ficha/form?ids=1;2", self.user, 400),
            ("/ficha/vcard", self.user, 400),
            ("/ficha/vcard?ids=" + "9" * 30, self.user, 400),
        ):
            answer = self._get(url, user)
            self.assertEqual(answer.status_code, status, url)
