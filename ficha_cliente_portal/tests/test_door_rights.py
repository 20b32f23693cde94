from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..models.ficha_rate import HOUR, LIMITS
from .common_door import DoorCase


@tagged("post_install", "-at_install")
class TestDoorRights(DoorCase):
    def test_who_reads_links(self):
        self.token()
        link = self.Link.search([], limit=1)
        desk = new_test_user(
            self.env, "door_desk", "ficha_cliente_privacy.group_ficha_privacy"
        )
        link.with_user(desk).read(["partner_id", "sent_to_masked", "used_on"])
        for name in ("token_sha256", "session_sha256", "data", "sent_to_hmac"):
            with self.assertRaises(AccessError):
                link.with_user(desk).read([name])
        with self.assertRaises(AccessError):
            link.with_user(desk).write({"expires_on": "2099-01-01"})
        with self.assertRaises(AccessError):
            link.with_user(self.seller).read(["partner_id"])

    def test_rates_are_by_time_and_by_who(self):
        Rate = self.env["ficha.rate"]
        self.assertEqual(
            [Rate._hit("ask", "a") for _t in range(4)], [True] * 3 + [False]
        )
        self.assertTrue(Rate._hit("ask", "b"))
        self.assertTrue(Rate._hit("mail", "a"))
        self.env.cr.execute("SELECT string_agg(bucket, ' ') FROM ficha_rate")
        self.assertRegex(self.env.cr.fetchone()[0], "^[0-9a-f ]+$")
        self.env.cr.execute("UPDATE ficha_rate SET slot = slot - interval '3 days'")
        self.assertTrue(Rate._hit("ask", "a"), "another hour")
        Rate._gc_rates()
        self.assertEqual(Rate.search_count([]), 1)

    def test_rates_by_day(self):
        Rate = self.env["ficha.rate"]
        for number in range(9):
            self.assertEqual(Rate._hit("ask", "a"), number < 8, number)
            # each in another hour; by a detour, so that none meets the one before it
            for way in ("- interval '1000 days 65 min'", "+ interval '1000 days'"):
                self.env.cr.execute(f"UPDATE ficha_rate SET slot = slot {way}")
        self.env.cr.execute("UPDATE ficha_rate SET slot = slot - interval '20 hours'")
        self.assertTrue(Rate._hit("ask", "a"), "another day")

    def test_who_tries_links_one_after_another_closes_the_door(self):
        Rate, token = self.env["ficha.rate"], self.token()
        stop = self.Link._issue_preferences(self.person, self.person.email)
        desk = new_test_user(
            self.env,
            "door_brake_desk",
            "base.group_user,ficha_cliente_privacy.group_ficha_privacy",
        )
        with patch.dict(LIMITS["brake"], {HOUR: 5}):
            for _number in range(5):
                self.assertEqual(self.post("/f/nothing").status_code, 404)
            self.assertFalse(Rate._is_closed(self.env.company))
            self.post("/f/nothing")
            self.assertTrue(Rate._is_closed(self.env.company))
            answer = self.post(f"/f/{token}")
            self.assertEqual(answer.status_code, 429)
            self.assertTrue(answer.headers["Retry-After"])
            self.assertEqual(self.post("/f", code="x").status_code, 429)
        told = self.env["mail.message"].search(
            [("notified_partner_ids", "in", desk.partner_id.ids)]
        )
        self.assertEqual(len(told), 1, "the desk is told once")
        answer = self.post(stop[stop.index("/p/") :], csrf=False, stop="all")
        self.assertEqual(answer.status_code, 303, "stopping is a right")
        self.env.cr.execute("UPDATE ficha_rate SET slot = slot - interval '30 min'")
        self.assertEqual(self.post(f"/f/{token}").status_code, 303, "open again")

    def test_two_who_knock_at_once_are_both_counted(self):
        registry, waits = self.env.registry, []
        cursor = registry.cursor

        @contextmanager
        def busy(*args, **kwargs):
            with cursor(*args, **kwargs) as cr:
                if waits:
                    waits.pop()
                    raise SerializationFailure()
                yield cr

        with patch.object(registry, "cursor", busy):
            for number in (0, 1, 9):
                waits[:] = [True] * number
                self.assertTrue(self.env["ficha.rate"]._hit("ask", "busy"), number)
                self.assertFalse(waits)
            waits[:] = [True]
            forget = SQL("DELETE FROM ficha_rate WHERE bucket = 'nobody'")
            self.assertIsNone(self.env["ficha.rate"]._apart(forget))
            self.assertFalse(waits, "what closes the doors is tried again, too")
            waits[:] = [True] * 99
            with self.assertRaises(SerializationFailure):
                self.env["ficha.rate"]._hit("ask", "busy")
        self.assertEqual(len(waits), 89, "and not for ever")
        self.assertFalse(self.env["ficha.rate"]._hit("ask", "busy"), "the fourth")

    def test_days_of_the_settings(self):
        with self.assertRaises(ValidationError):
            self.env.company.ficha_review_days = -1
