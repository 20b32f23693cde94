import time
from email.message import EmailMessage

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .common_form import FormMixin, fill


def mime(kind, body=b"x", *headers):
    return b"\r\n".join([b"Content-Type: " + kind, *headers, b"", body])


def multipart(*parts, kind=b"mixed", bound=b"B", head=b""):
    body = b"".join(b"--" + bound + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        head
        + b"Content-Type: multipart/" + kind + b'; boundary="' + bound + b'"\r\n\r\n'
        + body + b"--" + bound + b"--\r\n"
    )


@tagged("post_install", "-at_install")
class TestFormMailOdd(FormMixin, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_forms()
        cls.alias = cls.env.ref("ficha_cliente_paper.mail_alias_ficha_form")
        cls.alias.write(
            {"alias_name": "ficha", "alias_domain_id": cls.mail_alias_domain.id}
        )

    def head(self, name, subject=b"Mi ficha", sender=b"ana@prueba.example"):
        to = f"ficha@{self.mail_alias_domain.name}".encode()
        return (
            b"From: " + sender + b"\r\nTo: " + to + b"\r\nSubject: " + subject
            + b"\r\nMessage-Id: <" + name.encode() + b"@odd.example>\r\nMIME-Version: 1.0\r\n"
        )

    def test_explore(self):
        self.patch(type(self.env["mail.alias"]), "_alias_bounce_incoming_email", lambda *a, **k: None)
        pdf = fill(self.form(), name="Ana Prueba")
        att = b"Content-Disposition: attachment; filename="
        inner = b"From: a@b.es\r\nSubject: dentro\r\n\r\nhola"
        import base64
        b64 = base64.encodebytes(pdf)
        p = mime(b"application/pdf", b64, b"Content-Transfer-Encoding: base64", att + b'"f.pdf"')
        nested = mime(b"text/plain")
        def nest(n):
            out = mime(b"text/plain")
            for i in range(n):
                out = multipart(out, bound=b"b%d" % i)
            return out
        cases = {
            "rfc822": multipart(mime(b"message/rfc822", inner, att + b'"m.eml"'), p, head=self.head("a1")),
            "rfc822 named pdf": multipart(mime(b"message/rfc822", inner, att + b'"m.pdf"'), head=self.head("a2")),
            "rfc822 with pdf inside": multipart(mime(b"message/rfc822", multipart(p, bound=b"C")), head=self.head("a2b")),
            "delivery-status": multipart(mime(b"message/delivery-status", b"a: b\r\n\r\nc: d"), p, head=self.head("a3")),
            "partial": multipart(mime(b"message/partial; id=1; number=1", inner), p, head=self.head("a3b")),
            "external": multipart(mime(b"message/external-body; access-type=x", inner), p, head=self.head("a3c")),
            "unknown charset": multipart(mime(b"text/plain; charset=klingon", b"\xff\xfe"), p, head=self.head("a4")),
            "unknown encoding": multipart(mime(b"application/pdf", pdf, b"Content-Transfer-Encoding: klingon", att + b'"f.pdf"'), head=self.head("a5")),
            "text pdf": multipart(mime(b"text/plain; charset=utf-8", b"%PDF-1.5 \xff", att + b'"f.pdf"'), head=self.head("a6")),
            "name odd": multipart(mime(b"application/pdf", b64, b"Content-Transfer-Encoding: base64", att + b'"a\x00\xff\xfe\xed\xa0\x80.pdf"'), head=self.head("a7")),
            "name long": multipart(mime(b"application/pdf", b64, b"Content-Transfer-Encoding: base64", att + b'"' + b"a" * 100000 + b'.pdf"'), head=self.head("a8")),
            "name rfc2231": multipart(mime(b"application/pdf", b64, b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; " + b"; ".join(b"filename*%d=a" % n for n in range(3000))), head=self.head("a9")),
            "name nul coded": multipart(mime(b"application/pdf", b64, b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; filename*=utf-8''a%00%ED%A0%80b.pdf"), head=self.head("a9b")),
            "subject odd": multipart(p, head=self.head("b1", b"=?utf-8?b?AEEA7aCA?= \x00 \xff\xfe =?x?q?=00?=")),
            "subject nopdf odd": self.head("b2", b"=?utf-8?q?a=00b=ED=A0=80?= \xff") + b"Content-Type: text/plain\r\n\r\nhola",
            "subject long": self.head("b3", b"a " * 500000) + b"\r\nhola",
            "subject coded words": self.head("b3b", b"=?utf-8?q?a?= " * 20000) + b"\r\nhola",
            "from odd": multipart(p, head=self.head("b4", sender=b"=?utf-8?q?a=00=ED=A0=80?= \xff <a\xff@b\x00.es>")),
            "from long": multipart(p, head=self.head("b5", sender=b"a" * 300000 + b"@b.es")),
            "from many": multipart(p, head=self.head("b6", sender=b", ".join(b"a%d@b.es" % n for n in range(20000)))),
            "from quotes": multipart(p, head=self.head("b6b", sender=b'"' * 30000 + b"(" * 30000)),
            "headers": multipart(p, head=self.head("b7") + b"".join(b"X-%d: a\r\n" % n for n in range(20000))),
            "header big": multipart(p, head=self.head("b8") + b"X-A: " + b"a" * 5_000_000 + b"\r\n"),
            "references": multipart(p, head=self.head("b9") + b"References: " + b"<a@b> " * 20000 + b"\r\n"),
            "to many": multipart(p, head=self.head("b10") + b"Cc: " + b", ".join(b"a%d@b.es" % n for n in range(5000)) + b"\r\n"),
            "date odd": multipart(p, head=self.head("b11") + b"Date: " + b"1 " * 20000 + b"\r\n"),
            "date 9999": multipart(p, head=self.head("b12") + b"Date: Fri, 31 Dec 9999 23:59:59 -1200\r\n"),
            "1000 texts": multipart(*[mime(b"text/plain", b"x" * 20)] * 1000, head=self.head("c0")),
            "10000 attachments": multipart(*[mime(b"application/octet-stream", b"x", att + b'"a.bin"')] * 10000, head=self.head("c2")),
            "10000 pdfs": multipart(*[mime(b"application/pdf", b"%PDF-1.5", att + b'"a.pdf"')] * 10000, head=self.head("c3")),
            "60 real pdfs": multipart(*[p] * 60, head=self.head("c4")),
            "nest 50": nest(50) and self.head("d1") + nest(50),
            "nest 300": self.head("d2") + nest(300),
            "nest 2000": self.head("d3") + nest(2000),
            "10000 texts": multipart(*[mime(b"text/plain", b"x" * 20)] * 10000, head=self.head("c1")),
        }
        for name, raw in cases.items():
            before = self.Inbox.search([])
            t0 = time.thread_time()
            try:
                with self.mock_mail_gateway(), self.env.cr.savepoint(), mute_logger("odoo.addons.mail.models.mail_thread", "odoo.sql_db"):
                    t1 = time.thread_time()
                    self.env["mail.thread"].message_parse(__import__("email").message_from_bytes(raw, policy=__import__("email").policy.SMTP))
                    parse = time.thread_time() - t1
                    self.env["mail.thread"].message_process(None, raw)
                    self.env.flush_all()
                got = self.Inbox.search([]) - before
                print("ODD", name, "parse", round(parse, 2), "all", round(time.thread_time() - t0, 2), len(got), got[:2].mapped("state"), [(n or "")[:30] for n in got[:2].mapped("name")], got[:1].reason, flush=True)
            except Exception as e:
                import traceback
                tb = traceback.extract_tb(e.__traceback__)
                print("ODD", name, round(time.thread_time() - t0, 2), "RAW", type(e).__name__, str(e)[:150].encode("ascii", "backslashreplace"), [f"{f.filename[-40:]}:{f.lineno}" for f in tb if "email" not in f.filename][-3:], flush=True)
