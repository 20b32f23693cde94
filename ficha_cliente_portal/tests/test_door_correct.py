import re

from odoo import fields
from odoo.tests import tagged

from .common_door import DoorCase

XSS = '<img src=x onerror="alert(1)">{{7*7}}=cmd()'


@tagged("post_install", "-at_install")
class TestDoorCorrect(DoorCase):
    """What a customer corrects by a link is a proposal, and nothing else is."""

    def test_what_we_wrote_where_a_telephone_should_be_is_not_theirs_to_read(self):
        self.person.phone = "pedir a su hija"
        page = self.visit(proven=True)
        self.assertNotIn("su hija", page)
        answer = self.correct(page, own_phone="", own_city="Lugo")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=sent")
        self.assertEqual(self.proposals().field_name, "city", "nothing taken away")
        page = self.get("/f/ficha").text
        self.correct(page, own_phone="698 76 54 32")
        self.assertIn("+34 698 76 54 32", self.proposals().mapped("proposed_value"))

    def test_from_the_link_to_the_file(self):
        page = self.visit(proven=True)
        before = self.mails()
        answer = self.correct(page, own_phone="698 76 54 32", own_street="Rúa Nova, 7")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=sent")
        self.assertEqual(self.person.phone, "+34 612 34 56 78", "nothing is replaced")
        proposals = self.proposals()
        self.assertRecordValues(
            proposals.sorted("field_name"),
            [
                {
                    "field_name": "phone",
                    "proposed_value": "+34 698 76 54 32",
                    "source": "link",
                },
                {
                    "field_name": "street",
                    "proposed_value": "Rúa Nova, 7",
                    "source": "link",
                },
            ],
        )
        self.assertIn("l••@inventada.example", proposals[0].source_ref)
        page = self.get("/f/ficha").text
        self.assertIn("waiting", page)
        receipt = self.mails() - before
        self.assertEqual(receipt.email_to, "lucia@inventada.example")
        self.assertNotIn("698", receipt.body_html, "what, and not the value")
        proposals.with_user(self.seller).action_accept()
        self.assertEqual(self.person.phone, "+34 698 76 54 32")
        origin = self.env["ficha.value.origin"].search(
            [("partner_id", "=", self.person.id), ("field_name", "=", "phone")]
        )
        self.assertEqual(origin.source, "link")
        page = self.get("/f/ficha").text
        self.assertIn("accepted", page)
        self.assertIn("from you, by a link", page)

    def test_pressed_twice_proposes_once(self):
        page = self.visit(proven=True)
        self.correct(page, own_city="Lugo")
        self.correct(page, own_city="Lugo")
        self.assertEqual(len(self.proposals()), 1)

    def test_pressed_twice_writes_once(self):
        page = self.visit(proven=True)
        before = self.mails()
        for _press in range(2):
            self.correct(page, own_city="Lugo", own_email="nueva@inventada.example")
        self.assertEqual(
            sorted((self.mails() - before).mapped("email_to")),
            ["lucia@inventada.example", "nueva@inventada.example"],
        )

    def test_nothing_different_proposes_nothing(self):
        page = self.visit(proven=True)
        answer = self.correct(page, own_city="A Coruña", own_name="Lucía  Inventada ")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=nothing")
        self.assertFalse(self.proposals())

    def test_masked_boxes_are_empty_and_empty_nothing(self):
        page = self.visit()
        self.correct(page, own_city="", own_zip="27001", own_name="")
        self.assertEqual(self.proposals().mapped("field_name"), ["zip"])

    def test_what_is_masked_is_not_told_by_guessing(self):
        """A right guess and a wrong one, with the seal of the page and without."""
        guesses = {
            "own_vat": ("12345678Z", "87654321X"),
            "own_phone": ("612 34 56 78", "698 76 54 32"),
            "own_street": ("Calle Mayor, 1", "Rúa Nova, 7"),
            "own_email": ("lucia@inventada.example", "luisa@inventada.example"),
        }
        page = self.visit()
        for name, pair in guesses.items():
            answers = []
            for guess in pair:
                before = self.mails()
                sealed = self.correct(page, **{name: guess})
                shown = self.get(sealed.headers["Location"]).text
                blind = self.post("/f/ficha", **{f"f_{name}": guess})
                self.assertIn("while you were writing", blind.text)
                receipts = len(self.mails() - before)
                texts = [
                    re.sub(r'(csrf_token"\s+value=)"\w+"', r"\1", page_text)
                    for page_text in (shown, blind.text.replace(guess, ""))
                ]
                answers.append((sealed.headers["Location"], *texts, receipts))
                # each guess is the first: another limit, another receipt
                self.env["ficha.rate"].search([]).sudo().unlink()
                self.env["ficha.link"].search([("scope", "=", "not_me")]).unlink()
                self.env.flush_all()
            self.assertEqual(*answers, name)
        self.assertNotIn("waiting", self.get("/f/ficha").text)
        self.assertEqual(
            set(self.proposals().mapped("field_name")), {"vat", "phone", "street"}
        )
        self.assertNotIn("Calle Mayor, 1", self.proposals().mapped("proposed_value"))

    def test_an_emptied_box_empties_when_it_was_seen(self):
        page = self.visit(proven=True)
        self.correct(page, own_street="", own_name="")
        self.assertRecordValues(
            self.proposals(), [{"field_name": "street", "proposed_value": ""}]
        )

    def test_changed_while_they_wrote(self):
        page = self.visit(proven=True)
        self.person.city = "Vigo"
        answer = self.correct(page, own_city="Lugo", own_zip="27001")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("while you were writing", answer.text)
        self.assertIn("Lugo", answer.text, "what was typed is kept")
        self.assertFalse(self.proposals(), "all or nothing")
        answer = self.correct(answer.text, own_city="Lugo")
        self.assertEqual(len(self.proposals()), 1)

    def test_what_cannot_be_is_said_beside_its_box(self):
        page = self.visit(proven=True)
        for name, value in (
            *(("own_email", "nobody"), ("own_phone", "12"), ("own_vat", "12345678A")),
            *(("own_name", "https://x.es"), ("own_street", "a" * 200)),
        ):
            answer = self.correct(page, **{name: value})
            self.assertEqual(answer.status_code, 422, name)
            self.assertIn(f'id="e_{name}"', answer.text)
        self.assertFalse(self.proposals())

    def test_whatever_else_is_sent_is_refused(self):
        """Mass assignment: each field of a contact, and rows of others."""
        page = self.visit(proven=True)
        allowed = {fname for _c, fname in self.person._ficha_door_fields().values()}
        names = set(self.env["res.partner"]._fields) - allowed
        for name in ("id", "partner_id", "company_city", "user_ids", "credit_limit"):
            answer = self.correct(page, own_city="Lugo", **{name: "1"})
            self.assertEqual(answer.status_code, 400, name)
        answer = self.correct(page, **{f"own_{name}": "1" for name in names})
        self.assertEqual(answer.status_code, 400)
        answer = self.post("/f/ficha", partner_id=self.rosa.id, f_own_city="Lugo")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.env["ficha.proposal"].search([("source", "=", "link")]))

    def test_a_new_email_is_confirmed_there(self):
        page = self.visit(proven=True)
        before = self.mails()
        answer = self.correct(page, own_email="nueva@inventada.example")
        thanks = self.get(answer.headers["Location"]).text
        self.assertIn("first press the link that we have sent", thanks)
        self.assertFalse(self.proposals())
        mails = self.mails() - before
        self.assertEqual(
            set(mails.mapped("email_to")),
            {"nueva@inventada.example", "lucia@inventada.example"},
        )
        new = mails.filtered(lambda m: m.email_to.startswith("nueva"))
        url = self.link_in(new)
        self.get(url)
        self.assertFalse(self.proposals(), "opening is not pressing")
        self.assertEqual(self.post(url).status_code, 200)
        self.assertEqual(self.proposals().proposed_value, "nueva@inventada.example")
        self.assertEqual(self.elsewhere(url).status_code, 404)

    def test_it_was_not_they(self):
        """The old address takes back what somebody else asked for."""
        page = self.visit(proven=True)
        before = self.mails()
        self.correct(page, own_city="Lugo", own_email="ladron@malo.example")
        receipt = (self.mails() - before).filtered(
            lambda m: m.email_to == "lucia@inventada.example"
        )
        self.assertNotIn("Lugo", receipt.body_html)
        self.assertNotIn("ladron@", receipt.body_html)
        theft = (self.mails() - before) - receipt
        self.get(self.link_in(receipt))
        self.assertTrue(self.proposals(), "opening is not pressing")
        self.assertEqual(self.get("/f/ficha").status_code, 200)
        confirmed = self.correct(page, own_email="otro@malo.example")
        self.assertEqual(confirmed.status_code, 303)
        other = self.mails().filtered(lambda m: m.email_to == "otro@malo.example")
        self.post(self.link_in(other))
        self.assertIn("otro@malo.example", self.proposals().mapped("proposed_value"))
        answer = self.post(self.link_in(receipt))
        self.assertIn("is taken back", answer.text)
        self.assertFalse(self.proposals())
        self.assertEqual(self.get("/f/ficha").status_code, 404, "the visit is over")
        self.assertEqual(self.post(self.link_in(theft)).status_code, 404)
        self.assertFalse(self.proposals())
        self.assertIn("it was not they", self.person.message_ids[0].body)
        again = self.elsewhere(self.link_in(receipt))
        self.assertEqual(again.status_code, 404, "once")

    def test_it_was_not_they_and_what_is_decided_stays(self):
        page = self.visit(proven=True)
        before = self.mails()
        self.correct(page, own_city="Lugo", own_zip="27001")
        decided = self.proposals().filtered(lambda p: p.field_name == "city")
        decided.with_user(self.seller).action_accept()
        theirs = self.env["ficha.proposal"]._propose(
            self.rosa, {"name": "Rosa N."}, "link"
        )
        link = self.Link.search([("scope", "=", "not_me")], limit=1)
        link.data = {"proposals": (self.proposals() | theirs).ids, "moved": []}
        self.post(self.link_in(self.mails() - before))
        self.assertEqual(self.proposals(), decided)
        self.assertEqual(self.person.city, "Lugo")
        self.assertTrue(theirs.exists(), "nobody else's")

    def test_what_staff_see_is_inert(self):
        page = self.visit(proven=True)
        self.correct(page, own_street=XSS, own_city="<script>alert(1)</script>")
        proposals = self.proposals()
        self.assertEqual(len(proposals), 2)
        proposals.with_user(self.seller).action_accept()
        note = self.person.message_ids[0].body
        self.assertNotIn("<img", note)
        self.assertNotIn("<script", note)
        page = self.get("/f/ficha").text
        self.assertNotIn("<img src=x", page)
        self.assertNotIn("<script", page)
        self.assertIn("{{7*7}}", page)

    def test_days_are_said_in_words(self):
        page = self.visit(proven=True)
        self.correct(page, own_city="Lugo")
        self.env["ficha.value.origin"].sudo().search(
            [("partner_id", "=", self.person.id)]
        ).unlink()
        self.env["ficha.value.origin"].sudo().create(
            {
                "partner_id": self.person.id,
                "field_name": "city",
                "source": "invoice",
                "date": "2026-05-03",
            }
        )
        page = self.get("/f/ficha")
        self.assertIn("from an invoice, 3 May 2026", page.text)
        today = fields.Date.to_string(fields.Date.context_today(self.person))
        self.assertNotIn(today, self.said(page))

    def test_too_many_corrections(self):
        page = self.visit(proven=True)
        answers = [
            self.correct(page, own_city=f"Lugo {number}").status_code
            for number in range(11)
        ]
        self.assertEqual(answers, [303] * 10 + [429])

    # -- companies ---------------------------------------------------------------------

    def test_a_contact_sees_their_own(self):
        page = self.visit(self.rosa, proven=True)
        self.assertIn("rosa@inventada.example", page)
        for word in ("B15704430", "910 00", "secreto@", "Secreto"):
            self.assertNotIn(word, page)
        answer = self.correct(page, company_city="Lugo")
        self.assertEqual(answer.status_code, 400)

    def test_who_speaks_for_the_company_corrects_it(self):
        self.company.main_contact_id = self.rosa
        page = self.visit(self.rosa, proven=True)
        self.assertIn("B15704430", page)
        for word in ("secreto@", "Secreto"):
            self.assertNotIn(word, page, "and no colleague")
        self.correct(page, company_city="Lugo")
        self.assertEqual(self.proposals(self.company).proposed_value, "Lugo")

    def test_granted_by_us_or_taken_away(self):
        self.rosa.ficha_portal_role = "company"
        self.assertIn("company_vat", self.rosa._ficha_door_fields())
        self.company.main_contact_id = self.rosa
        self.rosa.ficha_portal_role = "none"
        page = self.visit(self.rosa, proven=True)
        self.assertNotIn("rosa@inventada.example", page)
        self.assertNotIn("f_own_name", page)

    def test_nothing_that_we_write_for_ourselves(self):
        self.person.write(
            {"customer_observations": "Paga mal", "comment": "<p>Cuidado</p>"}
        )
        page = self.visit(proven=True)
        self.assertNotIn("Paga mal", page)
        self.assertNotIn("Cuidado", page)

    def test_flat(self):
        """The page costs the same whatever is behind it."""
        self.visit(proven=True)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.person._ficha_door_page(True)
            self.person._ficha_door_requests()
            self.person._ficha_preferences()
            return self.env.cr.sql_log_count - before

        self.env["ficha.proposal"]._propose(self.person, {"city": "Lugo"}, "link")
        count()
        first = count()
        self.env["ficha.proposal"]._propose(
            self.person, {"zip": "27001", "street": "x", "name": "Lucía I."}, "link"
        )
        self.env["ficha.consent"].create(
            [{"partner_id": self.person.id, "event": "objected"}] * 5
        )
        count()
        self.assertLessEqual(count(), first + 1)
        self.assertLessEqual(first, 30)
