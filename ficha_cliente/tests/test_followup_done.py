from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupDone(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.next_contact_date = "2026-03-02"

    def test_done_from_odoos_own_widget_moves_the_dates(self):
        self.customer.followup_state_id = self.yellow
        self.customer.next_contact_date = "2026-03-02"
        self.remind()
        reminder = self.reminders()
        reminder.with_user(self.seller).action_feedback(feedback="They will pay")
        self.assertFalse(reminder.active)
        self.assertEqual(self.customer.last_contact_date, self.day("2026-03-02"))
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-09"))
        self.remind()
        self.assertFalse(self.reminders())

    def test_a_done_to_do_is_not_a_contact(self):
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.seller.id
        )
        activity.action_feedback(feedback="Filed")
        self.assertFalse(self.customer.last_contact_date)

    def dialog(self, **values):
        action = self.customer.with_user(self.user).action_followup_done()
        form = Form(
            self.env["ficha.reminder.done"]
            .with_user(self.user)
            .with_context(**action["context"])
        )
        for name, value in values.items():
            setattr(form, name, value)
        return form

    def test_dialog_closes_the_reminder_with_the_result(self):
        self.customer.followup_state_id = self.yellow
        self.customer.next_contact_date = "2026-03-02"
        self.customer.awaiting_reply_since = "2026-02-20"
        self.remind()
        reminder = self.reminders()
        form = self.dialog(outcome="spoke", result="Wants a new offer")
        self.assertEqual(form.next_contact_date, self.day("2026-03-09"))
        form.save().action_confirm()
        self.assertFalse(reminder.active)
        self.assertIn("Wants a new offer", reminder.feedback)
        self.assertIn("Wants a new offer", self.customer.message_ids[0].body)
        self.assertEqual(self.customer.last_contact_date, self.day("2026-03-02"))
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-09"))
        self.assertFalse(self.customer.next_contact_agreed)
        self.assertFalse(self.customer.awaiting_reply_since)

    def test_dialog_agreed_date_and_colour(self):
        form = self.dialog(outcome="spoke", state_id=self.green)
        form.next_contact_date = self.day("2026-03-27")
        form.save().action_confirm()
        self.assertEqual(self.customer.followup_state_id, self.green)
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-27"))
        self.assertTrue(self.customer.next_contact_agreed)

    def test_dialog_no_answer_is_not_a_contact(self):
        self.customer.last_contact_date = "2026-01-01"
        self.customer.awaiting_reply_since = "2026-01-01"
        self.dialog(outcome="no_answer").save().action_confirm()
        self.assertEqual(self.customer.last_contact_date, self.day("2026-01-01"))
        self.assertEqual(self.customer.awaiting_reply_since, self.day("2026-01-01"))
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-03"))

    def test_dialog_refuses_a_day_that_has_passed(self):
        form = self.dialog(outcome="spoke")
        form.next_contact_date = self.day("2026-02-01")
        with self.assertRaisesRegex(UserError, "Next contact"):
            form.save().action_confirm()
