"""The two databases of the bench of the history, each with our module from the start.

Nothing of Odoo is imported by the bench itself, only in the processes that fill.
"""

from lib import databases

RETAIL, MILLION = "bench_retail", "bench_million"


def retail(customers=None):
    """The real shop's year; FileNotFoundError where its file is not here."""
    from lib import online_retail

    online_retail.find()
    return databases.filled(RETAIL, fill_retail, customers)


def million(customers, invoices):
    return databases.filled(MILLION, fill_million, customers, invoices)


def fill_retail(env, customers):
    from lib import online_retail, retail_load

    env = _company(env)
    retail_load.load(env, *online_retail.read(online_retail.find(), customers))


def fill_million(env, customers, invoices):
    from lib import million as generator

    generator.fill(_company(env), customers, invoices)


def _company(env):
    from lib import seed

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    company = seed.make_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    seed.make_user(env)
    return env
