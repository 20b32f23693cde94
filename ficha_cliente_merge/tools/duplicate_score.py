"""How likely two contacts are the same customer, and why. No ORM.

Evidence is scored in bits: so many doublings of the odds that the two are one. What a
value says depends on how many share it (a telephone of forty contacts is a
switchboard's) and what a name says on how common its words are (``duplicate_names``).
Bits become a score of 0-100 in which two marks are fixed: ``REVIEW`` and ``CERTAIN``.

A sum alone does not make a pair certain. Somebody at the same address, with the same
telephone and surnames, is most often the brother: *certain* also asks that the names
say the same, that a value identifies, and that nothing speaks against.

What is compared is a dict of features, as ``features()`` of ``duplicate_features``
makes it: ``words`` (of the name, in order), ``company`` (bool), ``tax`` (country,
value), ``phones``, ``emails``, ``ibans`` (sets), ``born`` (ISO date), ``street``
(tuple), ``number``, ``zip``, ``city``, ``entity`` (id of the company of a contact, or
None).

Evidence in words, without telling anybody's data.
"""

from dataclasses import dataclass, field
from math import log2

from . import duplicate_values as values
from .duplicate_names import Words, compare_names

REVIEW, CERTAIN = 60, 90
REVIEW_BITS, CERTAIN_BITS = 14.0, 24.0

# for
TAX, TAX_NEAR, IBAN = 18.0, 6.0, 12.0
MOBILE, LANDLINE = 12.0, 7.0
EMAIL, EMAIL_ROLE, EMAIL_NEAR = 12.0, 8.0, 6.0
BORN, BORN_NEAR = 10.0, 4.0
ADDRESS, ADDRESS_NEAR, PLACE = 7.0, 4.0, 1.0
NAME_MOST, NAMED = 17.0, 0.01

# against
TAX_OTHER, TAX_KINDS, TAX_UNSURE = -24.0, -8.0, -2.0
BORN_OTHER = -14.0
NAME_WORD, NAME_WORD_NEAR, NAME_NOTHING = -10.0, -4.0, -14.0
TAX_EVIDENCE = {
    "near": (TAX_NEAR, "near_tax"),
    "other": (TAX_OTHER, "other_tax"),
    "kinds": (TAX_KINDS, "other_tax"),
    "unsure": (TAX_UNSURE, None),
}
HOUSEHOLD, GROUP = -4.0, -1.0
PHONE_OTHER, EMAIL_OTHER, ADDRESS_OTHER = -1.0, -0.5, -1.0
NAME_MISSING, CONTACT = -1.0, -2.0

# A value that more contacts have identifies nobody.
MANY = 8

# In a base of no more contacts, two of the same name are hardly ever two.
FEW = 5_000

# Words that tell two people of one name apart.
GENERATIONS = frozenset("hijo hija padre madre junior jr senior".split())


@dataclass(frozen=True, slots=True)
class Base:
    """What is known of the base the two come from.

    :param Words words: how common the words of names are
    :param shares: (kind, value) -> how many contacts have it; 2 where unknown
    """

    words: Words
    shares: dict = field(default_factory=dict)

    def count(self, kind, values):
        """How many contacts have the rarest of these values."""
        return min(max(self.shares.get((kind, value), 2), 2) for value in values)


@dataclass(slots=True)
class Verdict:
    """``score`` 0-100; ``certainty`` ``certain``, ``review`` or empty; ``evidence``:
    codes, of what speaks for the pair and then of what speaks against it."""

    score: int
    certainty: str
    evidence: list


class _Scoring:
    """The evidence of one pair as it is gathered."""

    def __init__(self, a, b, base):
        self.a, self.b, self.base = a, b, base
        self.bits = 0.0
        self.codes = []
        self.against = []
        self.identified = False

    def add(self, bits, code=None, identifies=False):
        self.bits += bits
        self.identified |= identifies
        if code:
            (self.codes if bits > 0 else self.against).append(code)

    def add_shared(self, bits, code, kind, shared, identifies=True):
        """A value in common: worth less for every other contact that has it too."""
        count = self.base.count(kind, shared)
        self.add(
            max(1.0, bits - 1.5 * log2(count / 2)), code, identifies and count <= MANY
        )

    def has(self, *codes):
        return any(code in self.codes or code in self.against for code in codes)


def score_pair(a, b, base):
    """Weigh two contacts.

    :param a: dict of features of one (see the head of this file)
    :param b: of the other
    :param Base base: the base they come from
    :rtype: Verdict
    """
    it = _Scoring(a, b, base)
    names = compare_names(a["words"], b["words"], base.words)
    _score_values(it)
    _score_born(it)
    _score_address(it)
    _score_names(it, names)
    _score_companies(it)
    _score_tax_ids(it)
    return _verdict(it, names)


def _score_values(it):
    a, b = it.a, it.b
    if a["tax"][1] and a["tax"][1] == b["tax"][1]:
        it.add_shared(TAX, "same_tax", "tax", [a["tax"][1]])
    if phones := a["phones"] & b["phones"]:
        if any(map(is_mobile, phones)):
            it.add_shared(MOBILE, "same_mobile", "phone", phones)
        else:
            company = a["company"] and b["company"]
            it.add_shared(LANDLINE, "same_phone", "phone", phones, company)
    elif _mobiles(a) and _mobiles(b):
        it.add(PHONE_OTHER)
    if emails := a["emails"] & b["emails"]:
        role = all(map(values.is_role_mailbox, emails))
        it.add_shared(EMAIL_ROLE if role else EMAIL, "same_email", "email", emails)
    elif a["emails"] and b["emails"]:
        if values.emails_near(a["emails"], b["emails"]):
            it.add(EMAIL_NEAR, "near_email")
        else:
            it.add(EMAIL_OTHER)
    if ibans := a["ibans"] & b["ibans"]:
        it.add_shared(IBAN, "same_iban", "iban", ibans)


