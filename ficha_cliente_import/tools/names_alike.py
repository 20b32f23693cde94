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
    # before them stand no more than those of its country: the "1" of "ana1 arroba fix"
    # is no part of a whole number
    return pair[0] == "phone" and any(
        figure and value.endswith(figure) and len(value) - len(figure) <= COUNTRY
        for figure in figures
    )


COUNTRY = 3  # figures of a country at most
# two of one name often have addresses of one host, and telephones of one town: only
# these are the same one's
MENDED = 88  # of 100: one wrong letter or figure
HOST = 60  # the same of what stands behind the sign
LEAST = 5  # of less, such as "no", nothing can be told
MOST = 500  # of a text; two are compared in the product of their lengths
SIGN = re.compile(r"\b(?:arroba|at)\b", re.IGNORECASE)
DOT = re.compile(r"\b(?:punto|dot)\b", re.IGNORECASE)


def is_mended(texts, others):
    """Whether one of these texts, which could not be read, seems to be one of the
    others, as it was or mended: "ana arroba example.com" is "ana@example.com"."""
    bare = [*map(_bare, texts)]
    return any(_is_mended(text, _bare(other)) for other in others for text in bare)


def _bare(text):
    """The letters and figures of a text, with the sign of an address."""
    text = DOT.sub(" ", str(text)[:MOST])
    if "@" not in text:
        text = SIGN.sub("@", text, count=1)
    return "@".join(re.sub(r"[\W_]", "", fold(part)) for part in text.split("@"))


def _is_mended(text, mended):
    plain, other = text.replace("@", ""), mended.replace("@", "")
    if plain == other:
        return bool(plain)
    if min(len(plain), len(other)) < LEAST:
        return False
    if mended in text or (plain.isdigit() and other.isdigit() and plain in other):
        return True
    if mended.startswith(text) and "@" in text:  # a name alone is no address
        return True
    name, sign, host = text.partition("@")
    if bool(sign) != ("@" in mended):
        return False
    if not sign:
        return fuzz.ratio(text, mended) >= MENDED
    own_name, _sign, own_host = mended.partition("@")
    # a figure of a name is no slip: garcia1 and garcia2 are two
    if re.sub(r"\D", "", name) != re.sub(r"\D", "", own_name):
        return False
    return fuzz.ratio(name, own_name) >= MENDED and fuzz.ratio(host, own_host) >= HOST


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
