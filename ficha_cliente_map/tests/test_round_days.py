from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente_map.models import ficha_round_due

from .common_round import MONDAY, RoundCommon


class TestRoundDays(RoundCommon):
    """This day and the next working days, planned together."""

    def days(self, action):
        return (
            self.env["ficha.round"]
            .with_user(self.seller)
            .search(action["domain"], order="date")
        )

    def test_five_working_days_are_planned_together(self):
        self.company._followup_working_days(MONDAY, MONDAY)
        plans = self.days(self.round.action_next_days())
        self.assertEqual(len(plans), 5)
        self.assertEqual(plans[0], self.round)
        # no Saturday, no Sunday
        self.assertEqual([(plan.date - MONDAY).days for plan in plans], [0, 1, 2, 3, 4])
        self.assertEqual(plans.mapped("start_id"), self.depot)
        visited = plans.stop_ids.partner_id
        self.assertEqual(visited, self.roja + self.vecina, "each of them once")
        self.assertEqual(len(plans.stop_ids), 2)
        # a second time: the same rounds, and nobody twice
        self.assertEqual(self.days(self.round.action_next_days()), plans)
        self.assertEqual(len(plans.stop_ids), 2)

    def test_who_is_due_later_is_not_visited_before(self):
        thursday = MONDAY + timedelta(days=3)
        self.plain.next_contact_date = thursday
        self.vecina.contact_weekday_ids = self.env["ficha.weekday"].search(
            [("number", "=", 2)]
        )
        plans = self.days(self.round.action_next_days())
        where = {stop.partner_id: stop.round_id.date for stop in plans.stop_ids}
        self.assertGreaterEqual(where[self.plain], thursday)
        self.assertEqual(where[self.vecina], MONDAY + timedelta(days=2))
        stop = plans.stop_ids.filtered(lambda s: s.partner_id == self.vecina)
        self.assertGreater(stop.arrive, 9)
        self.assertFalse(stop.warning)

    def test_appointments_and_what_is_kept_stay_on_their_day(self):
        tuesday = MONDAY + timedelta(days=1)
        since = self.seller._map_moment(tuesday, 12)
        self.env["calendar.event"].create(
            {
                "name": "Cita del mapa",
                "start": since,
                "stop": since + timedelta(hours=1),
                "user_id": self.seller.id,
                "partner_ids": [Command.set((self.seller.partner_id + self.plain).ids)],
            }
        )
        self.far.ficha_put_pin(37.5, -6.0)
        self.round.stop_ids = [Command.create({"partner_id": self.far.id})]
        plans = self.days(self.round.action_next_days())
        self.assertEqual(self.stop(self.far).round_id, self.round)
        fixed = plans[1].stop_ids.filtered(lambda s: s.partner_id == self.plain)
        self.assertEqual((fixed.kind, round(fixed.begin, 2)), ("fixed", 12))

    def test_days_too_full_say_who_stays_out(self):
        self.round.write({"opens": 9, "closes": 10, "lunch_minutes": 0})
        self.round.visit_minutes = 59
        plans = self.days(self.round.action_next_days())
        self.assertFalse(plans.stop_ids)
        self.assertEqual(plans.left_ids.partner_id, self.roja + self.vecina)
        self.assertEqual(plans.left_ids.round_id, self.round)
        self.assertEqual(set(plans.left_ids.mapped("why")), {"far"})

    def test_an_accepted_day_stays_as_it_is(self):
        tuesday = self.make_round(date=MONDAY + timedelta(days=1))
        tuesday.stop_ids = [Command.create({"partner_id": self.plain.id})]
        tuesday.action_accept()
        plans = self.days(self.round.action_next_days())
        self.assertNotIn(tuesday, plans)
        self.assertEqual(tuesday.stop_ids.partner_id, self.plain)
        self.assertEqual(len(plans), 4)

    def test_without_a_start_it_says_so(self):
        self.round.start_id = False
        with self.assertRaisesRegex(UserError, "starts and ends"):
            self.round.action_next_days()

    def test_of_very_many_the_most_urgent_are_looked_at(self):
        first = self.plain
        first.write({"name": "Zz del Mapa", "next_contact_date": "2026-01-05"})
        with patch.object(ficha_round_due, "LOOKED_AT", 2):
            due = self.round._due_customers()
        # the red one, then who has waited longest; not who comes first by name
        self.assertEqual(due, self.roja + first)

    def test_who_is_out_of_reach_is_not_weighed(self):
        self.plain.write({"next_contact_date": MONDAY})
        self.plain.ficha_put_pin(28.1, -15.4)  # Las Palmas
        self.round.action_propose()
        self.assertNotIn(self.plain, self.round.stop_ids.partner_id)
        self.assertNotIn(self.plain, self.round.left_ids.partner_id)

    def test_another_seller_goes_to_them_that_day(self):
        self.round.action_propose()
        self.round.action_accept()
        # she is the other one's customer now, and due
        self.roja.user_id = self.other
        second = self.make_round(self.other)
        second.action_propose()
        self.assertFalse(second.stop_ids)
        second.stop_ids = [Command.create({"partner_id": self.roja.id})]
        self.assertIn("Another round", second.stop_ids.warning)
        self.assertNotIn(self.seller.name, second.stop_ids.warning)
        # or the same one, who has it already
        own = self.make_round()
        own.stop_ids = [Command.create({"partner_id": self.roja.id})]
        self.assertEqual(own.stop_ids.warning, second.stop_ids.warning)
        # another day, or once it is taken off the first round, nobody else does
        later = self.make_round(self.other, date=MONDAY + timedelta(days=1))
        later.action_propose()
        self.assertEqual(later.stop_ids.partner_id, self.roja)
        self.assertFalse(later.stop_ids.warning)
        self.stop(self.roja).unlink()
        second.invalidate_recordset()
        second.stop_ids.invalidate_recordset()
        self.assertFalse(second.stop_ids.warning)
