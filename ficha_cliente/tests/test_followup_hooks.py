from unittest.mock import patch

from odoo.tests import tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupHooks(FollowupCommon):
    """What the follow-up tells a module that remembers contacts, and that it needs
    none: here nobody listens but the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.followup_state_id = cls.yellow
        cls.customer.next_contact_date = "2026-03-02"

    def listen(self, model, method):
        return self.startPatcher(
            patch.object(self.env.registry[model], method, autospec=True)
        )

    def test_the_dialog_tells_the_contact(self):
        told = self.listen("ficha.reminder.done", "_log_interaction")
        told.return_value = None
        self.remind()
        reminder = self.reminders()
        wizard = (
            self.env["ficha.reminder.done"]
            .with_user(self.user)
            .create({"partner_id": self.customer.id, "result": "Wants an offer"})
        )
        wizard.action_confirm()
        told.assert_called_once_with(
            wizard,
            self.customer,
            "We spoke. Wants an offer",
            reminder.activity_type_id,
            reminder,
        )
        self.assertFalse(reminder.active)
        self.assertEqual(self.customer.last_contact_date, self.day("2026-03-02"))

    def test_a_reminder_done_tells_the_contact(self):
        told = self.listen("mail.activity", "_followup_log_done")
        self.remind()
        reminder = self.reminders()
        reminder.with_user(self.seller).action_feedback(feedback="They will pay")
        told.assert_called_once_with(
            reminder, {reminder.id: self.customer.id}, "They will pay"
        )
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-09"))

    def test_an_email_tells_the_contact(self):
        told = self.listen("res.partner", "_followup_log_mail")
        message = self.customer.with_user(self.user).message_post(
            body="Our offer",
            partner_ids=self.contact.ids,
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        told.assert_called_once_with(self.customer, message, self.contact, "out", True)
        self.assertEqual(self.customer.awaiting_reply_since, self.day("2026-03-02"))
