"""What the history costs and how right it is: the purchase history refreshed, the
screens over a big base, the expected purchases of a real shop against what came.
"""

import argparse
import sys

from lib import memory_bases, memory_forecast, memory_refresh, memory_screens
from lib.side import Side

PARTS = ("real", "million", "forecast")
# of the generated base, without the refresh, which takes the time
SCREENS = "screens"


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument(
        "--invoices", type=int, help="of the generated base; ten per customer"
    )
    parser.add_argument("--only", choices=(*PARTS, SCREENS))
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    options.invoices = options.invoices or 10 * options.customers
    wanted = [options.only] if options.only else PARTS
    fine = True
    if {"real", "forecast"} & set(wanted):
        fine = measure_retail(options, wanted)
    if {"million", SCREENS} & set(wanted):
        fine = measure_million(options) and fine
    return 0 if fine else 1


def measure_retail(options, wanted):
    try:
        name = memory_bases.retail()
    except FileNotFoundError as error:
        print(f"Left out: {error}")
        return True
    fine = True
    with Side("retail", name) as side:
        if "real" in wanted:
            text = "a real shop's year"
            fine = memory_refresh.measure(side, text, "real data", options)
        if "forecast" in wanted:
            fine = memory_forecast.measure(side, options) and fine
    return fine


def measure_million(options):
    name = memory_bases.million(options.customers, options.invoices)
    with Side("million", name) as side:
        text, fine = "the generated base", True
        if options.only != SCREENS:
            fine = memory_refresh.measure(side, text, text, options)
        return memory_screens.measure(side, options) and fine


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
