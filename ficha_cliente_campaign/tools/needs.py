"""Needs: groups of products that the same customers buy. No ORM."""

#: So many products make a need at most, and so many needs are told.
LARGEST = 6
MOST = 5


def needs(pairs):
    """Join the products that go best together, until a group is large enough.

    :param pairs: ``(product, product, likeness)``, the most alike first
    :return: list of lists of products, those that go best together first
    """
    group_of, groups = {}, []
    for one, other, _likeness in pairs:
        ours, theirs = group_of.get(one), group_of.get(other)
        if ours is None and theirs is None:
            ours = [one, other]
            groups.append(ours)
            group_of[one] = group_of[other] = ours
        elif ours is theirs:
            continue
        elif ours is None or theirs is None:
            group = theirs if ours is None else ours
            new = one if ours is None else other
            if len(group) < LARGEST:
                group.append(new)
                group_of[new] = group
        elif len(ours) + len(theirs) <= LARGEST:
            ours += theirs
            groups.remove(theirs)
            for product in theirs:
                group_of[product] = ours
    return groups[:MOST]
