from odoo.tests import Form, tagged

from .common_interaction import InteractionCommon

SECRET, TEXT = "Diagnosis Q1", "He told me about Q2"
HIDDEN = "private note"


@tagged("post_install", "-at_install")
class TestInteractionPrivate(InteractionCommon):
    """What is private, or theirs only who see interactions, is told nobody else,
    whichever way it takes. Today is 2 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls.user, cls.outsider

    def private(self, **values):
        values = {"subject": SECRET, "description": TEXT, "private": True} | values
        return self.interaction(user=self.personal, **values)

    def reason(self, user):
        self.env.invalidate_all()
        return self.customer.with_user(user).followup_reason

    def everything(self, user):
        """All that a user reads of the customer where an interaction may have left
        words: reason, banner, messages, activities, timeline, calendar."""
        self.env.flush_all()
        self.env.invalidate_all()
        partner = self.customer.with_user(user)
        told = [partner.read(["followup_reason", "followup_banner", "display_name"])]
        for model, names in (
            ("mail.message", ["body", "preview", "subject", "record_name"]),
            ("mail.activity", ["summary", "note", "feedback", "res_name"]),
            ("calendar.event", ["name", "description"]),
        ):
            records = self.env[model].with_user(user).with_context(active_test=False)
            told.append(records.search_read([], names, order="id desc", limit=40))
        told.append(self.env["ficha.timeline"].with_user(user).get_timeline(partner.id))
        return str(told)

    def assertHidden(self, *users):
        for user in users or self.others:
            told = self.everything(user)
            for word in (SECRET, TEXT, "Q1", "Q2"):
                self.assertNotIn(word, told, user.name)

    def test_colour_of_a_private_interaction(self):
        noted = self.private(followup_state_id=self.red.id)
        self.assertEqual(self.customer.followup_state_id, self.red)
        self.assertEqual(self.reason(self.personal), SECRET)
        self.customer.next_contact_date = "2026-03-02"
        self.remind()
        for user in self.others:
            self.assertEqual(self.reason(user), HIDDEN)
        self.assertHidden()
        # the reason is what it says now, not a copy of it
        noted.subject = "Another"
        self.assertEqual(self.reason(self.personal), "Another")
        noted.sudo().unlink()
        self.assertFalse(self.reason(self.personal))

    def test_text_that_becomes_the_subject(self):
        noted = self.private(subject=False, followup_state_id=self.red.id)
        self.assertEqual(noted.subject, TEXT)
        self.assertHidden()

    def test_colour_of_an_interaction_that_all_may_read(self):
        noted = self.interaction(subject="An offer", followup_state_id=self.red.id)
        self.assertEqual(self.reason(self.user), "An offer")
        self.assertEqual(self.reason(self.outsider), HIDDEN)
        self.assertNotIn("An offer", self.everything(self.outsider))
        noted.with_user(self.personal).write({"private": True, "subject": SECRET})
        self.assertEqual(self.reason(self.user), HIDDEN)
        self.assertHidden()

    def test_colour_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        abroad = self._user("abroad", company_id=other.id, company_ids=other.ids)
        self.interaction(subject=SECRET, followup_state_id=self.red.id)
        self.assertEqual(self.reason(self.user), SECRET)
        self.assertEqual(self.reason(abroad), "A reason of another company")
        self.assertHidden(abroad)

    def test_complaint_for_who_sees_no_interactions(self):
        rule = self.rule(
            kind="complaint_open", reason="“%(document)s” open for %(days)s"
        )
        for subject in (SECRET, "Another one"):
            self.interaction(
                kind="complaint", subject=subject, date="2026-02-20 12:00:00"
            )
        self.assertEqual(self.customer.followup_rule_id, rule)
        self.customer.next_contact_date = "2026-03-02"
        self.remind()
        self.assertEqual(
            self.reason(self.user), f"“{SECRET} (and 1 more)” open for 10 days"
        )
        self.assertEqual(self.reason(self.outsider), f"“{HIDDEN}” open for 10 days")
        self.assertHidden(self.outsider)

    def test_complaint_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        abroad = self._user("abroad", company_id=other.id, company_ids=other.ids)
        self.rule(kind="complaint_open", reason="“%(document)s” open for %(days)s")
        self.interaction(kind="complaint", subject=SECRET)
        self.assertEqual(self.reason(abroad), "A reason of another company")
        self.assertHidden(abroad)

    def test_complaint_made_private_gives_no_colour(self):
        self.rule(kind="complaint_open")
        complaint = self.interaction(kind="complaint", subject=SECRET)
        self.assertTrue(self.customer.followup_state_id)
        complaint.with_user(self.personal).private = True
        self.assertFalse(self.customer.followup_state_id)
        self.assertHidden()
        complaint.with_user(self.personal).private = False
        self.assertTrue(self.customer.followup_state_id)

    # -- activities --------------------------------------------------------------------

    def test_activity_on_a_private_interaction(self):
        noted = self.private()
        activity = noted.with_user(self.personal).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.outsider.id
        )
        self.assertEqual(activity.res_name, HIDDEN)
        self.assertEqual(noted.with_user(self.outsider).sudo().display_name, HIDDEN)
        self.assertEqual(noted.with_user(self.personal).display_name, SECRET)
        self.assertHidden()

    def test_activity_on_a_complaint(self):
        complaint = self.interaction(kind="complaint", subject=SECRET)
        activity = complaint.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.outsider.id
        )
        self.assertEqual(activity.res_name, "Complaint")
        self.assertEqual(complaint.with_user(self.outsider).sudo().display_name, HIDDEN)
        self.assertHidden(self.outsider)
        complaint.private = True
        self.assertEqual(activity.res_name, HIDDEN)

    def test_activity_done_and_then_made_private(self):
        self.customer.followup_state_id = self.yellow
        self.customer.next_contact_date = "2026-03-02"
        self.remind()
        reminder = self.reminders()
        reminder.with_user(self.seller).action_feedback(feedback=f"{SECRET}\n{TEXT}")
        self.assertIn(SECRET, self.everything(self.outsider))
        noted = self.of(self.customer)
        self.assertEqual(noted.activity_id, reminder)
        noted.private = True
        self.assertEqual(reminder.feedback, HIDDEN)
        self.assertHidden()

    def test_dialog_of_a_contact(self):
        self.customer.next_contact_date = "2026-03-02"
        action = self.customer.with_user(self.user).action_followup_done()
        wizard = Form(
            self.env["ficha.reminder.done"]
            .with_user(self.user)
            .with_context(**action["context"])
        )
        wizard.result = TEXT
        wizard.state_id = self.red
        wizard.save().action_confirm()
        self.assertIn(TEXT, self.reason(self.user))
        self.assertEqual(self.reason(self.outsider), HIDDEN)
        self.of(self.customer).private = True
        self.assertEqual(self.reason(self.user), HIDDEN)
        self.assertHidden()

    # -- what administrators read ------------------------------------------------------

    def solutions(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        return self.env["mail.tracking.value"].search([("new_value_text", "=", SECRET)])

    def test_solution_of_a_private_complaint_is_not_tracked(self):
        complaint = self.interaction(kind="complaint")
        self.solutions()
        complaint.solution = SECRET
        self.assertTrue(self.solutions())
        complaint.private = True
        self.assertFalse(self.solutions())
        private = self.private(kind="complaint")
        self.solutions()
        private.solution = SECRET
        self.assertFalse(self.solutions())
