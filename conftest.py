"""For every test, those of the modules too."""

from weakref import WeakSet

import freezegun
import pytest

# Tests that stop the clock must not stop that of pytest, which would report the years
# between as how long they took.
freezegun.configure(extend_ignore_list=["_pytest.timing"])


@pytest.fixture(autouse=True)
def _environments_stay(request):
    """Odoo's environments live as long as the test that made them.

    Odoo holds them weakly: when Python's garbage collector passes between two calls,
    the second makes a new environment, which reads its user and companies again. Tests
    that count queries would then fail by chance.
    """
    env = getattr(request.instance, "env", None)
    if env is None:
        yield
        return
    kept, envs = [], env.transaction.envs

    def add(one):
        kept.append(one)
        WeakSet.add(envs, one)

    envs.add = add
    yield
    del envs.add
