"""Whether a campaign worked: who is left alone to compare with, and the difference.

No ORM. The control group is drawn once, stratified by what customers are worth: they
are put in order of it and cut into as many slices as there shall be customers in the
group, and one is drawn of each. The result is the difference between those who were
contacted and those who were not, with the interval in which it lies 95 times of 100.
"""

import math
import random
from statistics import NormalDist, fmean, variance
from typing import NamedTuple

#: With fewer customers on either side nothing is told; of money, which a few big
#: customers decide, it takes more.
ENOUGH = 10
ENOUGH_FOR_MONEY = 30
#: Of fewer who bought at all, on both sides together, amounts say nothing.
ENOUGH_BUYERS = 20
# What is promised is 95 of 100. The textbook's intervals keep that on average only, and
# of amounts, which are skewed, not even that: these are somewhat wider, as the
# simulation of the tests and the exact chances of two proportions say.
Z_CUSTOMERS = NormalDist().inv_cdf((1 + 0.98) / 2)
Z_MONEY = NormalDist().inv_cdf((1 + 0.98) / 2)


class Effect(NamedTuple):
    """``expected``: without the campaign; ``extra``, ``low`` and ``high``: more than
    that, in all; ``told``: whether it can be told from chance."""

    happened: float
    expected: float
    extra: float
    low: float
    high: float
    told: bool


def how_many(customers, share):
    """:return: how many of so many are left alone; of two or more, one at least"""
    number = round(customers * share)
    return max(1, number) if share and customers > 1 else number


def draw_control(values, share, seed):
    """Who is not contacted.

    :param dict values: what each customer is worth, by id
    :param float share: between 0 and 1
    :param seed: the same one draws the same customers
    :return: set of ids
    """
    number = how_many(len(values), share)
    lot = random.Random(seed)
    # of equal worth in an order of the lot's, not of their ids
    shuffled = sorted(values)
    lot.shuffle(shuffled)
    order = sorted(shuffled, key=lambda one: values[one], reverse=True)
    return {
        lot.choice(order[len(order) * k // number : len(order) * (k + 1) // number])
        for k in range(number)
    }


def more_customers(bought, contacted, control_bought, control):
    """How many more bought than would have without the campaign.

    Agresti and Caffo's interval of a difference of two proportions, which holds with
    small groups too.

    :param int bought: of so many ``contacted``; the other two likewise, of the control
    :return: ``Effect`` in customers, or None when there are too few
    """
    if min(contacted, control) < ENOUGH:
        return None
    expected = contacted * control_bought / control
    p1, n1 = (bought + 1) / (contacted + 2), contacted + 2
    p2, n2 = (control_bought + 1) / (control + 2), control + 2
    wide = Z_CUSTOMERS * math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    low, high = contacted * (p1 - p2 - wide), contacted * (p1 - p2 + wide)
    return _effect(bought, expected, low, high)


def more_money(contacted, control):
    """How much more they spent than they would have without the campaign.

    What is explained by what customers were worth before is taken out first, so that a
    big customer who happens to be on one side does not decide. How much amounts differ
    is not taken from a few who were left alone: where hardly any of them bought, they
    seem all alike. They differ at least as much as those who were contacted do.

    :param contacted: pairs (worth before, spent since), of who spent nothing too;
        likewise ``control``
    :return: ``Effect`` in money, or None when there are too few
    """
    if min(len(contacted), len(control)) < ENOUGH_FOR_MONEY:
        return None
    if buyers(contacted, control) < ENOUGH_BUYERS:
        return None
    number = len(contacted)
    slope = _slope([*contacted, *control])
    middle = fmean(worth for worth, _spent in [*contacted, *control])
    ours, others = (
        [spent - slope * (worth - middle) for worth, spent in side]
        for side in (contacted, control)
    )
    differ = variance(ours)
    error = math.sqrt(differ / number + max(differ, variance(others)) / len(others))
    # the smaller group decides how much the error itself is to be trusted
    wide = student(Z_MONEY, min(number, len(others)) - 1) * error
    extra = fmean(ours) - fmean(others)
    happened = sum(spent for _worth, spent in contacted)
    return _effect(
        happened,
        happened - number * extra,
        number * (extra - wide),
        number * (extra + wide),
    )


def buyers(contacted, control):
    """:return: how many of the pairs of :func:`more_money` spent something"""
    return sum(spent > 0 for _worth, spent in [*contacted, *control])


def plainly(found, of=None):
    """An effect in whole figures that add up for who reads them: no more than happened
    can be due to the campaign, and no fewer than those who did not buy.

    :param found: ``Effect``
    :param int of: how many customers it is about; None for money
    :return: happened, expected, extra, low, high
    """
    happened = round(found.happened)
    expected = max(round(found.expected), 0)
    if of is not None:
        expected = min(expected, of)
    extra = happened - expected
    low, high = round(found.low), min(round(found.high), max(happened, 0))
    if of is not None:
        low = max(low, happened - of)
    # what is told lies between them, however it was rounded
    return happened, expected, extra, min(low, extra), max(high, extra)


def _slope(pairs):
    """How much of the worth before is spent again, by least squares."""
    x, y = fmean(a for a, _b in pairs), fmean(b for _a, b in pairs)
    spread = sum((a - x) ** 2 for a, _b in pairs)
    return sum((a - x) * (b - y) for a, b in pairs) / spread if spread else 0.0


def _effect(happened, expected, low, high):
    extra = happened - expected
    return Effect(happened, expected, extra, low, high, low > 0 or high < 0)


def student(z, freedom):
    """The quantile of Student's t that belongs to one of the normal distribution
    (Cornish and Fisher's expansion: right to some thousandths from nine degrees on)."""
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
