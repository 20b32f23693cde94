"""`./ficha faults`: lets every fault strike every work (tests/test_faults.py), and
writes what was found to docs/faults.md."""

import datetime
import json
import tempfile
from pathlib import Path

from . import databases, environment
from .console import Trouble, say
from .procs import foreground
from .project import ROOT

TESTS = "tests/test_faults.py"
PAGE = ROOT / "docs" / "faults.md"
HEAD = """# What a fault leaves behind

`./ficha faults` makes this page: a real process does a work (40 customers, in batches
of ten; at a door 40 who registered and 40 who asked, one by one), a fault strikes it in
the middle of a batch, and the same work is done again, as the scheduler or a person
would. *Done* is what the database had when it struck;
*lost* and *doubled* are counted after the second time. The faults:

- **killed**: `kill -9` of the process, after some batches were committed and within
  another;
- **database restarted**: at that moment PostgreSQL ends every connection;
- **two at once**: two processes begin the same work at the same instant;
- **disk full**: no file may grow any more when a file is dropped;
- **clock put forward**, **put back**, **29 February**: every hour of that night, in
  Madrid.

| work | fault | done when it struck | lost | doubled | resumed |
|---|---|---:|---:|---:|---|
"""
FOOT = """
Made on {day}, {count} times a fault struck. What a person sees when the disk is full is
Odoo's own error; nothing of the file is there afterwards, and the same file can be
given again.
"""


def run(options) -> int:
    env = environment.prepare()
    with env.server:
        databases.drop_left_overs(env)
        with (
            databases.copied(env, databases.testing(env)) as (name, variables),
            tempfile.TemporaryDirectory() as folder,
        ):
            path = Path(folder) / "found"
            command = [
                *(env.python_env.python, "-m", "pytest", TESTS, "-m", "slow"),
                *("--odoo-database", name, "-p", "no:cacheprovider"),
            ]
            if options.only:
                command += ["-k", options.only]
            status = foreground(command, env={**variables, "FICHA_FAULTS": str(path)})
            found = read(path)
    if options.only:
        say(table(found))
        return status
    if not found:
        raise Trouble("No fault was tried, the page stays as it is.")
    today = datetime.date.today().isoformat()
    PAGE.write_text(page(found, today), encoding="utf-8")
    say(f"    {PAGE.relative_to(ROOT)} is what was found today")
    return status


def read(path: Path) -> list[dict]:
    """What the tests have found, one line each."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


def row(found: dict) -> str:
    """A line of the table."""
    wanted, end = found["wanted"], found["end"]
    lost = max(wanted - end["done"], 0)
    done = f"{found['struck']['done']} of {wanted}"
    resumed = f"yes, in {found['seconds']} s"
    if lost or found["again"]:
        resumed = "no"
    elif found["struck"]["done"] == wanted:
        resumed = "nothing was left"
    cells = [found["work"], found["fault"], done, lost, end["double"], resumed]
    return f"| {' | '.join(map(str, cells))} |\n"


def table(found: list[dict]) -> str:
    return "".join(map(row, found))


def page(found: list[dict], day: str) -> str:
    return HEAD + table(found) + FOOT.format(day=day, count=len(found))
