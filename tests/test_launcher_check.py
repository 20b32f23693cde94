"""`./ficha check`: which tests it runs, and how."""

from pathlib import Path

import pytest

from devtools import check, rounds
from devtools.project import ROOT


def test_what_broke_the_whole_run_is_seen_in_seconds():
    found = check.files()
    for name in ("batches_shared", "buttons_pressed", "house", "one_name", "sentences"):
        assert f"tests/test_{name}.py" in found
    assert "tests/test_security.py" in found and "tests/test_query_users.py" in found
    assert [name for name in found if "launcher" in name or "tour" in name] == []


@pytest.mark.parametrize(
    "source",
    [
        "from odoo.tests import TransactionCase",
        "def test():\n    import odoo.addons",
        "import subprocess",
        "from devtools import combinations, testkit",
        "def test_it(odoo_env, tmp_path): pass",
        "def test_it(clone_database): pass",
    ],
)
def test_what_runs_something_is_not_among_them(source):
    assert not check.only_reads(source)


def test_what_only_speaks_of_odoo_is():
    source = (
        "import ast\n\nTEXT = 'from odoo import fields'\n\ndef test_it(tmp_path): pass"
    )
    assert check.only_reads(source)


def test_no_database_is_asked_for():
    words = check.command(Path("python"), ["-k", "house"])
    assert words[:6] == [Path("python"), "-m", "pytest", "-q", "-p", "no:odoo"]
    assert words[-2:] == ["-k", "house"]
    assert "tests/test_house.py" in words


def test_each_of_them_is_run_by_the_whole_whosever_turn_it_is():
    for name in check.files():
        assert (ROOT / name).exists()
        for half in (0, 1):
            assert rounds.has_turn(f"{name}::test_it", f"all-{half}")
