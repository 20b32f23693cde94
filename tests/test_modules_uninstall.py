"""Each of our modules can be taken out again, as *Apps* does it: nothing of it stays
behind, and what is left works. What is looked at is in uninstall_program.py.

In one database all of them go, from the end: those that none of the others needs go
together, and what is left is looked at before the next. Each of them by itself, which
takes three times as long: `FICHA_ONE_BY_ONE=1`. In another database one goes that more
stand upon, and takes them along.
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
# With them goes what stands on them.
AT_ONCE = ["ficha_cliente_history"]


def standing_on(name: str) -> set[str]:
    """The module and those of ours that need it."""
    closures = {one.name: combinations.closure(one, OURS) for one in OURS}
    return {one for one, needed in closures.items() if name in {m.name for m in needed}}


def layers() -> list[list[str]]:
    """The steps in which all go: in each, those that none of the ones left needs."""
    if os.environ.get("FICHA_ONE_BY_ONE"):
        return [[module.name] for module in reversed(OURS)]
    found, left = [], {module.name for module in OURS}
    while left:
        found.append(
            [name for name in sorted(left) if standing_on(name) & left == {name}]
        )
        left -= set(found[-1])
    return found


LAYERS = layers()


def uninstall(steps: list[list[str]], again: str | None = None) -> dict:
    """Take the modules out of one copy of the database, those of a step together, and
    install that one again; the program's answer."""
    if "FICHA_TEMPLATE" not in os.environ:
        pytest.skip("needs the databases of ./ficha test")
    with testkit.new_database() as database:
        processes = testkit.OdooProcesses()
        out = processes.run(PROGRAM, database, json.dumps([steps, again]), timeout=900)
    return json.loads(out.splitlines()[-1])


@pytest.fixture(scope="module")
def all_of_them():
    return uninstall(LAYERS, again=OURS[0].name)


@pytest.mark.parametrize("name", sum(LAYERS, []))
def test_a_module_goes_and_the_others_work(all_of_them, name):
    [layer] = [layer for layer in LAYERS if name in layer]
    assert all_of_them[name]["gone"] == sorted(layer)
    troubles = all_of_them[name]["troubles"]
    assert not troubles, "\n".join(troubles)


def test_each_of_ours_went():
    assert sorted(sum(LAYERS, [])) == sorted(module.name for module in OURS)


def test_the_core_is_installed_again(all_of_them):
    """A code that is on somebody's invoices is not given to another customer."""
    troubles = all_of_them["again"]["troubles"]
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_module_goes_with_what_stands_on_it(name):
    found = uninstall([[name]])[name]
    assert set(found["gone"]) == standing_on(name)
    assert len(found["gone"]) > 1
    assert not found["troubles"], "\n".join(found["troubles"])
