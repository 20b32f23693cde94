import logging
import time
from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import api, fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.ficha_cliente.tools import retry
from odoo.addons.ficha_cliente.tools.batches import run_batches, run_in_order

CRON = "ficha_cliente.ir_cron_followup_plans"


@tagged("post_install", "-at_install")
class TestBatches(TransactionCase):
    """The one way in which our scheduled actions work, as the scheduler calls them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref(CRON)
        cls.startClassPatcher(patch.object(retry.time, "sleep"))

    def setUp(self):
        super().setUp()
        self.left = [1, 2, 3]
        self.shares = []

    @contextmanager
    def called(self, seconds):
        """The environment of one run of the scheduled action, which has so long."""
        context = {"cron_id": self.cron.id, "cron_end_time": time.monotonic() + seconds}
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, context)
            cron, _progress = env["ir.cron"].browse(self.cron.id)._add_progress()
            env["ir.cron"]._commit_progress()
            yield cron.env

    def batch(self, share):
        self.shares.append(share)
        done = self.left[:1]
        del self.left[:1]
        return len(done)

    def work(self, env):
        return run_batches(env, self.batch, lambda: len(self.left))

    def waiting(self):
        """Calls that the scheduler has been asked for."""
        domain = [("cron_id", "=", self.cron.id)]
        return self.env["ir.cron.trigger"].search_count(domain)

    def test_all_of_it_while_there_is_time(self):
        with self.called(60) as env:
            self.assertTrue(self.work(env))
        self.assertFalse(self.left)
        self.assertFalse(self.waiting())

    def test_whose_time_is_over_does_a_batch_and_comes_back_at_once(self):
        with self.called(0) as env:
            self.assertFalse(self.work(env))
            self.assertEqual(self.left, [2, 3], "no call is for nothing")
        self.assertEqual(self.waiting(), 1)

    def test_called_again_in_the_same_run_it_lets_the_others_work(self):
        with self.called(0) as env:
            self.work(env)
            self.assertFalse(self.work(env))
            self.assertEqual(self.left, [2, 3])
            progress = env["ir.cron.progress"].browse(
                env.context["ir_cron_progress_id"]
            )
            self.assertEqual(progress.remaining, 2, "and tells how much is left")
        with self.called(60) as env:
            self.assertTrue(self.work(env))
        self.assertFalse(self.left)

    def test_by_hand_it_does_all(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.assertTrue(self.work(api.Environment(cr, api.SUPERUSER_ID, {})))
        self.assertFalse(self.left)

    def test_who_is_upset_takes_smaller_bites_and_grows_again(self):
        def batch(share):
            self.batch(share)
            if len(self.shares) <= 2:
                self.left.insert(0, 1)  # as a rollback would
                raise SerializationFailure
            return 1

        with self.called(60) as env:
            self.assertTrue(run_batches(env, batch, lambda: len(self.left)))
        self.assertEqual(self.shares, [1, 1 / 4, 1 / 16, 1 / 8, 1 / 4])

    def test_who_cannot_get_through_leaves_without_an_error(self):
        def batch(_share):
            raise SerializationFailure

        with (
            self.called(60) as env,
            self.assertNoLogs(level=logging.WARNING),
        ):
            self.assertFalse(run_batches(env, batch, lambda: 1))
        self.assertFalse(self.waiting(), "there is no hurry to be upset again")

    def test_other_errors_are_told(self):
        def batch(_share):
            raise ValueError("what is wrong")

        # not within assertRaises: it would roll back what was committed
        self.assertEqual(self.error(run_batches, batch, lambda: 1), "what is wrong")

    def error(self, function, *arguments):
        try:
            with self.called(60) as env:
                function(env, *arguments)
        except ValueError as error:
            return str(error)

    # -- in order ----------------------------------------------------------------------

    def in_order(self, seconds):
        seen = []
        with self.called(seconds) as env:
            ended = run_in_order(env, CRON, [2, 3, 5, 7, 11], seen.extend, 2)
        return ended, seen

    def test_it_goes_on_where_it_was(self):
        self.assertEqual(self.in_order(0), (False, [2, 3]))
        self.assertEqual(self.in_order(0), (False, [5, 7]))
        self.assertEqual(self.in_order(0), (True, [11]))
        self.assertEqual(self.in_order(60), (True, [2, 3, 5, 7, 11]), "from the start")
        self.assertFalse(self.env["ficha.batch.place"].search([]))

    def test_another_day_begins_anew(self):
        self.assertEqual(self.in_order(0), (False, [2, 3]))
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=1)
        with freeze_time(tomorrow):
            self.assertEqual(self.in_order(60), (True, [2, 3, 5, 7, 11]))

    def test_what_failed_is_done_again(self):
        work = (CRON, [2, 3, 5], self.fail_at_five, 2)
        self.assertEqual(self.error(run_in_order, *work), "five")
        self.assertEqual(self.in_order(60), (True, [5, 7, 11]))

    def fail_at_five(self, some):
        if 5 in some:
            raise ValueError("five")
