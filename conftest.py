"""For every test, those of the modules too."""

import collections
import contextlib
import os
import shutil
from weakref import WeakSet

import freezegun
import pytest
import pytest_odoo

from devtools import rounds

# Tests that stop the clock must not stop that of pytest, which would report the years
# between as how long they took.
freezegun.configure(extend_ignore_list=["_pytest.timing"])


@contextlib.contextmanager
def own_filestore(original, name):
    """A folder of attachments for the database ``name``, a copy of ``original``.

    pytest-odoo gives all its workers the one folder of the database they are copies of.
    Odoo removes at the end of each test class what no row of *its* database names
    (``TransactionCase._gc_filestore``): the files that another worker has just written.
    Files are never changed, so links do.
    """
    if original == name:
        yield
        return
    from odoo.tools import config

    shutil.rmtree(config.filestore(name), ignore_errors=True)
    if os.path.isdir(config.filestore(original)):
        shutil.copytree(
            config.filestore(original), config.filestore(name), copy_function=os.link
        )
    try:
        yield
    finally:
        shutil.rmtree(config.filestore(name), ignore_errors=True)


pytest_odoo._shared_filestore = own_filestore


def pytest_addoption(parser):
    parser.addoption(
        "--turn",
        help="of the modules' tests only those whose turn it is (devtools/rounds.py)",
    )


def pytest_collection_modifyitems(config, items):
    turn = config.getoption("turn")
    if not turn:
        return
    found = {True: [], False: []}
    for item in items:
        slow = item.get_closest_marker("slow") is not None
        found[rounds.has_turn(item.nodeid, turn, slow)].append(item)
    config.hook.pytest_deselected(items=found[False])
    items[:] = found[True]


@pytest.fixture(autouse=True)
def _environments_stay(request):
    """Odoo's environments live as long as the test that made them.

    Odoo holds them weakly: when Python's garbage collector passes between two calls,
    the second makes a new environment, which reads its user and companies again. Tests
    that count queries would then fail by chance. The last hundred will do: each new one
    is looked for among all that there are.
    """
    env = getattr(request.instance, "env", None)
    if env is None:
        yield
        return
    kept, envs = collections.deque(maxlen=100), env.transaction.envs

    def add(one):
        kept.append(one)
        WeakSet.add(envs, one)

    envs.add = add
    yield
    del envs.add
