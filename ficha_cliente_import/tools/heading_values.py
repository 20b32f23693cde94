"""What the values under a heading say of it. No ORM."""

import re

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .heading_essence import NO, YES
from .person import is_legal

# of a plan of accounts, and no bank's
PLAN_ACCOUNT = re.compile(r"[1-9]\d{2}[\d.]{1,9}")
CODE_LIKE = re.compile(r"(?=.*\d)[A-Za-z]{0,4}[-./]?\d{1,10}")

# how somebody pays; when they do; and what may be either
WAYS = set(
    "transferencia transf transfer recibo recibos domiciliacion domiciliado "
    "domiciliada giro giros efectivo metalico cash tarjeta tpv bizum pagare cheque "
    "talon confirming sepa paypal remesa letra ingreso reembolso contrareembolso "
    "contrarreembolso manual factoring compensacion bancaria bancario banco visa "
    "mandato adeudo card check rebut efectiu targeta xec wire virement "
    "prelevement".split()
)
# of a number of days; "01" and "3" are codes
USUAL_DAYS = {"7", "8", "10", "14", "15", "20", "21", "25", "28", "30", "35", "40"}
USUAL_DAYS |= {"45", "50", "55", "60", "75", "80", "85", "90", "105", "120", "150"}
USUAL_DAYS |= {"180"}
WORDS_OF_DAYS = set(
    "a al d dd df dff ddff f ff fac fra factura fecha de del la el y e dia dias days "
    "day dies net neto naturales desde vencimiento vto plazo mes inmediato pago vista "
    "immediate payment fin due on receipt".split()
)
CASH = re.compile(r"(?:al |de )?(?:contado|comptat)")


def payment_of(values):
    """What the values under *Forma de pago* say: ``way`` where each is a way to pay,
    ``term`` where each is when, else "": both, neither, or *contado*."""
    said = set()
    for value in values:
        words = fold(value[:100])
        has_way = bool(WAYS.intersection(words.split()))
        has_days = bool(re.search(r"\d", words))
        parts = set(re.sub(r"(?<=\d)(?=[a-z])", " ", words).split())
        if has_way and not has_days:
            said.add("way")
        elif parts and parts <= USUAL_DAYS | WORDS_OF_DAYS:
            said.add("term")
        else:
            said.add("contado" if CASH.fullmatch(words) else "")
    if said == {"term", "contado"}:
        return "term"  # beside days it is one of them
    return said.pop() if said in ({"way"}, {"term"}) else ""


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


def all_words(positions, samples):
    """Whether there are values and none has a figure."""
    return all(
        (values := values_of(samples, position))
        and not any(re.search(r"\d", value) for value in values)
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
