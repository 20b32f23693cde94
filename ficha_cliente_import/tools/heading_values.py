"""What the values under a heading say of it. No ORM."""

import re

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .heading_essence import NO, YES
from .person import is_legal

# of a plan of accounts, and no bank's
PLAN_ACCOUNT = re.compile(r"[1-9]\d{2}[\d.]{1,9}")
CODE_LIKE = re.compile(r"(?=.*\d)[A-Za-z]{0,4}[-./]?\d{1,10}")


def values_of(samples, position):
    """The values of a column that are no blanks, as texts."""
    if not samples or position >= len(samples):
        return []
    texts = [str(value).strip() for value in samples[position] or ()]
    return [text for text in texts if text]


def holds(position, parts, samples):
    """Whether what stands in other columns stands in this one too, in most rows; or
    companies stand in it."""
    if not samples or position >= len(samples):
        return False
    rows = held = 0
    for place, value in enumerate(samples[position] or ()):
        own = fold(str(value))
        for part in parts:
            some = samples[part] if part < len(samples) else ()
            other = fold(str(some[place])) if place < len(some or ()) else ""
            if own and other:
                rows += 1
                held += f" {other} " in f" {own} " or is_legal(own)
    return bool(rows) and held * 2 > rows


def all_accounts(positions, samples):
    return bool(positions) and all(
        (values := values_of(samples, position))
        and all(PLAN_ACCOUNT.fullmatch(value) for value in values)
        for position in positions
    )


def all_answers(values):
    """Whether values are nothing but yes and no. A lone number says neither: it may be
    the code of the only customer."""
    if len(values) == 1 and values[0].isdigit():
        return False
    return bool(values) and all((fold(v) or v.strip()) in YES | NO for v in values)


def all_codes(positions, samples):
    return all(
        (values := values_of(samples, position))
        and all(CODE_LIKE.fullmatch(value) for value in values)
        for position in positions
    )
