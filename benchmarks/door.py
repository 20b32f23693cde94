"""The customers' door: whom a mailing reaches, the ficha, `/my/ficha`, stopping, and
whether the time of an answer tells who is known."""

import argparse
import sys

from lib import databases, door_base, door_measure, report
from lib.side import Side

CUSTOMERS, LINKS = 100_000, 2_000
GATE_SECONDS, MORE_QUERIES = 2, 2
PAGE_QUERIES, PAGE_SECONDS = 30, 0.2
#: Two workers, ten minutes, a hundred thousand customers.
STORM_SECONDS = 2 * 600 / 100_000
#: Of pairs of an answer to who is known and one to who is not: how far from a half may
#: be the share in which the first took longer (three standard deviations of chance).
PAIRS, APART = 500, 0.055


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--links", type=int, default=LINKS)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    name = databases.filled(
        "bench_door", door_base.fill, options.customers, options.links
    )
    with Side("door", name) as side:
        machine = side.call(report.describe_machine)
        many, seconds, statements, kinds = side.call(
            door_measure.gate, options.customers
        )
        form = side.call(door_measure.opening)
        queries, page = side.call(door_measure.my_page)
        each, longest, waited = side.call(door_measure.storm, options.links)
        alike = side.call(door_measure.alike, options.pairs)
    few = statements[10]
    more = form["with"][0] - form["without"][0]
    rows, met = [], True
    for what, value, most, fine in (
        (f"gate, {many:,} recipients (s)", f"{seconds:.2f}", GATE_SECONDS, seconds),
        ("gate: statements more than for ten", statements[many] - few, 0, None),
        ("opening a ficha: queries more", f"{more:.0f}", MORE_QUERIES, more),
        ("/my/ficha: queries", f"{queries:.0f}", PAGE_QUERIES, queries),
        ("/my/ficha (ms)", f"{1000 * page:.0f}", 1000 * PAGE_SECONDS, 1000 * page),
        ("unsubscribe, each (ms)", f"{1000 * each:.1f}", 1000 * STORM_SECONDS, None),
        ("unsubscribe, the longest (ms)", f"{1000 * longest:.0f}", 1000, None),
        ("a writer of those customers waits (ms)", f"{1000 * waited:.0f}", 1000, None),
        *(
            (f"{what}: who is known, from a half", f"{share - 0.5:+.3f}", APART, None)
            for what, share in alike.items()
        ),
    ):
        good = abs(float(value if fine is None else fine)) <= most
        met &= good
        rows.append((what, value, f"{most:g}", "met" if good else "NOT met"))
    table = report.table(("what", "value", "at most", ""), rows)
    answers = ", ".join(f"{count:,} {code}" for code, count in sorted(kinds.items()))
    note = (
        f"{answers}. Opening a ficha takes {form['with'][0]:.0f} queries and"
        f" {1000 * form['with'][1]:.0f} ms with the lines of who may be contacted,"
        f" {form['without'][0]:.0f} and {1000 * form['without'][1]:.0f} ms without."
        f" {options.links:,} customers stop everything one after the other, by the web"
        " server's own door, while another transaction holds their rows in res_partner"
        f" for a second at a time: at this pace two workers take"
        f" {100_000 * each / 120:.0f} minutes for 100,000 (at most 10)."
        f" Doors that tell nobody who is known: of {options.pairs:,} answers to who is"
        " known and as many to who is not, the share of pairs in which the first took"
        " longer, less a half."
    )
    print(table, note, sep="\n")
    if not options.no_write:
        report.write("door", machine, [], notes=[note], tables=[table])
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
