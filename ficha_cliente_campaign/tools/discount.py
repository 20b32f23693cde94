"""How much may be discounted. No ORM."""

import math


def most_by_margin(price, cost, margin):
    """The biggest discount that leaves a margin.

    :param float price: before the discount, without taxes
    :param float cost: of the product; 0 when it is not known
    :param float margin: that is to be left, in % of what is paid
    :return: in %, rounded down to a half; 0 when there is none
    """
    if cost <= 0 or price <= 0:
        return 100.0
    if margin >= 100:
        return 0.0
    most = 100 * (1 - cost / (price * (1 - margin / 100)))
    return max(0.0, math.floor(most * 2 + 1e-9) / 2)


def pays_itself(cost, discount, margin):
    """How much more has to be sold, at the discounted price, to earn a discount back.

    :param float cost: what the discount gives away
    :param float discount: in %
    :param float margin: part of the price, before the discount, that is earned; 0 to 1
    :return: amount, or None when nothing is earned on what is sold
    """
    paid = 1 - discount / 100
    earned = margin - discount / 100
    return cost * paid / earned if earned > 1e-9 else None
