import base64
from time import process_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .common_form import FormMixin, fill

ENDS = b"\r\n"
HANGS = b"Content-Disposition: attachment; filename="
TEXT = b"Content-Type: text/plain\r\n\r\nUn saludo"
INNER = b"From: luis@otro.example\r\nSubject: Dentro\r\n"


def parts(*found, bound=b"B"):
    """The end of a head, and the parts of an e-mail or of a part of one."""
    begun = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n' % bound
    return begun + b"".join(b"--%s\r\n%s\r\n" % (bound, one) for one in found)


def nested(levels):
    part = TEXT
    for level in range(levels):
        part = parts(part, bound=b"b%d" % level)
    return part


@tagged("post_install", "-at_install")
class TestFormMailOdd(FormMixin, MailCommon):
    """E-mails to the address of forms that nobody's program writes: anybody can send
    one, and none of them may stop the address, or the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_forms()
        cls._set_up_form_alias()
        coded = base64.encodebytes(fill(cls.form(cls), name="Ana Prueba"))
        cls.pdf = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64"
        cls.pdf = cls.pdf + ENDS + b"%s" + ENDS + ENDS + coded.replace(b"%", b"%%")
        cls.form_part = cls.pdf % (HANGS + b'"f.pdf"')

    def send(self, rest, subject=b"Mi ficha", sender=b"ana@prueba.example"):
        """:return: the forms that an e-mail left, and the seconds it took"""
        before = self.Inbox.search([])
        head = (
            b"From: " + sender,
            b"To: ficha@" + self.mail_alias_domain.name.encode(),
            b"Subject: " + subject,
            b"Message-Id: <%d@odd.example>" % len(before),
            b"MIME-Version: 1.0",
            rest,
        )
        begun = process_time()
        with self.mock_mail_gateway(), mute_logger("odoo.addons.mail"):
            self.env["mail.thread"].message_process(None, ENDS.join(head))
        return self.Inbox.search([]) - before, process_time() - begun

    def test_an_e_mail_that_hangs_from_it(self):
        """What was forwarded as it came, with a form in it or beside it. Before, it was
        an error, and with one the address was marked as one that takes nothing."""
        inside = b"Content-Type: message/rfc822\r\n" + HANGS + b'"%s"\r\n\r\n'
        for name in (b"m.eml", b"m.pdf"):
            letter = inside % name + INNER + ENDS + b"hola"
            form, _seconds = self.send(parts(letter, self.form_part))
            self.assertEqual(form.name, "Ana Prueba")
            self.assertEqual(form.state, "review")
            form, _seconds = self.send(parts(letter))
            self.assertEqual(form.state, "refused")
        letter = inside % b"m.eml" + INNER + parts(self.form_part, bound=b"C")
        form, _seconds = self.send(parts(letter))
        self.assertEqual(form.name, "Ana Prueba")
        self.assertNotEqual(self.alias.alias_status, "invalid")

    def test_what_is_no_letter(self):
        for name in (b'"a\x00\xff\xed\xa0\x80.pdf"', b'"%s.pdf"' % (b"a" * 100_000)):
            form, _seconds = self.send(parts(self.pdf % (HANGS + name)))
            self.assertEqual(form.name, "Ana Prueba")
            self.assertLessEqual(len(form.file_name), 120)
            self.assertTrue(form.file_name.endswith(".pdf"))
        form, _seconds = self.send(TEXT, subject=b"Hola \x00 \xff")
        self.assertEqual(form.state, "refused")
        self.assertTrue(form.name.startswith("Hola"))
        odd = b"Content-Disposition: attachment; filename*=utf-8''a%00%ED%A0%80b.pdf"
        form, _seconds = self.send(parts(self.pdf % odd))
        self.assertEqual(form.name, "Ana Prueba")

    def test_what_nothing_can_read(self):
        """Half an address, an alphabet that there is none of, coded characters that no
        text has. Each was an error of the programme, and those that came as far as the
        form marked the address as one that takes nothing."""
        nul, half = b"=?utf-8?q?Mi=00_ficha?=", b"=?utf-7?q?+2AA-?= Mi ficha"
        cases = {
            "subject": {"subject": nul},
            "subject in another alphabet": {"subject": b"=?foo?b?AE1pIGZpY2hh?="},
            "half a letter": {"subject": half},
            "sender's name": {"sender": b"=?utf-8?q?A=00na?= <ana@prueba.example>"},
            "sender's address": {"sender": b"ana@=?utf-8?q?=00?="},
            "half an address": {"sender": b"a@"},
            "no end": {"sender": b"Ana <a@["},
            "nobody": {"sender": b"@"},
            "answer": {"head": b"References: " + nul},
            "copy": {"head": b"Cc: a@, luis@otro.example"},
            "body": {"text": TEXT.replace(b"saludo", b"sal\0udo")},
        }
        for name in (b"foo", b'"x y"', b"zlib", b"*=utf-8''%00", b"\xff", b'"a'):
            kind = b"plain; charset=" + name.removeprefix(b"=")
            kind = kind.replace(b"charset=*=", b"charset*=")
            cases[kind] = {"text": TEXT.replace(b"plain", kind)}
        for name, case in cases.items():
            text = case.pop("text", TEXT)
            head = case.pop("head", b"X-A: b") + ENDS
            for rest, state in (
                (text, "refused"),
                (parts(text, self.form_part), "review"),
            ):
                with self.subTest(name, state=state):
                    form, _seconds = self.send(head + rest, **case)
                    self.assertEqual(form.mapped("state"), [state])
                    self.assertNotEqual(self.alias.alias_status, "invalid")
        form, _seconds = self.send(parts(self.form_part), **cases["sender's name"])
        self.assertIn("ana@prueba.example", form.message_ids.mapped("email_from")[-1])

    def test_what_takes_long_to_read_is_not_read_to_its_end(self):
        cases = {
            "subject": {"rest": TEXT, "subject": b"a " * 500_000},
            "coded": {"rest": TEXT, "subject": b"=?utf-8?q?a?= " * 50_000},
            "senders": {"rest": TEXT, "sender": b"a@b.es, " * 50_000},
            "quotes": {"rest": TEXT, "sender": b'"' * 40_000 + b"a@b.es"},
            "copies": {"rest": b"Cc: " + b"a@b.es, " * 50_000 + ENDS + TEXT},
            "answers": {"rest": b"References: " + b"<a@b.es> " * 90_000 + ENDS + TEXT},
            "heads": {"rest": b"X-A: b\r\n" * 20_000 + TEXT},
            "texts": {"rest": parts(*[TEXT] * 10_000)},
            "files": {"rest": parts(*[TEXT[:26] + HANGS + b'"a"\r\n\r\nx'] * 10_000)},
            "levels": {"rest": nested(2000)},
        }
        for name, case in cases.items():
            with self.subTest(name):
                forms, seconds = self.send(**case)
                self.assertEqual(forms.mapped("state"), ["refused"])
                self.assertLess(seconds, 3)
        forms, seconds = self.send(parts(*[self.form_part] * 60))
        self.assertEqual(len(forms), 50, "as many as are read at once")
        self.assertLess(seconds, 5)
