"""How good is the base? Everybody measured, the board, and the small question."""

import argparse
import sys

from lib import databases, quality_measure
from lib.side import Side

NAME = "bench_quality"


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    name = databases.filled(NAME, quality_measure.fill, options.contacts)
    with Side("quality", name) as side:
        return 0 if quality_measure.measure(side, options) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
