from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionNote(InteractionCommon):
    """What is noted in the line on the page: kept, told, and taken back whole. Today is
    Monday 2 March 2026, 11:00 in Madrid."""

    def note(self, partner=None, user=None, **values):
        partner = (partner or self.customer).with_user(user or self.user)
        return partner.note_interaction(**{"kind": "call", **values})

    def undo(self, answer):
        undo = answer["undo"]
        Model = self.env[undo["model"]].with_user(self.user)
        return getattr(Model.browse(undo["args"][0]), undo["method"])()

    def last(self):
        return self.of(self.customer)[-1:]

    def test_a_few_words_are_enough(self):
        answer = self.note(subject="They want 800 boxes", contact_id=self.contact.id)
        noted = self.last()
        self.assertEqual(noted.subject, "They want 800 boxes")
        self.assertEqual(noted.contact_id, self.contact)
        self.assertEqual(noted.channel_id.code, "phone")
        self.assertEqual(noted.user_id, self.user)
        self.assertEqual(self.customer.last_contact_date, self.day("2026-03-02"))
        self.assertIn("They want 800 boxes", answer["message"])
        self.assertIn("Talleres Ureña", answer["message"])
        self.note(kind="message", channel="whatsapp")
        self.assertEqual(self.last().channel_id.code, "whatsapp")
        self.assertTrue(self.last().subject)

    def test_on_the_page_of_a_contact_it_is_with_them(self):
        self.note(self.contact, subject="Lola called")
        self.assertEqual(self.last().contact_id, self.contact)
        self.assertEqual(self.last().partner_id, self.customer)

    def test_what_unfolds(self):
        self.note(
            kind="visit",
            date="2026-02-27 09:00:00",
            next_contact_date="2026-03-10",
            needs_reply=True,
        )
        noted = self.last()
        self.assertEqual(noted.date, self.moment("2026-02-27 09:00:00"))
        self.assertTrue(noted.needs_reply)
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-10"))
        self.assertEqual(self.customer.last_contact_date, self.day("2026-02-27"))
        for wrong in (
            {"date": "2026-03-03 09:00:00"},
            {"next_contact_date": "2026-03-01"},
            {"kind": "gossip"},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.note(**wrong)

    def test_it_is_taken_back_whole(self):
        asked = self.interaction(
            kind="information_request", needs_reply=True, date="2026-02-27 09:00:00"
        )
        before = self.env["ficha.gesture"]._state_of(self.customer)
        answer = self.note(subject="A slip", next_contact_date="2026-03-10")
        self.assertTrue(asked.replied_on)
        self.undo(answer)
        self.env.invalidate_all()
        self.assertEqual(self.of(self.customer), asked)
        self.assertFalse(asked.replied_on)
        self.assertEqual(self.env["ficha.gesture"]._state_of(self.customer), before)

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.note(user=self.outsider)
        with self.assertRaises(UserError):
            self.note(self.customer + self.contact)

    def test_the_card_tells_an_open_complaint_and_leads_to_solving_it(self):
        complaint = self.interaction(kind="complaint", subject="Bent labels")
        self.env.invalidate_all()
        mine = self.customer.with_user(self.user)
        told = mine.followup_banner["pending"][0]
        self.assertEqual(told["key"], "complaint")
        self.assertIn("Bent labels", told["text"])
        self.assertEqual(mine.action_solve_complaint()["res_id"], complaint.id)
        complaint.private = True
        self.env.invalidate_all()
        self.assertFalse(mine.followup_banner["pending"])
        self.assertEqual(
            mine.action_solve_complaint()["res_model"], "ficha.interaction"
        )
