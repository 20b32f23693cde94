import time
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..tools import alone
from .common_door import DoorCase

XSS = '<img src=x onerror="alert(1)">'


@tagged("post_install", "-at_install")
class TestSignupPage(DoorCase):
    """Somebody registers: the page tells nobody who is known, and a job decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.ficha_public_signup = True
        cls.Signup = cls.env["ficha.signup"]
        cls.notice = cls.env["ficha.notice"].create(
            {
                "name": "Registration",
                "place": "web_form",
                "lang": "en_US",
                "first_layer": "<p>Inventados answers you with your data.</p>",
                "second_layer": "<p>All the rest.</p>",
                "checkbox_label": "Send me your news",
                "purpose_ids": [(6, 0, cls.news.ids)],
            }
        )

    def send(self, age=10, **typed):
        values = {"name": "Xoán Novo", "email": "xoan@novo.example", **typed}
        return self.post("/alta", stamp=self.Signup._stamp(time.time() - age), **values)

    def waiting(self):
        return self.Signup.search([])

    def confirm(self, mail):
        answer = self.post(self.link_in(mail))
        self.assertEqual(answer.status_code, 200)
        self.run_signups()

    def asked(self, **typed):
        """Register, and the e-mail that comes of it."""
        before = self.mails()
        self.assertEqual(self.send(**typed).status_code, 200)
        self.assertEqual(self.mails(), before, "the request writes to nobody")
        self.run_signups()
        return self.mails() - before

    def bearers(self, email):
        return self.env["res.partner"].search([("email_normalized", "=", email)])

    def first_answer(self, **values):
        """What somebody is told who was not here before, as far as it could tell two
        of them apart, and in how many queries."""
        self.env["ficha.rate"].search([]).sudo().unlink()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        page = self.send(**values)
        count = self.env.cr.sql_log_count - before
        headers = {
            name: value
            for name, value in page.headers.items()
            if name not in ("Date", "Set-Cookie")
        }
        return (page.status_code, page.content, str(headers)), count

    def test_the_page(self):
        page = self.get("/alta").text
        for word in ("Inventados answers you", "All the rest.", "Send me your news"):
            self.assertIn(word, page)
        self.assertNotIn("checked", page, "no box is ticked")
        self.assertNotIn("<script", page)
        for asked in ("birth", "vat", "iban", "bank", "family"):
            self.assertNotIn(f'name="{asked}', page)

    def test_a_stranger_becomes_somebody_interested(self):
        mail = self.asked(phone="612 00 11 22", message="Prices?")
        self.assertEqual(mail.email_to, "xoan@novo.example")
        self.assertNotIn(
            "Xoán", mail.body_html + mail.subject, "sends no text of theirs"
        )
        self.assertFalse(self.bearers("xoan@novo.example"), "not yet")
        self.get(self.link_in(mail))
        self.run_signups()
        self.assertFalse(self.bearers("xoan@novo.example"), "opening is not pressing")
        self.confirm(mail)
        partner = self.bearers("xoan@novo.example")
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Xoán Novo",
                    "phone": "+34 612 00 11 22",
                    "ficha_lifecycle": "lead",
                    "ficha_acquisition": "web",
                }
            ],
        )
        self.assertFalse(self.waiting(), "nothing is kept twice")
        self.assertFalse(self.may(partner).ok, "no box, no consent")
        self.assertEqual(self.elsewhere(self.link_in(mail)).status_code, 404)

    def test_a_ticked_box_counts_once_confirmed(self):
        mail = self.asked(**{f"box_{self.notice.id}": "1"})
        self.confirm(mail)
        partner = self.bearers("xoan@novo.example")
        rows = self.env["ficha.consent"].search([("partner_id", "=", partner.id)])
        self.assertEqual(set(rows.mapped("event")), {"given", "confirmed"})
        self.assertEqual(rows.notice_id, self.notice)
        self.assertTrue(self.may(partner).ok)

    def test_twice_is_one(self):
        self.assertEqual(len(self.asked()), 1)
        again = self.asked(name="Other")
        self.assertEqual(len(self.waiting()), 1)
        self.assertFalse(again)

    def test_a_known_customer_is_no_second_file(self):
        mail = self.asked(email="LUCIA@inventada.example", phone="698 76 54 32")
        self.confirm(mail)
        self.assertEqual(self.bearers("lucia@inventada.example"), self.person)
        self.assertEqual(self.person.phone, "+34 612 34 56 78")
        self.assertRecordValues(
            self.proposals(),
            [{"field_name": "phone", "proposed_value": "+34 698 76 54 32"}],
        )

    def test_of_several_with_one_address_the_one_of_that_name(self):
        """And the message says that there are others, for a person to decide."""
        twin = self.person.copy(
            {"name": "Brais Inventado", "email": "lucia@inventada.example"}
        )
        told = []
        partners = self.env.registry["res.partner"]
        with patch.object(
            partners, "_ficha_web_message", lambda *said: told.append(said)
        ):
            self.confirm(self.asked(name="Brais", email="lucia@inventada.example"))
            self.confirm(self.asked(name="Ana", email="rosa@inventada.example"))
        (who, _subject, text, _given), (other, _s, alone, _g) = told
        self.assertEqual((who, other), (twin, self.rosa))
        self.assertIn("“Brais” wrote this", text)
        self.assertIn("Lucía Inventada", text)
        self.assertNotIn("wrote this", alone)

    def test_a_customer_of_another_company_is_not_ours(self):
        other = self.env["res.company"].create({"name": "Outra"})
        self.person.company_id = other
        self.confirm(self.asked(email="lucia@inventada.example", phone="698 76 54 32"))
        self.assertFalse(self.proposals())
        ours = self.bearers("lucia@inventada.example") - self.person
        self.assertEqual(ours.name, "Xoán Novo")
        known = self.env["res.partner"]._ficha_by_email
        self.assertEqual(known("lucia@inventada.example"), ours)
        self.person.company_id = self.env.company
        ours.active = False
        self.assertEqual(known("lucia@inventada.example"), self.person)

    def test_nobody_learns_who_is_known(self):
        """The oracle: bytes, headers, statements and number of e-mails are equal for
        all that an address can be."""
        archived = self.person.copy({"email": "archived@inventada.example"})
        archived.active = False
        erased = self.person.copy({"email": "erased@inventada.example"})
        erased.ficha_processing = "erased"
        self.env["ficha.suppression"]._suppress(
            "email", ["gone@inventada.example"], "erased"
        )
        self.asked(email="pending@inventada.example")
        emails = {
            "unknown": "nobody@inventada.example",
            "customer": "lucia@inventada.example",
            "contact": "rosa@inventada.example",
            "archived": "archived@inventada.example",
            "portal": "colleague@inventada.example",
            "suppressed": "gone@inventada.example",
            "erased": "erased@inventada.example",
            "pending": "pending@inventada.example",
        }
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "P",
                "login": emails["portal"],
                "email": emails["portal"],
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self.send(email="first@inventada.example")  # makes what is made once
        self.run_signups()
        answers, counts, mails = set(), set(), {}
        self.env.flush_all()
        for email in emails.values():
            answer, count = self.first_answer(email=email)
            answers.add(answer)
            counts.add(count)
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(counts), 1, counts)
        before = self.mails()
        self.run_signups()
        for mail in self.mails() - before:
            mails.setdefault(mail.email_to, []).append(
                (mail.subject, len(mail.body_html))
            )
        self.assertEqual(set(mails), set(emails.values()) - {emails["pending"]})
        self.assertEqual(len({str(one) for one in mails.values()}), 1)

    def test_who_was_suppressed_is_not_signed_up(self):
        self.env["ficha.suppression"]._suppress(
            "email", ["xoan@novo.example"], "erased"
        )
        mail = self.asked(**{f"box_{self.notice.id}": "1"})
        self.confirm(mail)
        partner = self.bearers("xoan@novo.example")
        self.assertFalse(
            self.env["ficha.consent"].search([("partner_id", "=", partner.id)])
        )

    def test_what_cannot_be(self):
        for typed in (
            *({"name": ""}, {"email": ""}, {"email": "x"}, {"phone": "12"}),
            *({"name": "123"}, {"name": "Win https://x.es"}, {"name": "a" * 200}),
            *({"message": "a" * 4001}, {"email": "a@x.es, b@x.es"}),
        ):
            page = self.send(**typed)
            self.assertEqual(page.status_code, 422, typed)
            self.assertIn("text-danger", page.text)
        page = self.send(email="x", name=XSS.replace("http", ""))
        self.assertNotIn("<img src=x", page.text)
        self.assertEqual(self.send(name="a\0b").status_code, 400)
        self.assertFalse(self.waiting())

    def test_programs(self):
        for typed in ({"website": "x"}, {"age": 1}):
            self.assertEqual(self.send(**typed).status_code, 200, "as if")
        self.assertFalse(self.waiting())
        for stamp in ("", "1.x", "99999999999.aa", "é.é", self.Signup._stamp(1)):
            page = self.post("/alta", stamp=stamp, name="Xoán", email="x@novo.example")
            self.assertEqual(page.status_code, 400, stamp)
            self.assertIn("x@novo.example", page.text, "what was typed is kept")
        page = self.post(
            "/alta",
            csrf=False,
            stamp=self.Signup._stamp(time.time() - 9),
            name="Xoán",
            email="x@novo.example",
        )
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self.waiting())

    def test_too_often(self):
        pages = [
            self.send(email=f"x{number}@novo.example").status_code
            for number in range(6)
        ]
        self.assertEqual(pages, [200] * 5 + [429])

    def test_whatever_else_is_sent_is_not_kept(self):
        self.asked(
            **{"state": "confirmed", "company_id": "99", "user_id": "2", "vat": "X"}
        )
        self.assertRecordValues(
            self.waiting(),
            [{"state": "asked", "company_id": self.env.company.id}],
        )

    def test_what_staff_see_is_inert(self):
        mail = self.asked(name=f"Xoán {XSS}", message=f"{XSS} {{{{7*7}}}} =cmd()")
        self.confirm(mail)
        partner = self.bearers("xoan@novo.example")
        for message in partner.message_ids:
            self.assertNotIn("<img src=x", message.body or "")

    def test_unconfirmed_ones_are_forgotten(self):
        mail = self.asked()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ficha_signup SET expires_on = now() - interval '1 day'"
        )
        self.env.invalidate_all()
        self.run_signups()
        self.assertFalse(self.waiting())
        self.assertFalse(self.bearers("xoan@novo.example"))
        answer = self.post(self.link_in(mail))
        self.assertEqual(answer.status_code, 404, "no thanks for what did not reach us")
        self.run_signups()
        self.assertFalse(self.bearers("xoan@novo.example"))

    def test_they_wait_as_long_as_their_link(self):
        self.asked()
        link = self.env["ficha.link"].search([], limit=1)
        more = self.waiting().expires_on - link.expires_on
        self.assertTrue(timedelta() < more <= timedelta(hours=1), more)

    def test_closed(self):
        self.env.company.ficha_public_signup = False
        self.assertEqual(self.get("/alta").status_code, 404)
        self.assertEqual(self.send().status_code, 404)
        self.env.company.ficha_public_signup = True
        self.notice.valid_to = "2020-01-01"
        self.assertEqual(self.get("/alta").status_code, 404, "nothing without a notice")

    # -- a telephone only --------------------------------------------------------------

    def called(self, **typed):
        """Register with a telephone only: the line that waits for a call."""
        values = {"email": "", "phone": "612 00 11 22", **typed}
        self.assertFalse(self.asked(**values), "nobody is written to")
        return (
            self.waiting().filtered(lambda s: s.state == "call").with_user(self.seller)
        )

    def test_a_telephone_only_waits_for_a_call(self):
        page = self.send(email="", phone="612 00 11 22", message="Prices?")
        self.assertIn("We will call you", page.text)
        self.run_signups()
        line = self.waiting().with_user(self.seller)
        self.assertRecordValues(
            line,
            [
                {
                    "state": "call",
                    "call_name": "Xoán Novo",
                    "call_phone": "+34 612 00 11 22",
                    "call_message": "Prices?",
                }
            ],
        )
        bearers = [("phone_sanitized", "=", "+34612001122")]
        self.assertFalse(self.env["res.partner"].search(bearers), "not yet")
        line.action_was_them()
        with self.assertRaises(UserError):
            line.with_user(self.env.ref("base.user_admin")).action_was_them()
        self.run_signups()
        partner = self.env["res.partner"].search(bearers)
        self.assertEqual((partner.name, partner.email), ("Xoán Novo", False))
        self.assertFalse(self.waiting())

    def test_one_that_cannot_be_decided_keeps_no_other_waiting(self):
        """What fails is tried again after the others, and they do not wait for it."""
        first, second = self.asked(), self.asked(email="brais@novo.example")
        for mail in (first, second):
            self.assertEqual(self.post(self.link_in(mail)).status_code, 200)
        original = type(self.Signup)._handle
        tried = []

        def handle(signup):
            tried.append(signup.email)
            if signup.email == "xoan@novo.example":
                raise KeyError("something is gone")
            return original(signup)

        with (
            patch.object(type(self.Signup), "_handle", handle),
            self.assertLogs(alone.__name__, "ERROR") as logged,
        ):
            self.run_signups()
            self.assertTrue(self.bearers("brais@novo.example"))
            self.assertFalse(self.bearers("xoan@novo.example"))
            self.assertEqual(self.waiting().sudo().tries, 1)
            self.assertEqual(tried, ["xoan@novo.example", "brais@novo.example"])
            # a later one comes before it
            third = self.asked(email="antia@novo.example")
            self.assertEqual(self.post(self.link_in(third)).status_code, 200)
            del tried[:]
            self.run_signups()
            self.assertEqual(tried, ["antia@novo.example", "xoan@novo.example"])
        self.assertIn("something is gone", logged.output[0])
        self.run_signups()
        self.assertTrue(self.bearers("xoan@novo.example"), "once it can be")
        self.assertFalse(self.waiting())

    def test_it_was_not_they(self):
        line = self.called()
        line.action_was_not_them()
        self.assertFalse(self.waiting())
        self.called()
        self.env.cr.execute("UPDATE ficha_signup SET expires_on = '2020-01-01'")
        self.env.invalidate_all()
        self.run_signups()
        self.assertFalse(self.waiting(), "nor after a week without a call")

    def test_a_known_telephone_with_their_name_is_no_second_file(self):
        known = self.env["res.partner"].create(
            {"name": "XOAN Novo Pérez", "phone": "612001122"}
        )
        self.called().action_was_them()
        self.run_signups()
        bearers = self.env["res.partner"].search(
            [("phone_sanitized", "=", "+34612001122")]
        )
        self.assertEqual(bearers, known)
        self.called(name="Brais Outro").action_was_them()
        self.run_signups()
        other = self.env["res.partner"].search([("name", "=", "Brais Outro")])
        self.assertTrue(other, "a number is shared: another name is somebody else")
        self.called(name="Novo Outro").action_was_them()
        self.run_signups()
        self.assertEqual(
            self.env["res.partner"].search_count([("name", "=", "Novo Outro")]),
            1,
            "of several a person decides which it was",
        )

    def test_who_sees_who_is_to_be_called(self):
        line = self.called()
        asked = self.asked()
        self.assertTrue(asked)
        seen = self.Signup.with_user(self.seller).search([])
        self.assertEqual(seen, line, "those to be called, and no others")
        with self.assertRaises(AccessError):
            seen.read(["phone"])
        for name in (
            ("door_no_file", "base.group_user"),
            ("door_portal_2", "base.group_portal"),
        ):
            user = new_test_user(self.env, *name)
            with self.assertRaises(AccessError):
                line.with_user(user).action_was_them()
            with self.assertRaises(AccessError):
                line.with_user(user).read(["call_phone"])

    def test_nobody_learns_whose_telephone_is_known(self):
        """The oracle again, of a telephone: the same for all that it can be."""
        numbers = {
            state: f"+34 655 00 00 0{place}"
            for place, state in enumerate(
                (
                    *("unknown", "customer", "contact", "archived", "portal"),
                    *("suppressed", "erased", "pending"),
                )
            )
        }
        self.person.phone = numbers["customer"]
        self.rosa.phone = numbers["contact"]
        archived = self.person.copy({"phone": numbers["archived"]})
        archived.active = False
        erased = self.person.copy({"phone": numbers["erased"]})
        erased.ficha_processing = "erased"
        portal = new_test_user(self.env, "door_portal_3", "base.group_portal")
        portal.partner_id.phone = numbers["portal"]
        self.env["ficha.suppression"]._suppress(
            "phone", [numbers["suppressed"]], "erased"
        )
        self.called(phone=numbers["pending"])
        self.send(email="", phone="+34 655 00 00 09")  # makes what is made once
        self.run_signups()
        before, answers, counts = self.mails(), set(), set()
        for number in numbers.values():
            answer, count = self.first_answer(email="", phone=number)
            answers.add(answer)
            counts.add(count)
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(counts), 1, counts)
        self.run_signups()
        self.assertEqual(self.mails(), before)
        self.assertEqual(self.waiting().mapped("state"), ["call"] * 9)
