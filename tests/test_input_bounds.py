"""Nothing that anybody can send stops the server: each case of ``input_cases`` ends
within a second and a quarter of a gigabyte, in a sentence or in what was read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from input_cases import CASES
from input_kit import SECONDS

PROGRAM = Path(__file__).with_name("input_cases.py")


def run_cases(skip):
    """What the process said of the cases after the first ``skip``, as far as it got."""
    import odoo.addons

    asked = {"paths": sys.path, "addons": list(odoo.addons.__path__), "skip": skip}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), json.dumps(asked)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines, done.stderr
    return lines


@pytest.fixture(scope="module")
def said():
    """{case: what failed, or None}. One process, and another one after each that had
    to be killed: that case has a second try, as the processor's seconds are longer
    when others use it as well."""
    found, again = {}, set()
    while len(found) < len(CASES):
        name = None
        for line in run_cases(len(found)):
            if "begun" in line:
                name = line["begun"]
                found[name] = f"more than {SECONDS} s"
            else:
                found[name] = line["failed"]
                name = None
        if name and name not in again:
            again.add(name)
            del found[name]
    return found


@pytest.mark.parametrize("name", CASES)
def test_ends_soon(said, name):
    assert said[name] is None, said[name]
