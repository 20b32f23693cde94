"""Installing from *Apps* where there are 200,000 contacts already: one request."""

import argparse
import sys
import time

from lib import databases, report, scheduler
from lib.side import Side, call_once

CONTACTS, INVOICED, INVOICES = 200_000, 50_000, 3
# what a worker may take for a request (limit_time_real, as Odoo is delivered)
SECONDS = 120
BASE, NAME = "bench_installing_base", "bench_installing"
CRONS = (
    "ficha_cliente_identity.ir_cron_identity_check",
    "ficha_cliente_history.ir_cron_purchase_reconcile",
    "ficha_cliente_quality.ir_cron_quality_daily",
)


def fill(env, contacts, invoiced, invoices):
    """Contacts of a company that does not know our modules yet, and its invoices."""
    from lib import copies, seed

    from odoo.tools import SQL

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    seed.make_company(env)
    product = env["product.product"].create({"name": "Artículo", "list_price": 10})
    model = env["res.partner"].create(
        {"name": "Modelo", "is_company": True, "phone": "+34 612 345 678"}
    )
    move = seed.draft_invoices(env, model, product)
    move.action_post()
    partners = copies.copy_partners(env, model, SQL("'Cliente ' || i"), contacts)
    copies.copy_invoices(env, move, partners[:invoiced], invoices, "INST")


def install():
    """What *Install* does in *Apps*, but for the click.

    :return: seconds
    """
    from odoo.modules.registry import Registry

    databases._server(f'DROP DATABASE IF EXISTS "{NAME}"')
    databases._server(f'CREATE DATABASE "{NAME}" TEMPLATE "{BASE}"')
    begun = time.perf_counter()
    Registry.new(NAME, install_modules=["ficha_cliente"])
    return time.perf_counter() - begun


def complete(registry, limit):
    """Let the scheduler make what the installation left to it.

    :return: seconds
    """
    triggers = "ir.cron.trigger"
    scheduler.start(registry, *CRONS, keep=True)
    return scheduler.wait(
        registry,
        lambda env: not env["ficha.batch.place"]._get_first_fill_note()
        and not env[triggers].search_count([("call_at", "<=", env.cr.now())]),
        limit,
    )


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=CONTACTS)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    invoiced = min(INVOICED, options.contacts)
    databases.filled_stock(BASE, fill, options.contacts, invoiced, INVOICES)
    seconds = call_once("install", install)
    with Side("installing", NAME) as side:
        machine = side.call(report.describe_machine)
        background = side.call(complete, 3600)
    met = seconds <= SECONDS
    text = (
        f"The modules are installed where there are {options.contacts:,} contacts and"
        f" {invoiced * INVOICES:,} invoices in {seconds:.0f} s (at most {SECONDS}:"
        f" {'met' if met else 'NOT met'}); keys, histories and quality of all are there"
        f" {background:.0f} s later, made by Odoo's scheduler."
    )
    print(text)
    if not options.no_write:
        report.write("installing", machine, [], [text])
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
