"""Work that starts again when another transaction got in its way."""

import logging

from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)

_logger = logging.getLogger(__name__)


def retrying(env, work):
    """Call ``work`` in the current transaction, again when another one upset it.

    What is repeated is what PostgreSQL says to repeat (a serialization failure, a
    deadlock, a lock that is not available), also when it comes up only as the pending
    writes are flushed; at most as often as Odoo repeats a request (5 times in all).
    Before each repetition the transaction is rolled back **to its start**, with all
    that was done in it before this call and is not committed. Any other error is the
    caller's, and nothing is rolled back for it.

    Not ``odoo.service.model.retrying``, which is made for requests: it commits by
    itself, while a batch of a scheduled action commits together with its progress; and
    it sleeps between the tries.

    :param odoo.api.Environment env: whose transaction it is
    :param work: callable without arguments; it reads again what it needs, for records
        that were created before it and not committed are gone when it is repeated
    :return: what ``work`` returns
    :raise psycopg2.OperationalError: upset at every try
    """
    for tries_left in range(MAX_TRIES_ON_CONCURRENCY_FAILURE - 1, -1, -1):
        try:
            result = work()
            env.flush_all()
            return result
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            if not tries_left:
                raise
            _logger.info("%s, %s tries left", type(error).__name__, tries_left)
            env.cr.rollback()
