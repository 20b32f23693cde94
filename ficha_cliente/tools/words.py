"""Words that several sentences need, in the language of an environment."""

from babel.numbers import format_decimal

from odoo import fields
from odoo.tools.misc import babel_locale_parse, format_date, get_lang

NEAR_DAYS = 300


def in_days(env, count):
    """A number of days in words: *1 day*, *12 days*."""
    return env._("1 day") if count == 1 else env._("%s days", count or 0)


def in_units(env, quantity, unit):
    """How much of a product, *1 unit*, *6 units*, *2.5 kg*: the name that Odoo gives to
    its plain unit is a plural.

    :param unit: record of ``uom.uom``
    """
    number = format_decimal(quantity, locale=babel_locale_parse(get_lang(env).code))
    known = env["ir.model.data"]._xmlid_to_res_id  # from memory, each time
    if unit and unit.id == known("uom.product_uom_unit"):
        return env._("1 unit") if quantity == 1 else env._("%s units", number)
    return f"{number} {unit.name or ''}".strip()


def quoted(env, *texts):
    """Names, or what somebody wrote, between the quotation marks of the language: “A”,
    “B”; in Spanish «A», «B»."""
    # by name: Odoo exports no term of one letter, as "“%s”" is for it
    return ", ".join(env._("“%(text)s”", text=text) for text in texts)


def as_sentence(text):
    """Words that somebody wrote, with the full stop after which others may follow."""
    text = (text or "").strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def in_date(env, day):
    """A day as every sentence writes it, *28 Nov 2026*; empty for no day."""
    return format_date(env, day, date_format="d MMM yyyy") if day else ""


def in_near_date(env, day, today=None, weekday=False):
    """A day as it is told beside today, in short: *28 Nov*, or *Sat 28 Nov* where the
    day of the week matters; with its year where it could be taken for another.

    :param date today: by default the reader's
    :return: text; empty for no day
    """
    if not day:
        return ""
    today = today or fields.Date.context_today(env.user)
    near = abs((day - today).days) < NEAR_DAYS or day.year == today.year
    pattern = ("EEE " if weekday else "") + ("d MMM" if near else "d MMM yyyy")
    return format_date(env, day, date_format=pattern)


def document_link(document, env, title=None):
    """A link to a document for a note on its customer, without its number: everybody
    who sees the contact reads the note, also who sees no invoices, or none of that
    company.

    :param env: environment with the language of the note
    :param title: what kind of document it is, where the sentence does not say so
    :return: Markup
    """
    return document._get_html_link(title=title or env._("a document"))
