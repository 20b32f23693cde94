"""Rows in the queue of purchase histories, worked off by Odoo's own scheduler."""

import argparse
import sys

from lib import databases, report, scheduler
from lib.side import Side

# what posting the invoices of some weeks one by one puts there
ROWS = 20_000
CUSTOMERS, INVOICES = 5_000, 4
SECONDS = 120
CRON = "ficha_cliente_history.ir_cron_purchase_queue"


def fill(env, customers, invoices):
    """Customers with so many posted invoices each, and their histories."""
    from lib import copies, seed

    from odoo.tools import SQL

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    seed.make_company(env)
    product = env["product.product"].create({"name": "Artículo", "list_price": 10})
    model = env["res.partner"].create({"name": "Modelo", "is_company": True})
    move = seed.draft_invoices(env, model, product)
    move.action_post()
    partners = copies.copy_partners(
        env,
        model,
        SQL("'Cliente ' || i"),
        customers,
        client_code=SQL("'B' || i"),
    )
    copies.copy_invoices(env, move, partners, invoices, "COLA")
    env["ficha.purchase.summary"]._refresh()


def work_off(registry, rows, limit):
    """Queue so many customers, as posting does, and wait until they are refreshed."""
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.tools import SQL

    scheduler.start(registry, CRON)
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        cr.execute("DELETE FROM ficha_purchase_queue")
        env["ficha.purchase.queue"]._enqueue(
            SQL(
                """SELECT partner_id
                     FROM generate_series(1, 1000) AS time, ficha_purchase_summary
                    ORDER BY time, partner_id
                    LIMIT %s""",
                rows,
            )
        )
        # not waiting until the scheduler comes by, within a minute, as after posting
        cr.postcommit.add(env["ir.cron"]._notifydb)
    return scheduler.wait(
        registry, lambda env: not env["ficha.purchase.queue"]._count(), limit
    )


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    name = databases.filled("bench_queue", fill, CUSTOMERS, INVOICES)
    with Side("queue", name) as side:
        machine = side.call(report.describe_machine)
        seconds = side.call(work_off, options.rows, 3 * SECONDS)
    met = seconds <= SECONDS
    text = (
        f"{options.rows:,} rows in the queue of purchase histories are worked off in"
        f" {seconds:.0f} s by Odoo's scheduler (at most {SECONDS}:"
        f" {'met' if met else 'NOT met'})."
    )
    print(text)
    if not options.no_write:
        report.write("purchase_queue", machine, [], [text])
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
