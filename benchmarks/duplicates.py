"""Possible duplicates: how right they are on labelled customers, and how long it takes
to look for them in a base of a million.
"""

import argparse
import sys

from lib import duplicates_quality, duplicates_speed, spanish_customers
from lib.side import Side

PARTS = ("quality", "speed")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200, help="new contacts")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    wanted = [options.only] if options.only else PARTS
    fine = True
    if "quality" in wanted:
        fine = measure_quality(options)
    if "speed" in wanted:
        name = duplicates_speed.ready(options.contacts)
        with Side("duplicates", name) as side:
            fine = duplicates_speed.measure(side, options) and fine
    return 0 if fine else 1


def measure_quality(options):
    try:
        folder = spanish_customers.find()
    except FileNotFoundError as error:
        print(f"Left out: {error}")
        return True
    with Side("quality", duplicates_quality.ready(folder)) as side:
        return duplicates_quality.measure(side, folder, options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
