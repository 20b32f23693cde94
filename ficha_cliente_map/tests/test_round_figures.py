import random
from datetime import datetime, time
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente_map.models import ficha_round_solve

from .common_round import MONDAY, RoundCommon


class TestRoundFigures(RoundCommon):
    """What stands on a round adds up, in the office, on paper and in results."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(16)
        cls.many = cls.env["res.partner"].create(
            [
                {
                    "name": f"Cliente {number} de la suma",
                    "is_company": True,
                    "user_id": cls.seller.id,
                    "pin_latitude": 37.2 + chance.random() / 2,
                    "pin_longitude": -6.2 + chance.random() / 2,
                }
                for number in range(12)
            ]
        )
        cls.many.next_contact_date = cls.round.date

    def check(self, plan):
        """By hand, with the figures as a screen writes them."""
        stops = plan.stop_ids.sorted("sequence")
        self.assertTrue(stops)
        lines = [f"{km:.1f}" for km in (*stops.mapped("km"), plan.back_km)]
        self.assertEqual(f"{plan.km:.1f}", f"{sum(map(float, lines)):.1f}")
        free, eaten = 9 * 60, []
        for stop in stops:
            eaten += [stop.pause] if stop.pause else []
            arrive = free + stop.pause + stop.drive
            self.assertEqual(_minutes(stop.arrive), arrive)
            waited = _minutes(stop.begin) - arrive
            for minutes in filter(None, (stop.pause, waited)):
                self.assertIn(f"{minutes} min", stop.waits)
            free = _minutes(stop.begin) + plan.visit_minutes
        # lunch, and that once
        self.assertLessEqual(len(eaten), 1)
        self.assertTrue(all(more >= plan.lunch_minutes for more in eaten))
        if eaten:
            set_out = _minutes(stops[-1].begin) + plan.visit_minutes
            self.assertEqual(_minutes(plan.back), set_out + plan.back_drive)

    def test_kilometres_and_minutes_are_the_sum_of_the_lines(self):
        self.round.action_propose()
        self.check(self.round)
        self.round.stop_ids[3].action_later()
        self.check(self.round)
        self.round.stop_ids[0].action_drop()
        self.check(self.round)
        # somebody receives from eleven on: it is told that one waits
        first = self.round.stop_ids.sorted("sequence")[0]
        first.partner_id.sudo().write({"contact_hour_from": 11, "contact_hour_to": 13})
        self.round._retime()
        self.check(self.round)
        self.assertIn("until 11:00", first.waits)
        for plan in self.env["ficha.round"].search(
            self.round.action_next_days()["domain"]
        ):
            if plan.stop_ids:
                self.check(plan)

    def test_on_paper_too(self):
        self.round.action_propose()
        html = (
            self.env["ir.actions.report"]
            .with_user(self.seller)
            ._render_qweb_html("ficha_cliente_map.report_ficha_round", self.round.ids)[
                0
            ]
            .decode()
        )
        self.assertIn("Way back", html)
        figures = self.env["ir.qweb.field.float"].value_to_html(
            self.round.back_km, {"precision": 1}
        )
        self.assertIn(f"{figures}</span> km", html)

    def test_results_are_the_sum_of_the_way_there(self):
        self.round.action_propose()
        self.round.action_accept()
        for stop in self.round.stop_ids:
            stop.visit_done()
        self.env.flush_all()
        [(km, spent)] = (
            self.env["ficha.round.result"]
            .with_user(self.seller)
            ._read_group(
                [("round_id", "=", self.round.id)], [], ["km:sum", "spent:sum"]
            )
        )
        stops = self.round.stop_ids
        self.assertAlmostEqual(km, self.round.km - self.round.back_km, 5)
        self.assertEqual(spent, sum(stops.mapped("drive")) + 30 * len(stops))

    def test_a_territory_multiplies_what_it_shows(self):
        self.red.cadence_days = 17
        (self.roja + self.far).write({"followup_state_id": self.red.id})
        territory = self.env["ficha.territory"].create(
            {
                "name": "De la suma",
                "country_id": self.env.ref("base.es").id,
                "zips": "41001,28001",
                "visit_minutes": 47,
                "user_id": self.seller.id,
            }
        )
        self.assertGreaterEqual(territory.visits, 2.4)
        self.assertEqual(territory.visits, round(territory.visits, 1))
        self.assertEqual(territory.hours, round(territory.visits * 47 / 60, 1))

    # -- hours, hands and who stays out ---------------------------------------------

    def test_who_is_no_longer_on_the_map_has_no_hour_and_no_way(self):
        self.round.stop_ids = [
            Command.create({"partner_id": one.id, "sequence": number})
            for number, one in enumerate(self.many[:3], 1)
        ]
        stop = self.round.stop_ids[1]
        self.assertTrue(stop.arrive and stop.km)
        self.many[1].write({"pin_latitude": 0, "pin_longitude": 0})
        self.assertFalse(self.many[1].map_precision)
        self.round._retime()
        self.assertEqual((stop.arrive, stop.km, stop.drive), (0, 0, 0))
        rest = self.round.stop_ids - stop
        total = sum(rest.mapped("km")) + self.round.back_km
        self.assertAlmostEqual(self.round.km, total, 5)

    def test_a_line_for_whom_nobody_is_chosen_yet(self):
        stop = self.env["ficha.round.stop"].new({"round_id": self.round.id})
        self.assertFalse(stop.destination)
        self.assertFalse(stop.waits)

    def test_earlier_and_later_by_the_keyboard(self):
        self.round.action_propose()
        order = self.round.stop_ids.sorted("sequence")
        order[0].action_later()
        moved = self.round.stop_ids.sorted("sequence")
        self.assertEqual(moved[:2].ids, [order[1].id, order[0].id])
        self.assertGreater(order[0].arrive, order[1].arrive)
        order[0].action_earlier()
        self.assertEqual(self.round.stop_ids.sorted("sequence").ids, order.ids)
        # there is nothing before the first, and nothing after the last
        order[0].action_earlier()
        order[-1].action_later()
        self.assertEqual(self.round.stop_ids.sorted("sequence").ids, order.ids)

    def test_the_best_order_of_a_day_that_has_begun_goes_on_from_there(self):
        here, near, far = self.many[:3]
        for partner, latitude in ((here, 37.9), (near, 37.8), (far, 37.2)):
            partner.ficha_put_pin(latitude, -6.0)
        self.depot.ficha_put_pin(37.0, -6.0)
        end = self.env["res.partner"].create(
            {"name": "Final", "pin_latitude": 37.5, "pin_longitude": -6.0}
        )
        self.round.end_id = end
        self.round.stop_ids = [
            Command.create({"partner_id": one.id, "kind": "due", "sequence": number})
            for number, one in enumerate((far, near, here), 1)
        ]
        self.round.action_reorder()
        self.round.action_accept()
        order = self.round.stop_ids.sorted("sequence").partner_id
        self.assertLess(list(order).index(far), list(order).index(near), "at nine")
        noon = datetime.combine(MONDAY, time(12))
        self.stop(here)._visit_done(noon)
        self.round.action_reorder()
        stops = self.round.stop_ids.sorted("sequence")
        self.assertEqual(stops.partner_id.ids, [here.id, near.id, far.id])
        self.assertGreater(stops[1].arrive, 12)
        # in the evening nobody is taken off it: they are told to be too late
        self.stop(here).done_on = noon.replace(hour=20)
        vroom = ficha_round_solve.rounds_vroom
        with (
            patch.object(vroom, "available", lambda: True),
            patch.object(vroom, "solve") as asked,
        ):
            self.round.action_reorder()
        # it refuses a day that ends before it begins
        self.assertFalse(asked.called)
        self.assertEqual(set(self.round.stop_ids.partner_id), {here, near, far})
        late = self.round.stop_ids.filtered(lambda s: s.state == "planned")
        self.assertEqual(set(late.mapped("warning")), {"After the end of the day."})
        self.assertTrue(all(late.mapped("event_id")))

    def test_lunch_is_had_once(self):
        self.round.action_propose()
        stops = self.round.stop_ids.sorted("sequence")
        [fed] = stops.filtered("pause")
        self.assertNotEqual(fed, stops[-1])
        # earlier than planned: lunch is still to come
        fed.done_on = datetime.combine(MONDAY, time(13, 30))
        fed.state = "done"
        self.round._retime()
        self.assertTrue(any((stops - fed).mapped("pause")))
        # or it was had before that visit
        fed.done_on = datetime.combine(MONDAY, time(15, 10))
        self.round._retime()
        self.assertFalse(any((stops - fed).mapped("pause")))
        # who begins in the afternoon has had it
        later = self.make_round(date="2030-03-05", opens=16, closes=20)
        later.action_propose()
        self.assertTrue(later.stop_ids)
        self.assertFalse(any(later.stop_ids.mapped("pause")))

    def test_off_the_round_by_a_thumb(self):
        self.round.action_propose()
        self.round.action_accept()
        stop = self.round.stop_ids[0]
        event, who, km = stop.event_id, stop.partner_id, self.round.km
        told = stop.action_drop()
        self.assertIn(who.name, told["params"]["message"])
        self.assertNotIn(who, self.round.stop_ids.partner_id)
        self.assertFalse(event.exists())
        self.assertNotEqual(self.round.km, km)
        over = self.round.stop_ids[0]
        over.visit_done()
        with self.assertRaisesRegex(UserError, "visited already"):
            over.action_drop()

    def test_of_many_who_stay_out_it_is_told_how_many_more(self):
        self.round.write({"opens": 9, "closes": 11})
        with patch.object(ficha_round_solve, "LEFT", 3):
            self.round.action_propose()
        out = 14 - len(self.round.stop_ids)
        self.assertEqual(len(self.round.left_ids), 3)
        self.assertEqual(self.round.left_more, out - 3)
        self.round.closes = 18
        self.round.action_propose()
        self.assertEqual(self.round.left_more, max(0, len(self.round.left_ids) - 20))

    def test_when_nobody_is_due_it_is_told_why(self):
        def told():
            return self.round.action_propose()["params"]["message"]

        everybody = self.env["res.partner"].search([("user_id", "=", self.seller.id)])
        everybody.write({"next_contact_date": False, "followup_state_id": False})
        self.assertIn("nobody is due", told())
        self.assertIn(str(len(everybody)), told())
        everybody.write({"zip": False, "city": False})
        everybody.write({"pin_latitude": 0, "pin_longitude": 0})
        everybody.write({"state_id": False, "country_id": False})
        self.assertIn("is on the map", told())
        everybody[1:].user_id = self.other
        self.assertIn("The only customer of", told())
        everybody.user_id = self.other
        self.assertIn("salesperson of nobody", told())
        self.assertFalse(self.round.stop_ids)
        rounds = self.env["ficha.round"].search([])
        told = self.round.action_next_days()["params"]["message"]
        self.assertIn("salesperson of nobody", told)
        self.assertEqual(self.env["ficha.round"].search([]), rounds, "no empty days")

    def test_meetings_remind(self):
        self.round.action_propose()
        self.round.action_accept()
        alarm = self.env.ref("calendar.alarm_notif_1")
        for event in self.round.stop_ids.event_id:
            self.assertEqual(event.alarm_ids, alarm)
        # whoever works without it can
        self.env["calendar.event"].search([("alarm_ids", "in", alarm.ids)]).write(
            {"alarm_ids": False}
        )
        alarm.unlink()
        later = self.make_round(date="2030-03-05")
        later.action_propose()
        later.action_accept()
        self.assertTrue(later.stop_ids.event_id)

    def test_near_is_nobody_whom_a_round_may_not_visit(self):
        self.round.stop_ids = [Command.create({"partner_id": self.many[0].id})]
        company = self.env["res.company"].create({"name": "Otra de la suma"})
        rest = self.many[1:] + self.roja + self.vecina + self.plain + self.far
        rest.do_not_contact = True
        allowed = self.many[5]
        allowed.write({"do_not_contact": False, "company_id": company.id})
        with self.assertRaisesRegex(UserError, "Nobody else"):
            self.round.stop_ids.action_near()
        allowed.company_id = False
        self.round.stop_ids.action_near()
        self.assertEqual(self.round.stop_ids[-1:].partner_id, allowed)


def _minutes(hour):
    """As a screen writes an hour: whole minutes."""
    return round(hour * 60)
