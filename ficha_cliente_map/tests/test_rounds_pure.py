import random
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import BaseCase

from ..tools import rounds_vroom
from ..tools.rounds import Day, Rounds, Stop, joined, within
from ..tools.travel import OVERSEA, drive_minutes, matrices, road_km


def line(*hours, day=None, stops=()):
    """Places on a line, ten minutes and ten kilometres apart."""
    count = len(stops) + 1
    ways = [[abs(a - b) * 10 for b in range(count)] for a in range(count)]
    return Rounds([day or Day("day", 0, 0, 0, 200)], stops, ways, ways)


def order(plan):
    return [visit.key for visit in plan.days["day"]]


class TestRounds(BaseCase):
    def test_the_shortest_way(self):
        stops = [Stop(name, place, 5) for place, name in enumerate("abcd", 1)]
        plan = line(stops=stops).solve(seconds=0.2, rounds=50)
        self.assertIn(order(plan), (list("abcd"), list("dcba")))
        self.assertEqual(plan.km, 80)
        self.assertFalse(plan.left)

    def test_hours_are_kept_and_waited_for(self):
        stops = [
            Stop("a", 1, 5, ((100, 120),)),
            Stop("b", 2, 5, ((0, 40),)),
        ]
        plan = line(stops=stops).solve(seconds=0.2, rounds=50)
        self.assertEqual(order(plan), ["b", "a"])
        visit = plan.days["day"][1]
        self.assertEqual((visit.arrive, visit.begin, visit.leave), (35, 100, 105))

    def test_two_openings_of_one_day(self):
        stops = [Stop("a", 1, 5, ((60, 70), (0, 20)))]
        self.assertEqual(
            line(stops=stops).solve(seconds=0.1, rounds=5).days["day"][0].begin, 10
        )
        late = line(stops=stops, day=Day("day", 0, 0, 15, 200))
        self.assertEqual(late.solve(seconds=0.1, rounds=5).days["day"][0].begin, 60)

    def test_a_day_too_full_visits_who_matters_most_together(self):
        stops = [
            Stop(name, place, 30, priority=place)
            for place, name in enumerate("abcdef", 1)
        ]
        plan = line(stops=stops).solve(seconds=0.5, rounds=300)
        # f alone matters most, but with it there is only time for e: 11, and not 12
        self.assertEqual(plan.left, dict.fromkeys("abf", "full"))

    def test_who_must_goes_before_many_who_might(self):
        stops = [
            Stop("must", 6, 60, must=True, priority=0),
            *(
                Stop(name, place, 30, priority=9)
                for place, name in enumerate("abcde", 1)
            ),
        ]
        plan = line(stops=stops).solve(seconds=0.5, rounds=300)
        self.assertIn("must", order(plan))

    def test_hours_that_never_open(self):
        stops = [Stop("a", 1, 5, ((300, 400),)), Stop("b", 2, 5)]
        plan = line(stops=stops).solve(seconds=0.1, rounds=20)
        self.assertEqual(plan.left, {"a": "closed"})
        self.assertEqual(order(plan), ["b"])

    def test_too_far_is_told_apart_from_hours(self):
        stops = [Stop("a", 1, 500, ((0, 60),)), Stop("b", 2, 500), Stop("c", 3, 5)]
        plan = line(stops=stops).solve(seconds=0.1, rounds=20)
        self.assertEqual(plan.left, {"a": "far", "b": "far"})
        self.assertEqual(order(plan), ["c"])

    def test_lunch_takes_its_time(self):
        day = Day("day", 0, 0, 0, 200, (50, 80, 60))
        stops = [Stop("a", 1, 45), Stop("b", 2, 20)]
        plan = line(stops=stops, day=day).solve(seconds=0.1, rounds=20)
        self.assertEqual([visit.lunch for visit in plan.days["day"]], [False, True])
        self.assertGreaterEqual(plan.back["day"], 45 + 20 + 40 + 60)

    def test_whoever_is_back_after_lunch_has_it_on_the_way(self):
        """Not only between two visits: the last one may be over before it, and the way
        back a long one."""
        day = Day("day", 0, 0, 0, 300, (50, 60, 60))
        question = line(stops=[Stop(n, n, 10) for n in (1, 2, 3)], day=day)
        # back at 50, before it ends; else 30 back from 40 on, with 60 for it on the way
        for which, back in ((1, 50), (2, 130)):
            _lines, over = question.walk(day, [which])
            self.assertEqual(over, back)
        # and a day is as long as that takes
        short = Day("day", 0, 0, 0, 129, (50, 60, 60))
        self.assertFalse(question.walk(short, [2]))
        start = question._states(short, [])[0]
        self.assertFalse(question._fits(short, start, [2]))

    def test_on_a_long_way_lunch_is_had_on_the_way(self):
        """And nobody waits for it before setting out."""
        day = Day("day", 0, 0, 540, 1500, (840, 930, 60))
        ways = [[0, 400], [400, 0]]
        question = Rounds([day], [Stop("a", 1, 30)], ways, ways)
        [(arrive, begin, _leave, drive, _km, eaten)], over = question.walk(day, [0])
        self.assertEqual((arrive, begin, drive, eaten), (1000, 1000, 400, True))
        self.assertEqual(over, 1000 + 30 + 400)
        self.assertTrue(question._fits(day, question._states(day, [])[0], [0]))
        # nor where there is a meeting in the morning
        question.days = [replace(day, blocked=((560, 600),))]
        [(arrive, *_times, eaten)], _over = question.walk(question.days[0], [0])
        self.assertEqual((arrive, eaten), (600 + 60 + 400, True))
        # a short one: lunch where one is, and not before its time
        ways = [[0, 20], [20, 0]]
        question = Rounds([day], [Stop("a", 1, 400)], ways, ways)
        [(arrive, *_times, eaten)], _over = question.walk(day, [0])
        self.assertEqual((arrive, eaten), (920, True))

    def test_nothing_in_what_is_blocked(self):
        stops = [Stop(name, place, 20) for place, name in enumerate("abcd", 1)]
        spans = ((15, 40), (70, 75), (100, 130))
        day = Day("day", 0, 0, 0, 300, (60, 120, 30), blocked=spans)
        plan = line(stops=stops, day=day).solve(seconds=0.3, rounds=100)
        self.assertFalse(plan.left)
        for visit in plan.days["day"]:
            for since, until in spans:
                self.assertTrue(visit.leave <= since or visit.begin >= until, visit)
                drive = visit.arrive - visit.drive
                self.assertTrue(visit.arrive <= since or drive >= until, visit)
        self.assertEqual(
            joined([(70, 90), (10, 30), (20, 40), (40, 50), (72, 80)]),
            ((10, 50), (70, 90)),
        )
        self.assertEqual(within(spans, 20, 72), 22)
        # all of the day
        day = Day("day", 0, 0, 0, 300, blocked=((0, 300),))
        plan = line(stops=stops, day=day).solve(seconds=0.1, rounds=5)
        self.assertEqual(plan.left, dict.fromkeys("abcd", "full"))

    def test_what_vroom_refuses_is_answered_by_ours(self):
        class Refused(Exception):
            pass

        def refuse():
            raise Refused("Inconsistent breaks for vehicle 1.")

        theirs = SimpleNamespace(
            Input=refuse, _vroom=SimpleNamespace(VroomInputException=Refused)
        )
        with patch.object(rounds_vroom, "vroom", theirs):
            plan = rounds_vroom.solve(line(stops=[Stop("a", 1, 5)]), 0.1)
            self.assertEqual((order(plan), plan.solver), (["a"], "own"))
            self.assertFalse(order(rounds_vroom.solve(line(), 0.1)))

    def test_nobody(self):
        plan = line().solve(seconds=0.1)
        self.assertEqual((plan.km, plan.days, plan.back), (0, {"day": []}, {"day": 0}))

    def test_the_same_question_has_the_same_answer(self):
        stops = [Stop(n, n % 7 + 1, 5) for n in range(7)]
        one = line(stops=stops).solve(seconds=5, rounds=60)
        two = line(stops=stops).solve(seconds=5, rounds=60)
        self.assertEqual(one, two)

    def test_several_days(self):
        ways = [[abs(a - b) * 10 for b in range(5)] for a in range(5)]
        days = [Day(n, 0, 0, 0, 100) for n in (1, 2)]
        stops = [
            Stop("x", 4, 5, days=frozenset({2}), priority=2),
            *(Stop(n, n, 30) for n in (1, 2, 3)),
        ]
        plan = Rounds(days, stops, ways, ways).solve(seconds=0.3, rounds=200)
        self.assertIn("x", [visit.key for visit in plan.days[2]])
        self.assertFalse([v for v in plan.days[1] if v.key == "x"])

    def test_an_order_somebody_wants_has_its_times_too(self):
        stops = [Stop("a", 1, 5), Stop("b", 2, 5, ((0, 15),))]
        question = line(stops=stops)
        self.assertIsNone(question.walk(question.days[0], [0, 1]))
        lines, over = question.walk(question.days[0], [0, 1], strict=False)
        self.assertEqual([row[0] for row in lines], [10, 25])
        self.assertEqual(over, 50)

    def test_both_ways_of_walking_a_day_agree(self):
        for spans in ((), ((40, 55), (90, 100), (150, 152))):
            with self.subTest(spans=spans):
                self.both_ways_agree(spans)

    def both_ways_agree(self, spans):
        chance = random.Random(3)
        day = Day("day", 0, 0, 0, 260, (60, 120, 30), 30, spans)
        stops = [
            Stop(
                n,
                n,
                chance.randint(5, 30),
                ((chance.randint(0, 90), chance.randint(90, 240)),) if n % 2 else (),
                load=chance.randint(1, 9),
            )
            for n in range(1, 7)
        ]
        question = line(stops=stops, day=day)
        for _attempt in range(200):
            route = chance.sample(range(6), chance.randint(1, 5))
            start = question._states(day, [])[0]
            self.assertEqual(
                question._fits(day, start, route),
                question.walk(day, route) is not None,
                route,
            )

    def test_roads(self):
        self.assertAlmostEqual(drive_minutes(5), 12)
        self.assertLess(drive_minutes(100), 100)
        self.assertGreater(drive_minutes(100), 70)
        points = [(40.4168, -3.7038), (41.3874, 2.1686)]
        kilometres, minutes = matrices(points)
        self.assertEqual(kilometres[0][1], road_km(*points))
        self.assertAlmostEqual(kilometres[0][1], 506 * 1.3, delta=8)
        self.assertEqual(minutes[0][0], 0)
        palma, manacor, mahon = (39.57, 2.65), (39.57, 3.2), (39.89, 4.26)
        ceuta, algeciras, portbou = (35.89, -5.31), (36.13, -5.45), (42.43, 3.16)
        _km, minutes = matrices([palma, manacor, mahon, ceuta, algeciras, portbou])
        self.assertLess(minutes[0][1], 90)
        for a, b in ((0, 2), (0, 4), (3, 4), (2, 5)):
            self.assertGreater(minutes[a][b], OVERSEA, "no road leads there")
            self.assertGreater(minutes[b][a], OVERSEA)
        self.assertLess(minutes[4][5], OVERSEA)
