from odoo import http
from odoo.tests import tagged

from odoo.addons.ficha_cliente_portal.tests.common_door import DoorCase


@tagged("post_install", "-at_install")
class TestNewsletter(DoorCase):
    """An address that a visitor writes on the website."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cheese, cls.secret = cls.env["mailing.list"].create(
            [
                {"name": "Quesos", "is_public": True},
                {"name": "Impagados", "is_public": False},
            ]
        )
        cls.gone = cls.env["mailing.contact"].create(
            {"name": "Se Fue", "email": "sefue@inventada.example"}
        )
        cls.left = cls.env["mailing.subscription"].create(
            {"contact_id": cls.gone.id, "list_id": cls.cheese.id, "opt_out": True}
        )

    def subscribe(self, email, topic=None, what="subscribe"):
        answer = self.url_open(
            f"/website_mass_mailing/{what}",
            json={
                "params": {
                    "list_id": (topic or self.cheese).id,
                    "value": email,
                    "subscription_type": "email",
                }
            },
        )
        self.env.invalidate_all()
        return answer.json()["result"]

    def answered(self):
        """What the job writes."""
        before = self.mails()
        self.run_requests()
        return self.mails() - before

    def on(self, email, topic=None):
        rows = (topic or self.cheese)._ficha_subscriptions(email)
        return any(not row.opt_out for row in rows)

    def test_who_had_left_is_asked_and_not_put_back(self):
        answer = self.subscribe("sefue@inventada.example")
        # in the language of the website, which has Spanish where it was installed
        sent = "We have sent you an e-mail|Le hemos enviado un correo"
        self.assertRegex(answer["toast_content"], sent)
        self.assertFalse(self.on("sefue@inventada.example"))
        mail = self.answered()
        self.assertEqual(mail.email_to, "sefue@inventada.example")
        self.assertIn("Quesos", mail.body_html)
        url = self.link_in(mail)
        self.assertEqual(self.get(url).status_code, 200)
        self.assertFalse(self.on("sefue@inventada.example"), "opening is not pressing")
        self.assertRegex(self.post(url).text, "it is confirmed|confirmado")
        self.assertTrue(self.on("sefue@inventada.example"))
        self.assertEqual(self.elsewhere(url).status_code, 404, "once")

    def test_a_stranger_is_on_the_list_once_they_confirm(self):
        self.env.company.ficha_public_pages = False
        self.subscribe("Nueva Persona <nueva@inventada.example>")
        contacts = self.env["mailing.contact"]
        self.assertFalse(contacts.search([("email", "like", "nueva@inventada")]))
        self.post(self.link_in(self.answered()))
        self.assertTrue(self.on("nueva@inventada.example"))
        contact = contacts.search([("email", "like", "nueva@inventada")])
        self.assertEqual(contact.name, "Nueva Persona")

    def test_a_customer_who_said_no_to_all_and_confirms_is_written_to(self):
        email = self.person.email_normalized
        self.env["ficha.consent"].create(
            {"partner_id": self.person.id, "event": "objected", "method": "presence"}
        )
        self.assertFalse(self.may(self.person).ok)
        self.subscribe(email)
        self.assertFalse(self.may(self.person).ok, "somebody wrote their address")
        self.post(self.link_in(self.answered()))
        self.assertTrue(self.on(email))
        self.assertTrue(self.may(self.person).ok)

    def test_nobody_is_told_who_is_subscribed(self):
        self.left.opt_out = False
        answers = [
            self.subscribe(email)
            for email in ("sefue@inventada.example", "nadie@inventada.example")
        ]
        self.assertEqual(*answers)
        told = self.subscribe("sefue@inventada.example", what="is_subscriber")
        self.assertEqual(told, {"is_subscriber": False, "value": None})
        self.assertEqual(self.answered().email_to, "nadie@inventada.example")

    def test_a_list_that_is_not_public_gets_the_same_answer_and_nobody(self):
        email = "nadie@inventada.example"
        self.assertEqual(self.subscribe(email, self.secret), self.subscribe(email))
        for mail in self.answered():
            self.assertNotIn("Impagados", mail.body_html)
            self.post(self.link_in(mail))
        self.assertFalse(self.on(email, self.secret))

    def test_junk_is_answered_as_everything_is(self):
        said = self.subscribe("nadie@inventada.example")
        junk = ("", None, "\0", "a" * 100_000, "x\0@y.example", "<script>", [1], {})
        for value in junk:
            self.assertEqual(self.subscribe(value), said, str(value)[:20])
        for number in (None, "x", "-1", "9" * 30, "1 OR 1=1", [self.cheese.id]):
            answer = self.url_open(
                "/website_mass_mailing/subscribe",
                json={
                    "params": {
                        "list_id": number,
                        "value": "otra@inventada.example",
                        "subscription_type": "email",
                    }
                },
            )
            self.assertEqual(answer.json().get("result"), said, number)
        mails = self.answered()
        self.assertEqual(set(mails.mapped("email_to")), {"nadie@inventada.example"})

    def test_too_often_writes_no_more(self):
        for _turn in range(5):
            self.subscribe("nadie@inventada.example")
        self.assertLessEqual(len(self.answered()), 3)

    def form(self, email, lists):
        answer = self.url_open(
            "/website/form/mailing.contact",
            data={
                "name": "Alguien",
                "email": email,
                "list_ids": lists,
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.env.invalidate_all()
        return answer.json()

    def test_by_a_form_of_the_website(self):
        email = "sefue@inventada.example"
        self.assertTrue(self.form(email, str(self.cheese.id))["id"])
        self.assertFalse(self.on(email))
        self.assertEqual(self.answered().email_to, email)

    def test_however_the_number_of_the_list_is_written(self):
        """Odoo reads each of these as that list."""
        number = self.cheese.id
        for place, said in enumerate((f"+{number}", f"0{number}", f" {number} ")):
            email = f"nadie{place}@inventada.example"
            self.form(email, said)
            self.assertFalse(self.on(email), said)
            self.assertEqual(self.answered().email_to, email)
