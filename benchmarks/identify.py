"""Who is this? `identify()` over a million contacts, against what Odoo offers."""

import argparse
import sys

from lib import identify_base, identify_measure
from lib.side import Side


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200, help="questions of a kind")
    parser.add_argument(
        "--stock", type=int, default=8, help="of them that stock Odoo is asked too"
    )
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    name = identify_base.ready(options.contacts)
    with Side("identify", name) as side:
        return 0 if identify_measure.measure(side, options) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
