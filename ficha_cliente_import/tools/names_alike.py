"""Whether two names, or two texts, may be the same one's, and what a name says. No
ORM."""

import re

from rapidfuzz import fuzz

from odoo.addons.ficha_cliente_identity.tools.normalize import (
    LEGAL_FORMS,
    LONGEST_FORM,
    fold,
    name_tokens,
)

ALIKE = 84  # of 100: one or two wrong letters in a word

# first letter of the tax ids that Spain gives to what is no person
COMPANY_TAX_ID = re.compile(r"(ES)?[ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J]")


# of two of one name, which of them
GENERATION = {"hijo", "hija", "padre", "madre", "junior", "jr", "senior"}


def names_agree(one, other):
    """Say whether two names may be the same one's.

    Every word of the shorter one is in the longer one, or nearly, or is the initial of
    one of its words; of four words or more, one may be missing. "Ana García" agrees
    with "A. García López" and not with "Luis García".

    :param list one: words, as ``name_tokens`` gives them
    :param list other: the same
    """
    short, long = sorted((list(one), list(other)), key=len)
    if not short or GENERATION.intersection(one) != GENERATION.intersection(other):
        return False
    left = list(long)
    missing = 0
    for word in short:
        best = max(left, key=lambda other_word: _alike(word, other_word), default="")
        if best and _alike(word, best) >= ALIKE:
            left.remove(best)
        else:
            missing += 1
    return missing <= (len(short) >= 4)


def _alike(one, other):
    if one == other:
        return 101
    if len(one) == 1 or len(other) == 1:
        return 100 if one[0] == other[0] else 0
    return fuzz.ratio(one, other)


def is_part(pair, texts):
    """Whether a telephone by which somebody would be found is one of these texts, which
    have too few figures for one."""
    figures = [re.sub(r"\D", "", str(text)) for text in texts]
    value = re.sub(r"\D", "", pair[1])
    return pair[0] == "phone" and any(value.endswith(f) for f in figures if f)


MENDED = 60  # of 100: "ana arroba example.com" and "ana@example.com"


def is_mended(texts, others):
    """Whether one of these texts, which could not be read, seems to be one of the
    others, as it was or mended."""
    plain = [re.sub(r"[^\w]|_", "", fold(str(text))) for text in texts]
    for other in others:
        mended = re.sub(r"[^\w]|_", "", fold(str(other)))
        for text in filter(None, plain):
            if mended and (
                text in mended or mended in text or fuzz.ratio(text, mended) >= MENDED
            ):
                return True
    return False


def same_name(one, other):
    """Whether two names have the same words, in any order."""
    return bool(one) and set(one) == set(other)


# words that names are compared without, and which number them: "Bar Sol Dos"
NUMBERS = {"dos"}


def tokens(name):
    """The words of a name, as ``name_tokens``, with the numbers among its particles."""
    words = name_tokens(name or "")
    if name and "dos" in name.lower() and "dos" not in words:
        words += [word for word in fold(name).split() if word in NUMBERS][:1]
    return words


def looks_like_company(name, vat):
    """Guess from its tax id, or from the legal form in its name, that a customer is no
    person."""
    if vat and COMPANY_TAX_ID.fullmatch(vat):
        return True
    words = fold(name or "").split()
    return any(
        tuple(words[-length:]) in LEGAL_FORMS
        for length in range(1, min(LONGEST_FORM, len(words) - 1) + 1)
    )
