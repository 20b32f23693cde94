"""Are these two names of the same person or company? No ORM.

A name is a list of folded words as ``normalize.name_tokens`` gives them: no
accents, no legal form, no particles. Which words are given names and which surnames is
not known, and need not be: the words of one name are paired with those of the other,
in any order, and what is left over on *both* sides speaks against. So a second surname
that is missing is no contradiction, and one that is another is.

Words of names that are probably another one mistyped. No ORM.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from rapidfuzz.distance import OSA, JaroWinkler

from odoo.addons.ficha_cliente_identity.tools.short_forms import SHORT_FORMS

# Ways in which two words agree, and how much of the word's weight each is worth.
EXACT, SHORT, JOINED, TYPO, ABBREVIATION, INITIAL = 1.0, 0.8, 0.8, 0.7, 0.5, 0.25

# What is taken of a base as yet unknown: a word is borne by one contact in 2,000.
PRIOR_CONTACTS, PRIOR_FREQUENCY = 20_000, 10
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Words:
    """How common the words of names are in this base.

    :param contacts: how many contacts it has
    :param frequency: word -> how many of them bear it
    """

    contacts: int
    frequency: dict

    def bits(self, word):
        """What it says that both bear this word: 4 for García, 11 for a rare one."""
        return log2(
            (self.contacts + PRIOR_CONTACTS)
            / (self.frequency.get(word, 1) + PRIOR_FREQUENCY)
        )

    def may_be_typo(self, one, other):
        """Words that are both in use are two words, however near (Mario and María). A
        slip makes a word that few have, beside the one that was meant."""
        rare, common = sorted(
            (self.frequency.get(one, 1), self.frequency.get(other, 1))
        )
        return rare <= 2 + common // 500


@dataclass(frozen=True, slots=True)
class NameAgreement:
    """What comparing two names gave.

    ``bits``: weight of the words that agree; ``agreed``: how many of them;
    ``left_a``, ``left_b``: words without a partner; ``near``: how many of those are
    like one of the other side; ``loose``: words that agree through an error or an
    abbreviation.
    """

    bits: float
    agreed: int
    left_a: tuple
    left_b: tuple
    near: int
    loose: int

    @property
    def contradicts(self):
        return bool(self.left_a and self.left_b)

    @property
    def same(self):
        return bool(self.agreed) and not self.left_a and not self.left_b

    @property
    def missing(self):
        """One of them leaves words out, and says nothing else."""
        return bool(self.agreed) and bool(self.left_a) != bool(self.left_b)


def compare_names(a, b, words):
    """Compare two names.

    :param a: words of a name, in order
    :param b: words of the other
    :param Words words: how common words are
    :rtype: NameAgreement
    """
    common = set(a).intersection(b)
    bits = sum(words.bits(word) for word in common)
    if len(common) == len(a) == len(b):
        return NameAgreement(bits, len(common), (), (), 0, 0)
    left_a = [word for word in a if word not in common]
    left_b = [word for word in b if word not in common]
    agreed, loose = len(common), 0
    if left_a and left_b:
        found, more = _pair(left_a, left_b, words)
        agreed, loose, bits = agreed + found, found, bits + more
    near = 0
    if left_a and left_b:
        near = sum(
            any(JaroWinkler.similarity(one, other) >= 0.85 for other in left_b)
            for one in left_a
        )
    return NameAgreement(bits, agreed, tuple(left_a), tuple(left_b), near, loose)


def _pair(left_a, left_b, words):
    """Take out of both lists the words that agree, the closest first.

    :return: how many did, and their weight
    """
    found, bits = 0, 0.0
    while left_a and left_b:
        best = max(
            (
                (_likeness(one, other, words), one, other)
                for one in left_a
                for other in left_b
            ),
            key=lambda likeness: likeness[0],
        )
        if not best[0]:
            break
        worth, one, other = best
        left_a.remove(one)
        left_b.remove(other)
        found += 1
        bits += worth * min(words.bits(one), words.bits(other))
    for one, other in ((left_a, left_b), (left_b, left_a)):
        found_here, bits_here = _pair_several(one, other, words)
        found, bits = found + found_here, bits + bits_here
    return found, bits


def _pair_several(left, others, words):
    """Words that are several of the other name: ``maribel``, ``delatorre``."""
    found, bits = 0, 0.0
    for word in list(left):
        forms = [form for form in SHORT_FORMS.get(word, ()) if len(form) > 1]
        forms += [
            (one, other)
            for one in others
            for other in others
            if one != other and one + other == word
        ]
        for form in forms:
            if all(part in others for part in form):
                left.remove(word)
                for part in form:
                    others.remove(part)
                found += 1
                bits += JOINED * min(words.bits(part) for part in form)
                break
    return found, bits


def _likeness(one, other, words):
    degree = likeness_of(one, other) if one < other else likeness_of(other, one)
    if degree == TYPO and not words.may_be_typo(one, other):
        return 0
    return degree


@lru_cache(maxsize=200_000)
def likeness_of(one, other):
    """In which way two different words may be the same, or 0."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return INITIAL if long[0] == short and len(long) > 2 else 0
    if (long,) in SHORT_FORMS.get(short, ()) or (short,) in SHORT_FORMS.get(long, ()):
        return SHORT
    if _is_typo(short, long):
        return TYPO
    if _is_abbreviation(short, long):
        return ABBREVIATION
    return 0


def _is_typo(short, long):
    """One slip (a letter more, less or another, two swapped), or two in long words.

    The last vowel tells Antonia from Antonio: that is no slip. Nor is a digit.
    """
    if len(short) < 3 or len(long) - len(short) > 2:
        return False
    if not short.isalpha() or not long.isalpha():
        return False
    if short[:-1] == long[:-1] and {short[-1], long[-1]} == {"a", "o"}:
        return False
    if long[:-1] == short and long[-1] in "ao" and short[-1] not in VOWELS:
        return False
    allowed = 2 if len(short) >= 8 else 1
    return OSA.distance(short, long, score_cutoff=allowed) <= allowed


def _is_abbreviation(short, long):
    """``isab`` of Isabel, ``mtnez`` of Martínez: its beginning, or its consonants."""
    if short[0] != long[0] or len(short) > 5 or len(long) < len(short) + 2:
        return False
    if len(short) >= 3 and long.startswith(short):
        return True
    if sum(letter in VOWELS for letter in short) > 1 or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


# Shorter words one letter apart are other words more often than slips.
SHORTEST = 4


def find_typos(words):
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
                    and likeness_of(one, other) == TYPO
                ):
                    slips[one].add(other)
    return dict(slips)
