from odoo.tests import tagged

from .common_door import DoorCase

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@tagged("post_install", "-at_install")
class TestWayOut(DoorCase):
    """A message to many says how to stop it; one that answers a customer does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.email = "hola@inventada.example"
        cls.env.company.ficha_contact_rule = "refusal"
        cls.service = cls.env.ref("ficha_cliente_privacy.purpose_service")

    def written(self, partners, purpose=None, **values):
        before = self.mails()
        composer = self.env["mail.compose.message"].with_user(self.seller)
        composer = composer.create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": str(partners.ids),
                "subject": "Rebajas",
                "body": "<p>Todo a mitad de precio</p>",
                "force_send": False,
                "ficha_purpose_id": (purpose or self.news).id,
                **values,
            }
        )
        composer._action_send_mail()
        return self.mails() - before

    def sent(self, mail):
        [email] = mail.sudo()._prepare_outgoing_list()
        return email

    def test_who_presses_the_button_of_the_mail_program_gets_no_more(self):
        [mail] = self.written(self.person)
        email = self.sent(mail)
        self.assertEqual(
            email["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click"
        )
        url = email["headers"]["List-Unsubscribe"].strip("<>")
        self.assertRegex(url, r"^https?://[^/]+/p/[\w-]{43}$")
        for text in (email["body"], email["body_alternative"]):
            self.assertIn(url, text)
        token = url.rpartition("/")[2]
        self.env.flush_all()
        for table in ("mail_mail", "mail_message", "ficha_link"):
            self.env.cr.execute(f"SELECT t::text FROM {table} t")
            self.assertNotIn(token, str(self.env.cr.fetchall()), table)
        self.assertTrue(self.may().ok or not self.may().refusal)
        self.opener.cookies.clear()
        answer = self.post(f"/p/{token}", csrf=False, **ONE_CLICK)
        self.assertEqual((answer.status_code, answer.text), (200, ""))
        self.assertTrue(self.may().refusal)
        self.assertEqual(self.written(self.person).state, "cancel")

    def test_each_has_their_own(self):
        mails = self.written(self.person | self.rosa)
        found = {self.sent(mail)["headers"]["List-Unsubscribe"] for mail in mails}
        self.assertEqual(len(found), 2)

    def test_who_has_no_language_is_told_in_that_of_the_office(self):
        office = self.env.ref("ficha_cliente.group_ficha_user").all_user_ids
        office.partner_id.lang = "es_ES"
        self.person.lang = False
        [mail] = self.written(self.person)
        self.assertIn("recibe de nosotros", self.sent(mail)["body"])

    def test_what_answers_a_customer_has_none(self):
        [mail] = self.written(self.person, self.service)
        email = self.sent(mail)
        self.assertNotIn("List-Unsubscribe", email["headers"])
        self.assertNotIn("/p/", email["body"])
        self.person.message_post(body="Su pedido sale hoy", partner_ids=self.person.ids)
        for mail in self.mails():
            if "Su pedido" in (mail.body_html or ""):
                for email in mail._prepare_outgoing_list():
                    self.assertNotIn("List-Unsubscribe", email["headers"])

    def test_while_the_pages_are_closed_one_writes(self):
        self.env.company.ficha_public_pages = False
        [mail] = self.written(self.person)
        email = self.sent(mail)
        self.assertEqual(
            email["headers"]["List-Unsubscribe"], "<mailto:hola@inventada.example>"
        )
        self.assertNotIn("List-Unsubscribe-Post", email["headers"])
        self.assertIn("hola@inventada.example", email["body"])
        self.assertNotIn("/p/", email["body"])
