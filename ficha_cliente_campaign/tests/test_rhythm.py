from datetime import date, timedelta

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import SQL

from ..tools.rhythm import state_of, stopped_sql


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


@tagged("post_install", "-at_install")
class TestRhythmInSql(TransactionCase):
    """The database says of the same purchases what Python says."""

    def test_stopped(self):
        today = date(2026, 6, 15)
        for times, span, since in (
            (1, 0, 400),
            (2, 0, 60),
            (2, 0, 61),
            (4, 102, 68),
            (4, 102, 69),
            # half a day goes to the even number: 30 and 32, so 60 and 64
            (3, 61, 61),
            (3, 63, 64),
            (3, 63, 65),
        ):
            last = today - timedelta(days=since)
            first = last - timedelta(days=span)
            query = stopped_sql(
                SQL("%s", times), SQL("%s::date", first), SQL("%s::date", last), today
            )
            [[found]] = self.env.execute_query(SQL("SELECT %s", query))
            with self.subTest(times=times, span=span, since=since):
                self.assertEqual(found, state_of(times, span, since)[0] == "stopped")
