"""Words that several sentences need, in the language of an environment."""

from odoo.tools.misc import format_date


def in_days(env, count):
    """A number of days in words: *1 day*, *12 days*."""
    return env._("1 day") if count == 1 else env._("%s days", count or 0)


def in_date(env, day):
    """A day as every sentence writes it, *28 Nov 2026*; empty for no day."""
    return format_date(env, day, date_format="d MMM y") if day else ""
