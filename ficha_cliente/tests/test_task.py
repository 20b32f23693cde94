from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestTask(FollowupCommon):
    """Things to do without a day, beside the reminders that have one."""

    def task(self, partner=None, **values):
        return (
            self.env["ficha.task"]
            .with_user(self.user)
            .create(
                {
                    "name": "Look for the old contract",
                    "partner_id": (partner or self.customer).id,
                    **values,
                }
            )
        )

    def pending(self, partner=None):
        self.env.invalidate_all()
        banner = (partner or self.customer).with_user(self.user).followup_banner
        return banner["nothing"], [entry["text"] for entry in banner["pending"]]

    def test_it_is_pending_until_it_is_done(self):
        self.assertEqual(self.pending(), (True, []))
        task = self.task()
        self.task(name="Send the drawings")
        self.assertEqual(
            self.pending(), (False, ["Look for the old contract, and 1 more"])
        )
        self.assertEqual(len(self.customer.ficha_task_ids), 2)
        undo = task.action_done()["undo"]
        self.assertEqual(str(task.done_on), "2026-03-02 10:00:00")
        self.assertEqual(self.pending(), (False, ["Send the drawings"]))
        task.undo(undo)
        self.assertFalse(task.done_on)
        self.assertFalse(task.done)

    def test_of_a_contact_it_is_its_companys(self):
        self.assertEqual(self.task(self.contact).partner_id, self.customer)
        self.assertFalse(self.pending(self.contact)[0])

    def test_with_a_day_it_becomes_a_reminder(self):
        task = self.task()
        with self.assertRaisesRegex(UserError, "passed"):
            task.action_schedule("2026-03-01")
        undo = task.action_schedule("2026-03-05")["undo"]
        activity = task.activity_id
        self.assertEqual(activity.date_deadline, self.day("2026-03-05"))
        self.assertEqual(activity.summary, task.name)
        self.assertEqual(activity.user_id, self.seller, "the person in charge")
        self.assertTrue(task.done)
        task.undo(undo)
        self.assertFalse(activity.exists())
        self.assertFalse(task.done)

    def test_rights(self):
        task = self.task()
        plain = new_test_user(
            self.env, "no_tasks", groups="base.group_user,base.group_partner_manager"
        )
        with self.assertRaises(AccessError):
            task.with_user(plain).read(["name"])
        other = self.env["res.company"].create({"name": "Other company"})
        self.customer.company_id = other
        self.env.invalidate_all()
        self.assertFalse(
            self.env["ficha.task"].with_user(self.user).search([("id", "=", task.id)])
        )

    def test_merged_with_their_customer(self):
        twin = self.env["res.partner"].create({"name": "Twin", "is_company": True})
        task = self.task(twin)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.customer).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual(task.partner_id, self.customer)
