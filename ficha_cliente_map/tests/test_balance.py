from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common_round import MONDAY, RoundCommon


class TestBalanceOfWeeks(RoundCommon):
    """The cadences of customers spread over the days of a seller, and what if."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.red.cadence_days, cls.green.cadence_days = 5, 10
        cls.round.unlink()

    def balance(self, **values):
        return (
            self.env["ficha.round.balance"]
            .with_user(self.seller)
            .create({"date": MONDAY, "weeks": 2, "start_id": self.depot.id, **values})
        )

    def test_what_if_and_the_rounds_made_of_it(self):
        balance = self.balance()
        self.assertEqual(balance.customer_count, 2)
        self.assertEqual(balance.visit_count, 3, "twice the red one, once the green")
        self.assertGreater(balance.longest_hours, 0.5)
        self.assertFalse(balance.note)
        before = balance.longest_hours
        with Form(balance) as form:
            form.visit_minutes = 90
            self.assertGreater(form.longest_hours, before)
        action = balance.action_make()
        rounds = self.env["ficha.round"].search(action["domain"])
        stops = rounds.stop_ids
        self.assertEqual(len(stops), 3)
        self.assertEqual(stops.partner_id, self.roja + self.vecina)
        red = stops.filtered(lambda s: s.partner_id == self.roja).round_id
        first, second = sorted(red.mapped("date"))
        # its next contact is not known: within its five working days, and again
        self.assertLess(first, MONDAY + timedelta(days=7))
        self.assertLessEqual(second - first, timedelta(days=7))
        self.assertTrue(all(stop.arrive for stop in stops))
        self.assertIn("Every 5 working days", stops.mapped("reason"))
        # who is due by a day is visited by that day; her day is the Monday
        green = stops.filtered(lambda s: s.partner_id == self.vecina).round_id
        self.assertEqual(green.date, MONDAY)
        # once more: the days have their rounds already
        balance.invalidate_recordset()
        self.assertRegex(balance.note, "already: [23].*3 of these visits are not made")
        everything = self.env["ficha.round"].search([])
        with self.assertRaisesRegex(UserError, "has a round already"):
            balance.action_make()
        self.assertEqual(self.env["ficha.round"].search([]), everything)

    def test_who_is_late_already_has_the_first_week(self):
        """Not all on the first day, and then on one day of each week."""
        self.green.cadence_days = 5
        late = self.env["res.partner"].create(
            [
                {
                    "name": f"Tarde {number}",
                    "is_company": True,
                    "zip": "41001",
                    "country_id": self.env.ref("base.es").id,
                    "user_id": self.seller.id,
                    "followup_state_id": self.green.id,
                    "next_contact_date": MONDAY - timedelta(days=20),
                }
                for number in range(10)
            ]
        )
        days, plan = self.balance()._solve()
        counts = [sum(c.key in late for c in day) for day in plan.days]
        self.assertEqual(sum(counts), 20, "each of them in each of the two weeks")
        self.assertLessEqual(max(counts), 5)
        self.assertEqual(len(days), 10)

    def test_whom_a_day_cannot_reach_is_named(self):
        self.far.followup_state_id = self.red
        note = self.balance().note
        self.assertIn("takes longer than a day", note)
        self.assertIn("Lejana del Mapa", note)
        self.assertNotIn("Roja del Mapa", note)
        # both of them each day, five hours at each
        self.red.cadence_days = self.green.cadence_days = 1
        note = self.balance(visit_minutes=300).note
        self.assertIn("more than the 08:00 of a round", note)

    def test_what_if_it_were_another_zone(self):
        territory = self.env["ficha.territory"].create(
            {
                "name": "Zona del mapa",
                "outline": "40.3,-3.9 40.6,-3.9 40.6,-3.5 40.3,-3.5",
                "company_id": self.company.id,
                "user_id": self.seller.id,
            }
        )
        self.far.write({"user_id": self.other.id, "followup_state_id": self.red.id})
        balance = self.balance(territory_id=territory.id)
        found = balance._customers()
        self.assertIn(self.far, found)
        self.assertNotIn(self.roja, found)

    def test_what_is_missing_is_said(self):
        self.assertIn("on the map", self.balance(start_id=self.nowhere.id).note)
        self.assertIn("1 to 13", self.balance(weeks=99).note)
        for day in ("0001-01-01", "9999-12-31"):
            self.assertIn("Choose a day", self.balance(date=day).note)
        nobody = self.balance(user_id=self.other.id)
        self.assertIn("nobody to spread", nobody.note)
        with self.assertRaisesRegex(UserError, "nobody to spread"):
            nobody.action_make()
        self.roja.contact_weekday_ids = self.env["ficha.weekday"].search(
            [("number", "=", 0)]
        )
        self.red.cadence_days = 2
        self.assertIn("Roja del Mapa", self.balance().note)

    def test_it_is_ones_own(self):
        balance = self.balance()
        with self.assertRaises(AccessError):
            balance.with_user(self.other).read(["weeks"])
        with self.assertRaises(AccessError):
            self.env["ficha.round.balance"].with_user(self.employee).create({})
