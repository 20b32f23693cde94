from odoo.tests import BaseCase, tagged

from ..tools.mail_bounds import HEAD_LINE, PARTS, SAID, bounded
from ..tools.mail_readable import cleaned, readable

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
        # a hundred and fifty e-mails that are forwarded together
        one = (
            b"--xx\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@c.es\r\n"
            b'Content-Type: multipart/alternative; boundary="in%d"\r\n\r\n'
            b"--in%d\r\n\r\nHola\r\n--in%d--\r\n"
        )
        many = b"".join(one % (n, n, n) for n in range(150))
        many = LETTER.split(b"--xx")[0] + many + b"--xx--\r\n"
        hola = b"\r\n\r\nHola"
        for letter in (LETTER, dashes, many, long + hola, b"", b"\r\n\r\nx"):
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
        self.assertEqual(cut.count(b"--xx"), PARTS - 1)
        level = b'--%d\r\nContent-Type: multipart/mixed;\r\n boundary="%d"\r\n\r\n'
        deep = b"".join(level % (n, n + 1) for n in range(900))
        deep = bounded(begun.replace(b"xx", b"0") + deep)
        self.assertLess(deep.count(b"boundary"), 102)
        for end in (b"\r", b"\n"):
            part = b"--xx" + end + end + b"Hola" + end
            self.assertEqual(bounded(begun + part * 9000).count(b"--xx"), PARTS - 1)
        # said in the other ways that there are
        for name in (
            b"boundary*=us-ascii''%78x",
            b"boundary=(x)xx",
            b'boundary=\r\n "\\xx"',
        ):
            said = begun.replace(b'boundary="xx"', name)
            cut = bounded(said + b"--xx\r\n\r\nHola\r\n" * 9000)
            self.assertEqual(cut.count(b"--xx"), PARTS - 1, name)
        long = begun.replace(b"xx", b"x" * 300)
        part = b"--" + b"x" * 300 + b"\r\n\r\nHola\r\n"
        self.assertEqual(bounded(long + part * 9000).count(b"Hola"), PARTS - 1)
        # and whoever says nothing else
        said = begun + b"--xx\r\n\r\n" + b"Content-Type: a; boundary=b\r\n" * 9000
        self.assertLess(bounded(said).count(b"boundary"), PARTS)

    def test_what_a_part_says_without_end(self):
        begun = LETTER.split(b"--xx")[0]
        said = b"--xx\r\nContent-Type: text/plain; " + b"a=b;\r\n " * 9000
        cut = bounded(begun + said + b"\r\n\r\nHola\r\n--xx--\r\n")
        self.assertLess(len(cut), SAID + len(LETTER))
        self.assertTrue(cut.endswith(b"\r\n\r\nHola\r\n--xx--\r\n"))
        many = b"--xx\r\nContent-Type: text/plain; %s\r\n\r\nHola\r\n" % (
            b"a=b; " * 700
        )
        self.assertLess(bounded(begun + many * 900).count(b"Hola"), 40)

    def test_a_file_keeps_its_kind(self):
        said = b'--xx\r\nContent-Disposition: attachment; filename="%s.pdf"' % (
            b"a" * 9000
        )
        begun = LETTER.split(b"--xx")[0]
        cut = bounded(begun + said + b"\r\n\r\nHola\r\n--xx--\r\n")
        self.assertIn(b'filename="aaa', cut)
        self.assertIn(b'aaa.pdf"\r\n\r\nHola', cut)

    def test_the_last_that_it_answers_is_kept(self):
        """Odoo finds by it what it is an answer to."""
        ids = b"\r\n ".join(
            b"<%d.abcdefghijklmnopqrstu@casa.example>" % n for n in range(400)
        )
        cut = bounded(b"From: a@b.es\r\nReferences: " + ids + b"\r\n\r\nHola")
        line = cut.split(b"\r\n\r\n")[0].split(b"References: ")[1]
        self.assertTrue(line.startswith(b"<"))
        self.assertTrue(line.endswith(b"<399.abcdefghijklmnopqrstu@casa.example>"))
        self.assertLessEqual(len(line), HEAD_LINE)

    def test_what_nothing_can_read(self):
        rest = b"\r\nX-A: b\r\n\r\nHola"
        for line, left in (
            (b"From: a@", b"From: a"),
            (b"To: ficha@casa.example, a@[", b"To: ficha@casa.example"),
            (b"Subject: =?utf-8?q?a=00b?=", b"Subject: ab"),
            (b"Message-Id: <a@", b"Message-Id: a"),
        ):
            self.assertEqual(readable(line + rest), left + rest)
        for name in (b"utf-8", b"cp-850", b"Windows-1252", b'"iso-8859-1"'):
            letter = b"Content-Type: text/plain;\r\n charset=" + name + rest
            self.assertEqual(readable(letter), letter)
        for name in (b"foo", b"hex", b'"\xff"'):
            letter = b"Content-Type: text/plain;\r\n charset=" + name + rest
            self.assertIn(b'charset="utf-8"\r\nX-A', readable(letter))
        found = cleaned(["a\0b", ("\ud800", b"\0", None)])
        self.assertEqual(found, ["ab", ("?", b"\0", None)])
