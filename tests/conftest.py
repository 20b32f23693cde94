"""What repository tests share. They see real databases, with real commits.

`clone_database`  the name of a copy of the test database, dropped afterwards;
`new_database`    a function that makes such copies (`new_database(stock=True)`: without
                  our modules);
`odoo_env`        Odoo in other processes: `odoo`, `start`, `run`, `shell`
                  (devtools/testkit.py).
"""

import contextlib
import os

import pytest

from devtools import testkit


@pytest.fixture
def new_database():
    if "FICHA_TEMPLATE" not in os.environ:
        pytest.skip("needs the databases of ./ficha test")
    with contextlib.ExitStack() as stack:
        yield lambda **options: stack.enter_context(testkit.new_database(**options))


@pytest.fixture
def clone_database(new_database):
    return new_database()


@pytest.fixture
def odoo_env():
    return testkit.OdooProcesses()
