from odoo.tests import BaseCase

from ..tools.rhythm import state_of


class TestRhythm(BaseCase):
    """What the days between purchases of a product say."""

    def test_states(self):
        for times, span, since, state, interval in (
            (1, 0, 400, "once", None),
            (4, 102, 10, "fresh", 34),
            (4, 102, 26, "due", 34),
            (4, 102, 41, "due", 34),
            (4, 102, 68, "due", 34),
            (4, 102, 69, "stopped", 34),
            # who buys every other day has not left after a week
            (8, 14, 7, "due", 2),
            (8, 14, 61, "stopped", 2),
            # twice on the day it is from: no division by nothing
            (2, 0, 0, "fresh", 1),
        ):
            with self.subTest(times=times, span=span, since=since):
                self.assertEqual(state_of(times, span, since), (state, interval))
