from datetime import date, datetime, time, timedelta

from odoo import Command
from odoo.tests import Form

from odoo.addons.ficha_cliente.tools.words import in_near_date

from .common_round import MONDAY, RoundCommon


class TestCalendar(RoundCommon):
    """What the seller's calendar has besides the round's own visits."""

    def meeting(self, since, until, guests=(), day=MONDAY, **values):
        partners = self.seller.partner_id.union(*guests)
        return self.env["calendar.event"].create(
            {
                "name": "Reunión de ventas",
                "start": self.seller._map_moment(day, since),
                "stop": self.seller._map_moment(day, until),
                "user_id": self.seller.id,
                "partner_ids": [Command.set(partners.ids)],
                **values,
            }
        )

    def all_day(self, first, last, **values):
        return self.meeting(
            8, 18, allday=True, start_date=first, stop_date=last, **values
        )

    def spans(self, plan):
        """Of each stop, from setting out until the end of the visit, in hours."""
        return [
            (stop.arrive - stop.drive / 60, stop.begin + plan.visit_minutes / 60)
            for stop in plan.stop_ids
        ]

    def test_nobody_is_visited_in_a_meeting(self):
        self.meeting(9.25, 11)
        self.meeting(11.25, 12.5)
        self.round.action_propose()
        self.assertEqual(self.round.stop_ids.partner_id, self.roja + self.vecina)
        for since, until in self.spans(self.round):
            for begin, end in ((9.25, 11), (11.25, 12.5)):
                self.assertTrue(until <= begin + 0.01 or since >= end - 0.01)
        first = self.round.stop_ids.sorted("sequence")[0]
        self.assertIn("another meeting before:", first.waits)
        self.assertNotIn("lunch", first.waits)

    def test_a_day_of_meetings_says_who_stays_out(self):
        self.meeting(8, 19)
        self.round.action_propose()
        self.assertFalse(self.round.stop_ids)
        self.assertEqual(set(self.round.left_ids.mapped("why")), {"full"})

    def test_what_is_no_time_of_the_seller_takes_none(self):
        """Free, declined, of another day, somebody else's; and the round's own."""
        self.meeting(8, 19, show_as="free")
        declined = self.meeting(8, 19)
        declined.attendee_ids.filtered(
            lambda a: a.partner_id == self.seller.partner_id
        ).state = "declined"
        self.meeting(0, 24, day=MONDAY + timedelta(days=1))
        self.meeting(8, 19).write(
            {
                "partner_ids": [Command.set(self.other.partner_id.ids)],
                "user_id": self.other.id,
            }
        )
        self.round.action_propose()
        times = self.round.stop_ids.mapped("begin")
        self.assertEqual(len(times), 2)
        self.assertLess(min(times), 10)
        self.round.action_accept()
        self.round.action_reorder()
        self.assertEqual(self.round.stop_ids.mapped("begin"), times)

    def test_meetings_that_overlap_are_one_and_a_moment_is_none(self):
        self.meeting(9, 11)
        self.meeting(10, 12)
        self.meeting(10.25, 10.5)
        self.meeting(16, 16)
        self.assertEqual(self.round._blocked(), ((9 * 60, 12 * 60),))

    def test_lunch_and_a_meeting_before_one_visit(self):
        """Each is told with its own minutes."""
        self.meeting(9, 14)
        plan = self.make_round(
            visit_minutes=120,
            stop_ids=[Command.create({"partner_id": self.roja.id})],
        )
        stop = plan.stop_ids
        self.assertEqual((stop.pause, stop.meeting), (60, 300))
        self.assertEqual(
            stop.waits, "lunch before: 60 min, another meeting before: 300 min"
        )

    def test_another_day_has_other_meetings(self):
        tuesday = MONDAY + timedelta(days=1)
        self.meeting(9, 12, day=tuesday)
        self.round.action_propose()
        self.assertLess(min(self.round.stop_ids.mapped("begin")), 12)
        self.round.date = tuesday
        self.assertGreaterEqual(min(self.round.stop_ids.mapped("begin")), 12)

    def test_a_declined_appointment_is_none(self):
        event = self.meeting(12, 13, self.plain)
        event.attendee_ids.filtered(
            lambda a: a.partner_id == self.seller.partner_id
        ).state = "declined"
        self.round.action_propose()
        self.assertNotIn(self.plain, self.round.stop_ids.partner_id)

    def test_appointments_that_overlap(self):
        """One is kept, the other stays out and says so; who is kept has their hour."""
        self.meeting(12, 13, self.plain)
        self.meeting(12.5, 13.5, self.roja)
        self.round.action_propose()
        fixed = self.round.stop_ids.filtered(lambda s: s.kind == "fixed")
        self.assertEqual(len(fixed), 1)
        self.assertEqual(fixed.begin, fixed.hour)
        self.assertFalse(fixed.warning)
        out = (self.plain + self.roja) - fixed.partner_id
        self.assertIn(out, self.round.left_ids.partner_id)

    def test_two_appointments_with_one_customer(self):
        self.meeting(10, 11, self.plain)
        self.meeting(16, 17, self.plain)
        self.round.action_propose()
        stop = self.stop(self.plain)
        self.assertEqual((stop.kind, stop.begin), ("fixed", 10))

    def test_on_the_days_when_the_clock_changes(self):
        self.seller.tz = "Europe/Madrid"
        for day in (date(2027, 3, 28), date(2026, 10, 25)):
            plan = self.make_round(date=day)
            self.meeting(9, 12, day=day)
            self.meeting(13, 14, self.plain, day=day)
            plan.action_propose()
            self.assertEqual(self.stop(self.plain, plan).begin, 13)
            for stop in plan.stop_ids:
                self.assertGreaterEqual(round(stop.begin, 2), 12)
            plan.action_accept()
            for stop in plan.stop_ids:
                begin = plan._hour(stop.event_id.start)
                self.assertAlmostEqual(begin, stop.begin, delta=1 / 60)
                self.assertFalse(stop.warning)

    def test_by_the_clock_of_the_seller_and_not_of_who_plans(self):
        self.seller.tz, self.manager.tz = "Atlantic/Canary", "Asia/Tokyo"
        self.meeting(12, 13, self.plain)
        plan = self.make_round(self.manager, user_id=self.seller.id)
        plan.action_propose()
        self.assertEqual(self.stop(self.plain, plan).begin, 12)

    def test_over_midnight(self):
        """A meeting that goes on from the day before, and one into the next."""
        self.meeting(22, 34, day=MONDAY - timedelta(days=1))
        self.meeting(16, 30)
        self.round.action_propose()
        self.assertTrue(self.round.stop_ids)
        for since, until in self.spans(self.round):
            self.assertGreaterEqual(since, 9.99)
            self.assertLessEqual(until, 16.01)

    def test_who_is_away_for_the_whole_day(self):
        self.assertFalse(self.round.away)
        wednesday = MONDAY + timedelta(days=2)
        self.all_day(MONDAY, MONDAY, name="Feria de muestras")
        self.all_day(wednesday, wednesday + timedelta(days=1), name="Vacaciones")
        self.all_day(MONDAY, MONDAY, name="Cumpleaños", show_as="free")
        self.round.invalidate_recordset()
        self.assertEqual(self.round.away, "Feria de muestras")
        # a secret of the seller's for who plans for them
        self.all_day(MONDAY, MONDAY, name="Clínica", privacy="private")
        told = self.round.with_user(self.manager).away
        self.assertIn("Feria de muestras", told)
        self.assertNotIn("Clínica", told)
        plans = self.env["ficha.round"].search(
            self.round.action_next_days()["domain"], order="date"
        )
        # neither Wednesday and Thursday, nor the weekend
        days = [(plan.date - MONDAY).days for plan in plans]
        self.assertEqual(days, [0, 1, 4, 7, 8])
        self.red.cadence_days = 1
        balance = (
            self.env["ficha.round.balance"]
            .with_user(self.seller)
            .create({"date": wednesday, "weeks": 1, "start_id": self.depot.id})
        )
        days, _plan = balance._solve()
        self.assertEqual(min(days), wednesday + timedelta(days=2))

    def test_moved_or_deleted_by_hand(self):
        self.round.action_propose()
        self.assertFalse(any(self.round.stop_ids.mapped("warning")))
        self.round.action_accept()
        self.assertFalse(any(self.round.stop_ids.mapped("warning")))
        moved, deleted = self.round.stop_ids.sorted("sequence")
        evening = datetime.combine(MONDAY + timedelta(days=1), time(18, 30))
        moved.event_id.write({"start": evening, "stop": evening + timedelta(hours=1)})
        deleted.event_id.unlink()
        day = in_near_date(self.env, evening.date(), MONDAY)
        self.assertEqual(moved.warning, f"In the calendar it is {day} at 18:30.")
        self.assertEqual(deleted.warning, "It is not in the calendar.")
        self.round.action_accept()
        self.assertFalse(any(self.round.stop_ids.mapped("warning")))
        self.assertTrue(all(self.round.stop_ids.mapped("event_id")))
        # an appointment that was moved is at its new hour in the next proposal
        other = self.make_round(date=MONDAY + timedelta(days=7))
        event = self.meeting(12, 13, self.plain, day=other.date)
        other.action_propose()
        later = event.start + timedelta(hours=2)
        event.write({"start": later, "stop": later + timedelta(hours=1)})
        stop = self.stop(self.plain, other)
        self.assertIn("at 14:00", stop.warning)
        other.action_propose()
        stop = self.stop(self.plain, other)
        self.assertEqual((stop.begin, stop.warning), (14, False))

    def test_while_another_day_is_chosen(self):
        self.round.action_propose()
        self.round.action_accept()
        with Form(self.round) as form:
            form.date = False
            form.date = MONDAY + timedelta(days=1)
        # its meetings are on the day before until they are moved
        self.assertIn("In the calendar it is", self.round.stop_ids[0].warning)
        self.round.action_accept()
        self.assertFalse(any(self.round.stop_ids.mapped("warning")))

    def test_a_round_put_together_by_hand(self):
        """With its stops in one go, as the page saves it: they have their hours, and
        its meetings are not at midnight."""
        plan = self.make_round(
            stop_ids=[
                Command.create({"partner_id": partner.id})
                for partner in (self.vecina, self.roja)
            ]
        )
        self.assertGreater(min(plan.stop_ids.mapped("arrive")), 9)
        self.assertGreater(plan.km, 0)
        plan.action_accept()
        self.assertGreaterEqual(
            plan._hour(min(plan.stop_ids.event_id.mapped("start"))), 9
        )

    def test_archived_after_the_round_was_made(self):
        self.round.action_propose()
        self.roja.active = False
        stop = self.stop(self.roja)
        self.assertEqual(stop.warning, "This customer is archived.")
        self.round.action_propose()
        self.assertFalse(self.stop(self.roja), "merely due, and no longer so")

    def test_not_to_be_contacted_after_the_round_was_made(self):
        self.round.action_propose()
        self.roja.do_not_contact = True
        stop = self.stop(self.roja)
        self.assertEqual(stop.warning, "This customer is not to be contacted.")

    def test_arrived_twice_began_when_they_came(self):
        self.roja.ficha_put_pin(37.4000, -5.9800)
        self.round.action_propose()
        stop = self.stop(self.roja)
        came = datetime.combine(MONDAY, time(10))
        stop._check_in(came)
        self.assertFalse(stop.checkin_latitude)
        # once more, now with the position
        self.assertIn(
            "Noted, at", stop._check_in(came + timedelta(hours=1), 37.4, -5.98)
        )
        self.assertEqual(stop.checkin_on, came)
        self.assertTrue(stop.checkin_latitude)
        words = stop._check_in(came + timedelta(hours=2), 37.401, -5.98)
        self.assertEqual(words, "Noted already.")
        self.assertEqual((stop.checkin_on, stop.checkin_km), (came, 0))
