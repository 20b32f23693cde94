"""Demo data of the quality of data, see ``ficha_cliente/demo/ficha_demo.py``."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

WEEKS = 11


def load_quality(env, origins, values):
    """Where some of the data came from, what is wrong with some of it, and how the
    base became what it is.

    :param origins: tuples (customers, fields, source, document, months ago)
    :param values: tuples (customer, field, value) that nobody checked
    """
    for name, field, value in values:
        partner = env.ref(f"ficha_cliente.{name}")
        partner.with_context(no_vat_validation=True)[field] = value
    now = fields.Datetime.now()
    for names, wanted, source, document, months in origins:
        partners = env["res.partner"].browse(
            env.ref(f"ficha_cliente.{name}").id for name in names
        )
        env["ficha.value.origin"]._note(
            partners,
            wanted,
            source,
            document,
            user_id=env.ref("base.user_admin").id,
            date=now - relativedelta(months=months),
        )
    env["ficha.quality"]._refresh()
    env["ficha.quality.day"]._snapshot()
    _load_quality_days(env)


def _load_quality_days(env):
    """The same figures, a little worse for every week that we go back."""
    today = fields.Date.context_today(env.user)
    days = env["ficha.quality.day"].sudo()
    days.search([("day", "<", today)]).unlink()  # of the update before
    for week in range(1, WEEKS + 1):
        env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_quality_day
                       (day, company_id, population, split, split_key, total, known,
                        complete, stale, bad_tax, bad_phone, bad_email, duplicates,
                        completeness_sum)
                SELECT %(day)s, company_id, population, split, split_key, total,
                       floor(known * (1 - 0.03 * %(week)s)),
                       floor(complete * (1 - 0.06 * %(week)s)),
                       LEAST(total, ceil(stale * (1 + 0.05 * %(week)s))),
                       bad_tax * (1 + %(week)s / 4), bad_phone,
                       bad_email * (1 + %(week)s / 6), duplicates,
                       floor(completeness_sum * (1 - 0.02 * %(week)s))
                  FROM ficha_quality_day
                 WHERE day = %(today)s
                """,
                day=today - timedelta(weeks=week),
                today=today,
                week=week,
            )
        )
    env["ficha.quality.day"].invalidate_model()
