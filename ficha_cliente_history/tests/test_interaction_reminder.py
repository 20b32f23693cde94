from odoo.tests import tagged

from .common_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionReminder(InteractionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.followup_state_id = cls.yellow
        cls.customer.next_contact_date = "2026-03-02"

    def test_done_from_odoos_own_widget(self):
        self.remind()
        reminder = self.reminders()
        reminder.with_user(self.seller).action_feedback(feedback="They will pay")
        noted = self.of(self.customer)
        self.assertEqual(len(noted), 1)
        self.assertEqual(noted.activity_id, reminder)
        self.assertEqual(noted.kind, "reminder")
        self.assertEqual(noted.description, "They will pay")
        self.assertEqual(noted.user_id, self.seller)
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-09"))

    def test_nobody_notes_in_another_s_name(self):
        """The note is made as superuser: what a client says in the context, or keeps
        as a default, is not of it."""
        self.remind()
        boss = self.env.ref("base.user_root")
        claimed = {"default_user_id": boss.id, "default_private": True}
        field = self.env["ir.model.fields"]._get("ficha.interaction", "competitor")
        values = {"field_id": field.id, "json_value": '"Made up"'}
        Default = self.env["ir.default"].with_user(self.seller)
        Default.create({**values, "user_id": self.seller.id})
        reminder = self.reminders().with_user(self.seller).with_context(**claimed)
        reminder.action_feedback(feedback="They will pay")
        noted = self.of(self.customer)
        self.assertEqual(noted.user_id, self.seller)
        self.assertFalse(noted.private)
        self.assertFalse(noted.competitor)

    def done(self, outcome, result=None):
        wizard = (
            self.env["ficha.reminder.done"]
            .with_user(self.user)
            .create(
                {
                    "partner_id": self.customer.id,
                    "outcome": outcome,
                    "result": result,
                }
            )
        )
        wizard.action_confirm()
        return self.of(self.customer)

    def test_done_in_the_dialog(self):
        self.remind()
        reminder = self.reminders()
        noted = self.done("spoke", "Wants a new offer")
        self.assertEqual(len(noted), 1)
        self.assertEqual(noted.activity_id, reminder)
        self.assertEqual(noted.subject, "We spoke. Wants a new offer")
        self.assertEqual(noted.description, "Wants a new offer")
        self.assertEqual((noted.direction, noted.user_id), ("out", self.user))

    def test_done_in_the_dialog_without_a_reminder(self):
        noted = self.done("wrote")
        self.assertEqual(len(noted), 1)
        self.assertEqual(noted.kind, "message")
        self.assertFalse(noted.activity_id)

    def test_nobody_answered(self):
        question = self.interaction(
            kind="doubt", needs_reply=True, date="2026-02-20 10:00:00"
        )
        last = self.customer.last_contact_date
        noted = self.done("no_answer") - question
        self.assertEqual(noted.subject, "No answer")
        self.assertFalse(question.replied_on)
        self.assertEqual(self.customer.last_contact_date, last)

    def test_they_answered(self):
        self.customer.awaiting_reply_since = "2026-02-20"
        self.assertEqual(self.done("answered").direction, "in")
        self.assertFalse(self.customer.awaiting_reply_since)

    def test_planned_visit_done(self):
        plan = self.env["ficha.followup.plan"].create(
            {
                "partner_id": self.customer.id,
                "kind": "visit",
                "weekday_ids": self.env.ref("ficha_cliente.weekday_monday").ids,
                "user_id": self.seller.id,
            }
        )
        activity = plan.occurrence_ids[:1].activity_id
        activity.with_user(self.seller).action_feedback(feedback="Left the list")
        noted = self.of(self.customer)
        self.assertEqual((noted.kind, noted.channel_id.code), ("visit", "visit"))
        self.assertEqual(noted.activity_id, activity)

    def test_a_to_do_is_no_interaction(self):
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.seller.id
        )
        activity.action_feedback(feedback="Filed")
        self.assertFalse(self.of(self.customer))

    def test_by_who_has_no_customer_files(self):
        self.remind()
        self.reminders().user_id = self.outsider
        self.reminders().with_user(self.outsider).action_feedback(feedback="Called")
        self.assertEqual(self.of(self.customer).user_id, self.outsider)
