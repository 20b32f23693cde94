"""Work that survives: what a fault leaves of it, and what comes of it afterwards.

Real processes on copies of the database; what is done, and how the fault strikes, is in
fault_program.py. `./ficha faults` runs all of them and writes docs/faults.md from what
was found; the whole of the tests runs those of ``ALWAYS``.
"""

import json
import os
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("fault_program.py").read_text()
STRUCK = ("killed", "database restarted", "two at once")
NIGHTS = ("clock put forward", "clock put back", "29 February")
TABLE = {
    "posting": STRUCK,
    "purchase queue": STRUCK,
    "quality queue": STRUCK,
    "reminders": (*STRUCK, *NIGHTS),
    "bulk merge": STRUCK,
    "scan": STRUCK,
    "import": STRUCK,
    "a file dropped": ("disk full",),
    "campaign launch": STRUCK,
    "requests at a door": STRUCK,
}
ALWAYS = {("posting", "killed"), ("import", "killed"), ("campaign launch", "killed")}

pytestmark = [pytest.mark.slow, pytest.mark.concurrency]


def cases():
    for work, faults in TABLE.items():
        for fault in faults:
            marks = () if (work, fault) in ALWAYS else pytest.mark.fault
            yield pytest.param(work, fault, marks=marks, id=f"{work}-{fault}")


def note(work, fault, found):
    """For the table of `./ficha faults` (devtools/faults.py)."""
    if path := os.environ.get("FICHA_FAULTS"):
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"work": work, "fault": fault, **found}) + "\n")


@pytest.mark.parametrize(("work", "fault"), cases())
def test_nothing_is_lost_and_nothing_doubled(odoo_env, clone_database, work, fault):
    out = odoo_env.run(PROGRAM, clone_database, work, fault, timeout=300)
    found = json.loads(out.splitlines()[-1])
    note(work, fault, found)
    told = found["processes"]
    if fault == "killed":
        assert told == [{"killed": 9}]
    if fault == "disk full":
        assert "File too large" in told[0]["error"]
        assert found["struck"]["done"] == 0, "not half a file"
    if fault in ("two at once", *NIGHTS):
        # one of two may be told that the other is at it
        errors = [one["error"] for one in told if "error" in one]
        assert all("already executing" in error for error in errors), errors
    if fault in ("killed", "database restarted"):
        assert 0 < found["struck"]["done"] < found["wanted"], "it struck in the middle"
    assert found["again"] == {}
    assert found["end"] == {"done": found["wanted"], "double": 0}
    assert found["struck"]["double"] == 0
