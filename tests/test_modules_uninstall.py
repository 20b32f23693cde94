"""Each of our modules can be taken out again, as *Apps* does it: nothing of it stays
behind, and what is left works. What is looked at is in uninstall_program.py.

In one database the modules go one after another, the last ones first, so that each is
seen to go alone; in others one goes that more stand upon, and takes them along.
"""

import json
import os
from pathlib import Path

import pytest

from devtools import combinations, testkit
from devtools.project import modules

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("uninstall_program.py").read_text()
OURS = modules()
# From the end: nobody needs what goes.
ONE_BY_ONE = [module.name for module in reversed(OURS)]
# With them goes what stands on them.
AT_ONCE = ["ficha_cliente_history"]


def standing_on(name: str) -> set[str]:
    """The module and those of ours that need it."""
    closures = {one.name: combinations.closure(one, OURS) for one in OURS}
    return {one for one, needed in closures.items() if name in {m.name for m in needed}}


def uninstall(names: list[str], again: str | None = None) -> dict:
    """Take the modules out of one copy of the database, and install that one again; the
    program's answer."""
    if "FICHA_TEMPLATE" not in os.environ:
        pytest.skip("needs the databases of ./ficha test")
    with testkit.new_database() as database:
        processes = testkit.OdooProcesses()
        out = processes.run(PROGRAM, database, json.dumps([names, again]), timeout=900)
    return json.loads(out.splitlines()[-1])


@pytest.fixture(scope="module")
def one_by_one():
    return uninstall(ONE_BY_ONE, again=OURS[0].name)


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_a_module_goes_and_the_others_work(one_by_one, name):
    assert one_by_one[name]["gone"] == [name]
    troubles = one_by_one[name]["troubles"]
    assert not troubles, "\n".join(troubles)


def test_the_core_is_installed_again(one_by_one):
    """A code that is on somebody's invoices is not given to another customer."""
    troubles = one_by_one["again"]["troubles"]
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_module_goes_with_what_stands_on_it(name):
    found = uninstall([name])[name]
    assert set(found["gone"]) == standing_on(name)
    assert len(found["gone"]) > 1
    assert not found["troubles"], "\n".join(found["troubles"])