def is_mobile(phone):
    """A number that one person carries, where its shape says so (Spain)."""
    return phone.startswith(("+346", "+347"))


def _mobiles(features):
    return any(map(is_mobile, features["phones"]))


def _score_born(it):
    born = values.compare_born(it.a["born"], it.b["born"])
    if born == "same":
        it.add(BORN, "same_born", True)
    elif born == "near":
        it.add(BORN_NEAR, "near_born")
    elif born:
        it.add(BORN_OTHER, "other_born")


def _score_address(it):
    if it.a["entity"] and it.a["entity"] == it.b["entity"]:
        return  # that of their company
    address = values.compare_address(it.a, it.b)
    if address == "same":
        it.add(ADDRESS, "same_address")
    elif address == "near":
        it.add(ADDRESS_NEAR, "near_address")
    elif address:
        it.add(ADDRESS_OTHER)
    if address in ("", "other") and values.compare_place(it.a, it.b) == "same":
        it.add(PLACE)


def _score_names(it, names):
    company = it.a["company"] or it.b["company"]
    # without anything else, a name is one of so many that it happens twice
    crowd = 0 if it.codes else max(0, log2(it.base.words.contacts / FEW))
    it.add(min(max(0, names.bits - crowd), NAME_MOST))
    if names.same:
        it.add(NAMED, "similar_name" if names.loose else "same_name")
    elif names.missing and not GENERATIONS.intersection(names.left_a + names.left_b):
        it.add(NAME_MISSING)
        it.codes.append("name_missing")
        if company and not it.has("same_tax"):
            # Muebles del Sur and Muebles del Sur Levante may be a group
            it.add(GROUP)
    elif names.agreed:
        conflicts = max(1, min(len(names.left_a), len(names.left_b)))
        near = min(conflicts, names.near)
        it.add(NAME_WORD * (conflicts - near) + NAME_WORD_NEAR * near, "other_name")
        shares = it.has("same_mobile", "same_phone", "same_email", "same_address")
        if shares and not it.has("same_tax", "same_born"):
            it.add(HOUSEHOLD, None if company else "household")
    elif it.a["words"] and it.b["words"]:
        # with the same tax id: a trade name, or a number typed in the wrong file
        it.add(NAME_WORD_NEAR if it.has("same_tax") else NAME_NOTHING, "no_name")


def _score_tax_ids(it):
    """Tax ids that are not the same: scored last, since to check them takes as long as
    all the rest and seldom changes anything."""
    if it.bits + TAX_NEAR < REVIEW_BITS:
        return
    tax = values.compare_tax(it.a["tax"], it.b["tax"])
    if tax in TAX_EVIDENCE:
        bits, code = TAX_EVIDENCE[tax]
        it.add(bits, code)


def _score_companies(it):
    """A contact of a company and somebody else's contact, or nobody's."""
    if it.a["entity"] != it.b["entity"]:
        it.add(CONTACT, "other_company")


def _verdict(it, names):
    bits = it.bits
    if bits < REVIEW_BITS:
        score = max(0, round(bits / REVIEW_BITS * REVIEW - 0.5))
        return Verdict(min(score, REVIEW - 1), "", it.codes + it.against)
    if bits >= CERTAIN_BITS and _may_be_certain(it, names):
        score = min(100, CERTAIN + round((bits - CERTAIN_BITS) / 2))
        return Verdict(score, "certain", it.codes + it.against)
    share = min(1, (bits - REVIEW_BITS) / (CERTAIN_BITS - REVIEW_BITS))
    score = min(CERTAIN - 1, REVIEW + round(share * (CERTAIN - 1 - REVIEW)))
    return Verdict(score, "review", it.codes + it.against)


def _may_be_certain(it, names):
    """The rules of *certain*, beside the sum."""
    if not it.identified or it.has(
        "other_tax", "other_born", "no_name", "other_company"
    ):
        return False
    if it.has("same_tax"):
        # the same customer by law, unless the number was typed in the wrong file
        return names.agreed and (
            not it.has("other_name") or it.has("same_born", "same_mobile", "same_email")
        )
    if it.has("other_name"):
        return False
    if it.a["company"] or it.b["company"]:
        return names.same
    # one word in common may be a surname of the family
    return names.agreed >= 2


def evidence_text(env, codes):
    """What speaks for and against a pair, in the reader's language.

    :param codes: list of codes of ``duplicate_score``; one that is not known any more
        is left out
    :return: text, or False
    """
    texts = {
        "same_tax": env._("same tax id"),
        "near_tax": env._("nearly the same tax id, one of them mistyped"),
        "same_mobile": env._("same mobile"),
        "same_phone": env._("same telephone"),
        "same_email": env._("same e-mail"),
        "near_email": env._("nearly the same e-mail"),
        "same_iban": env._("same bank account"),
        "same_born": env._("same date of birth"),
        "near_born": env._("nearly the same date of birth"),
        "same_address": env._("same address"),
        "near_address": env._("same street and number"),
        "same_name": env._("same name"),
        "similar_name": env._("same name, written differently"),
        "name_missing": env._("same name, one with words missing"),
        "other_tax": env._("different tax id"),
        "other_born": env._("different date of birth"),
        "other_name": env._("part of the name is different"),
        "no_name": env._("different name"),
        "household": env._("may share a household"),
        "other_company": env._("contacts of different companies"),
    }
    return "; ".join(texts[code] for code in codes or () if code in texts) or False
