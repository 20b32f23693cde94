import re

from odoo.tests import tagged

from odoo.addons.ficha_cliente_portal.tests.common_door import DoorCase

from ..tools.mobile import is_mobile

NEW = "+34 698 76 54 32"


@tagged("post_install", "-at_install")
class TestCodes(DoorCase):
    """Codes by SMS: to a new telephone, and to the one we know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.ficha_sms_codes = True

    def texts(self):
        return self.env["sms.sms"].search([], order="id")

    def code_in(self, text):
        return re.search(r"\b\d{6}\b", text.body)[0]

    def ask(self, page=None, **typed):
        before = self.texts()
        answer = self.correct(page or self.visit(proven=True), **typed)
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=sent")
        return self.texts() - before

    def test_a_new_telephone_is_confirmed_by_its_code(self):
        new, old = self.ask(own_phone=NEW)
        self.assertEqual((new.number, old.number), ("+34698765432", "+34612345678"))
        self.assertNotIn("698", old.body, "that, and not what")
        self.assertFalse(self.proposals(), "nobody has shown that it is theirs")
        page = self.get("/f/ficha").text
        self.assertIn("••• 32", page)
        code = self.code_in(new)
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        answer = self.post("/f/phone", code=wrong)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("not the code", answer.text)
        self.assertFalse(self.proposals())
        answer = self.post("/f/phone", code=f" {code[:3]} {code[3:]} ")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=phone")
        self.assertEqual(self.proposals().proposed_value, NEW)
        self.assertIn("by a code", self.proposals().source_ref)
        self.assertEqual(self.person.phone, "+34 612 34 56 78", "nothing is replaced")
        self.assertNotIn("••• 32", self.get("/f/ficha").text, "nothing waits")
        self.assertEqual(self.post("/f/phone", code=code).status_code, 400, "once")
        self.assertEqual(len(self.proposals()), 1)

    def test_no_code_of_it_is_kept(self):
        new, _old = self.ask(own_phone=NEW)
        self.env.flush_all()
        self.env.cr.execute("SELECT t::text FROM ficha_link t")
        self.assertNotIn(self.code_in(new), str(self.env.cr.fetchall()))

    def test_five_wrong_codes_end_it(self):
        new, _old = self.ask(own_phone=NEW)
        code = self.code_in(new)
        for number in range(5):
            wrong = f"{(int(code) + 1 + number) % 10**6:06d}"
            self.post("/f/phone", code=wrong)
        self.assertEqual(self.post("/f/phone", code=code).status_code, 400)
        self.assertFalse(self.proposals())

    def test_pressed_twice_texts_once(self):
        page = self.visit(proven=True)
        self.assertEqual(len(self.ask(page, own_phone=NEW)), 2)
        self.assertFalse(self.ask(page, own_phone=NEW))

    def test_the_last_one_counts(self):
        page = self.visit(proven=True)
        first = self.ask(page, own_phone=NEW)[:1]
        second = self.ask(page, own_phone="+34 611 22 33 44")[:1]
        self.assertEqual(
            self.post("/f/phone", code=self.code_in(first)).status_code, 422
        )
        self.post("/f/phone", code=self.code_in(second))
        self.assertEqual(self.proposals().proposed_value, "+34 611 22 33 44")

    def test_that_of_the_company_is_another_telephone(self):
        self.company.main_contact_id = self.rosa
        self.rosa.phone = "+34 981 00 00 00"  # where no SMS tells of it
        page = self.visit(partner=self.rosa, proven=True)
        own, other = self.ask(page, own_phone=NEW, company_phone="+34 611 22 33 44")
        for text in (own, other):
            answer = self.post("/f/phone", code=self.code_in(text))
            self.assertEqual(answer.headers["Location"], "/f/ficha?done=phone")
        self.assertEqual(self.proposals(self.rosa).proposed_value, NEW)
        self.assertEqual(
            self.proposals(self.company).proposed_value, "+34 611 22 33 44"
        )

    def test_no_code_came(self):
        self.ask(own_phone=NEW)
        answer = self.post("/f/phone", none="1")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=sent")
        self.assertEqual(self.proposals().proposed_value, NEW)
        self.assertNotIn("by a code", self.proposals().source_ref)

    def test_a_landline_and_who_asks_too_often_are_proposed_as_they_are(self):
        page = self.visit(proven=True)
        self.assertFalse(self.ask(page, own_phone="+34 981 22 33 44"))
        self.assertEqual(self.proposals().proposed_value, "+34 981 22 33 44")
        for last in range(4):
            self.ask(page, own_phone=f"+34 698 76 54 4{last}")
        self.assertIn("+34 698 76 54 43", self.proposals().mapped("proposed_value"))
        to = self.texts().filtered(lambda text: text.number.startswith("+3469876544"))
        self.assertEqual(len(to), 3, "each costs")

    def test_off_until_the_company_has_them(self):
        self.env.company.ficha_sms_codes = False
        self.assertFalse(self.ask(own_phone=NEW))
        self.assertEqual(self.proposals().proposed_value, NEW)

    def test_it_was_not_they(self):
        """Who reads the old address takes back a telephone that waits for its code, and
        one that was confirmed."""
        for confirmed in (False, True):
            before = self.mails()
            new, *_old = self.ask(own_phone=f"+34 698 76 54 5{int(confirmed)}")
            receipt = (self.mails() - before).filtered(
                lambda m: m.email_to == "lucia@inventada.example"
            )
            code = self.code_in(new)
            if confirmed:
                self.post("/f/phone", code=code)
                self.assertTrue(self.proposals())
            self.post(self.link_in(receipt))
            self.assertFalse(self.proposals())
            self.assertEqual(self.post("/f/phone", code=code).status_code, 404)
            self.assertFalse(self.proposals())

    def test_a_right_guess_of_what_is_masked_is_not_told(self):
        pages = []
        for guess in ("612 34 56 78", "698 76 54 78"):
            page = self.visit()
            self.assertTrue(self.ask(page, own_phone=guess))
            pages.append(self.said(self.get("/f/ficha")))
            self.Link.search([("scope", "in", ("confirm_phone", "not_me"))]).unlink()
            self.env["ficha.rate"].search([]).sudo().unlink()
            self.env.flush_all()
        self.assertEqual(*pages)

    def test_a_login_confirms_too(self):
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "Lucía",
                "login": "lucia_door",
                "password": "lucia_door",
                "partner_id": self.person.id,
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        self.authenticate("lucia_door", "lucia_door")
        page = self.get("/my/ficha").text
        self.correct(page, "/my/ficha", own_phone=NEW)
        new = self.texts()[-2:][0]
        self.assertIn("/my/ficha/phone", self.get("/my/ficha").text)
        answer = self.post("/my/ficha/phone", code=self.code_in(new))
        self.assertEqual(answer.headers["Location"], "/my/ficha?done=phone")
        self.assertEqual(self.proposals().source, "portal")

    def test_a_code_to_the_telephone_we_know_opens_their_data(self):
        page = self.visit()
        self.assertIn("••• 78", page)
        self.assertNotIn("12345678Z", page)
        before = self.texts()
        answer = self.post("/f/code")
        self.assertEqual(answer.headers["Location"], "/f/ficha?done=code")
        text = self.texts() - before
        self.assertEqual(text.number, "+34612345678")
        self.assertEqual(
            self.post("/f/prove", code=self.code_in(text)).status_code, 303
        )
        self.assertIn("12345678Z", self.get("/f/ficha").text)

    def test_who_registers_with_a_mobile_confirms_it_themselves(self):
        signups = self.env["ficha.signup"]
        values, _errors = signups._read({"name": "Nadie Aún", "phone": NEW})
        signups._receive(values, self.env["ficha.notice"])
        self.run_signups()
        text = self.texts()[-1:]
        self.assertEqual(text.number, "+34698765432")
        self.assertEqual(signups.search([]).state, "call", "and may be called")
        path = re.search(r"/f/\S+", text.body)[0]
        self.get(path)
        self.assertEqual(signups.search([]).state, "call", "opening is not pressing")
        self.post(path)
        self.run_signups()
        found = self.env["res.partner"].search([("name", "=", "Nadie Aún")])
        self.assertEqual(found.phone, NEW)

    def test_whoever_registers_many_numbers_pays_nobody_with_our_money(self):
        signups = self.env["ficha.signup"]
        for number in range(24):
            values, _errors = signups._read(
                {"name": "Nadie Aún", "phone": f"+34 698 76 55 {number:02d}"}
            )
            signups._receive(values, self.env["ficha.notice"])
        before = self.texts()
        self.run_signups()
        self.assertEqual(len(self.texts() - before), 20, "the others are called")
        self.assertEqual(signups.search_count([("state", "=", "call")]), 24)

    def test_which_telephones(self):
        for value, reached in (
            *(("+34612345678", True), ("+34711223344", True), ("+34981223344", False)),
            *(("+12025550123", True), ("+447911123456", True), ("612345678", False)),
            *(("+34", False), ("", False), (None, False)),
        ):
            self.assertEqual(is_mobile(value), reached, value)
