import re
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .common_door import DoorCase


@tagged("post_install", "-at_install")
class TestQuiet(DoorCase):
    """Odoo's page to sign up says the same to everybody: bytes, statements, e-mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "portal@inventada.example",
            "base.group_portal",
            email="portal@inventada.example",
            lang="en_US",
        )
        gone = new_test_user(cls.env, "old@inventada.example", "base.group_portal")
        gone.active = False
        cls.env["ir.config_parameter"].set_param("auth_signup.reset_password", "True")

    def setUp(self):
        super().setUp()
        users = self.env.registry["res.users"]
        scope = patch.object(users, "_get_signup_invitation_scope", lambda _self: "b2c")
        scope.start()
        self.addCleanup(scope.stop)

    def sign_up(self, email, name="Xoán Novo"):
        return self.post(
            "/web/signup",
            name=name,
            login=email,
            password="x" * 12,
            confirm_password="y",
        )

    def run_job(self):
        """What the job writes: Odoo forgets what it has sent, so it is noted here."""
        before, found = self.mails(), {}

        def note(mails):
            for mail in mails:
                found[mail.id] = SimpleNamespace(
                    **{n: mail[n] for n in ("email_to", "subject", "body_html")}
                )

        send = patch.object(
            self.env.registry["mail.mail"],
            "send",
            lambda mails, *_a, **_kw: note(mails),
        )
        with send:
            self.run_requests()
        self.env.invalidate_all()
        note(self.mails() - before)
        return list(found.values())

    def bare(self, page, email):
        text = re.sub(r'(csrf_token"\s+value=)"\w+"', r"\1", page.text)
        return re.sub(r"csrf_token: \"\w+\"", "", text).replace(email, "")

    def test_nobody_learns_who_has_a_login(self):
        for path, send in (
            ("/web/signup", self.sign_up),
            (
                "/web/reset_password",
                lambda e: self.post("/web/reset_password", login=e),
            ),
        ):
            self.get(path)
            send("warm@inventada.example")
            self.run_job()
            answers, counts, mails = set(), set(), []
            for email in (
                *("portal@inventada.example", "lucia@inventada.example"),
                *("old@inventada.example", "nobody@inventada.example"),
            ):
                self.env["ficha.rate"].search([]).sudo().unlink()
                self.env.flush_all()
                users, before = self.env["res.users"].search_count([]), self.mails()
                start = self.env.cr.sql_log_count
                page = send(email)
                counts.add(self.env.cr.sql_log_count - start)
                answers.add((page.status_code, self.bare(page, email)))
                self.assertEqual(self.mails(), before, "the request writes to nobody")
                self.assertEqual(self.env["res.users"].search_count([]), users)
                mails.append(len(self.run_job()))
            everybody = path == "/web/signup"
            self.assertEqual(mails, [1, everybody, 0, everybody])
            self.assertEqual(len(answers), 1, path)
            self.assertEqual(next(iter(answers))[0], 200)
            # the same statements; the tests' own bookkeeping may differ by one
            self.assertLessEqual(max(counts) - min(counts), 1, (path, counts))
        self.assertFalse(self.env["ficha.door.request"].search([]))

    def test_who_is_new_confirms_and_chooses_a_password(self):
        self.sign_up("xoan@novo.example")
        (mail,) = self.run_job()
        self.assertEqual(mail.email_to, "xoan@novo.example")
        self.assertNotIn("Xoán", mail.body_html + mail.subject)
        url = self.link_in(mail)
        self.get(url)
        bearers = [("email_normalized", "=", "xoan@novo.example")]
        self.assertFalse(self.env["res.partner"].search(bearers), "opening is nothing")
        answer = self.post(url)
        self.assertEqual(answer.status_code, 303)
        partner = self.env["res.partner"].search(bearers)
        self.assertEqual(partner.name, "Xoán Novo")
        where = answer.headers["Location"]
        self.assertIn("/web/signup", where)
        page = self.url_open(where)
        self.assertIn('name="password"', page.text)
        token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
        self.post(
            "/web/signup",
            token=token,
            login="xoan@novo.example",
            name="Xoán Novo",
            password="abcdefgh12",
            confirm_password="abcdefgh12",
        )
        self.assertEqual(partner.user_ids.login, "xoan@novo.example")
        self.assertEqual(len(self.env["res.partner"].search(bearers)), 1)
        self.authenticate(None, None)
        self.assertEqual(self.elsewhere(url).status_code, 404, "once")

    def test_who_is_known_gets_the_way_in_by_e_mail(self):
        self.sign_up("portal@inventada.example")
        (mail,) = self.run_job()
        self.assertEqual(mail.email_to, "portal@inventada.example")
        self.assertIn("reset_password", mail.body_html)
        self.sign_up("lucia@inventada.example")
        (mail,) = self.run_job()
        self.assertEqual(mail.email_to, "lucia@inventada.example")
        self.assertFalse(self.person.user_ids, "nothing before the link is used")
        same = [("email_normalized", "=", "lucia@inventada.example")]
        self.assertEqual(self.env["res.partner"].search(same), self.person)

    def test_the_page_asks_for_no_password_before(self):
        page = self.url_open("/web/signup").text
        self.assertNotIn('name="password"', page)
        self.env.company.ficha_public_pages = False
        self.assertIn('name="password"', self.url_open("/web/signup").text, "as ever")

    def test_what_cannot_be(self):
        for email, name in (("x", "Xoán"), ("", "Xoán"), ("a@x.es", "https://x.es")):
            page = self.sign_up(email, name)
            self.assertIn("alert-danger", page.text)
        self.assertFalse(self.run_job())

    def test_too_often_is_told_to_nobody(self):
        pages = {
            self.bare(self.sign_up("xoan@novo.example"), "xoan@novo.example")
            for _time in range(5)
        }
        self.assertEqual(len(pages), 1)
        self.assertEqual(self.env["ficha.door.request"].search_count([]), 3)

    def test_as_ever_where_there_is_no_door(self):
        self.env.company.ficha_public_pages = False
        page = self.sign_up("portal@inventada.example")
        self.assertIn("alert-danger", page.text)
        self.assertFalse(self.env["ficha.door.request"].search([]))
