from datetime import datetime, timedelta

import pytz
from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common_followup import FollowupCommon

ZONES = ("America/Bogota", "Europe/Madrid", "Pacific/Auckland")
DAY = "2026-03-11"


@tagged("post_install", "-at_install")
class TestFollowupZones(FollowupCommon):
    """A day begins for each person when it does where they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.users"].search([("share", "=", False)]).tz = "Europe/Madrid"
        cls.people, cls.customers = {}, {}
        for zone in ZONES:
            cls.people[zone] = cls._user(f"zone_{zone}")
            cls.people[zone].tz = zone
            cls.customers[zone] = cls.env["res.partner"].create(
                {
                    "name": f"Customer in {zone}",
                    "is_company": True,
                    "user_id": cls.people[zone].id,
                }
            )

    def at(self, zone, text):
        """A moment that a clock there shows, as the server knows it."""
        moment = pytz.timezone(zone).localize(datetime.fromisoformat(text))
        return freeze_time(moment.astimezone(pytz.utc).replace(tzinfo=None))

    def reasons(self):
        """Of each customer, as who follows them up reads it now."""
        self.env.invalidate_all()
        return [
            self.customers[zone]
            .with_user(self.people[zone])
            .with_context(tz=zone)
            .followup_reason
            for zone in ZONES
        ]

    def everybody(self):
        return self.env["res.partner"].concat(*self.customers.values())

    def test_a_reminder_is_there_in_the_morning_of_its_day_and_not_before(self):
        self.everybody().next_contact_date = DAY
        for zone in reversed(ZONES):  # where the day begins first
            customer = self.customers[zone]
            with self.subTest(zone), self.at(zone, "2026-03-10 23:50:00"):
                self.remind()
                self.assertFalse(self.reminders(customer), "the evening before")
            with self.subTest(zone), self.at(zone, "2026-03-11 00:50:00"):
                self.remind()
                self.assertEqual(self.reminders(customer).date_deadline, self.day(DAY))

    def test_reminders_are_looked_for_every_hour(self):
        cron = self.env.ref("ficha_cliente.ir_cron_followup_reminders")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "hours"))

    def test_without_anybody_in_charge_it_is_the_company_s_day(self):
        customer = self.customers["Pacific/Auckland"]
        customer.write({"user_id": False, "next_contact_date": DAY})
        with self.at("Europe/Madrid", "2026-03-10 23:50:00"):
            self.remind()
            self.assertFalse(self.reminders(customer))
        with self.at("Europe/Madrid", "2026-03-11 00:50:00"):
            self.remind()
            self.assertTrue(self.reminders(customer))

    def test_colours_say_the_days_of_each_one_s_day(self):
        self.rule(kind="no_reply", days=3, reason="%(days)s")
        self.everybody().awaiting_reply_since = "2026-03-08"
        # noon in Madrid, the morning in Bogotá, the day after in Auckland
        with freeze_time("2026-03-10 12:00:00"):
            self.colours()
            self.assertEqual(self.reasons(), [False, False, "3 days"])
        with freeze_time("2026-03-11 00:00:00"):
            self.colours()
            self.assertEqual(self.reasons(), [False, "3 days", "3 days"])
        with freeze_time("2026-03-11 12:00:00"):
            self.colours()
            self.assertEqual(self.reasons(), ["3 days", "3 days", "4 days"])

    def test_a_colour_by_hand_lasts_until_its_day_comes_there(self):
        for customer in self.customers.values():
            customer._set_followup(self.red, "By hand", mode="manual")
        self.everybody().followup_manual_until = DAY
        with freeze_time("2026-03-10 12:00:00"):
            self.colours()
        modes = [self.customers[zone].followup_mode for zone in ZONES]
        self.assertEqual(modes, ["manual", "manual", "automatic"])

    def test_colours_come_when_the_day_begins_in_each_zone(self):
        cron = self.env.ref("ficha_cliente.ir_cron_followup_colors")
        triggers = self.env["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.colours()
        self.colours()
        found = triggers.search([("cron_id", "=", cron.id)])
        calls = found.mapped("call_at")
        self.assertEqual(len(calls), len(set(calls)), "once each")
        now = fields.Datetime.now()
        for zone in ZONES:
            clocks = [
                pytz.utc.localize(call).astimezone(pytz.timezone(zone)).time()
                for call in calls
                if now < call <= now + timedelta(days=1)
            ]
            early = [clock for clock in clocks if clock.hour == 0 and clock.minute < 50]
            self.assertEqual(len(early), 1, f"{zone}: before its reminders")
