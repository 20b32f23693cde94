"""What one round costs: wall clock, processor time of Python and of PostgreSQL,
queries.
"""

import gc
import time
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Sample:
    wall: float
    python: float
    postgres: float
    queries: int

    @property
    def cpu(self):
        return self.python + self.postgres

    def __add__(self, other):
        """What both cost together."""
        return Sample(
            self.wall + other.wall,
            self.python + other.python,
            self.postgres + other.postgres,
            self.queries + other.queries,
        )


@contextmanager
def transaction(registry, login=None):
    """An environment in a transaction of its own that is always rolled back."""
    from odoo.api import SUPERUSER_ID, Environment

    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        if login:
            user = env["res.users"].search([("login", "=", login)])
            context = {
                "lang": user.lang,
                "tz": user.tz,
                "allowed_company_ids": user.company_ids.ids,
            }
            env = Environment(cr, user.id, context)
        try:
            yield env
        finally:
            cr.rollback()


def _postgres_seconds(process):
    """Processor time of our PostgreSQL backend, where it runs on this machine."""
    try:
        with open(f"/proc/{process}/schedstat") as status:
            return int(status.read().split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def timed(env, work):
    """Do ``work()`` with everything a commit would write; return (Sample, its result).

    The garbage collector runs before and is off meanwhile, for both sides alike.
    """
    cr = env.cr
    cr.flush()
    backend = cr._cnx.info.backend_pid
    gc.collect()
    gc.disable()
    try:
        queries = cr.sql_log_count
        postgres = _postgres_seconds(backend)
        python = time.process_time()
        wall = time.perf_counter()
        result = work()
        cr.flush()
        sample = Sample(
            time.perf_counter() - wall,
            time.process_time() - python,
            _postgres_seconds(backend) - postgres,
            cr.sql_log_count - queries,
        )
    finally:
        gc.enable()
    return sample, result
