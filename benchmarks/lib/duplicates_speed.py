"""How long it takes to look for duplicates in a whole base, batch by batch, committed
as the scheduled action does, and how it goes with a contact that is being created.
"""

import statistics
import time
from itertools import combinations

from lib import bulk, databases, report
from lib.measure import transaction

NAME = "bench_duplicates"
DOUBLES = 0.05
SECONDS_PER_MILLION = 600


def ready(contacts):
    return databases.filled(NAME, fill, contacts)


def fill(env, contacts):
    from lib import people, seed

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    seed.make_company(env)
    seed.make_user(env, "group_ficha_user", "group_ficha_manager")
    first = people.fill(env, contacts, DOUBLES)
    env["ir.config_parameter"].set_param("bench.duplicates_first", first)
    env.flush_all()
    with bulk.step("identity keys of all of them"):
        env["ficha.identity.key"]._rebuild()


def scan(registry):
    """A scan of the whole base in its batches, each committed.

    :return: seconds, number of pairs compared, seconds by stage
    """
    from odoo.api import SUPERUSER_ID, Environment

    stages = {}
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        env["ficha.duplicate"].search([]).unlink()
        env["ficha.duplicate.scan"].search([]).unlink()
        cr.commit()
        start = time.perf_counter()
        run = env["ficha.duplicate.scan"]._start()
        cr.commit()
        session = {}
        while run.state == "running":
            stage, before = run.stage, time.perf_counter()
            run._step(session)
            cr.commit()
            env.invalidate_all()
            spent = time.perf_counter() - before
            if stage not in stages:
                print(f"  {time.perf_counter() - start:6.0f} s: {stage}", flush=True)
            stages[stage] = stages.get(stage, 0) + spent
        return time.perf_counter() - start, run.compared, stages


def found(registry, contacts):
    """How many of the doubles were found, as certain and at all, and the pairs."""
    from lib import people

    with transaction(registry) as env:
        first = int(env["ir.config_parameter"].get_param("bench.duplicates_first"))
        # an original and its doubles are one, whichever of them are the pair
        same = {}
        for original, double in people.doubles_of(first, contacts, DOUBLES):
            same.setdefault(original, [original]).append(double)
        true = {pair for group in same.values() for pair in combinations(group, 2)}
        env.cr.execute(
            "SELECT partner_a_id, partner_b_id, certainty FROM ficha_duplicate"
        )
        pairs = {(a, b): certainty for a, b, certainty in env.cr.fetchall()}
    return {
        "doubles": len(true),
        "precision": sum(pairs[p] == "certain" for p in true if p in pairs)
        / max(sum(certainty == "certain" for certainty in pairs.values()), 1),
        "certain": sum(certainty == "certain" for certainty in pairs.values()),
        "review": sum(certainty == "review" for certainty in pairs.values()),
        "certain_doubles": sum(pairs.get(pair) == "certain" for pair in true),
        "all_doubles": sum(pair in pairs for pair in true),
    }


def banner(registry, rounds):
    """Milliseconds to find out who may be the same as somebody being created."""
    from lib import seed

    times = []
    with transaction(registry, seed.LOGIN) as env:
        env.cr.execute(
            "SELECT name, phone, email, zip, street FROM res_partner"
            " WHERE phone IS NOT NULL AND active ORDER BY md5(id::text) LIMIT %s",
            [rounds],
        )
        for name, phone, email, postcode, street in env.cr.fetchall():
            values = {
                "name": name,
                "phone": phone,
                "email": email,
                "zip": postcode,
                "street": street,
            }
            env.invalidate_all()
            start = time.perf_counter()
            env["res.partner"].new(values)._find_duplicates()
            times.append(1000 * (time.perf_counter() - start))
    times.sort()
    return statistics.median(times), times[int(0.95 * len(times))]


def measure(side, options):
    """Print and write the figures.

    :return: whether it is as fast as asked for
    """
    seconds, compared, stages = side.call(scan)
    figures = side.call(found, options.contacts)
    median, slow = side.call(banner, options.rounds)
    most = SECONDS_PER_MILLION * max(options.contacts, 100_000) / 1_000_000
    by_stage = ", ".join(f"{name} {spent:.0f}" for name, spent in stages.items())
    notes = [
        f"{options.contacts:,} generated contacts, {DOUBLES:.0%} of them written down"
        f" twice: the whole base scanned in {seconds:.0f} s (at most {most:.0f});"
        f" {compared:,} pairs compared. Seconds by stage: {by_stage}.",
        f"Of {figures['doubles']:,} pairs of doubles {figures['certain_doubles']:,} are"
        f" certain and {figures['all_doubles']:,} found; {figures['certain']:,} certain"
        f" (precision {figures['precision']:.4f}) and {figures['review']:,} pairs to"
        " review in all.",
        f"Before saving a new contact: {median:.1f} ms (median), {slow:.1f} ms (95 of"
        f" 100), of {options.rounds}.",
    ]
    print("\n".join(notes))
    if not options.no_write:
        machine = side.call(report.describe_machine)
        report.write("duplicates: speed", machine, [], notes)
    return seconds <= most
