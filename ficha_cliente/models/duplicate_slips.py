"""Words of names that are probably another one mistyped. No ORM."""

from collections import defaultdict

from .duplicate_names import TYPO, way_of

# Shorter words one letter apart are other words more often than slips.
SHORTEST = 4


def find_slips(words):
    """Which words are one slip from a commoner one.

    Two words one slip apart are equal after leaving out one letter of each, or of one
    of them: so that nothing is compared that is not near.

    :param Words words: all words of the base and how common they are
    :return: dict word -> set of the words it may have been meant to be
    """
    near = defaultdict(list)
    for word in words.frequency:
        if len(word) < SHORTEST or not word.isalpha():
            continue
        for shape in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
            near[shape].append(word)
    slips = defaultdict(set)
    while near:
        _shape, group = near.popitem()
        for one in group:
            for other in group:
                if (
                    one != other
                    and words.frequency[one] <= words.frequency[other]
                    and words.may_be_typo(one, other)
                    and way_of(one, other) == TYPO
                ):
                    slips[one].add(other)
    return dict(slips)
