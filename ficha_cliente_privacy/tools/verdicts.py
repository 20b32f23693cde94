"""What the gate may answer: rule, whether it is a yes, and the article. No ORM.

The rules themselves are one statement (``tools/gate_rules.py``); the words are
in ``models/res_partner_contact_line.py``. `tests/gate_cases.csv` has a case for each.
"""

from typing import NamedTuple


class Verdict(NamedTuple):
    """``rule`` is its number in the table of twelve."""

    rule: int
    ok: bool
    article: str


VERDICTS = {
    "deceased": Verdict(1, False, "LOPDGDD 3"),
    "restricted": Verdict(1, False, "GDPR 18"),
    "fiscal": Verdict(1, False, "GDPR 17"),
    "erased": Verdict(1, False, "GDPR 17"),
    "service": Verdict(2, True, "GDPR 6.1.b"),
    "suppressed": Verdict(3, False, "LOPDGDD 15.2"),
    "objected": Verdict(4, False, "GDPR 21.2"),
    "withdrawn": Verdict(4, False, "GDPR 7.3"),
    "denied": Verdict(4, False, "LSSI 21.1"),
    "do_not_contact": Verdict(5, False, "GDPR 6.1"),
    "paused": Verdict(5, False, "GDPR 21.2"),
    "this_month": Verdict(5, False, "GDPR 21.2"),
    "other_day": Verdict(5, False, "GDPR 6.1"),
    "minor": Verdict(6, False, "LOPDGDD 7"),
    "given": Verdict(7, True, "GDPR 6.1.a"),
    "soft_opt_in": Verdict(8, True, "LSSI 21.2"),
    "customer": Verdict(9, True, "LGTel 66.1.b"),
    "business": Verdict(10, True, "LOPDGDD 19"),
    "interest": Verdict(11, True, "GDPR 6.1.f"),
    "robinson_needed": Verdict(12, False, "LOPDGDD 23.4"),
    "robinson_listed": Verdict(12, False, "LOPDGDD 23.4"),
    "unconfirmed": Verdict(12, False, "LSSI 21.1"),
    "expired": Verdict(12, False, "GDPR 7.1"),
    "stale": Verdict(12, False, "LSSI 21.1"),
    "nobody_asked": Verdict(12, False, "GDPR 6.1"),
}
YES = frozenset(code for code, verdict in VERDICTS.items() if verdict.ok)
# Somebody said no, or the law did: not merely that nothing speaks for it.
REFUSALS = frozenset(
    code for code, verdict in VERDICTS.items() if not verdict.ok and verdict.rule <= 6
)


class Answer(NamedTuple):
    """Whether somebody may be contacted, and why.

    ``since`` is the day of what decided, when there is one (of a pause, the day on
    which it ends); ``method`` how it came.
    """

    ok: bool
    code: str
    since: object = None
    method: str | None = None

    @property
    def article(self):
        return VERDICTS[self.code].article

    @property
    def refusal(self):
        return self.code in REFUSALS
