import psycopg2
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupPlan(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monday, cls.tuesday = (
            cls.env.ref(f"ficha_cliente.weekday_{day}") for day in ("monday", "tuesday")
        )
        cls.env.company.followup_plan_horizon_days = 30

    def plan(self, **vals):
        return (
            self.env["ficha.followup.plan"]
            .with_user(self.user)
            .create(
                {
                    "partner_id": self.customer.id,
                    "kind": "visit",
                    "weekday_ids": [Command.set(self.tuesday.ids)],
                    **vals,
                }
            )
        )

    def activities(self, plan):
        return plan.sudo().occurrence_ids.activity_id

    def days(self, plan):
        return [str(day) for day in self.activities(plan).mapped("date_deadline")]

    def holiday(self, day):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.env.company.resource_calendar_id.id,
                "company_id": self.env.company.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 22:00:00",
            }
        )

    def test_every_second_tuesday_at_ten_goes_to_the_calendar(self):
        plan = self.plan(interval=2, with_hour=True, hour=10.0, duration=0.5)
        self.assertEqual(plan.schedule_text, "Every 2 weeks on Tuesday at 10:00")
        self.assertEqual(self.days(plan), ["2026-03-03", "2026-03-17", "2026-03-31"])
        events = self.activities(plan).calendar_event_id
        # ten o'clock in Madrid: 9 UTC in winter time, 8 in summer time
        self.assertEqual(
            [str(start) for start in events.sorted("start").mapped("start")],
            ["2026-03-03 09:00:00", "2026-03-17 09:00:00", "2026-03-31 08:00:00"],
        )
        self.assertEqual(events.user_id, self.seller)
        self.assertEqual(events.partner_ids, self.seller.partner_id)
        self.assertEqual(events[0].duration, 0.5)

    def test_a_meeting_of_one_company_is_not_for_another(self):
        """Odoo's calendars are of no company; the customer's name and address are."""
        away = self.env["res.company"].create({"name": "Plans Away"})
        group = "ficha_cliente.group_ficha_manager"
        there = self._user(
            "plans_away",
            group,
            company_id=away.id,
            company_ids=[Command.set(away.ids)],
        )
        both = self._user("plans_both", group)
        both.company_ids |= away
        self.customer.company_id = self.env.company
        events = self.activities(self.plan(with_hour=True, hour=10.0))
        events = events.calendar_event_id
        self.assertTrue(events)
        Event = self.env["calendar.event"]
        for user, company, seen in (
            (there, away, Event),
            (self.seller, self.env.company, events),
            # the day is the same in whichever company one works
            (both, away, events),
        ):
            with self.subTest(user.login):
                mine = Event.with_user(user)
                mine = mine.with_context(allowed_company_ids=company.ids)
                self.assertEqual(mine.search([("id", "in", events.ids)]), seen)
        with self.assertRaises(AccessError):
            events.with_user(there).read(["name", "location"])

    def test_nobody_is_sent_an_invitation(self):
        before = self.env["mail.mail"].search_count([])
        self.plan(with_hour=True)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_without_hour_they_are_activities(self):
        plan = self.plan(kind="samples", note="The new range")
        activities = self.activities(plan)
        self.assertEqual(len(activities), 5)
        self.assertFalse(activities.calendar_event_id)
        self.assertEqual(activities.user_id, self.seller)
        self.assertIn("Take samples", activities[0].summary)
        self.assertIn("The new range", activities[0].note)

    def test_words_and_next_days_before_saving(self):
        form = Form(
            self.env["ficha.followup.plan"].with_context(
                default_partner_id=self.customer.id
            )
        )
        self.assertFalse(form.schedule_text)
        form.weekday_ids.add(self.monday)
        form.weekday_ids.add(self.tuesday)
        self.assertEqual(form.schedule_text, "Every week on Monday and Tuesday")
        self.assertTrue(form.next_dates.startswith("Mon 2 Mar; Tue 3 Mar; Mon 9 Mar"))

    def test_words_in_spanish(self):
        self.env["res.lang"]._activate_lang("es_ES")
        plan = self.plan().with_context(lang="es_ES")
        self.assertIn("martes", plan.schedule_text)

    def test_holiday_moves_to_the_next_working_day(self):
        self.holiday("2026-03-10")
        plan = self.plan()
        self.assertEqual(self.days(plan)[:2], ["2026-03-03", "2026-03-11"])

    def test_first_monday_of_the_month(self):
        self.env.company.followup_plan_horizon_days = 100
        plan = self.plan(
            frequency="monthly",
            month_position="1",
            weekday_ids=[Command.set(self.monday.ids)],
        )
        self.assertEqual(plan.schedule_text, "The first Monday of each month")
        self.assertEqual(
            self.days(plan), ["2026-03-02", "2026-04-06", "2026-05-04", "2026-06-01"]
        )
        self.assertTrue(plan.next_dates.startswith("Mon 2 Mar; Mon 6 Apr; Mon 4 May"))

    def test_last_tuesday_every_second_month(self):
        self.env.company.followup_plan_horizon_days = 150
        plan = self.plan(frequency="monthly", month_position="-1", interval=2)
        self.assertEqual(
            plan.schedule_text, "The last Tuesday of the month, every 2 months"
        )
        self.assertEqual(self.days(plan), ["2026-03-31", "2026-05-26", "2026-07-28"])

    def test_every_six_weeks(self):
        self.env.company.followup_plan_horizon_days = 100
        plan = self.plan(interval=6)
        self.assertEqual(plan.schedule_text, "Every 6 weeks on Tuesday")
        self.assertEqual(self.days(plan), ["2026-03-03", "2026-04-14", "2026-05-26"])
        self.assertEqual(len(plan.next_dates.split("; ")), 5)

    def test_not_in_august(self):
        self.env.company.followup_plan_horizon_days = 60
        august = self.env.ref("ficha_cliente.month_august")
        with freeze_time("2026-07-20 10:00:00"):
            # 31 July is a holiday: not in August, so on the first day of September
            self.holiday("2026-07-31")
            plan = self.plan(
                date_start="2026-07-20",
                date_end="2026-09-11",
                weekday_ids=[
                    Command.set(self.env.ref("ficha_cliente.weekday_friday").ids)
                ],
                except_month_ids=[Command.set(august.ids)],
            )
            self.assertEqual(plan.schedule_text, "Every week on Friday, not in August")
            self.assertEqual(
                self.days(plan),
                ["2026-07-24", "2026-09-01", "2026-09-04", "2026-09-11"],
            )
            self.assertNotIn("Aug", plan.next_dates)
            # open in August after all
            plan.except_month_ids = False
            self.assertIn("2026-08-14", self.days(plan))

    def test_all_of_it_in_spanish(self):
        self.env["res.lang"]._activate_lang("es_ES")
        plan = self.plan(
            frequency="monthly",
            with_hour=True,
            except_month_ids=[
                Command.set(self.env.ref("ficha_cliente.month_august").ids)
            ],
        ).with_context(lang="es_ES")
        self.assertIn("martes", plan.schedule_text)
        self.assertIn("agosto", plan.schedule_text)

    def test_holidays_of_the_whole_company(self):
        """Without working hours of its own: those of all its calendars."""
        leaves = self.env["resource.calendar.leaves"]
        other = self.env["res.company"].create({"name": "Other"})

        def leave(day, company, **vals):
            made = leaves.with_company(company).create(
                {
                    "name": "Holiday",
                    "calendar_id": False,
                    "date_from": f"{day} 00:00:00",
                    "date_to": f"{day} 22:00:00",
                    **vals,
                }
            )
            # Odoo computes it when it is made, from the calendar it has not
            self.env.flush_all()
            made.company_id = company

        leave("2026-03-10", self.env.company)
        leave("2026-03-17", other)
        # a colleague's day off is no holiday
        resource = self.env["resource.resource"].create({"name": "Eva"})
        leave("2026-03-24", self.env.company, resource_id=resource.id)
        expected = ["2026-03-03", "2026-03-11", "2026-03-17", "2026-03-24"]
        self.assertEqual(self.days(self.plan())[:4], expected)
        # a company may have no working calendar at all
        self.env.company.resource_calendar_id = False
        self.assertEqual(self.days(self.plan())[:4], expected)

    def test_a_day_that_becomes_a_holiday(self):
        plan, timed = self.plan(), self.plan(with_hour=True)
        by_hand = self.activities(plan)[2]
        by_hand.date_deadline = "2026-03-18"
        self.holiday("2026-03-10")
        self.holiday("2026-03-17")
        self.run_cron("ir_cron_followup_plans")
        expected = ["2026-03-03", "2026-03-11", "2026-03-18", "2026-03-24"]
        for one in (plan, timed):
            self.assertEqual(self.days(one)[:4], expected)
        self.assertEqual(len(self.activities(plan)), 5)
        event = self.activities(timed)[1].calendar_event_id
        self.assertEqual(str(event.start), "2026-03-11 09:00:00")
        # and it was none after all
        self.env["resource.calendar.leaves"].search([]).unlink()
        self.run_cron("ir_cron_followup_plans")
        self.assertEqual(self.days(timed)[1], "2026-03-10")
        self.assertEqual(str(by_hand.date_deadline), "2026-03-18")

    def test_two_days_moved_to_the_same_one_are_one_visit(self):
        self.holiday("2026-03-09")
        plan = self.plan(
            weekday_ids=[Command.set((self.monday | self.tuesday).ids)],
            date_start="2026-03-09",
            date_end="2026-03-10",
        )
        self.assertEqual(self.days(plan), ["2026-03-10"])
        self.assertEqual(len(plan.sudo().occurrence_ids), 2)

    def test_running_again_makes_no_doubles(self):
        plan = self.plan()
        first = self.activities(plan)
        self.run_cron("ir_cron_followup_plans")
        self.assertEqual(self.activities(plan), first)
        with freeze_time("2026-03-09 10:00:00"):
            self.run_cron("ir_cron_followup_plans")
        self.assertEqual(len(self.activities(plan)), len(first) + 1)

    def test_database_refuses_the_same_day_twice(self):
        occurrence = self.plan().sudo().occurrence_ids[0]
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            occurrence.copy()
            self.env.flush_all()

    def test_a_deleted_visit_does_not_come_back(self):
        plan = self.plan()
        self.activities(plan)[0].unlink()
        self.run_cron("ir_cron_followup_plans")
        self.assertEqual(len(self.activities(plan)), 4)

    def test_changing_the_plan_prepares_it_anew(self):
        plan = self.plan(with_hour=True)
        events = self.activities(plan).calendar_event_id
        self.activities(plan)[0].action_feedback(feedback="Done")
        plan.write({"weekday_ids": [Command.set(self.monday.ids)], "with_hour": False})
        days = self.days(plan)
        self.assertNotIn("2026-03-10", days)
        self.assertIn("2026-03-09", days)
        self.assertEqual(len(events.exists()), 1)  # the one already done stays

    def test_archiving_or_deleting_the_plan_clears_what_is_to_come(self):
        plan, other = self.plan(), self.plan()
        activities = self.activities(plan | other)
        plan.active = False
        other.unlink()
        self.assertFalse(activities.exists())

    def test_do_not_contact_clears_and_contact_again_restores(self):
        plan = self.plan()
        self.customer.do_not_contact = True
        self.assertFalse(self.activities(plan))
        self.run_cron("ir_cron_followup_plans")
        self.assertFalse(self.activities(plan))
        self.customer.do_not_contact = False
        self.assertEqual(len(self.activities(plan)), 5)

    def test_merged_customers_keep_their_plans(self):
        other = self.customer.copy({"name": "Talleres Urena"})
        plan, theirs = self.plan(), self.plan(partner_id=other.id)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | other).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(theirs.partner_id, self.customer)
        self.run_cron("ir_cron_followup_plans")
        self.assertEqual(len(self.activities(plan | theirs)), 10)

    def test_a_visit_done_is_a_contact(self):
        self.customer.followup_state_id = self.yellow
        plan = self.plan()
        activity = self.activities(plan)[0].with_user(self.seller)
        activity.action_feedback(feedback="Left samples")
        self.assertEqual(self.customer.last_contact_date, self.day("2026-03-02"))

    def test_mistakes_are_told(self):
        months = self.env["ficha.month"].search([])
        for vals, words in (
            ({"weekday_ids": False}, "Weekdays"),
            ({"interval": 0}, "Every"),
            ({"with_hour": True, "hour": 25}, "Hour"),
            ({"with_hour": True, "duration": 0}, "Duration"),
            ({"date_end": "2026-01-01"}, "Until"),
            ({"frequency": "monthly", "month_position": False}, "Which of the month"),
            ({"except_month_ids": [Command.set(months.ids)]}, "Not in"),
        ):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, words):
                self.plan(**vals)

    def test_another_company_does_not_see_it(self):
        plan = self.plan()
        other = self.env["res.company"].create({"name": "Other"})
        self.user.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        found = self.env["ficha.followup.plan"].with_user(self.user).search([])
        self.assertNotIn(plan, found)
