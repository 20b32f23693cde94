"""Products to propose: how much of the next purchase was on the list of a shop."""

import argparse
import sys

from lib import online_retail, proposals_measure, report
from lib.side import call_once


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--file", help="another shop: lines of customer, ISO date, product"
    )
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    parser.add_argument("--only-big", action="store_true", help="the big shop alone")
    options = parser.parse_args(arguments)
    if options.only_big:
        big, fast = _big(options)
        print(big)
        return 0 if fast else 1
    try:
        bought = proposals_measure.purchases(options.file)
    except FileNotFoundError as error:
        print(f"Left out: {error}")
        return 0
    bought = {who: dict(days) for who, days in bought.items()}
    measured = call_once("proposals", proposals_measure.measure, bought)
    table, note, met = proposals_measure.told(*measured)
    print(table, note, sep="\n")
    tables = [table]
    if not options.file:
        big, fast = _big(options)
        print(big)
        tables.append(big)
        met &= fast
        note += (
            f" The second table: {options.customers:,} customers, {options.lines:,}"
            " lines of two years drawn by lot."
        )
    if not options.no_write and not options.file:
        report.write("proposals", online_retail.NAME, [], notes=[note], tables=tables)
    return 0 if met or options.file else 1


def _big(options):
    rows = call_once("scale", proposals_measure.scale, options.customers, options.lines)
    return proposals_measure.scale_told(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
