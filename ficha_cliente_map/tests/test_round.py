from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from .common_map import MapCommon


class TestRound(MapCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.tz = "UTC"
        cls.today = fields.Date.context_today(cls.seller)
        spain = cls.env.ref("base.es")
        cls.depot = cls.env["res.partner"].create(
            {"name": "Almacén del Mapa", "zip": "41500", "country_id": spain.id}
        )
        (cls.roja + cls.vecina + cls.plain + cls.far).user_id = cls.seller
        cls.vecina.next_contact_date = cls.today
        # far away today, and nobody's
        cls.far.followup_state_id = False
        cls.round = (
            cls.env["ficha.round"]
            .with_user(cls.seller)
            .create({"start_id": cls.depot.id, "end_id": cls.depot.id})
        )

    def names(self, plan=None):
        return (plan or self.round).stop_ids.partner_id.mapped("name")

    def stop(self, partner):
        return self.round.stop_ids.filtered(lambda s: s.partner_id == partner)

    def complain(self, partner):
        return self.env["ficha.interaction"].create(
            {
                "partner_id": partner.id,
                "kind": "complaint",
                "complaint_state": "open",
                "subject": "Llegó rota",
            }
        )

    def test_it_proposes_who_is_due_and_says_why(self):
        self.round.action_propose()
        self.assertEqual(set(self.names()), {"Roja del Mapa", "Vecina del Mapa"})
        stop = self.stop(self.vecina)
        self.assertIn("Next contact", stop.reason)
        self.assertTrue(self.stop(self.roja).reason)
        self.assertGreater(min(self.round.stop_ids.mapped("arrive")), 9)
        self.assertGreater(self.round.km, 10)
        self.assertGreater(self.round.back, max(self.round.stop_ids.mapped("arrive")))
        self.assertTrue(self.round.solver)

    def test_a_complaint_is_a_reason_to_go_there(self):
        complaint = self.complain(self.plain)
        self.round.action_propose()
        stop = self.stop(self.plain)
        self.assertIn("Open complaint", stop.reason)
        self.assertNotIn("Llegó rota", stop.reason)
        # it matters more than the same customer without, and value more than none
        weight = stop.priority
        complaint.complaint_state = "solved"
        self.env.invalidate_all()
        self.assertEqual(self.round._why(self.plain, "")[0], weight - 3)
        self.env["ficha.purchase.summary"].sudo().create(
            {
                "partner_id": self.vecina.id,
                "company_id": self.env.company.id,
                "value_tier": "a",
            }
        )
        before = self.stop(self.vecina).priority
        self.env.invalidate_all()
        self.assertEqual(self.round._why(self.vecina, "")[0], before + 2)
        self.round.action_propose()
        self.assertNotIn("Sin color del Mapa", self.names())

    def test_of_two_for_one_place_the_one_with_a_complaint_is_visited(self):
        self.roja.followup_state_id = False
        self.plain.next_contact_date = self.today
        # a visit takes the whole day
        self.round.write({"visit_minutes": 360, "lunch_minutes": 0})
        complaint = self.complain(self.plain)
        self.round.action_propose()
        self.assertEqual(self.names(), ["Sin color del Mapa"])
        self.assertEqual(self.round.left_ids.partner_id, self.vecina)
        self.assertEqual(self.round.left_ids.why, "full")
        # once it is solved, who buys more goes first
        complaint.complaint_state = "solved"
        self.env["ficha.purchase.summary"].sudo().create(
            {
                "partner_id": self.vecina.id,
                "company_id": self.env.company.id,
                "value_tier": "b",
            }
        )
        self.env.invalidate_all()
        self.round.action_propose()
        self.assertEqual(self.names(), ["Vecina del Mapa"])

    def test_rounds_with_nobody_on_them_go_once_their_day_is_over(self):
        before = fields.Date.subtract(self.today, days=3)
        empty = self.round.copy({"date": before})
        full = self.round.copy({"date": before})
        full.stop_ids = [Command.create({"partner_id": self.far.id})]
        accepted = self.round.copy({"date": before})
        accepted.state = "accepted"
        self.env["ficha.round"]._gc_empty()
        self.assertFalse(empty.exists())
        self.assertEqual(len((full + accepted + self.round).exists()), 3)

    def test_the_list_opens_on_what_one_may_see(self):
        """Who manages has no rounds of their own to see, and sees the others'."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ficha_cliente_map.action_ficha_round"
        )
        self.assertNotIn("search_default", action["context"])
        Round = self.env["ficha.round"]
        self.assertIn(self.round, Round.with_user(self.manager).search([]))
        self.assertFalse(Round.with_user(self.other).search([]))

    def test_what_is_fixed_and_by_hand_goes_first(self):
        since = self.seller._map_moment(self.today, 12)
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
        self.round.action_propose()
        self.assertEqual(len(self.round.stop_ids), 4)
        fixed = self.stop(self.plain)
        self.assertEqual((fixed.kind, round(fixed.begin, 2)), ("fixed", 12))
        self.assertIn("Cita del mapa", fixed.reason)
        self.assertEqual(self.stop(self.far).kind, "manual")
        # proposing again makes no doubles
        self.round.action_propose()
        self.assertEqual(len(self.round.stop_ids), 4)

    def test_a_day_too_full_says_who_stays_out(self):
        self.round.write({"opens": 9, "closes": 11, "visit_minutes": 40})
        self.round.action_propose()
        self.assertEqual(len(self.round.stop_ids), 1)
        self.assertEqual(self.round.left_ids.mapped("why"), ["full"])

    def test_hours_that_never_open(self):
        self.vecina.write({"contact_hour_from": 20, "contact_hour_to": 22})
        self.round.action_propose()
        self.assertEqual(self.names(), ["Roja del Mapa"])
        left = self.round.left_ids
        self.assertEqual((left.partner_id, left.why), (self.vecina, "closed"))

    def test_nobody_drives_across_the_sea(self):
        places = ((39.57, 2.65), (39.6, 3.0), (39.89, 4.26))  # two of Mallorca, Mahón
        for partner, place in zip(
            (self.depot, self.roja, self.vecina), places, strict=True
        ):
            partner.ficha_put_pin(*place)
        self.round.action_propose()
        self.assertEqual(self.names(), ["Roja del Mapa"])
        left = self.round.left_ids
        self.assertEqual((left.partner_id, left.why), (self.vecina, "far"))
        # put in by hand they stay on it, and it says so
        self.round.stop_ids = [Command.create({"partner_id": self.vecina.id})]
        self.assertIn("Across the sea", self.stop(self.vecina).warning)
        self.assertFalse(self.stop(self.roja).warning)

    def test_hours_that_are_no_numbers(self):
        for name in ("opens", "closes", "lunch_from"):
            for value in (float("nan"), float("inf"), -1):
                with self.assertRaises(ValidationError, msg=name):
                    self.round[name] = value

    def test_not_their_day_is_not_proposed(self):
        other = self.env["ficha.weekday"].search(
            [("number", "=", (self.today.weekday() + 1) % 7)]
        )
        self.vecina.contact_weekday_ids = other
        self.round.action_propose()
        self.assertEqual(self.names(), ["Roja del Mapa"])
        self.round.stop_ids = [Command.create({"partner_id": self.vecina.id})]
        self.assertIn("not one of their days", self.stop(self.vecina).warning)

    def test_without_a_start_it_says_so(self):
        self.round.start_id = False
        with self.assertRaisesRegex(UserError, "starts and ends"):
            self.round.action_propose()
        self.round.start_id = self.nowhere
        with self.assertRaisesRegex(UserError, "not on the map"):
            self.round.action_propose()
        with self.assertRaisesRegex(ValidationError, "The day goes from"):
            self.round.write({"opens": 19})

    def test_somebody_not_on_the_map_is_told(self):
        self.round.stop_ids = [Command.create({"partner_id": self.nowhere.id})]
        self.round.action_propose()
        self.assertIn("Not on the map", self.stop(self.nowhere).warning)
        self.assertIn("nowhere", self.round.left_ids.mapped("why"))

    def test_reorder_by_hand_moves_the_times(self):
        self.round.action_propose()
        first, last = self.round.stop_ids.sorted("sequence")
        before = first.arrive
        self.round.stop_ids = [
            Command.update(first.id, {"sequence": 9}),
            Command.update(last.id, {"sequence": 1}),
        ]
        self.assertGreater(first.arrive, last.arrive)
        self.assertGreater(first.arrive, before)
        last.partner_id.write({"contact_hour_from": 8, "contact_hour_to": 8.5})
        last.invalidate_recordset(["warning"])
        self.assertIn("Too late", last.warning)

    def test_accepting_makes_meetings_and_invites_nobody(self):
        self.round.action_propose()
        self.round.action_accept()
        events = self.round.stop_ids.event_id
        self.assertEqual(len(events), 2)
        self.assertEqual(events.partner_ids, self.seller.partner_id)
        self.assertEqual(self.round.state, "accepted")
        # a second time makes no second meetings
        self.round.action_accept()
        self.assertEqual(self.round.stop_ids.event_id, events)
        self.round.unlink()
        self.assertFalse(events.exists())

    def test_nobody_to_visit(self):
        (self.roja + self.vecina).user_id = self.other
        self.round.action_propose()
        self.assertFalse(self.round.stop_ids)
        with self.assertRaisesRegex(UserError, "nobody to visit"):
            self.round.action_accept()

    def test_two_sellers_do_not_go_to_one_customer(self):
        self.round.action_propose()
        self.round.action_accept()
        boss = self.env["ficha.round"].with_user(self.manager)
        second = boss.create(
            {
                "user_id": self.seller.id,
                "start_id": self.depot.id,
                "end_id": self.depot.id,
            }
        )
        second.action_propose()
        self.assertFalse(second.stop_ids)

    def test_add_who_is_near(self):
        self.round.action_propose()
        stop = self.round.stop_ids[:1]
        stop.action_near()
        added = self.round.stop_ids.filtered(lambda s: s.kind == "manual")
        self.assertEqual(added.partner_id, self.plain)
        self.assertTrue(added.arrive)

    def test_rules_hold_in_rounds(self):
        company = self.env["res.company"].create({"name": "Otra del Mapa"})
        self.roja.company_id = company
        self.round.action_propose()
        self.assertEqual(self.names(), ["Vecina del Mapa"])
        with self.assertRaises(AccessError):
            self.round.with_user(self.other).read(["km"])
        self.assertFalse(
            self.env["ficha.round.stop"].with_user(self.other).search([])
            & self.round.stop_ids
        )
        self.assertTrue(self.round.with_user(self.manager).read(["km"]))
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.env["ficha.round"].with_user(user).search([])

    def test_the_seller_reads_no_more_than_they_may(self):
        """Who proposes may read personal notes, who drives may not, and calendars are
        everybody's."""
        groups = "ficha_cliente.group_ficha_manager,ficha_cliente.group_ficha_personal"
        boss = new_test_user(self.env, "map_privy", groups)
        talk = self.env["ficha.interaction"].create(
            {
                "partner_id": self.roja.id,
                "kind": "call",
                "subject": "Se divorcia",
                "private": True,
            }
        )
        facts = {"model": "ficha.interaction", "ids": talk.ids}
        self.roja.sudo().followup_facts = facts
        self.assertEqual(self.roja.with_user(boss).followup_reason, "Se divorcia")
        plan = self.round.with_user(boss)
        plan.action_propose()
        plan.action_accept()
        self.env.invalidate_all()
        stop = self.stop(self.roja)
        self.assertTrue(stop.reason)
        self.assertNotIn("divorcia", stop.reason)
        self.assertNotIn("divorcia", str(stop.event_id.description))
        # what a person wrote on the round is in its meeting
        self.far.ficha_put_pin(37.5, -6.0)
        self.round.stop_ids = [
            Command.create({"partner_id": self.far.id, "reason": "Lleva la llave"})
        ]
        self.round.action_reorder()
        self.round.action_accept()
        event = self.stop(self.far).event_id
        self.assertIn("Lleva la llave", event.description)

    def test_a_private_appointment_keeps_its_name(self):
        since = self.seller._map_moment(self.today, 12)
        self.env["calendar.event"].with_user(self.seller).create(
            [
                {
                    "name": "Notario",
                    "start": since,
                    "stop": since + timedelta(hours=hours),
                    "privacy": "private",
                    "partner_ids": [Command.set((self.seller.partner_id + one).ids)],
                }
                # one is longer than a day has room for
                for one, hours in ((self.plain, 1), (self.far, 30))
            ]
        )
        self.round.action_propose()
        fixed = self.stop(self.plain)
        self.assertEqual(fixed.kind, "fixed")
        self.assertTrue(fixed.reason)
        self.assertNotIn("Notario", fixed.with_user(self.manager).reason)

    def test_meetings_are_not_for_other_companies(self):
        away = self.env["res.company"].create({"name": "Otra del Mapa"})
        there = new_test_user(
            self.env,
            "map_away",
            "ficha_cliente.group_ficha_manager",
            company_id=away.id,
            company_ids=[Command.set(away.ids)],
        )
        self.roja.company_id = self.env.company
        self.round.action_propose()
        self.round.action_accept()
        event = self.stop(self.roja).event_id
        Event = self.env["calendar.event"]
        self.assertFalse(Event.with_user(there).search([("id", "=", event.id)]))
        with self.assertRaises(AccessError):
            event.with_user(there).read(["name"])
        for user in (self.seller, self.manager, self.employee):
            self.assertIn("Roja del Mapa", event.with_user(user).display_name)

    def test_days_and_hours_that_nobody_means(self):
        for values in ({"date": "9999-12-31"}, {"date": "0001-01-01"}):
            with self.assertRaisesRegex(ValidationError, "not possible"):
                self.round.write(values)
        self.round.action_propose()
        stop = self.stop(self.roja)
        for values in (
            {"hour": 1e9},
            {"hour": float("nan")},
            {"minutes": 10**6},
            {"priority": float("inf")},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "not possible"),
            ):
                stop.write(values)

    def test_a_round_without_end(self):
        where = "odoo.addons.ficha_cliente_map.models.ficha_round_stop.MOST_STOPS"
        commands = [Command.create({"partner_id": one.id}) for one in self.customers]
        with (
            patch(where, len(commands) - 1),
            self.assertRaisesRegex(ValidationError, "stops at most"),
        ):
            self.round.stop_ids = commands

    # -- on the road ----------------------------------------------------------------

    def test_check_in_within_the_distance_of_the_company(self):
        self.roja.ficha_put_pin(37.4000, -5.9800)
        self.round.action_propose()
        stop = self.stop(self.roja)
        with self.assertRaisesRegex(UserError, "You are 3.3 km from"):
            stop.check_in(37.43, -5.98)
        self.assertEqual(stop.state, "planned")
        self.assertEqual(stop.check_in(37.401, -5.98), "Noted, at 111 m.")
        self.assertEqual(stop.state, "arrived")
        self.assertAlmostEqual(stop.checkin_km, 0.1)

    def test_check_in_where_the_place_is_not_exact_or_not_told(self):
        self.round.action_propose()
        self.assertIn("not exact", self.stop(self.roja).check_in(37.5, -6.1))
        words = self.stop(self.vecina).check_in()
        self.assertIn("the browser did not say", words)
        self.assertFalse(self.stop(self.vecina).checkin_latitude)
        with self.assertRaises(UserError):
            self.stop(self.vecina).check_in("here", [])

    def test_done_is_noted_and_the_rest_moves(self):
        self.round.action_propose()
        first, last = self.round.stop_ids.sorted("sequence")
        first.visit_done("Quieren otra caja")
        noted = self.env["ficha.interaction"].search(
            [("partner_id", "=", first.partner_id.id), ("kind", "=", "visit")]
        )
        self.assertEqual(noted.description, "Quieren otra caja")
        now = self.round._hour(first.done_on)
        self.assertAlmostEqual(last.arrive, now, delta=3)
        self.assertEqual(self.round.done_count, 1)
        with self.assertRaisesRegex(UserError, "over already"):
            first.visit_done()
        last.visit_absent()
        self.assertEqual(last.state, "absent")
        self.assertIn("nobody was there", last.partner_id.message_ids[0].body)

    def test_what_is_said_of_a_visit_can_be_taken_back(self):
        self.round.action_propose()
        stop, other = self.round.stop_ids.sorted("sequence")
        customer = stop.partner_id
        due = customer.next_contact_date
        for end in (stop.visit_done, stop.visit_absent):
            told = end()["params"]
            self.assertIn(customer.name, told["message"])
            undo = told["undo"]
            gesture = self.env[undo["model"]].with_user(self.seller)
            gesture.browse(undo["args"][0]).action_undo()
            self.assertEqual((stop.state, stop.done_on), ("planned", False))
            self.assertEqual(customer.next_contact_date, due)
            self.assertFalse(
                self.env["ficha.interaction"].search(
                    [("partner_id", "=", customer.id), ("kind", "=", "visit")]
                )
            )
            self.assertNotIn(
                "nobody was there", str(customer.message_ids.mapped("body"))
            )
        self.assertEqual(other.state, "planned")
        undo = self.round.action_finish()["params"]["undo"]
        self.assertEqual(self.round.state, "done")
        getattr(self.round, undo["method"])()
        self.assertEqual(self.round.state, "accepted")

    def test_accepting_a_round_can_be_taken_back(self):
        def undo(told):
            gesture = self.env["ficha.gesture"].with_user(self.seller)
            gesture.browse(told["params"]["undo"]["args"][0]).action_undo()

        self.round.action_propose()
        told = self.round.action_accept()
        stops = self.round.stop_ids
        events = stops.event_id
        self.assertTrue(events)
        self.assertIn(str(len(events)), told["params"]["message"])
        undo(told)
        self.assertEqual(self.round.state, "draft")
        self.assertFalse(events.exists())
        self.assertEqual(self.round.stop_ids, stops)
        # meetings that were moved go back, and the round stays accepted
        self.round.action_accept()
        before = {event: event.start for event in stops.event_id}
        self.round.opens += 1
        told = self.round.action_accept()
        self.assertNotEqual(before, {event: event.start for event in stops.event_id})
        undo(told)
        self.assertEqual(before, {event: event.start for event in stops.event_id})
        self.assertEqual(self.round.state, "accepted")
        # who was visited since was: nothing is undone
        told = self.round.action_accept()
        stops[0].visit_done()
        with self.assertRaisesRegex(UserError, "gone on since"):
            undo(told)
        self.assertEqual(len(stops.event_id), len(before))

    def test_the_kilometres_stay_as_the_day_is_worked(self):
        self.round.action_propose()
        planned = self.round.km
        for stop in self.round.stop_ids.sorted("sequence"):
            stop.visit_done()
        self.assertAlmostEqual(self.round.km, planned, delta=planned / 10)

    def test_who_is_not_to_be_contacted_is_not_visited(self):
        self.vecina.do_not_contact = True
        self.round.action_propose()
        self.assertEqual(self.names(), ["Roja del Mapa"])

    def test_the_meeting_goes_with_its_stop(self):
        self.round.action_propose()
        self.round.action_accept()
        stop = self.stop(self.vecina)
        event = stop.event_id
        self.assertTrue(event)
        stop.unlink()
        self.assertFalse(event.exists())

    def test_put_in_by_hand_and_with_an_appointment(self):
        since = self.seller._map_moment(self.today, 12)
        self.env["calendar.event"].create(
            {
                "name": "Cita del mapa",
                "start": since,
                "stop": since + timedelta(hours=1),
                "user_id": self.seller.id,
                "partner_ids": [Command.set((self.seller.partner_id + self.plain).ids)],
            }
        )
        self.round.stop_ids = [Command.create({"partner_id": self.plain.id})]
        self.round.action_propose()
        self.assertEqual(round(self.stop(self.plain).begin, 2), 12)

    def test_positions_are_forgotten(self):
        self.round.action_propose()
        old, new = self.round.stop_ids
        old.check_in(37.4, -6)
        new.check_in(37.4, -6)
        old.sudo().checkin_on = fields.Datetime.now() - timedelta(days=31)
        self.env["ficha.round"]._gc_positions()
        self.assertFalse(old.checkin_latitude or old.checkin_longitude)
        self.assertFalse(old.checkin_km, "nor how far from a place that is known")
        self.assertTrue(new.checkin_km)
        self.assertTrue(old.checkin_on)
        self.assertTrue(new.checkin_latitude)
        self.assertEqual(self.env.company.map_checkin_days, 30)
        # seen by them and their manager only
        place = ["checkin_latitude", "checkin_longitude", "checkin_km"]
        for user in (self.seller, self.manager):
            self.assertTrue(new.with_user(user).read(place)[0]["checkin_latitude"])
        for user in (self.other, self.employee, self.portal):
            with self.assertRaises(AccessError):
                new.with_user(user).read(place)
        rows = self.env["ficha.round.stop"].with_user(self.other)
        self.assertFalse(rows.search([("checkin_latitude", "!=", 0)]) & new)

    def test_merged_customers_are_one_stop_and_one_pin(self):
        self.round.stop_ids = [
            Command.create({"partner_id": self.roja.id}),
            Command.create({"partner_id": self.vecina.id}),
        ]
        self.vecina.ficha_put_pin(37.41, -5.97)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.roja + self.vecina).ids, self.roja
        )
        self.env.invalidate_all()
        self.assertEqual(self.round.stop_ids.partner_id, self.roja)
        self.assertEqual(self.roja.map_precision, "person")
        self.assertAlmostEqual(self.roja.pin_latitude, 37.41)
        self.assertAlmostEqual(self.roja.pin_longitude, -5.97)

    def test_a_start_of_the_seller_or_of_the_company(self):
        user = new_test_user(self.env, "map_new", "ficha_cliente.group_ficha_user")
        self.env.company.partner_id.write(
            {"zip": "28001", "city": "Madrid", "country_id": self.env.ref("base.es").id}
        )
        self.assertEqual(user._map_start(), self.env.company.partner_id)
        user.partner_id.write(
            {"zip": "41001", "country_id": self.env.ref("base.es").id}
        )
        self.assertEqual(user._map_start(), user.partner_id)
