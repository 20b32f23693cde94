"""Launching a campaign: what the button, a batch and the whole cost for thousands."""

import argparse
import sys
import time

from lib import databases, report
from lib.measure import timed, transaction
from lib.side import Side

#: The button is answered while somebody waits; a batch is one of the scheduler's; the
#: whole is over before the coffee is.
LIMITS = {"the button": 5.0, "a batch of 500, the slowest": 10.0, "the whole": 120.0}


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=5_000)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    parser.add_argument(
        "--database", help="one that has the modules, instead of one of the bench's own"
    )
    options = parser.parse_args(arguments)
    with Side("campaign", options.database or databases.with_campaigns()) as side:
        found, queries, counts = side.call(launch, options.customers)
    rows = [
        (
            what,
            f"{value:.1f}",
            LIMITS[what],
            "met" if value <= LIMITS[what] else "NOT met",
        )
        for what, value in found.items()
    ]
    table = report.table(("seconds", "value", "at most", ""), rows)
    note = (
        f"{options.customers:,} customers, a visit each, a discount by price list, 10 %"
        f" left alone: {counts}; {queries:,} queries in all."
    )
    print(table, note, sep="\n")
    if not options.no_write:
        report.write("campaign", "made up", [], notes=[note], tables=[table])
    return 0 if all(value <= LIMITS[what] for what, value in found.items()) else 1


def launch(registry, customers):
    """:return: seconds, queries, and how many are on which side"""
    with transaction(registry) as env:
        env["res.partner"].with_context(tracking_disable=True).create(
            [
                {"name": f"Bench of a launch {number}", "customer_rank": 1}
                for number in range(customers)
            ]
        )
        env.ref("base.group_user")._apply_group(
            env.ref("product.group_product_pricelist")
        )
        product = env["product.product"].create(
            {"name": "Bench of a launch", "list_price": 10}
        )
        env["ficha.discount.limit"].create(
            {
                "company_id": env.company.id,
                "max_discount": 30,
                "approval_above": 30,
            }
        )
        campaign = env["ficha.campaign"].create(
            {
                "name": "Bench of a launch",
                "domain": "[('name', 'like', 'Bench of a launch')]",
                "product_ids": [(6, 0, product.ids)],
                "channel_id": env.ref("ficha_cliente.channel_visit").id,
                "by_preference": False,
                "discount": 10,
            }
        )
        env.flush_all()
        env.invalidate_all()
        begun = time.monotonic()
        button, _answer = timed(env, campaign.action_launch)
        batches, queries = [], button.queries
        while campaign.state == "launching":
            one, _done = timed(env, lambda: campaign._launch_step(500))
            batches.append(one.wall)
            queries += one.queries
            env.invalidate_all()
        found = {
            "the button": button.wall,
            "a batch of 500, the slowest": max(batches, default=0.0),
            "the whole": time.monotonic() - begun,
        }
        counts = (
            f"{campaign.contacted_count:,} to contact, {campaign.control_count:,} left"
            f" alone, {campaign.left_out_count:,} left out"
        )
        return found, queries, counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
