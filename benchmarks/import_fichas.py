"""A file of 20,000 customers and contacts comes in, and comes in again."""

import argparse
import sys

from lib import import_file, report
from lib.side import Side

# what 20,000 rows may take: seconds to check and to import, and MiB of the process
CHECK, IMPORT, MEMORY = 20, 240, 700
HEAD = ("", "check (s)", "import (s)", "memory (MiB)") + (
    "new",
    "updated",
    "unchanged",
    "to mend",
)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument(
        "--contacts", type=int, default=20_000, help="customers the base has already"
    )
    parser.add_argument(
        "--limit", type=int, default=5 * IMPORT, help="seconds for each import"
    )
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    name = import_file.ready(options.contacts)
    data, contacts = import_file.make_file(options.rows)
    lines, figures = [], []
    with Side("import", name) as side:
        machine = side.call(report.describe_machine)
        for label in ("first time", "second time"):
            found = side.call(import_file.run_import, data, options.limit)
            figures.append(found)
            lines.append(
                (
                    label,
                    f"{found['check']:.0f}",
                    f"{found['import']:.0f}",
                    found["memory"],
                    *found["outcomes"].values(),
                )
            )
            print(label, found)
    first, second = figures
    met = (
        first["check"] <= CHECK
        and first["import"] <= IMPORT
        and second["memory"] <= MEMORY
        and first["done"] == options.rows
    )
    text = (
        f"{options.rows:,} rows in an Excel file of {len(data) / 2**20:.1f} MB,"
        f" {contacts:,} of them contacts under their company, into a base with"
        f" {options.contacts:,} contacts: {first['check']:.0f} s to check (at most"
        f" {CHECK}) and {first['import']:.0f} s to import (at most {IMPORT}), the"
        f" process {second['memory']} MiB at its largest (at most {MEMORY}):"
        f" {'met' if met else 'NOT met'}. The second time"
        f" {second['outcomes']['created']} rows are new and"
        f" {second['outcomes']['updated']} change anything."
    )
    print(text)
    if not options.no_write:
        table = report.table(HEAD, lines)
        report.write("import_fichas", machine, [], [text], tables=[table])
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
