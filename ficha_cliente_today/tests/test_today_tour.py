from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTodayTour(HttpCase):
    def test_the_morning(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.env["ficha.followup.rule"].search([]).active = False
        user = new_test_user(
            self.env,
            "ficha_tour_today",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        today = fields.Date.context_today(self.env.user)
        customers = {
            name: self.env["res.partner"].create(
                {"name": f"Tour {name}", "is_company": True, "user_id": user.id}
            )
            for name in ("red", "late", "due", "waiting")
        }
        red = self.env.ref("ficha_cliente.followup_state_red")
        customers["red"]._set_followup(red, "Because of the tour", mode="manual")
        for name, days in (("red", 0), ("late", -2), ("due", 0)):
            customers[name].next_contact_date = today + timedelta(days=days)
        customers["waiting"].awaiting_reply_since = today - timedelta(days=4)
        self.start_tour("/odoo/hoy", "ficha_today_tour", login=user.login)
        self.assertEqual(customers["red"].last_contact_date, today)
        spoken = self.env["ficha.interaction"].search(
            [("partner_id", "=", customers["red"].id)]
        )
        self.assertEqual(spoken.subject, "They will order on Friday")
        self.assertGreater(customers["late"].next_contact_date, today)
        self.assertLess(
            customers["late"].next_contact_date, today + timedelta(days=6), "undone"
        )
        self.assertEqual(customers["due"].last_contact_date, today)

    def test_a_reply_is_owed(self):
        self.env["res.lang"]._activate_lang("en_US")
        user = new_test_user(
            self.env,
            "ficha_tour_reply",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        customer = self.env["res.partner"].create(
            {"name": "Tour who wrote", "is_company": True, "user_id": user.id}
        )
        asked, thanks = self.env["ficha.interaction"].create(
            [
                {
                    "partner_id": customer.id,
                    "kind": "information_request",
                    "channel_id": self.env.ref("ficha_cliente.channel_email").id,
                    "subject": subject,
                    "date": fields.Datetime.now() - timedelta(days=days),
                }
                for subject, days in (("Yes, send me a price", 3), ("Thank you", 1))
            ]
        )
        self.env["ficha.task"].create(
            {"name": "Tour task", "partner_id": customer.id, "user_id": user.id}
        )
        self.start_tour("/odoo/hoy", "ficha_reply_tour", login=user.login)
        self.assertTrue(asked.replied_on, "answered from the ficha")
        self.assertFalse(thanks.needs_reply, "dismissed")
        self.assertFalse(thanks.replied_on)
        self.assertFalse(customer.with_user(user).reply_owed_since)

    def test_one_customer_at_a_time(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.env["ficha.followup.rule"].search([]).active = False
        user = new_test_user(
            self.env,
            "ficha_tour_walk",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        today = fields.Date.context_today(self.env.user)
        red, late, waiting = self.env["res.partner"].create(
            [
                {"name": f"Walk {name}", "is_company": True, "user_id": user.id}
                for name in ("red", "late", "waiting")
            ]
        )
        red.customer_requirements = "European pallets"
        red.main_contact_id = self.env["res.partner"].create(
            {"name": "Mercedes", "parent_id": red.id, "phone": "+34 982 12 34 50"}
        )
        state = self.env.ref("ficha_cliente.followup_state_red")
        red._set_followup(state, "Because of the tour", mode="manual")
        red.next_contact_date = today
        late.next_contact_date = today - timedelta(days=2)
        waiting.awaiting_reply_since = today - timedelta(days=4)
        self.start_tour("/odoo/hoy", "ficha_walk_tour", login=user.login)
        noted = self.env["ficha.interaction"].search(
            [("partner_id", "in", (red + late + waiting).ids)]
        )
        self.assertEqual(len(noted), 3, "what was taken back is not there")
        self.assertEqual(red.last_contact_date, today)
        self.assertFalse(late.last_contact_date, "nobody answered")
        self.assertGreater(late.next_contact_date, today)
        self.assertTrue(waiting.next_contact_agreed)
        self.assertGreater(waiting.next_contact_date, today + timedelta(days=4))

    def test_the_app_opens_with_the_day(self):
        # an empty base opens on the first steps
        self.env["res.partner"].create({"name": "Anybody", "is_company": True})
        menus = self.env["ir.ui.menu"].load_web_menus(False)
        app = menus[self.env.ref("ficha_cliente.menu_ficha_root").id]
        self.assertEqual(app["actionPath"], "hoy")
