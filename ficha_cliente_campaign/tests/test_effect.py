import random

from odoo.tests import BaseCase

from ..tools import effect

RUNS = 100
#: What customers buy without a campaign, from the smallest to the biggest.
FROM, TO = 0.1, 0.4


class TestEffect(BaseCase):
    """Campaigns whose effect is known, a hundred of each: whether it is found."""

    def _campaign(self, seed, lift, customers=600, share=0.1):
        """One campaign by lot, with the program's own draw.

        :return: effect found in customers and in money, and the true ones
        """
        lot = random.Random(seed)
        worth = {one: lot.lognormvariate(5, 1) for one in range(customers)}
        order = sorted(worth, key=worth.get)
        place = {one: number / customers for number, one in enumerate(order)}
        control = effect.draw_control(worth, share, seed)
        sides, true, true_money = {True: [], False: []}, 0, 0
        for one in worth:
            left = one in control
            chance = FROM + (TO - FROM) * place[one] + (0 if left else lift)
            bought = lot.random() < chance
            usual = worth[one]
            spent = usual * lot.uniform(0.5, 1.5) if bought else 0
            sides[left].append((worth[one], spent, bought))
            if not left:
                true += lift
                true_money += lift * usual
        ours, others = sides[False], sides[True]
        found = effect.more_customers(
            sum(row[2] for row in ours),
            len(ours),
            sum(row[2] for row in others),
            len(others),
        )
        money = effect.more_money(
            [row[:2] for row in ours], [row[:2] for row in others]
        )
        return found, money, true, true_money

    def _hundred(self, lift, **values):
        return [self._campaign(seed, lift, **values) for seed in range(RUNS)]

    def test_an_effect_is_found(self):
        runs = self._hundred(0.2, customers=1000)
        right = sum(f.low <= true <= f.high for f, _m, true, _t in runs)
        self.assertGreaterEqual(right, 95)
        right = sum(m.low <= true <= m.high for _f, m, _t, true in runs)
        self.assertGreaterEqual(right, 95)
        self.assertGreaterEqual(sum(f.told and f.extra > 0 for f, *_r in runs), 80)

    def test_no_effect_is_not_found(self):
        runs = self._hundred(0)
        self.assertLessEqual(sum(f.told for f, *_r in runs), 5)
        self.assertLessEqual(sum(m.told for _f, m, *_r in runs), 5)

    def test_of_other_shops(self):
        """Who hardly ever buys, and who nearly always does; twenty customers; amounts
        of which a few are as big as all the others together. Nothing happened, so
        nothing is told; what is told holds, also of what did happen."""
        for base, customers, share, tail in (
            (0.01, 1000, 0.1, 1.0),
            (0.05, 300, 0.1, 1.0),
            (0.05, 1000, 0.1, 2.0),
            (0.6, 20, 0.5, 1.0),
            (0.6, 300, 0.1, 2.0),
            (0.9, 100, 0.5, 1.5),
        ):
            for lift in (0, 0.1):
                runs = [
                    self._shop(
                        f"{base} {lift} {seed}", base, lift, customers, share, tail
                    )
                    for seed in range(RUNS)
                ]
                for place, name in ((0, "customers"), (1, "money")):
                    told = [(run[place], run[place + 2]) for run in runs if run[place]]
                    case = f"{name}: {base}, {customers}, lift {lift}"
                    if not lift:
                        false = sum(found.told for found, _true in told)
                        self.assertLessEqual(false, 5, case)
                    inside = sum(f.low <= true <= f.high for f, true in told)
                    self.assertGreaterEqual(inside, 0.95 * len(told), case)

    def _shop(self, seed, base, lift, customers, share, tail):
        """A campaign by lot in another shop: effects found, and the true ones."""
        lot = random.Random(seed)
        worth = {one: lot.lognormvariate(4, tail) for one in range(customers)}
        control = effect.draw_control(worth, share, seed)
        sides, true, money = {True: [], False: []}, 0, 0
        for one, usual in worth.items():
            left = one in control
            chance = base if left else min(base + lift, 1)
            spent = usual * lot.uniform(0.5, 1.5) if lot.random() < chance else 0
            sides[left].append((usual, spent))
            true += chance - base
            money += (chance - base) * usual
        ours, others = sides[False], sides[True]
        found = effect.more_customers(
            effect.buyers(ours, []), len(ours), effect.buyers(others, []), len(others)
        )
        return found, effect.more_money(ours, others), true, money

    def test_the_draw_is_even(self):
        """As many of the big as of the small ones, of each hundred ten."""
        worth = {one: float(one) for one in range(300)}
        control = effect.draw_control(worth, 0.1, "a")
        self.assertEqual(len(control), 30)
        for slice_ in range(30):
            ids = range(10 * slice_, 10 * slice_ + 10)
            self.assertEqual(len(control & set(ids)), 1)
        self.assertEqual(control, effect.draw_control(worth, 0.1, "a"))
        self.assertNotEqual(control, effect.draw_control(worth, 0.1, "b"))

    def test_the_draw_of_few(self):
        self.assertEqual(effect.draw_control({}, 0.1, 1), set())
        self.assertEqual(effect.draw_control({7: 5.0}, 0.1, 1), set())
        self.assertEqual(effect.draw_control({7: 5.0, 8: 1.0}, 0, 1), set())
        self.assertEqual(len(effect.draw_control({7: 5.0, 8: 1.0, 9: 0.0}, 0.1, 1)), 1)

    def test_the_figures_add_up(self):
        """Ten who bought cannot be eleven more, and 31 less 19 is 12."""
        for bought, of, others, alone in (
            (10, 13, 3, 14),
            (31, 180, 2, 19),
            (0, 40, 0, 12),
            (40, 40, 12, 12),
            (2, 40, 11, 12),
            (37, 74, 1, 4 * 5),
        ):
            found = effect.more_customers(bought, of, others, alone)
            happened, expected, extra, low, high = effect.plainly(found, of)
            self.assertEqual(happened - expected, extra)
            self.assertLessEqual(low, extra)
            self.assertLessEqual(extra, high)
            self.assertLessEqual(high, bought)
            self.assertGreaterEqual(low, bought - of)
        # of money, no more than was spent
        found = effect.Effect(100.4, -30.2, 130.6, 20, 240, True)
        self.assertEqual(effect.plainly(found), (100, 0, 100, 20, 100))

    def test_too_few_to_tell(self):
        self.assertIsNone(effect.more_customers(5, 9, 1, 50))
        self.assertIsNone(effect.more_customers(50, 90, 1, 9))
        self.assertIsNone(effect.more_money([(1, 1)] * 90, [(1, 1)] * 29))
        # nor of so many of whom hardly anybody bought
        some = [(1, 1)] * 19 + [(1, 0)] * 71
        self.assertIsNone(effect.more_money(some, [(1, 0)] * 90))
        self.assertIsNotNone(effect.more_money([*some, (1, 1)], [(1, 0)] * 90))
        # everybody spent the same: no division by nothing
        same = effect.more_money([(1, 1)] * 90, [(1, 1)] * 30)
        self.assertEqual((same.extra, same.told), (0, False))
