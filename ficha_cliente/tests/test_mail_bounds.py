from odoo.tests import BaseCase, tagged

from ..tools.mail_bounds import HEAD_LINE, PARTS, bounded, cleaned

LETTER = (
    b"From: ana@casa.example\r\nSubject: Mesa\r\n para cuatro\r\n"
    b'Content-Type: multipart/mixed; boundary="xx"\r\n\r\n'
    b"--xx\r\n\r\nHola\r\n-- \r\nAna\r\n--xx--\r\n"
)


@tagged("post_install", "-at_install")
class TestMailBounds(BaseCase):
    def test_what_people_write_is_read_whole(self):
        dashes = b"\r\n".join([b"From: a@b.es", b"", *[b"--- a/tools"] * 9000])
        long = b"To: " + b",\r\n ".join(b"a%d@b.es" % n for n in range(600))
        for letter in (LETTER, dashes, long + b"\r\n\r\nHola", b"", b"\r\n\r\nx"):
            self.assertIs(bounded(letter), letter)

    def test_a_line_of_the_head_without_end(self):
        long = b"Subject: " + b"a " * 90_000
        cut = bounded(long + b"\r\nTo: x@y.es\r\n\r\n" + b"b" * 9)
        head, body = cut.split(b"\r\n\r\n")
        self.assertLessEqual(len(head.split(b"\r\n")[0]), HEAD_LINE)
        self.assertIn(b"To: x@y.es", head)
        self.assertEqual(body, b"b" * 9)
        self.assertNotIn(b"\0", bounded(b"Subject: a\0b\r\n\r\nc"))

    def test_parts_without_end(self):
        begun = LETTER.split(b"--xx")[0]
        cut = bounded(begun + b"--xx\r\n\r\nHola\r\n" * 9000)
        self.assertEqual(cut.count(b"--xx"), PARTS)
        deep = b"".join(b'boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(900))
        self.assertLess(bounded(begun + deep).count(b"boundary"), 102)

    def test_what_nothing_can_read(self):
        rest = b"\r\nX-A: b\r\n\r\nHola"
        for line, left in (
            (b"From: a@", b"From: a"),
            (b"To: ficha@casa.example, a@[", b"To: ficha@casa.example"),
            (b"Subject: =?utf-8?q?a=00b?=", b"Subject: ab"),
            (b"Message-Id: <a@", b"Message-Id: a"),
        ):
            self.assertEqual(bounded(line + rest), left + rest)
        for name in (b"utf-8", b"cp-850", b"Windows-1252", b'"iso-8859-1"'):
            letter = b"Content-Type: text/plain;\r\n charset=" + name + rest
            self.assertEqual(bounded(letter), letter)
        for name in (b"foo", b"hex", b'"\xff"'):
            letter = b"Content-Type: text/plain;\r\n charset=" + name + rest
            self.assertIn(b'charset="utf-8"\r\nX-A', bounded(letter))
        found = cleaned(["a\0b", ("\ud800", b"\0", None)])
        self.assertEqual(found, ["ab", ("?", b"\0", None)])
