import logging

from odoo.tests import BaseCase, tagged

from ..tools import tokens, typed


@tagged("post_install", "-at_install")
class TestTokens(BaseCase):
    def test_no_two_are_the_same(self):
        made = {tokens.new_token() for _number in range(1000)}
        self.assertEqual(len(made), 1000)
        self.assertEqual({len(token) for token in made}, {43})

    def test_the_stable_one_is_of_its_words(self):
        one = tokens.stable_token(b"key", 1, "a@x.es")
        self.assertEqual(one, tokens.stable_token(b"key", 1, "a@x.es"))
        others = {
            tokens.stable_token(b"key", 2, "a@x.es"),
            tokens.stable_token(b"key", 1, "b@x.es"),
            tokens.stable_token(b"other", 1, "a@x.es"),
        }
        self.assertEqual(len(others | {one}), 4)
        self.assertEqual(len(one), 43)

    def test_whatever_is_sent_has_a_digest(self):
        for said in ("", "\0", "\ud800", "ñ" * 10_000, None, 7, "../../etc/passwd"):
            self.assertRegex(tokens.digest_of(said), "^[0-9a-f]{64}$")
        self.assertFalse(tokens.is_same("ñ\ud800", "a"))
        self.assertTrue(tokens.is_same(None, ""))

    def test_a_network_of_ipv6_is_one_visitor(self):
        self.assertEqual(
            tokens.network("2001:db8::1"), tokens.network("2001:db8::ffff:2")
        )
        self.assertNotEqual(tokens.network("10.0.0.1"), tokens.network("10.0.0.2"))
        self.assertEqual(tokens.network("nonsense"), "")

    def test_no_token_is_in_the_log(self):
        token = tokens.new_token()
        for name in ("werkzeug", "odoo.http"):
            for message, args in (
                ('"%s" %s -', (f"GET /f/{token} HTTP/1.1", 200)),
                ("%(path)r", ({"path": f"/p/{token}?done=stopped"},)),
                (f"http://x.es/p/{token}", None),
            ):
                record = logging.LogRecord(name, 20, "", 1, message, args, None)
                self.assertTrue(logging.getLogger(name).filter(record))
                said = record.getMessage()
                self.assertNotIn(token, said)
                self.assertRegex(said, "/[fp]/…")
        record = logging.LogRecord("x", 20, "", 1, "GET /f/ABCDE-12345 -", None, None)
        logging.getLogger("werkzeug").filter(record)
        self.assertEqual(record.getMessage(), "GET /f/… -", "nor a code of a paper")
        record = logging.LogRecord("x", 20, "", 1, "%s %d", ("/shop/p/chair", 7), None)
        logging.getLogger("odoo.http").filter(record)
        self.assertEqual(record.getMessage(), "/shop/p/chair 7")

    def test_what_is_typed(self):
        self.assertEqual(typed.line("  Calle\u200b  Mayor \t1 "), "Calle Mayor 1")
        self.assertEqual(typed.line("e\u0301"), "é")
        self.assertEqual(typed.line("a\u202eb"), "ab")
        self.assertLess(len(typed.line("a" + "\u0336" * 60)), 6)
        self.assertEqual(typed.line("x\r\nBcc: a@x.es"), "x Bcc: a@x.es")
        self.assertEqual(typed.paragraph("a\r\nb\x07"), "a\nb")
        for said, reason in (("a\0", "text"), (None, "text"), ("a" * 129, "long")):
            with self.assertRaises(typed.Refused) as caught:
                typed.line(said)
            self.assertEqual(caught.exception.args, (reason,))
        for said in ("123", "Win at https://x.es", "www.x.es", "Buy pills.com now"):
            with self.assertRaises(typed.Refused):
                typed.person_name(said)
        self.assertEqual(typed.person_name("José María  Ñu"), "José María Ñu")
