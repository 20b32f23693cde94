"""The one way in which our scheduled actions work.

Odoo gives a scheduled action some ten seconds, calls it again up to ten times whatever
these took, and then comes back within a minute. So a job that stops when its time is
over idles for most of each minute, and one that does not stop keeps the others waiting,
until the server ends it (after 120 seconds as Odoo is delivered).

:func:`run_batches` does small batches, each committed together with its progress;
leaves when the time is over; and has then woken the scheduler, so that it goes on at
once, after whoever waits. :func:`run_in_order` does so with what has an order, and
remembers where it was. A batch that another transaction upset is tried again, smaller
and after a pause; whoever cannot be reached is left for later, without an error.

A job of ours is therefore never longer in one go than ten seconds and a batch; or,
where it has to prepare so much that it would do little else, than the ``at_least`` that
it asks for, and a batch: half a minute, or once more what preparing took. What is
prepared in a batch, such as reading a whole file, is done for one thing in one go.
"""

import logging
import time
import weakref
from bisect import bisect_right

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .retry import retrying

_logger = logging.getLogger(__name__)

# A batch that is upset is made so much smaller; one that goes well lets the next be
# twice as big again.
SHRINK = 4
TRIES = 8
# Seconds after which a batch that is upset is left for later: a server ends what takes
# 120, and the last try takes its time too.
PATIENCE = 40

# How long a batch waits for a row that somebody else is writing.
LOCK_TIMEOUT = "5s"

# How much was left when it left, by the cursor of the scheduled action: that lives for
# one run of it. (A cursor's own ``cache`` is emptied by each commit.)
_left = weakref.WeakKeyDictionary()


def run_batches(env, batch, remaining, at_least=0):
    """Do batch after batch until there is no more, or the time is over.

    At least one is done, and each is committed. To be called by the method of a
    scheduled action, as the last or only thing that it does.

    :param odoo.api.Environment env: of the scheduled action
    :param batch: ``batch(share)`` does the next batch and returns how much that was, 0
        when there is no more. It reads anew what it needs, as it may be repeated from
        the start of its transaction. ``share`` is 1, and less after it was upset: this
        part of its usual size
    :param remaining: callable without arguments: how much is left to do
    :param float at_least: seconds to go on for, although the time may be over
    :return: whether it came to the end; if not, the scheduler has been woken
    """
    if has_left(env):
        return False
    Cron = env["ir.cron"]
    begun = time.monotonic()
    bite = _Bite()
    left = remaining()
    # committed: the first batch sees the base as it is now, and not as it was counted
    Cron._commit_progress(remaining=left)
    while left:
        try:
            done = retrying(
                env,
                lambda: _attempt(env, batch, bite),
                TRIES,
                bite.shrink,
                begun + PATIENCE,
            )
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            env.cr.rollback()
            _logger.info("%s: goes on in a moment", type(error).__name__)
            _leave(env, left, wake=False)
            return False
        bite.grow()
        left = remaining() if done else 0
        seconds = Cron._commit_progress(done, remaining=left)
        if left and seconds <= 0 and time.monotonic() - begun >= at_least:
            _leave(env, left)
            return False
    return True


def has_left(env):
    """Whether this scheduled action has left already and is called again all the same,
    as Odoo does in one run. :func:`run_batches` asks it; a method that has to prepare
    much before calling that asks it first, and returns.
    """
    left = _left.pop(env.cr, None)
    if left is None:
        return False
    # nothing done and something left: Odoo then ends the run
    env["ir.cron"]._commit_progress(remaining=left)
    return True


def run_in_order(env, cron_xmlid, numbers, work, size, at_least=0):
    """Do something with all these numbers, in their order and batch by batch, across
    as many runs as it takes; see :func:`run_batches`.

    Where it is stands in ``ficha.batch.place`` until the end, written together with
    each batch; a run of another day begins anew.

    :param str cron_xmlid: the scheduled action that goes on with it
    :param numbers: ascending list of positive numbers, for example ids
    :param work: ``work(some)`` does it with these; commits nothing
    :param int size: how many at a time
    :return: as :func:`run_batches`
    """
    Place = env["ficha.batch.place"]

    def start():
        return bisect_right(numbers, Place._get_place(cron_xmlid))

    def batch(share):
        begin = start()
        some = numbers[begin : begin + max(1, int(size * share))]
        if some:
            work(some)
            Place._set_place(cron_xmlid, some[-1])
        return len(some)

    ended = run_batches(env, batch, lambda: len(numbers) - start(), at_least)
    if ended:
        Place._forget(cron_xmlid)
    return ended


class _Bite:
    """How much of its usual size a batch has."""

    def __init__(self):
        self.share = 1

    def shrink(self):
        self.share /= SHRINK

    def grow(self):
        self.share = min(1, self.share * 2)


def _attempt(env, batch, bite):
    # the transaction's first statement: it waits for nobody for long. Only of this
    # transaction; like a batch, it ends with the commit
    env.cr.execute("SET LOCAL lock_timeout = %s", [LOCK_TIMEOUT])
    return batch(bite.share)


def _leave(env, left, wake=True):
    """Let other scheduled actions have their turn, and be called again: at once, or
    (``wake`` false) when the scheduler comes by, within a minute."""
    cron = env["ir.cron"].browse(env.context.get("cron_id"))
    if not cron:
        return  # called by somebody, and not by the scheduler
    _left[env.cr] = left
    if wake:
        cron._trigger()
