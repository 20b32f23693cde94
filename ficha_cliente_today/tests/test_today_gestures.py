from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common_today import TodayCommon

TODAY, TOMORROW = "2026-03-02", "2026-03-03"


@tagged("post_install", "-at_install")
class TestTodayGestures(TodayCommon):
    """What is dealt with goes away, and comes back when that is undone."""

    def gesture(self, name, partner, *args, user=None):
        line = self.line(partner)[1]
        Today = self.env["ficha.today"].with_user(user or self.user)
        return getattr(Today, name)(partner.id, line["source"], line["res_id"], *args)

    def test_postpone_and_undo(self):
        red = self.client("Red", self.red, TODAY)
        answer = self.gesture("postpone", red, "tomorrow")
        self.assertIn("Tue 3 Mar", answer["message"])
        self.assertEqual(red.next_contact_date, self.day(TOMORROW))
        self.assertIsNone(self.where(red))
        self.env["ficha.today"].with_user(self.user).undo_postpone(answer["undo"])
        self.assertEqual(red.next_contact_date, self.day(TODAY))
        self.assertEqual(self.where(red), "now")

    def test_postpone_to_a_day(self):
        waiting = self.client("Waiting", awaiting_reply_since="2026-02-20")
        with self.assertRaisesRegex(UserError, "after today"):
            self.gesture("postpone", waiting, TODAY)
        answer = self.gesture("postpone", waiting, "2026-03-12")
        self.assertIsNone(self.where(waiting))
        self.env["ficha.today"].with_user(self.user).undo_postpone(answer["undo"])
        self.assertFalse(waiting.next_contact_date)
        self.assertEqual(self.where(waiting), "waiting")

    def test_postpone_an_activity(self):
        call = self.activity(self.customer, TODAY)
        answer = self.gesture("postpone", self.customer, "next_week")
        self.assertEqual(call.date_deadline, self.day("2026-03-09"))
        self.assertFalse(self.customer.next_contact_date, "the follow-up is another")
        self.env["ficha.today"].with_user(self.user).undo_postpone(answer["undo"])
        self.assertEqual(call.date_deadline, self.day(TODAY))

    def test_postpone_a_meeting(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Show the new range",
                "start": "2026-03-02 15:00:00",
                "stop": "2026-03-02 16:00:00",
                "user_id": self.user.id,
                "partner_ids": (self.user.partner_id + self.customer).ids,
            }
        )
        answer = self.gesture("postpone", self.customer, "tomorrow")
        self.assertEqual(str(event.start), "2026-03-03 15:00:00", "at the same hour")
        self.assertEqual(str(event.stop), "2026-03-03 16:00:00")
        self.env["ficha.today"].with_user(self.user).undo_postpone(answer["undo"])
        self.assertEqual(str(event.start), "2026-03-02 15:00:00")

    def test_gestures_need_the_right_to_follow_up(self):
        red = self.client("Red", self.red, TODAY)
        reader = new_test_user(self.env, "only_reads", groups="base.group_user")
        for name, args in (("postpone", ["tomorrow"]), ("action_done", [])):
            with self.assertRaises(AccessError):
                self.gesture(name, red, *args, user=reader)
        self.assertEqual(red.next_contact_date, self.day(TODAY))

    def done(self, action):
        """Save the small dialog of an action as the web client does."""
        model = self.env[action["res_model"]].with_user(self.user)
        with Form(model.with_context(**action["context"])) as form:
            if action["res_model"] == "ficha.reminder.done":
                form.result = "They ordered"
            else:
                form.subject = "They ordered"
        record = form.record
        if action["res_model"] == "ficha.reminder.done":
            record.action_confirm()

    def test_done(self):
        red = self.client("Red", self.red, TODAY)
        self.remind()
        self.done(self.gesture("action_done", red))
        self.assertIsNone(self.where(red))
        self.assertFalse(self.reminders(red))
        self.assertEqual(red.last_contact_date, self.day(TODAY))

    def test_done_closes_the_activity_of_the_line(self):
        call = self.activity(self.customer, TODAY)
        other = self.activity(self.customer, TOMORROW)
        self.done(self.gesture("action_done", self.customer))
        self.assertFalse(call.active)
        self.assertEqual(call.feedback and "They ordered" in call.feedback, True)
        self.assertTrue(other.active)
        self.assertIsNone(self.where(self.customer))

    def test_logging_is_the_contact_that_was_due(self):
        red = self.client("Red", self.red, TODAY)
        self.remind()
        self.assertTrue(red.next_contact_agreed)
        self.done(self.gesture("action_log", red))
        self.assertIsNone(self.where(red))
        self.assertGreater(red.next_contact_date, self.day(TODAY))
        self.assertEqual(self.reminders(red).date_deadline, red.next_contact_date)

    def test_logging_does_the_activity_of_the_line(self):
        call = self.activity(self.customer, TODAY)
        self.done(self.gesture("action_log", self.customer))
        self.assertFalse(call.active)
        self.assertIsNone(self.where(self.customer))

    def test_what_was_said_is_not_left_on_the_activity(self):
        """More people read the activity and the customer's messages than what was
        noted."""
        for private in (False, True):
            call = self.activity(self.customer, TODAY)
            action = self.gesture("action_log", self.customer)
            values = {
                "partner_id": self.customer.id,
                "subject": "Diagnosis Q1",
                "private": private,
            }
            self.env["ficha.interaction"].with_context(**action["context"]).create(
                values
            )
            self.assertFalse(call.active)
            self.assertEqual(call.feedback, "private note" if private else False)
            reader = self.customer.with_user(self.user)
            self.assertNotIn("Q1", str(reader.message_ids.mapped("body")))

    def test_logging_elsewhere_keeps_what_was_agreed(self):
        red = self.client("Red", self.red, TODAY)
        self.done(red.with_user(self.user).action_log_interaction())
        self.assertEqual(red.next_contact_date, self.day(TODAY))

    def test_solve_a_complaint(self):
        complaint = self.env["ficha.interaction"].create(
            {
                "partner_id": self.customer.id,
                "kind": "complaint",
                "subject": "bent labels",
                "date": "2026-02-25 10:00:00",
            }
        )
        Today = self.env["ficha.today"].with_user(self.user)
        action = Today.action_solve("complaint", complaint.id)
        self.assertEqual(action["res_id"], complaint.id)
        complaint.action_solve("New labels sent")
        self.assertFalse(Today.action_solve("complaint", complaint.id))

    def test_write(self):
        Today = self.env["ficha.today"].with_user(self.user)
        action = Today.action_write(self.customer.id, remind=True)
        self.assertEqual(action["res_model"], "mail.compose.message")
        self.assertEqual(action["context"]["default_partner_ids"], self.customer.ids)
        self.assertTrue(action["context"]["default_subject"])
        with self.assertRaisesRegex(UserError, "E-mail"):
            Today.action_write(self.client("Without an address").id)
        reached = self.client("Through a contact")
        reached.main_contact_id = self.contact.copy({"parent_id": reached.id})
        action = Today.action_write(reached.id)
        self.assertEqual(
            action["context"]["default_partner_ids"], reached.main_contact_id.ids
        )

    def test_reminding_takes_it_off_the_list(self):
        waiting = self.client(
            "Waiting", email="w@example.com", awaiting_reply_since="2026-02-20"
        )
        Today = self.env["ficha.today"].with_user(self.user)
        action = Today.action_write(waiting.id, remind=True)
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.user)
            .with_context(**action["context"])
        )
        composer.body = "<p>Did you see our offer?</p>"
        composer.save().action_send_mail()
        self.assertIsNone(self.where(waiting))
        self.assertEqual(waiting.awaiting_reply_since, self.day("2026-02-20"))
