"""Work that starts again when another transaction got in its way."""

import contextlib
import logging
import random
import threading
import time

from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)

_logger = logging.getLogger(__name__)

# Seconds of pause before the first repetition, at most; twice as many before each
# further one. By lot: two that upset each other would otherwise meet again.
PAUSE = 0.05


def retrying(
    env, work, tries=MAX_TRIES_ON_CONCURRENCY_FAILURE, upset=None, until=float("inf")
):
    """Call ``work`` in the current transaction, again when another one upset it.

    What is repeated is what PostgreSQL says to repeat (a serialization failure, a
    deadlock, a lock that is not available), also when it comes up only as the pending
    writes are flushed; by default as often as Odoo repeats a request (5 times in all).
    Before each repetition the transaction is rolled back **to its start**, with all
    that was done in it before this call and is not committed, and there is a pause by
    lot, longer each time. Any other error is the caller's, and nothing is rolled back
    for it.

    Not ``odoo.service.model.retrying``, which is made for requests: it commits by
    itself, while a batch of a scheduled action commits together with its progress; and
    its pauses are of seconds.

    :param odoo.api.Environment env: whose transaction it is
    :param work: callable without arguments; it reads again what it needs, for records
        that were created before it and not committed are gone when it is repeated
    :param int tries: how often in all
    :param upset: callable without arguments, called before each repetition: the caller
        takes a smaller bite
    :param float until: when there is no further try (``time.monotonic()``)
    :return: what ``work`` returns
    :raise psycopg2.OperationalError: upset at every try
    """
    for tries_left in range(tries - 1, -1, -1):
        try:
            with _without_errors_in_the_log():
                result = work()
                env.flush_all()
            return result
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            if not tries_left or time.monotonic() > until:
                raise
            _logger.info("%s, %s tries left", type(error).__name__, tries_left)
            env.cr.rollback()
            if upset:
                upset()
            time.sleep(random.uniform(0, PAUSE * 2 ** (tries - 1 - tries_left)))


@contextlib.contextmanager
def _without_errors_in_the_log():
    """Odoo's cursor logs every query that failed as an error. Those that are repeated
    are none: who reads the log would look for what is wrong."""
    thread = threading.get_ident()

    def is_error(record):
        upset = record.thread == thread and any(
            isinstance(value, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
            for value in record.args or ()
        )
        return not upset

    logger = logging.getLogger("odoo.sql_db")
    logger.addFilter(is_error)
    try:
        yield
    finally:
        logger.removeFilter(is_error)
