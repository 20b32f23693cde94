"""Demand ahead and drift risk: how right they are on shops whose future is known."""

import argparse
import sys

from lib import databases, demand_measure, online_retail, report
from lib.side import Side


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--file", help="another shop: lines of customer, ISO date, product"
    )
    parser.add_argument(
        "--ahead", type=int, help="of that shop: days held out", default=90
    )
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    parser.add_argument(
        "--database", help="one that has the modules, instead of one of the bench's own"
    )
    parser.add_argument(
        "--customers", type=int, default=100_000, help="of the big shop; 0: none"
    )
    parser.add_argument("--only-big", action="store_true", help="the big shop alone")
    options = parser.parse_args(arguments)
    with Side("demand", options.database or databases.with_campaigns()) as side:
        if options.file:
            return another(side, options)
        if options.only_big:
            table, met = big(side, options)
            print(table)
            return 0 if met else 1
        return ours(side, options)


def another(side, options):
    shop = demand_measure._plain(demand_measure.read(options.file))
    found = side.call(demand_measure.drift, shop, options.ahead)
    table, _met = demand_measure.told_drift([(options.file, *found)])
    print(table, *demand_measure.told_demand(*side.call(demand_measure.demand, shop)))
    return 0


def big(side, options):
    rows, count = side.call(demand_measure.scale, options.customers)
    return demand_measure.told_scale(rows, options.customers, count)


def ours(side, options):
    rows, tables, notes, met = [], [], [], True
    try:
        shop = demand_measure._plain(demand_measure.retail())
    except FileNotFoundError as error:
        print(f"Left out: {error}")
        shop = None
    if shop:
        errors, shown, note, met = demand_measure.told_demand(
            *side.call(demand_measure.demand, shop)
        )
        tables += [errors, shown]
        notes.append(note)
        for days in demand_measure.HELD_OUT:
            found = side.call(demand_measure.drift, shop, days)
            rows.append((f"real shop, in {days} days", *found))
    for seed in range(1, demand_measure.SEASONS + 1):
        shop = demand_measure.season(seed)
        found = side.call(demand_measure.drift, shop, demand_measure.SEASON_DAYS)
        rows.append((f"one season, by lot ({seed})", *found))
    table, fine = demand_measure.told_drift(rows)
    tables.append(table)
    if options.customers:
        table, fast = big(side, options)
        tables.append(table)
        fine &= fast
    notes.append(
        "Who buys again: area under the ROC curve of who buys again in the days held "
        "out, of all who had bought before; the score was chosen on days before those."
    )
    print(*tables, *notes, sep="\n")
    if not options.no_write:
        report.write("demand", online_retail.NAME, [], notes=notes, tables=tables)
    return 0 if met and fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
