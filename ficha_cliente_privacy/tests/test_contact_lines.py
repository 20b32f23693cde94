from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestContactLines(PrivacyCommon):
    """What the ficha says beside telephone and e-mail."""

    def lines(self, partner, user=None):
        partner = partner.with_user(user or self.seller)
        partner.invalidate_recordset(["ficha_contact_lines"])
        return {line["channel"]: line for line in partner.ficha_contact_lines or []}

    def test_one_line_for_each_channel_that_is_there(self):
        lines = self.lines(self.person)
        # where the module for SMS is there is one more
        self.assertEqual(set(lines) - {"sms"}, {"phone", "email", "whatsapp"})
        self.assertFalse(lines["phone"]["ok"])
        self.assertIn("nobody asked", lines["phone"]["text"])
        self.assertEqual(set(self.lines(self.contact)), {"email"})
        self.contact.street = "Calle Mayor, 1"
        self.assertIn("Robinson", self.lines(self.contact)["post"]["text"])
        nobody = self.env["res.partner"].create({"name": "Sin nada"})
        self.assertFalse(self.lines(nobody))
        self.assertFalse(self.env["res.partner"].new({}).ficha_contact_lines)

    def test_the_seller_records_a_no_in_one_press(self):
        person = self.person.with_user(self.seller)
        told = person.action_ficha_asked_not("phone")
        self.assertIn("called", told["message"])
        line = self.lines(self.person)["phone"]
        today = fields.Date.context_today(self.env.user)
        self.assertFalse(line["ok"])
        self.assertIn(str(today.year), line["text"])
        self.assertIn("GDPR 21.2", line["text"])
        self.assertFalse(line["gesture"], "it need not be said twice")
        self.assertEqual(self.lines(self.person)["email"]["article"], "GDPR 6.1")
        with self.assertRaises(AccessError):
            self.env["ficha.consent"].with_user(self.seller).search([])
        # and back
        undo = told["undo"]
        getattr(person, undo["method"])(*undo["args"])
        self.assertIn("nobody asked", self.lines(self.person)["phone"]["text"])
        rows = self.env["ficha.consent"].search([("partner_id", "=", self.person.id)])
        self.assertEqual(set(rows.mapped("event")), {"objected", "corrected"})
        getattr(person, undo["method"])(*undo["args"])  # twice is once
        self.assertEqual(len(rows), 2)

    def test_only_who_recorded_it_takes_it_back(self):
        # a client's context says nothing of it: what is recorded is evidence
        claimed = {
            "default_happened_on": "2001-01-01 10:00:00",
            "default_reason": "Made up",
            "default_ip": "203.0.113.1",
        }
        mine = self.person.with_user(self.seller).with_context(**claimed)
        told = mine.action_ficha_asked_not("email")
        row = self.env["ficha.consent"].search(
            [("partner_id", "=", self.person.id)], order="id desc", limit=1
        )
        self.assertFalse(row.reason or row.ip)
        self.assertGreater(row.happened_on.year, 2001)
        [row] = told["undo"]["args"]
        for user, whose, id_ in (
            (self.manager, self.person, row),
            (self.seller, self.contact, row),
            (self.seller, self.person, self.say(self.person, "objected").id),
        ):
            with self.assertRaises(UserError):
                whose.with_user(user).action_ficha_asked_not_undo(id_)
        self.assertEqual(self.may(self.person).code, "objected")

    def test_who_may_not(self):
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.person.with_user(user).action_ficha_asked_not("phone")
        self.assertFalse(self.lines(self.person, self.employee)["phone"]["gesture"])
        with self.assertRaises(AccessError):
            self.portal.partner_id.with_user(self.portal).read(["ficha_contact_lines"])
        other = self.env["res.company"].create({"name": "Otra"})
        theirs = self.env["res.partner"].create(
            {"name": "Ajena", "company_id": other.id, "phone": "+34 610 00 00 00"}
        )
        with self.assertRaises(AccessError):
            theirs.with_user(self.seller).action_ficha_asked_not("phone")
        with self.assertRaises(UserError):
            self.person.with_user(self.seller).action_ficha_asked_not("pigeon")

    def test_what_they_need_is_never_asked_about(self):
        self.say(self.person, "objected")
        self.person.do_not_contact = True
        for purpose in ("service", "invoicing"):
            self.assertTrue(self.may(self.person, purpose).ok)

    def test_a_page_costs_the_same_for_many(self):
        """The whole of it is one statement; the channels' names are another one."""
        many = self.env["res.partner"].create(
            [
                {
                    "name": f"Varias {n}",
                    "email": f"v{n}@v.example",
                    "phone": "612345678",
                }
                for n in range(20)
            ]
        )
        many = many.with_user(self.seller)
        self.env.flush_all()
        many.read(["email", "phone", "street"])
        _warm = many[0].ficha_contact_lines
        for some in (many[:1], many):
            some.invalidate_recordset(["ficha_contact_lines"])
            with self.assertQueryCount(2):
                some.mapped("ficha_contact_lines")

    def test_in_the_words_of_the_office(self):
        self.env["res.lang"]._activate_lang("es_ES")
        spaniard = new_test_user(
            self.env,
            "privacy_office",
            "base.group_user,ficha_cliente.group_ficha_user",
            lang="es_ES",
        )
        line = self.lines(self.person.with_context(lang="es_ES"), spaniard)["phone"]
        self.assertIn("nadie lo ha pedido", line["text"])
        self.assertEqual(line["gesture"], "Pidió que no le llamemos")
