import re

from odoo.tests import tagged

from .common_door import DoorCase


@tagged("post_install", "-at_install")
class TestPreference(DoorCase):
    """Off at once and without a login; on once it was confirmed at their address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agree_to_news(cls.person)
        cls.path = cls.Link._issue_preferences(
            cls.person, "Lucía <lucia@inventada.example>"
        )
        cls.path = cls.path[cls.path.index("/p/") :]

    def rows(self):
        return self.env["ficha.consent"].search(
            [("partner_id", "=", self.person.id), ("method", "!=", "paper")]
        )

    def test_the_same_link_in_each_message(self):
        count = self.Link.search_count([])
        again = self.Link._issue_preferences(self.person, "lucia@inventada.example")
        self.assertTrue(again.endswith(self.path))
        self.assertEqual(self.Link.search_count([]), count)
        other = self.Link._issue_preferences(self.rosa, "rosa@inventada.example")
        self.assertFalse(other.endswith(self.path))

    def test_the_page(self):
        page = self.get(self.path)
        self.assertEqual(page.status_code, 200)
        text = " ".join(self.said(page).split())
        self.assertIn("because you said yes on", text)
        self.assertLess(text.index("Stop everything"), text.index("you receive it"))
        for word in ("Lucía", "lucia@", "612", "15001"):
            self.assertNotIn(word, text)
        self.assertFalse(self.rows())

    def test_when_to_call_them_is_said_by_who_shows_who_they_are(self):
        self.assertIn('href="/f/ask"', self.get(self.path).text)
        self.env.company.ficha_public_pages = False
        self.assertNotIn("/f/ask", self.get(self.path).text)

    def test_off_at_once(self):
        self.assertTrue(self.may().ok)
        answer = self.post(self.path, csrf=False, stop=self.key)
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(self.may().ok)
        self.assertRecordValues(self.rows(), [{"event": "withdrawn", "method": "link"}])
        self.post(self.path, csrf=False, stop=self.key)
        self.assertEqual(len(self.rows()), 1, "pressed twice, said once")
        self.assertIn("you do not receive it", self.get(self.path).text)

    def test_stop_everything(self):
        self.post(self.path, stop="all")
        self.assertFalse(self.may().ok)
        self.assertRecordValues(
            self.rows(), [{"event": "objected", "purpose_id": False}]
        )
        calls = self.person._ficha_may_contact("calls", "phone")[self.person.id]
        self.assertEqual(calls.code, "objected")
        self.post(self.path, stop="all")
        self.assertEqual(len(self.rows()), 1)

    def test_the_button_of_the_mail_program(self):
        """RFC 8058: a POST without cookie or token, of what the message was one of."""
        self.opener.cookies.clear()
        answer = self.post(self.path, csrf=False, **{"List-Unsubscribe": "One-Click"})
        self.assertEqual(answer.status_code, 200)
        self.assertRecordValues(
            self.rows(),
            [
                {
                    "event": "withdrawn",
                    "method": "one_click",
                    "purpose_id": self.news.id,
                    "channel_id": self.email.id,
                }
            ],
        )
        self.assertFalse(self.may().ok)

    def test_the_button_reads_little(self):
        """A mailing makes a storm of them: no page is made, so neither the company nor
        the whole of a contact is read."""

        def press(partner):
            url = self.Link._issue_preferences(partner, partner.email)
            self.opener.cookies.clear()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            path = url[url.index("/p/") :]
            self.post(path, csrf=False, **{"List-Unsubscribe": "One-Click"})
            return self.env.cr.sql_log_count - before

        press(self.person)  # what is looked up once
        self.assertLessEqual(press(self.rosa), 16)
        self.assertEqual(self.may(self.rosa).code, "objected")

    def test_the_button_is_never_told_yes_for_nothing(self):
        """What the message was one of is no more: everything stops."""
        self.news.active = False
        answer = self.post(self.path, csrf=False, **{"List-Unsubscribe": "One-Click"})
        self.assertEqual(answer.status_code, 200)
        self.assertRecordValues(
            self.rows(),
            [{"event": "objected", "method": "one_click", "purpose_id": False}],
        )

    def test_stopping_outlives_the_pages_of_the_company(self):
        self.post(self.path, stop=self.key)
        self.env.company.ficha_public_pages = False
        page = self.get(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn('name="stop"', page.text)
        self.assertNotIn('name="start"', page.text)
        before = self.mails()
        self.assertEqual(self.post(self.path, start=self.key).status_code, 404)
        self.assertEqual(self.mails(), before)
        self.assertEqual(self.post(self.path, stop="all").status_code, 303)
        self.assertIn("objected", self.rows().mapped("event"))

    def test_it_counts_for_the_address_that_said_yes(self):
        point = self.env["ficha.contact.point"].create(
            {
                "partner_id": self.person.id,
                "kind": "email",
                "value": "otra@inventada.example",
            }
        )
        path = self.Link._issue_preferences(self.person, "otra@inventada.example")
        self.post(self.path, stop=self.key)

        def confirm():
            before = self.mails()
            self.post(path[path.index("/p/") :], start=self.key)
            mail = self.mails() - before
            self.assertEqual(mail.email_to, "otra@inventada.example")
            return self.link_in(mail)

        self.post(confirm())
        given = self.rows().filtered(lambda row: row.event != "withdrawn")
        self.assertEqual(set(given.mapped("event")), {"given", "confirmed"})
        self.assertEqual(set(given.mapped("point_masked")), {"o••@inventada.example"})
        self.assertEqual(
            set(given.sudo().mapped("point_hmac")),
            {self.person._ficha_point_key("email", "otra@inventada.example")},
        )
        rows, url = self.rows(), confirm()
        point.unlink()
        self.assertIn("Nothing to confirm", self.post(url).text)
        self.assertEqual(self.rows(), rows, "they have that address no more")

    def test_on_takes_two_steps(self):
        self.post(self.path, stop=self.key)
        before = self.mails()
        answer = self.post(self.path, start=self.key)
        self.assertIn("done=asked", answer.headers["Location"])
        self.assertFalse(self.may().ok, "not yet")
        mail = self.mails() - before
        self.assertEqual(mail.email_to, "lucia@inventada.example")
        url = self.link_in(mail)
        self.get(url)
        self.assertFalse(self.may().ok, "opening is not pressing")
        self.assertEqual(self.post(url).status_code, 200)
        self.assertTrue(self.may().ok)
        given = self.rows().filtered(lambda row: row.event == "given")
        self.assertTrue(given.ip)
        self.assertIn("it is confirmed", self.post(url).text, "pressed twice")
        self.assertEqual(len(self.rows()), 3)
        self.assertEqual(self.elsewhere(url).status_code, 404)

    def test_a_forwarded_message_signs_nobody_up_elsewhere(self):
        """It is asked at the address of the link; if they have it no more, nowhere."""
        self.person.email = "otra@inventada.example"
        before = self.mails()
        answer = self.post(self.path, start=self.key)
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.mails(), before)
        self.assertEqual(self.post(self.path, stop="all").status_code, 303)

    def test_who_presses_enter_after_a_day_has_not_stopped_everything(self):
        """A browser presses the first button of the form that the box is in."""
        page = self.get(self.path).text
        form = next(
            one for one in re.findall("<form.*?</form>", page, re.S) if "until" in one
        )
        first = re.search(r"<button[^>]*name=.(\w+).\s+value=.(\w+)", form)
        self.assertEqual(first.groups(), ("pause", "until"))

    def test_who_reads_the_mailbox_stops_it_for_all_who_have_it(self):
        """Two customers have one address: whoever presses gets no more of it there."""
        twin = self.person.copy({"name": "Gemela", "email": "LUCIA@inventada.example"})
        other = self.person.copy({"name": "Otra", "email": "otra@inventada.example"})
        for partner in twin | other:
            self.env["ficha.consent"].create(
                {
                    "partner_id": partner.id,
                    "event": "given",
                    "purpose_id": self.news.id,
                    "channel_id": self.email.id,
                    "method": "paper",
                }
            )
        self.post(self.path, csrf=False, **{"List-Unsubscribe": "One-Click"})
        self.assertEqual(self.may(twin).code, "withdrawn")
        self.assertTrue(self.may(other).ok)
        said = len(self.env["ficha.consent"].search([("partner_id", "=", twin.id)]))
        self.post(self.path, stop=self.key)
        rows = self.env["ficha.consent"].search([("partner_id", "=", twin.id)])
        self.assertEqual(len(rows), said, "said once")
        self.post(self.path, stop="all")
        self.assertEqual(self.may(twin).code, "objected")
        calls = twin._ficha_may_contact("calls", "phone")[twin.id]
        self.assertNotEqual(calls.code, "objected", "a mailbox is no telephone")

    def test_starting_takes_the_token_of_the_form(self):
        before = self.mails()
        answer = self.post(self.path, csrf=False, start=self.key)
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.mails(), before)

    def test_whatever_else(self):
        for values in (
            *({}, {"stop": "0-0"}, {"stop": "x"}, {"stop": ""}, {"start": "1,2"}),
            *({"stop": f"{self.news.id}-999999"}, {"stop": "all", "start": "all"}),
        ):
            answer = self.post(self.path, **values)
            self.assertEqual(answer.status_code, 400, values)
        self.assertFalse(self.rows())

    def test_somebody_else_s_link_stops_nothing_of_mine(self):
        other = self.Link._issue_preferences(self.rosa, "rosa@inventada.example")
        self.post(other[other.index("/p/") :], stop="all", partner_id=self.person.id)
        self.assertTrue(self.may().ok)
        self.assertFalse(self.rows())

    def test_in_the_language_of_the_customer(self):
        self.person.lang = "en_US"
        page = self.get(self.path, headers={"Accept-Language": "es-ES"})
        self.assertIn('lang="en-US"', page.text)
