import logging
from unittest.mock import Mock, patch

from psycopg2.errors import (
    DeadlockDetected,
    LockNotAvailable,
    SerializationFailure,
    UniqueViolation,
)

from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE
from odoo.tests import BaseCase, tagged

from odoo.addons.ficha_cliente.tools import retry

UPSETS = (DeadlockDetected, LockNotAvailable, SerializationFailure)


@tagged("post_install", "-at_install")
class TestRetry(BaseCase):
    """No database: what is called, how often, and in which order."""

    def setUp(self):
        super().setUp()
        # not ``env``: Odoo's assertRaises would use that one
        self.fake = Mock(spec=["flush_all", "cr"])
        self.calls = Mock()
        self.work = self.calls.work
        self.calls.attach_mock(self.fake.flush_all, "flush_all")
        self.calls.attach_mock(self.fake.cr.rollback, "rollback")
        self.sleep = self.startPatcher(patch.object(retry.time, "sleep"))

    def names(self):
        """What was called, in order."""
        return [call[0] for call in self.calls.mock_calls]

    def test_what_goes_well_is_done_once(self):
        self.work.return_value = 7
        self.assertEqual(retry.retrying(self.fake, self.work), 7)
        self.assertEqual(self.names(), ["work", "flush_all"])
        self.work.assert_called_once_with()

    def test_upset_work_starts_again_from_a_clean_transaction(self):
        for upset in UPSETS:
            with self.subTest(upset=upset.__name__):
                self.calls.reset_mock()
                self.work.side_effect = [upset(), 7]
                self.assertEqual(retry.retrying(self.fake, self.work), 7)
                self.assertEqual(
                    self.names(), ["work", "rollback", "work", "flush_all"]
                )

    def test_an_upset_that_shows_at_the_flush(self):
        self.work.side_effect = [1, 2]
        self.fake.flush_all.side_effect = [SerializationFailure(), None]
        self.assertEqual(retry.retrying(self.fake, self.work), 2)
        self.assertEqual(
            self.names(), ["work", "flush_all", "rollback", "work", "flush_all"]
        )

    def test_it_gives_up(self):
        """As often as Odoo; the last failure is left to who commits or not."""
        self.work.side_effect = SerializationFailure()
        with (
            # the number: Odoo gives the name INFO to a level above it
            self.assertLogs(retry.__name__, logging.INFO) as logs,
            self.assertRaises(SerializationFailure),
        ):
            retry.retrying(self.fake, self.work)
        self.assertEqual(self.work.call_count, MAX_TRIES_ON_CONCURRENCY_FAILURE)
        again = MAX_TRIES_ON_CONCURRENCY_FAILURE - 1
        self.assertEqual(self.fake.cr.rollback.call_count, again)
        self.assertEqual(len(logs.output), again)

    def test_the_pauses_are_by_lot_and_longer_each_time(self):
        self.work.side_effect = SerializationFailure()
        with (
            self.assertRaises(SerializationFailure),
            patch.object(retry.random, "uniform", lambda _low, high: high),
        ):
            retry.retrying(self.fake, self.work)
        pauses = [call.args[0] for call in self.sleep.call_args_list]
        self.assertEqual(pauses, [retry.PAUSE * n for n in (1, 2, 4, 8)])

    def test_no_further_try_when_it_is_late(self):
        self.work.side_effect = SerializationFailure()
        with self.assertRaises(SerializationFailure):
            retry.retrying(self.fake, self.work, until=0)
        self.assertEqual(self.names(), ["work"])

    def test_the_caller_may_take_a_smaller_bite(self):
        upset = self.calls.upset
        self.work.side_effect = [SerializationFailure(), 7]
        retry.retrying(self.fake, self.work, upset=upset)
        self.assertEqual(
            self.names(), ["work", "rollback", "upset", "work", "flush_all"]
        )

    def test_what_is_repeated_is_no_error_in_the_log(self):
        logger = logging.getLogger("odoo.sql_db")

        def work():
            logger.error("bad query: %s\nERROR: %s", "SELECT", self.errors.pop())

        with self.assertLogs(logger, logging.ERROR) as logs:
            self.errors = [SerializationFailure()]
            retry.retrying(self.fake, work)
            self.errors = [UniqueViolation()]
            retry.retrying(self.fake, work)
        self.assertEqual(len(logs.output), 1, "the other one is")

    def test_other_errors_are_not_repeated(self):
        for error in (UniqueViolation, ValueError):
            with self.subTest(error=error.__name__):
                self.calls.reset_mock()
                self.work.side_effect = error()
                with self.assertRaises(error):
                    retry.retrying(self.fake, self.work)
                self.assertEqual(self.names(), ["work"])
