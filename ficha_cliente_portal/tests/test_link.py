import contextlib
import os
import random
import re
from datetime import timedelta
from urllib.parse import quote

from odoo import fields, http
from odoo.tests import tagged

from ..controllers.door import COOKIE, texts
from ..models.ficha_link import SCOPES
from ..tools.typed import Refused
from .common_door import DoorCase

JUNK = (
    *("%00", "..%2f..%2fetc", "%ff%fe", "<script>", "a" * 3000, "%F0%9F%98%80", "0"),
    # no line feed: Odoo finds no route for one, ours or any, and stumbles itself
    *("'--", "{{7*7}}", "%0dX:1", "a/b/c", "null", "-", "%E2%80%AE", "ficha%00"),
)


@tagged("post_install", "-at_install")
class TestLink(DoorCase):
    """A link is opened as often as anybody likes and used once; what is not there
    looks the same whatever it was."""

    def test_only_the_digest_is_kept(self):
        token = self.token()
        self.env.flush_all()
        self.env.cr.execute("SELECT t::text FROM ficha_link t")
        self.assertNotIn(token, str(self.env.cr.fetchall()))

    def test_opening_changes_nothing(self):
        """What a scanner of mail does: GET, HEAD, OPTIONS, and follow each link."""
        paths = [
            f"/f/{self.token()}",
            self.Link._issue_preferences(self.person, self.person.email),
            f"/f/{self.token('consent', data={'key': self.key})}",
            "/f/nothing",
            "/f/ficha",
            "/p/nothing",
        ]
        for path in paths:
            self.get(path)  # makes what is made once: assets, sessions
        before = self.everything()
        for path in paths:
            for _turn in range(5):
                page = self.get(path)
                self.assertIn(page.status_code, (200, 404))
            for method in ("HEAD", "OPTIONS"):
                self.url_open(path, method=method, allow_redirects=False)
            self.assertNotIn("<script", page.text)
        self.assertEqual(self.everything(), before)

    def test_the_page_says_nothing_of_anybody(self):
        page = self.get(f"/f/{self.token()}")
        self.assertEqual(page.status_code, 200)
        for word in ("Lucía", "lucia", "612", "15001", "12345678"):
            self.assertNotIn(word, self.said(page))
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertIn("frame-ancestors 'none'", page.headers["Content-Security-Policy"])

    def dead(self):
        """Tokens that cannot be used, each for another reason."""
        found = {}
        for name in ("expired", "revoked", "used", "archived", "erased", "closed"):
            partner = self.person.copy({"email": f"{name}@inventada.example"})
            found[name] = self.token(partner=partner)
            link = self.Link.search([], limit=1)
            if name == "expired":
                link.expires_on = fields.Datetime.now() - timedelta(seconds=1)
            elif name == "revoked":
                link._revoked()
            elif name == "used":
                self.assertTrue(link._use())
                self.assertFalse(link._use(), "of two one")
            elif name == "archived":
                partner.active = False
            elif name == "erased":
                partner.ficha_processing = "erased"
            else:
                link.company_id = self.env["res.company"].create({"name": "Closed"})
        found["preferences"] = self.Link._issue_preferences(
            self.person, self.person.email
        ).rpartition("/")[2]
        found["unknown"] = "A" * 43
        found["cut"] = self.token()[:-1]
        found["junk"] = "%00%ff"
        return found

    def test_all_that_is_not_there_looks_the_same(self):
        dead = self.dead()
        self.env.flush_all()
        answers, counts = set(), set()
        for token in dead.values():
            page = self.get(f"/f/{token}")
            headers = {
                name: value
                for name, value in page.headers.items()
                if name not in ("Date", "Set-Cookie")
            }
            answers.add((page.status_code, page.content, str(headers)))
            before = self.env.cr.sql_log_count
            self.assertFalse(self.Link._find(token, ["correct"]))
            counts.add(self.env.cr.sql_log_count - before)
        self.assertEqual(len(answers), 1)
        self.assertEqual(next(iter(answers))[0], 404)
        self.assertEqual(counts, {1}, "one statement, whatever is wrong")
        posted = {
            (page.status_code, page.content)
            for token in list(dead.values())[:8]
            for page in [self.post(f"/f/{token}")]
        }
        self.assertEqual(len(posted), 1)
        self.assertEqual(next(iter(posted))[1], next(iter(answers))[1])

    def test_whatever_is_sent_for_one(self):
        """Tokens and forms of junk: no error of ours, nothing saved."""
        chance = random.Random(14)
        many = int(os.environ.get("FICHA_FUZZ", "0"))  # 10,000 by hand
        self.get("/f/nothing")
        before = [row for row in self.everything() if row[0] != "ficha_rate"]
        with self.quietly():
            for number in range(max(60, many)):
                if many and not number % 50:
                    self.env["ficha.rate"].search([]).sudo().unlink()
                junk = chance.choice(JUNK) + chance.choice(JUNK)
                door = chance.choice("fp")
                if number % 3:
                    page = self.get(f"/{door}/{junk}")
                else:
                    values = {
                        chance.choice(("stop", "start", "f_own_name", "zip", "x")): junk
                    }
                    page = self.post(f"/{door}/{junk}", **values)
                self.assertIn(page.status_code, (400, 404, 429), junk[:80])
                self.assertNotIn("Traceback", page.text)
        after = [row for row in self.everything() if row[0] != "ficha_rate"]
        self.assertEqual(after, before)

    def test_thousands_of_tokens_and_forms(self):
        """The same past the web server, where ten thousand take seconds: nothing is
        found, nothing is raised but a refusal, nothing is saved."""
        chance = random.Random(15)
        signs = "aA0é\0\ud800\u202e\n\t'\"<>{}%/\\.-_@:,;= 😀"
        signups, before = self.env["ficha.signup"], self.everything()
        fields_of = self.person._ficha_door_fields()
        for number in range(int(os.environ.get("FICHA_FUZZ", "1000"))):
            size = chance.choice((0, 1, 9, 10, 43, 44, 200))
            junk = "".join(chance.choice(signs) for _sign in range(size))
            if number % 97 == 0:
                junk = "A" * 1_000_000
            scopes = [chance.choice([*SCOPES])]
            self.assertFalse(self.Link._find(junk, scopes))
            self.assertFalse(self.Link._find_visit(junk))
            self.assertFalse(self.Link._find_paper(junk))
            self.assertIsNone(signups._stamp_age(junk))
            typed = {chance.choice(("name", "email", "phone", "message", "x")): junk}
            values, errors = signups._read(typed)
            self.assertTrue(errors, "no name and address in it")
            self.assertNotIn("\0", str(values))
            name = chance.choice([*fields_of])
            errors, labels = {}, []
            with contextlib.suppress(Refused):
                errors, labels = self.person._ficha_door_correct(
                    texts({f"f_{name}": junk}, "f_"), {}, True, "link", "x"
                )
            self.assertFalse(labels, (name, junk, errors))
        self.assertEqual(self.everything(), before)

    def test_wrong_ones_end(self):
        pages = [self.post(f"/f/{'A' * 43}").status_code for _turn in range(11)]
        self.assertEqual(pages, [404] * 10 + [429])

    def test_used_once(self):
        token = self.token()
        self.assertEqual(self.post(f"/f/{token}").status_code, 303)
        self.assertEqual(self.get("/f/ficha").status_code, 200, "the visit goes on")
        self.opener.cookies.pop(COOKIE)
        self.assertEqual(self.get("/f/ficha").status_code, 404)
        self.assertEqual(self.elsewhere(f"/f/{token}").status_code, 404)
        self.assertEqual(self.get("/f/ficha").status_code, 404)

    def test_who_presses_twice_gets_in(self):
        """The second press throws the first answer away, and the key with it."""
        token = self.token()
        self.assertEqual(self.post(f"/f/{token}").status_code, 303)
        self.opener.cookies.pop(COOKIE)
        self.assertEqual(self.post(f"/f/{token}").status_code, 303)
        self.assertEqual(self.get("/f/ficha").status_code, 200)
        link = self.Link.search([], limit=1)
        self.assertEqual(link.used_count, 1)
        self.env.cr.execute(
            "UPDATE ficha_link SET used_on = used_on - interval '3 minutes'"
        )
        self.env.invalidate_all()
        self.assertEqual(self.post(f"/f/{token}").status_code, 404, "later it is used")
        link._revoked()
        self.env.cr.execute("UPDATE ficha_link SET used_on = now() AT TIME ZONE 'UTC'")
        self.assertEqual(
            self.post(f"/f/{token}").status_code, 404, "taken back is gone"
        )

    def test_who_shows_twice_who_they_are_gets_in(self):
        self.visit()
        old = self.opener.cookies[COOKIE]
        for _press in range(3):
            self.opener.cookies.set(COOKIE, old, path="/f")
            answer = self.post("/f/prove", zip="15001", tax="78Z")
            self.assertEqual(answer.status_code, 303)
        self.assertIn("12345678Z", self.get("/f/ficha").text)
        for cookie in [*self.opener.cookies]:
            if cookie.name == COOKIE:
                self.opener.cookies.clear(cookie.domain, cookie.path, cookie.name)
        self.opener.cookies.set(COOKIE, old, path="/f")
        self.assertEqual(self.get("/f/ficha").status_code, 404, "it opens nothing else")
        self.elsewhere("/f")
        self.opener.cookies.set(COOKIE, old, path="/f")
        answer = self.post("/f/prove", zip="15001", tax="78Z")
        self.assertEqual(answer.status_code, 404, "nor in another browser")

    def test_what_they_know_however_they_write_it(self):
        known = {"zip": "15001", "tax": "78Z", "amount": "123450"}
        self.patch(type(self.person), "_ficha_known_to_them", lambda _self: known)
        for zip_, tax, amount, right in (
            *(("15 001", "78z", "", True), ("", "12345678-Z", "1.234,50 €", True)),
            *(("", "78Z", "1234,5", True), ("", "78Z", "1234.50", True)),
            *(("", "78Z", "1234", False), ("15001", "", "12.34", False)),
            *(("", "", "1234,50", False), ("", "Z", "", False)),
        ):
            self.token()
            link = self.Link.search([], limit=1)
            said = {"zip": zip_, "tax": tax, "amount": amount}
            self.assertEqual(link._prove(said), right, said)
        known["amount"] = "12100"
        self.assertTrue(link._prove({"zip": "15001", "tax": "", "amount": "121 €"}))

    def test_without_the_token_of_the_form(self):
        token = self.token()
        with self.quietly():
            self.assertEqual(self.post(f"/f/{token}", csrf=False).status_code, 400)
        self.assertFalse(self.Link.search([], limit=1).used_count)

    def test_a_visit_ends(self):
        self.visit()
        link = self.Link.search([], limit=1)
        link.session_until = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.get("/f/ficha").status_code, 404)

    def test_the_visit_is_no_login(self):
        self.visit()
        for path in ("/my", "/my/ficha", "/my/account", "/odoo"):
            self.assertIn(self.get(path).status_code, (302, 303), path)
        cookie = next(c for c in self.opener.cookies if c.name == COOKIE)
        self.assertEqual(cookie.path, "/f")
        self.assertIn("HttpOnly", str(cookie._rest))

    def test_masked_until_they_show_who_they_are(self):
        page = self.visit()
        for word in ("612 34", "15001", "12345678Z", "lucia@", "Calle Mayor", "Lucía"):
            self.assertNotIn(word, page)
        self.assertIn("l••@inventada.example", page)
        wrong = self.post("/f/prove", zip="15001", tax="111", amount="")
        self.assertEqual(wrong.status_code, 422)
        before = self.opener.cookies[COOKIE]
        right = self.post("/f/prove", zip="15001", tax="78z", amount="")
        self.assertEqual(right.status_code, 303)
        self.assertNotEqual(self.opener.cookies[COOKIE], before, "another key")
        page = self.get("/f/ficha").text
        for word in ("612 34", "15001", "12345678Z", "Calle Mayor", "Lucía"):
            self.assertIn(word, page)

    def test_a_code_to_another_address_of_theirs(self):
        self.assertNotIn("/f/code", self.visit(), "there is no other")
        self.post("/f/code")
        self.env["ficha.contact.point"].create(
            {
                "partner_id": self.person.id,
                "kind": "email",
                "value": "trabajo@inventada.example",
            }
        )
        page = self.visit()
        self.assertIn("t••@inventada.example", page)
        before = self.mails()
        self.assertEqual(self.post("/f/prove", code="").status_code, 422, "none yet")
        answer = self.post("/f/code")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=code")
        mail = self.mails() - before
        self.assertEqual(mail.email_to, "trabajo@inventada.example")
        code = re.search(r"your data: (\d{6})", mail.body_html)[1]
        self.assertNotIn(code, self.get("/f/ficha").text)
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        self.assertEqual(self.post("/f/prove", code=wrong).status_code, 422)
        link = self.Link.search([], limit=1)
        link.code_until = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.post("/f/prove", code=code).status_code, 422, "too late")
        link.code_until = fields.Datetime.now() + timedelta(minutes=1)
        self.assertEqual(self.post("/f/prove", code=f" {code} ").status_code, 303)
        self.assertIn("12345678Z", self.get("/f/ficha").text)
        self.env.cr.execute("SELECT t::text FROM ficha_link t")
        self.assertNotIn(code, str(self.env.cr.fetchall()))
        self.assertFalse(link._is_code(code), "used once")
        token = self.token(sent_to="trabajo@inventada.example")
        link = self.Link.search([], limit=1)
        self.assertEqual(link._code_point(), ("email", "lucia@inventada.example"))
        self.assertTrue(token)

    def test_five_wrong_tries_end_it(self):
        self.visit()
        before = self.mails()
        pages = [
            self.post("/f/prove", zip=str(number), tax="x", amount="é").status_code
            for number in range(5)
        ]
        self.assertEqual(pages, [422] * 4 + [404])
        self.assertEqual(self.get("/f/ficha").status_code, 404)
        self.assertTrue(self.Link.search([], limit=1).revoked_on)
        told = self.mails() - before
        self.assertEqual(told.email_to, "lucia@inventada.example")
        self.assertIn("five answers were wrong", told.body_html)

    def test_what_we_do_not_know_proves_nothing(self):
        self.person.write({"zip": False, "vat": False})
        self.visit()
        page = self.post("/f/prove", zip="", tax="", amount="")
        self.assertEqual(page.status_code, 422)

    def test_closed_until_the_company_opens_it(self):
        token = self.token()
        self.visit()
        self.env.company.ficha_public_pages = False
        for path in (f"/f/{token}", "/f/ficha", f"/p/{quote(token)}"):
            self.assertEqual(self.get(path).status_code, 404)
        self.assertEqual(self.post(f"/f/{token}").status_code, 404)

    def test_a_body_too_large_and_files(self):
        token = self.token()
        self.assertEqual(self.post(f"/f/{token}", x="a" * 70_000).status_code, 413)
        answer = self.url_open(
            f"/f/{token}",
            data={"csrf_token": http.Request.csrf_token(self)},
            files={"x": ("x.txt", b"x")},
            allow_redirects=False,
        )
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.Link.search([], limit=1).used_count)

    def test_in_the_language_of_the_browser(self):
        page = self.get(f"/f/{self.token()}", headers={"Accept-Language": "en-US"})
        self.assertIn('lang="en-US"', page.text)

    def test_old_ones_are_forgotten(self):
        self.token()
        link = self.Link.search([], limit=1)
        link.expires_on = fields.Datetime.now() - timedelta(days=31)
        self.Link._gc_links()
        self.assertFalse(link.exists())
