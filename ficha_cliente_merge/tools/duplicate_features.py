"""What is compared of a contact, normalised. No ORM."""

import re

from odoo.addons.ficha_cliente_identity.tools.normalize import (
    MAX_TEXT,
    email_values,
    fold,
    iban_value,
    name_tokens,
    phone_values,
    tax_values,
)

from .duplicate_values import address_parts

# The kinds of identity keys that say the same of two contacts when they are equal.
EXACT_KINDS = ("tax", "phone", "email", "iban")


def from_keys(keys, **facts):
    """Features of a contact whose identity keys are known.

    :param keys: list of (kind, value)
    :param facts: ``is_company``, ``country_code``, ``street``, ``zip``, ``city``,
        ``birthdate_date`` (date, text or empty), ``entity``
    :return: dict as ``duplicate_score`` compares them
    """
    by_kind = {"name": [], "tax": [], "phone": [], "email": [], "iban": []}
    for kind, value in keys:
        if kind in by_kind:
            by_kind[kind].append(value)
    line, zip_code, city = (
        fold((facts.get(name) or "")[:MAX_TEXT]) for name in ("street", "zip", "city")
    )
    street, number = address_parts(line)
    digits = re.search(r"\d+", line)
    return {
        "words": by_kind["name"],
        "company": bool(facts.get("is_company")),
        "tax": _tax(by_kind["tax"], facts.get("country_code") or ""),
        "phones": frozenset(by_kind["phone"]),
        "emails": frozenset(by_kind["email"]),
        "ibans": frozenset(by_kind["iban"]),
        "born": str(facts.get("birthdate_date") or ""),
        "street": street,
        "number": number,
        # the first number of the line, by which candidates are looked up
        "house": digits.group() if digits else "",
        "zip": zip_code,
        "city": city,
        "entity": facts.get("entity") or None,
    }


def from_values(values, company_country=""):
    """Features of values as they are typed or read from a file.

    :param values: ``name``, ``vat``, ``phone``, ``mobile``, ``phones`` (more of them),
        ``email``, ``emails``, ``iban``, ``street``, ``zip``, ``city``,
        ``birthdate_date``, ``is_company``, ``country_code``, ``entity``; all optional
    :param company_country: country of numbers without prefix, if the contact has none
    """
    country = values.get("country_code") or ""
    phones = [values.get("phone"), values.get("mobile"), *values.get("phones", ())]
    emails = [values.get("email"), *values.get("emails", ())]
    ibans = [values.get("iban"), *values.get("ibans", ())]
    countries = [code for code in (country, company_country) if code]
    keys = [("name", word) for word in name_tokens(values.get("name") or "")]
    keys += [
        ("tax", value)
        for value in tax_values(values.get("vat") or "", country or company_country)
    ]
    keys += [
        ("phone", value)
        for text in phones
        if text
        for value in phone_values(text, *countries)
    ]
    keys += [("email", value) for text in emails for value in email_values(text or "")]
    keys += [("iban", iban_value(text)) for text in ibans if text]
    return from_keys(
        [key for key in keys if key[1]],
        **{**values, "country_code": country or company_country},
    )


def _tax(values, country_code):
    """The tax id of its two ways of writing it, with and without its country."""
    if not values:
        return ("", "")
    short, long = min(values, key=len), max(values, key=len)
    if long != short and long.endswith(short):
        return (long[: len(long) - len(short)], short)
    return (country_code, short)


def exact_values(features):
    """The (kind, value) of the identity keys these features have, names left out."""
    if features["tax"][1]:
        yield ("tax", features["tax"][1])
    for kind in ("phone", "email", "iban"):
        for value in features[f"{kind}s"]:
            yield (kind, value)


def shared_values(a, b):
    """The (kind, value) that both have."""
    if a["tax"][1] and a["tax"][1] == b["tax"][1]:
        yield ("tax", a["tax"][1])
    for kind in ("phone", "email", "iban"):
        for value in a[f"{kind}s"] & b[f"{kind}s"]:
            yield (kind, value)


def may_be_pair(a, b):
    """Whether two contacts can be one customer at all, whatever their data.

    A contact of a company is not its company, nor an address of it; two companies of
    the database have each their own. ``a`` and ``b`` also have ``id``, ``commercial``
    (its commercial entity), ``parent`` and ``company_id``.
    """
    return not (
        a["id"] in (b["id"], b["commercial"], b["parent"])
        or b["id"] in (a["commercial"], a["parent"])
        or (a["company_id"] and b["company_id"] and a["company_id"] != b["company_id"])
    )
