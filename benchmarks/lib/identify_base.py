"""The database of the bench of `identify()`: contacts, and their keys built anew."""

import time

from lib import databases

NAME = "bench_identify"
# where the time that the keys took is kept with the database
BUILD = "bench.identify_build"


def ready(contacts):
    return databases.filled(NAME, fill, contacts)


def fill(env, contacts):
    from lib import bulk, people, seed

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    seed.make_company(env)
    seed.make_user(env, "group_ficha_user", "group_ficha_manager")
    people.fill(env, contacts)
    env.flush_all()
    with bulk.step("identity keys of all of them"):
        start = time.perf_counter()
        keys = env["ficha.identity.key"]._rebuild()
        seconds = time.perf_counter() - start
    env["ir.config_parameter"].set_param(BUILD, f"{seconds:.1f} {keys}")
