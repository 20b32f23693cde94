"""Codes for the 100,000 customers of before the module, by their first invoice."""

import argparse
import sys

from lib import databases, report
from lib.measure import timed, transaction
from lib.race import Result
from lib.side import Side

CUSTOMERS = 100_000
SECONDS = 60


def add_customers(registry):
    """Customers with one posted invoice each and no code; they stay in the database."""
    from lib.copies import copy_invoices, copy_partners

    from odoo.api import SUPERUSER_ID, Environment
    from odoo.tools import SQL

    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        model = env["res.partner"].search([("name", "=", "Modelo")])
        move = env["account.move"].search([("partner_id", "=", model.id)], limit=1)
        known = env["res.partner"].search_count([("name", "=like", "Antiguo %")])
        if known < CUSTOMERS:
            old = copy_partners(
                env,
                model,
                SQL("'Antiguo ' || i"),
                CUSTOMERS,
                client_code=SQL("NULL"),
            )
            copy_invoices(env, move, old, 1, "ANT")
    with registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE")


def backfill(registry):
    with transaction(registry) as env:
        sample, count = timed(env, env["res.partner"]._backfill_client_codes)
        assert count >= CUSTOMERS, count
    return sample


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    databases.ready()
    name = databases.copy_of_ficha("bench_backfill")
    with Side("ficha", name) as ficha:
        ficha.call(add_customers)
        samples = [ficha.call(backfill) for _round in range(options.rounds)]
        machine = ficha.call(report.describe_machine)
    result = Result(f"{CUSTOMERS:,} customers", ficha=samples)
    seconds = result.median("ficha", "wall")
    queries = result.median("ficha", "queries")
    text = (
        f"{CUSTOMERS:,} customers get their codes in {seconds:.1f} s"
        f" (at most {SECONDS}), with {queries:.0f} queries;"
        f" median of {options.rounds}."
    )
    print(text)
    if not options.no_write:
        report.write("backfill", machine, [], [text])
    return 0 if seconds <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
