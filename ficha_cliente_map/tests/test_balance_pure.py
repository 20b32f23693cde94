import random
import statistics

from odoo.tests import BaseCase

from ..tools.balance import Balance, Customer

START = (37.4, -6.0)
WEEKS = [0, 1, 2, 3, 4] * 4


def around(count, every, seed=1, **more):
    chance = random.Random(seed)
    return [
        Customer(
            number,
            (37.4 + chance.gauss(0, 0.2), -6.0 + chance.gauss(0, 0.2)),
            every,
            every - 1,
            **more,
        )
        for number in range(count)
    ]


class TestBalance(BaseCase):
    def test_everybody_within_their_interval_and_days_of_equal_length(self):
        customers = around(40, 5) + [
            Customer(f"z{c.key}", c.point, 10, 9) for c in around(40, 10, seed=2)
        ]
        plan = Balance(customers, WEEKS, START).solve()
        self.assertFalse(plan.left)
        for customer in customers:
            days = [n for n, day in enumerate(plan.days) if customer in day]
            self.assertLess(days[0], customer.every)
            gaps = [b - a for a, b in zip(days, days[1:], strict=False)]
            self.assertLessEqual(max(gaps, default=0), customer.every)
            # and not more often than that asks for
            self.assertLessEqual(len(days), -(-len(WEEKS) // customer.every))
        lengths = [plan.minutes(day) for day in range(len(WEEKS))]
        self.assertLess(statistics.pstdev(lengths) / statistics.mean(lengths), 0.25)

    def test_neighbours_are_visited_on_the_same_day(self):
        chance = random.Random(4)
        places = [(37.4, -6.0), (38.4, -5.0), (36.4, -5.5), (37.4, -7.2), (38.2, -6.6)]
        customers = [
            Customer(
                (which, number),
                (lat + chance.gauss(0, 0.02), lng + chance.gauss(0, 0.02)),
                5,
                4,
            )
            for which, (lat, lng) in enumerate(places)
            for number in range(6)
        ]
        plan = Balance(customers, WEEKS[:5], START).solve()
        by_chance = Balance(customers, WEEKS[:5], START)
        for number, customer in enumerate(customers):
            by_chance.days[number % 5].append(customer)
        km, other = (
            sum(one.way(day)[0] for day in range(5)) for one in (plan, by_chance)
        )
        self.assertLess(km, other * 0.6)

    def test_their_days_and_who_can_be_on_none(self):
        monday = Customer("m", START, 5, 4, weekdays=frozenset({0}))
        never = Customer("n", START, 3, 2, weekdays=frozenset({0}))
        plan = Balance([monday, never], WEEKS, START).solve()
        self.assertEqual(plan.left, [never])
        days = [n for n, day in enumerate(plan.days) if monday in day]
        self.assertEqual(days, [0, 5, 10, 15])

    def test_a_small_case_by_hand(self):
        """Two customers a tenth and a fifth of a degree to the north, 11.12 km each of
        111.195: by road 14.46 km, 12 minutes for the first 5 km (25 km/h) and 10.3 for
        the others (55 km/h)."""
        near, far = Customer("a", (37.5, -6.0), 2, 0), Customer("b", (37.6, -6.0), 4, 0)
        plan = Balance([near, far], [0, 1, 2, 3], START).solve()
        # one of every 2 days on the first and the third, one of every 4 on the first
        keys = [sorted(customer.key for customer in day) for day in plan.days]
        self.assertEqual(keys, [["a", "b"], [], ["a"], []])
        self.assertEqual([plan.minutes(day) for day in range(4)], [60, 0, 30, 0])
        leg = 0.1 * 111.195 * 1.3
        minutes = 5 / 25 * 60 + (leg - 5) / 55 * 60
        kilometres, driving = plan.way(2)
        self.assertAlmostEqual(kilometres, 2 * leg, 1)
        self.assertAlmostEqual(driving, 2 * minutes, 1)
        back = 5 / 25 * 60 + (2 * leg - 5) / 55 * 60
        kilometres, driving = plan.way(0)
        self.assertAlmostEqual(kilometres, 4 * leg, 1)
        self.assertAlmostEqual(driving, 2 * minutes + back, 1)

    def test_nobody_drives_across_the_sea_or_longer_than_a_day(self):
        """As in rounds: from Seville no road leads to Ceuta or Palma, and from Palma
        none to Mahón; and nobody drives to Barcelona and back in a day."""
        ceuta, palma, mahon = (35.89, -5.31), (39.57, 2.65), (39.89, 4.26)
        lands = [Customer(name, START, 5, 4) for name in ("a", "b")]
        away = [Customer(place, place, 5, 4) for place in (ceuta, palma, (41.39, 2.17))]
        plan = Balance(lands + away, WEEKS, START, most=480).solve()
        self.assertEqual(plan.far, away)
        self.assertFalse(plan.left)
        self.assertEqual({c for day in plan.days for c in day}, set(lands))
        islands = [Customer("p", palma, 5, 4), Customer("m", mahon, 5, 4)]
        plan = Balance(islands, WEEKS, (39.6, 2.9), most=480).solve()
        self.assertEqual([c.key for c in plan.far], ["m"])
        self.assertLess(sum(plan.way(day)[1] for day in range(20)), 20 * 120)

    def test_nobody(self):
        plan = Balance([], WEEKS, START).solve()
        self.assertEqual(plan.way(0), (0, 0))
