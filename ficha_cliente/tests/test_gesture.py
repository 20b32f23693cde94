from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestGesture(FollowupCommon):
    """Each gesture says what it did and can be taken back, whole."""

    def state(self):
        self.env.invalidate_all()
        return self.env["ficha.gesture"]._state_of(self.customer)

    def undo(self, answer, user=None):
        undo = answer["undo"]
        Model = self.env[undo["model"]].with_user(user or self.user)
        return getattr(Model.browse(undo["args"][0]), undo["method"])()

    def mine(self):
        return self.customer.with_user(self.user)

    def test_each_is_told_and_undone(self):
        self.customer._set_followup(self.yellow, "They asked for a price")
        self.customer.next_contact_date = "2026-03-05"
        self.customer.ficha_lifecycle = "customer"
        before = self.state()
        for method, args, said in (
            ("action_followup_postpone", ["2026-03-20"], "Fri 20 Mar"),
            ("action_followup_postpone", [False], "no next contact"),
            ("action_followup_set_state", [self.red.id], self.red.name),
            ("action_followup_set_state", [False], "no colour"),
            ("action_followup_automatic", [], "rules"),
            ("action_followup_take", [], "you follow it up"),
            ("action_lifecycle_set", ["prospect"], "Prospect"),
            ("action_lifecycle_set", ["former"], "Former customers"),
        ):
            with self.subTest(method=method, args=args):
                answer = getattr(self.mine(), method)(*args)
                self.assertIn(said, answer["message"])
                self.assertIn("Talleres Ureña", answer["message"])
                self.assertNotEqual(self.state(), before)
                told = self.undo(answer)
                self.assertIn(answer["message"], told["message"])
                self.assertEqual(self.state(), before)
                self.assertEqual(self.customer.followup_color, "yellow")
                note = self.customer.message_ids[0]
                self.assertIn("Undone", note.body)

    def test_done_is_undone_with_what_it_made(self):
        self.customer._set_followup(self.yellow, "They asked for a price")
        self.customer.next_contact_date = "2026-03-02"
        self.remind()
        reminder = self.reminders()
        before, messages = self.state(), self.customer.message_ids
        action = self.mine().action_followup_done()
        Wizard = self.env[action["res_model"]].with_user(self.user)
        with Form(Wizard.with_context(**action["context"])) as form:
            form.result = "They ordered"
            form.state_id = self.green
        told = form.record.action_confirm()
        self.assertEqual(told["tag"], "ficha_cliente.told")
        self.assertIn("They ordered", told["params"]["message"])
        self.assertFalse(reminder.active)
        self.undo(told["params"])
        self.assertEqual(self.state(), before)
        self.assertTrue(reminder.active)
        self.assertFalse(reminder.feedback)
        said = (self.customer.message_ids - messages).mapped("body")
        talks = [body for body in said if "We spoke" in body]
        self.assertEqual(len(talks), 1)
        self.assertIn("Undone", talks[0])
        self.assertFalse(
            self.env["mail.message"].search(
                [
                    ("res_id", "=", self.customer.id),
                    ("model", "=", "res.partner"),
                    ("mail_activity_type_id", "!=", False),
                ]
            )
        )

    def test_only_what_nobody_changed_since(self):
        answer = self.mine().action_followup_postpone("2026-03-20")
        self.customer.next_contact_date = "2026-03-23"
        with self.assertRaisesRegex(UserError, "changed since"):
            self.undo(answer)
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-23"))
        answer = self.mine().action_followup_postpone("2026-03-20")
        self.customer.followup_user_id = self.seller  # something else
        self.undo(answer)
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-23"))
        self.assertEqual(self.customer.followup_user_id, self.seller)
        with self.assertRaisesRegex(UserError, "no longer"):
            self.undo(answer)

    def test_it_is_ones_own_and_holds_no_secret(self):
        answer = self.mine().action_followup_set_state(self.red.id, "no pay ")
        self.assertEqual(self.customer.followup_reason, "no pay")
        with self.assertRaisesRegex(UserError, "no longer"):
            self.undo(answer, self.seller)
        gesture = self.env["ficha.gesture"].browse(answer["undo"]["args"][0])
        with self.assertRaises(AccessError):
            gesture.with_user(self.user).read(["changes"])
        reader = new_test_user(self.env, "only_looks", groups="base.group_user")
        for method, args in (
            ("action_followup_take", []),
            ("action_lifecycle_set", ["former"]),
            ("action_followup_set_state", [self.green.id]),
        ):
            with self.assertRaises(AccessError):
                getattr(self.customer.with_user(reader), method)(*args)

    def test_days_that_nobody_plans(self):
        for day, said in (
            ("2026-03-01", "passed"),
            ("0002-05-06", "passed"),
            ("0202-05-06", "passed"),
            ("2036-03-03", "ten years"),
            ("9999-12-31", "ten years"),
        ):
            with self.assertRaisesRegex(UserError, said):
                self.mine().action_followup_postpone(day)
            task = self.env["ficha.task"].create(
                {"name": "Call", "partner_id": self.customer.id}
            )
            with self.assertRaisesRegex(UserError, said):
                task.action_schedule(day)
        self.assertFalse(self.customer.next_contact_date)
        for day in ("2026-03-02", "2036-03-02"):
            self.mine().action_followup_postpone(day)
            self.assertEqual(self.customer.next_contact_date, self.day(day))
