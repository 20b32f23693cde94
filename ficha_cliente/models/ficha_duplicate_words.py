"""Evidence in words, without telling anybody's data."""


def evidence_words(env, codes):
    """What speaks for and against a pair, in the reader's language.

    :param codes: list of codes of ``duplicate_score``; one that is not known any more
        is left out
    :return: text, or False
    """
    words = {
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
        "similar_name": env._("same name, written otherwise"),
        "name_missing": env._("same name, one with words missing"),
        "other_tax": env._("different tax id"),
        "other_born": env._("different date of birth"),
        "other_name": env._("part of the name is different"),
        "no_name": env._("different name"),
        "household": env._("may share a household"),
        "other_company": env._("contacts of different companies"),
    }
    return "; ".join(words[code] for code in codes or () if code in words) or False
