import random

from odoo.tests import BaseCase, tagged

from ..tools import short_code
from .common_door import DoorCase


@tagged("post_install", "-at_install")
class TestShortCode(BaseCase):
    def test_each_slip_of_one_sign_is_found(self):
        chance = random.Random(14)
        for _time in range(50):
            code = short_code.short_code(chance.randbytes(32))
            self.assertEqual(len(code), 10)
            self.assertEqual(short_code.read(short_code.shown(code)), code)
            self.assertEqual(short_code.read(f" {code.lower()} "), code)
            for place in range(10):
                for sign in short_code.ALPHABET:
                    slip = code[:place] + sign + code[place + 1 :]
                    self.assertEqual(short_code.read(slip) == code, slip == code)
                    if slip != code:
                        self.assertIsNone(short_code.read(slip))

    def test_signs_that_look_alike_and_what_is_no_code(self):
        code = next(
            code
            for number in range(200)
            for code in [short_code.short_code(bytes([number]) * 9)]
            if "0" in code and "1" in code
        )
        self.assertEqual(
            short_code.read(code.replace("0", "O").replace("1", "l")), code
        )
        for said in ("", None, 7, "U" * 10, "\0" * 10, "é" * 10, "A" * 5000, ["A"]):
            self.assertIsNone(short_code.read(said))


@tagged("post_install", "-at_install")
class TestPaper(DoorCase):
    """With the code of a paper one writes to us, and sees nothing of anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paper = cls.person._ficha_paper()
        cls.code = cls.paper["code"]

    def answer_requests(self):
        before = self.mails()
        self.run_requests()
        self.env.invalidate_all()
        return self.mails() - before

    def test_printed_again_it_is_the_same(self):
        again = self.person._ficha_paper()
        self.assertEqual(again["code"], self.code)
        self.assertTrue(again["qr"].startswith("data:image/png;base64,"))
        self.assertNotEqual(self.rosa._ficha_paper()["code"], self.code)
        other = self.env["res.company"].create({"name": "Outra"})
        theirs = self.person.with_company(other)._ficha_paper()
        self.assertNotEqual(theirs["code"], self.code)
        self.env.flush_all()
        self.env.cr.execute("SELECT string_agg(t::text, ' ') FROM ficha_link t")
        kept = self.env.cr.fetchone()[0]
        self.assertNotIn(self.code, kept)
        self.assertNotIn(self.code.replace("-", ""), kept)

    def test_the_qr_code_fills_the_box_and_looks_nobody_up(self):
        known = self.get(f"/f/{self.code}")
        unknown = self.get(f"/f/{short_code.short_code(b'nobody at all')}")
        self.assertEqual((known.status_code, unknown.status_code), (200, 200))
        self.assertIn(f'value="{self.code}"', known.text)
        self.assertEqual(self.get("/f").status_code, 200)

    def test_it_shows_nothing_of_anybody(self):
        page = self.post("/f", code=self.code)
        self.assertEqual(page.status_code, 200)
        for word in ("Lucía", "lucia", "612", "15001", "12345678", "•"):
            self.assertNotIn(word, self.said(page))

    def test_what_they_write_reaches_us(self):
        before = self.person.message_ids
        page = self.post("/f", code=self.code, do="write", text="Nos mudamos <b>ya</b>")
        self.assertIn("has reached us", page.text)
        self.assertFalse(self.proposals())
        self.assertFalse(
            self.person.message_ids[:1].filtered(lambda m: "<b>ya" in m.body)
        )
        self.assertEqual(self.post("/f", code=self.code, do="write").status_code, 200)
        self.assertLessEqual(len(self.person.message_ids - before), 2)

    def test_the_link_goes_to_the_address_that_we_know(self):
        page = self.post("/f", code=self.code, do="send")
        mail = self.answer_requests()
        self.assertEqual(mail.email_to, "lucia@inventada.example")
        token = self.link_in(mail).rpartition("/")[2]
        self.assertEqual(self.Link._find(token, ["correct"]).partner_id, self.person)
        self.post("/f", code=self.code, do="send")
        self.assertFalse(self.answer_requests(), "a short while ago")
        self.person.email = False
        again = self.post("/f", code=self.code, do="send")
        self.assertEqual(again.text, page.text, "the same whether there is one or not")
        self.assertFalse(self.answer_requests())

    def test_wrong_ones(self):
        gone = self.post("/f", code=short_code.short_code(b"nobody at all"))
        self.assertEqual(gone.status_code, 404)
        self.person.active = False
        self.assertEqual(self.post("/f", code=self.code).text, gone.text)
        self.person.active = True
        for code in ("", "x", "%00", "A" * 41, "ZZZZZ-ZZZZZ"):
            self.assertEqual(self.post("/f", code=code).text, gone.text)
        link = self.Link.search([("scope", "=", "paper")], limit=1)
        for token in (self.code, self.code.replace("-", "")):
            self.assertFalse(self.Link._find(token, ["paper", "correct"]))
        self.assertEqual(link.used_count, 0)

    def test_five_tries_for_a_code(self):
        pages = [self.post("/f", code=self.code).status_code for _time in range(6)]
        self.assertEqual(pages, [200] * 5 + [429])

    def test_closed(self):
        self.env.company.ficha_public_pages = False
        for path in ("/f", f"/f/{self.code}", "/f/ask"):
            self.assertEqual(self.get(path).status_code, 404, path)
        self.assertEqual(self.post("/f", code=self.code).status_code, 404)
        self.assertEqual(self.post("/f/ask", email="a@x.es").status_code, 404)

    def test_on_paper(self):
        render = self.env["ir.actions.report"].with_user(self.seller)._render_qweb_html
        html = render("ficha_cliente_portal.paper", self.person.ids)[0].decode()
        self.assertIn(self.code, html)
        self.assertIn("data:image/png", html)
        invoice = self.env["account.move"].new(
            {"move_type": "out_invoice", "partner_id": self.person.id}
        )
        self.assertFalse(invoice._ficha_paper(), "not before the company wants it")
        self.env.company.ficha_paper_on_invoice = True
        self.assertEqual(invoice._ficha_paper()["code"], self.code)
        bill = self.env["account.move"].new(
            {"move_type": "in_invoice", "partner_id": self.person.id}
        )
        self.assertFalse(bill._ficha_paper())

    def test_another_link_is_asked_for_by_anybody_alike(self):
        pages = {
            self.post("/f/ask", email=email).text
            for email in ("lucia@inventada.example", "nobody@x.example", "", "\0a", "ñ")
        }
        self.assertEqual(len(pages), 1)
        mails = self.answer_requests()
        self.assertEqual(mails.mapped("email_to"), ["lucia@inventada.example"])
