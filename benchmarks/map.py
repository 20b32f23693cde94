"""The map of a million contacts, and of a seller's 20,000: what a view takes."""

import argparse
import statistics
import sys

from lib import map_base, map_measure, report
from lib.side import Side

NOTES = (
    "A view is one call of `ficha_map`, as the map asks when it has been moved: the "
    "legend with its counts, and the points in view or, of more than 5,000, clusters "
    "with their number and money. Asked with the domain of *Customer files* by a user "
    "of that group. What is counted by place answers views of much in the follow-up's "
    "colours; other views read each contact.",
    "“Met” is at most 300 ms. Of more than 30,000 in view the money of the clusters is "
    "asked for afterwards, once the map stands still (`ficha_map_money`). Heat is one "
    "call of `ficha_map_heat`, of sales.",
)
LIMIT = 300


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument(
        "--template", help="a database with our modules, to fill a copy of"
    )
    parser.add_argument("--explain", action="store_true", help="say the plans too")
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    name = map_base.ready(options.contacts, options.template)
    rows, fine = [], True
    with Side("map", name) as side:
        machine = side.call(report.describe_machine)
        for title, inside, times in side.call(map_measure.measure, options.rounds):
            median = statistics.median(times)
            met = median <= LIMIT
            word = "met" if met else "NOT met"
            if title.endswith("afterwards"):
                # nobody waits for it: the view is there
                word = "-"
            else:
                fine = fine and met
            rows.append(
                (title, f"{inside:,}", f"{median:.0f} ms", f"{max(times):.0f} ms", word)
            )
        if options.explain:
            print(side.call(map_measure.explain))
    table = report.table(("view", "in it", "median", "slowest", ""), rows)
    print(table)
    if not options.no_write:
        report.write("map", machine, [], NOTES, tables=[table])
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
