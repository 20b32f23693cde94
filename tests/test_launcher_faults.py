"""The page that `./ficha faults` makes of what was found."""

import json

from devtools import faults

FOUND = {
    "work": "import",
    "fault": "killed",
    "wanted": 40,
    "struck": {"done": 10, "double": 0},
    "again": {},
    "seconds": 1.2,
    "end": {"done": 40, "double": 0},
}


def test_what_was_resumed():
    assert (
        faults.row(FOUND) == "| import | killed | 10 of 40 | 0 | 0 | yes, in 1.2 s |\n"
    )
    whole = {**FOUND, "struck": FOUND["end"]}
    assert "| 40 of 40 | 0 | 0 | nothing was left |" in faults.row(whole)


def test_what_was_not():
    lost = {**FOUND, "end": {"done": 37, "double": 2}}
    assert faults.row(lost).endswith("| 3 | 2 | no |\n")
    failed = {**FOUND, "again": {"error": "UserError: no"}}
    assert faults.row(failed).endswith("| no |\n")


def test_the_page(tmp_path):
    path = tmp_path / "found"
    assert faults.read(path) == []
    path.write_text(f"{json.dumps(FOUND)}\n{json.dumps(FOUND)}\n")
    page = faults.page(faults.read(path), "2026-11-28")
    assert page.count("| import | killed |") == 2
    assert "Made on 2026-11-28, 2 times" in page
