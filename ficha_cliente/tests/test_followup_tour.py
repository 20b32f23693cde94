from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFollowupTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.red, cls.yellow, cls.green = (
            cls.env.ref(f"ficha_cliente.followup_state_{colour}")
            for colour in ("red", "yellow", "green")
        )
        cls.user = new_test_user(
            cls.env,
            "ficha_tour_followup",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )

    def customer(self, name, state):
        partner = self.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": self.user.id}
        )
        partner._set_followup(state, "Because of the tour", mode="automatic")
        return partner

    def test_drag_a_colour(self):
        self.env["res.partner"].search(
            [("followup_state_id", "!=", False)]
        ).followup_state_id = False
        customer = self.customer("Tour red customer", self.red)
        self.customer("Tour green customer", self.green)
        self.start_tour(
            "/odoo/follow-up", "ficha_followup_drag_tour", login=self.user.login
        )
        self.assertEqual(customer.followup_state_id, self.green)
        self.assertEqual(customer.followup_mode, "manual")
        self.assertIn(self.user.name, customer.followup_reason)

    def test_do_a_reminder(self):
        customer = self.customer("Tour yellow customer", self.yellow)
        today = fields.Date.context_today(customer)
        customer.next_contact_date = today
        rows = self.env["res.partner"]._followup_due(customer.id - 1, 1)
        self.env["res.partner"]._followup_create_reminders(rows)
        reminder = customer._followup_open_reminders()
        self.assertTrue(reminder)
        self.start_tour(
            f"/odoo/fichas/{customer.id}",
            "ficha_reminder_tour",
            login=self.user.login,
        )
        self.assertFalse(reminder.active)
        self.assertIn("They will call on Friday", reminder.feedback)
        self.assertEqual(customer.last_contact_date, today)
        self.assertGreaterEqual(customer.next_contact_date, today + timedelta(days=7))
        self.assertEqual(customer.followup_state_id, self.green)
