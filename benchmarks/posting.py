"""Posting invoices in a batch: what these modules add to Odoo's own work."""

import argparse
import sys

from lib import databases, report
from lib.measure import timed, transaction
from lib.race import alternate
from lib.side import Side

SCENARIOS = [
    # name, kind of drafts, invoices, at most
    ("100 invoices, existing customers", "existing", 100, 1.03),
    ("100 invoices, 100 new customers", "new", 100, 1.07),
    ("10 invoices, existing customers", "existing", 10, None),
    ("10 invoices, 10 new customers", "new", 10, None),
    ("100 invoices that teach 100 fichas", "teaching", 100, None),
    ("10 invoices that teach 10 fichas", "teaching", 10, None),
]


def find_drafts(registry, kind, size):
    from lib.prepare import drafts

    with transaction(registry) as env:
        return drafts(env, kind, size).ids


def post(registry, ids):
    """One round: an accountant posts the drafts; nothing of it stays."""
    from lib.seed import LOGIN

    with transaction(registry, LOGIN) as env:
        sample, _result = timed(env, env["account.move"].browse(ids).action_post)
        states = set(env["account.move"].browse(ids).mapped("state"))
        assert states == {"posted"}, states
    return sample


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=24)
    parser.add_argument("--only", default="", help="scenarios whose name holds this")
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    stock_name, ficha_name = databases.ready()
    results = []
    with Side("stock", stock_name) as stock, Side("ficha", ficha_name) as ficha:
        for name, kind, size, limit in SCENARIOS:
            if options.only not in name:
                continue
            ours, theirs = (
                side.call(find_drafts, kind, size) for side in (ficha, stock)
            )
            assert len(ours) == len(theirs) == size
            results.append(
                alternate(
                    name,
                    lambda ids=theirs: stock.call(post, ids),
                    lambda ids=ours: ficha.call(post, ids),
                    options.rounds,
                    limit=limit,
                )
            )
        machine = ficha.call(report.describe_machine)
    notes, even = compare_queries(results)
    print(*notes, sep="\n")
    if not options.no_write and not options.only:
        report.write("posting", machine, results, notes)
    return 0 if even and all(result.met for result in results) else 1


def compare_queries(results):
    """Queries added for ten invoices and for a hundred have to be the same."""
    notes, even = [], True
    added = {result.name: result.added_queries for result in results}
    for name, kind, size, _limit in SCENARIOS:
        small = next((n for n, k, s, _l in SCENARIOS if k == kind and s < size), None)
        if name in added and small in added:
            even = even and added[name] <= added[small]
            notes.append(
                f"Queries added, {kind} customers: {added[small]:+.0f} for 10 invoices,"
                f" {added[name]:+.0f} for {size}."
            )
    return notes, even


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
