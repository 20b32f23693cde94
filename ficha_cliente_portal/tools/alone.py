"""What one of many asked for, done by itself: the others do not wait for one that
fails."""

import logging

from psycopg2 import OperationalError

from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


def done_alone(record, work):
    """Do it; what cannot be done is in the server's log, and nothing of it stays.

    :param record: whose it is
    :param work: callable without arguments
    :return: whether it was done
    :raise psycopg2.OperationalError: somebody else wrote the same: it is tried again
    """
    try:
        with record.env.cr.savepoint():
            work()
    except UserError as problem:
        _logger.warning("%s waits: %s", record, problem)
    except OperationalError:
        raise
    except Exception:
        _logger.exception("%s cannot be done", record)
    else:
        return True
    return False
