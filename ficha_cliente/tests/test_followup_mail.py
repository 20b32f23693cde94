from odoo.tests import new_test_user, tagged

from odoo.addons.mail.tests.common import MockEmail

from .common_followup import FollowupCommon

ANSWER = """Return-Path: <{sender}>
To: {to}
Subject: Re: Your offer
From: {sender}
Date: Mon, 02 Mar 2026 10:00:00 +0000
Message-ID: <answer-{number}@example.com>
In-Reply-To: {parent}
Content-Type: text/plain; charset=utf-8

We accept it."""


@tagged("post_install", "-at_install")
class TestFollowupMail(FollowupCommon, MockEmail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.waiting = cls.rule(
            kind="no_reply", state_id=cls.green.id, reason="We wrote on %(date)s"
        )

    def write_to(self, record, partners, **kwargs):
        kwargs.setdefault("subtype_xmlid", "mail.mt_comment")
        kwargs.setdefault("message_type", "comment")
        with self.mock_mail_gateway():
            return record.with_user(self.user).message_post(
                body="Our offer", partner_ids=partners.ids, **kwargs
            )

    def answer(self, message, sender, number=1):
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(
                "res.partner",
                ANSWER.format(
                    sender=sender,
                    to="catchall@example.com",
                    number=number,
                    parent=message.message_id,
                ),
            )

    def assertWaits(self, since="2026-03-02"):
        self.assertEqual(self.customer.awaiting_reply_since, since and self.day(since))

    def test_we_write_and_they_answer(self):
        message = self.write_to(self.customer, self.customer)
        self.assertWaits()
        self.assertEqual(self.customer.last_contact_date, self.day("2026-03-02"))
        self.assertEqual(self.customer.followup_state_id, self.green)
        self.assertEqual(self.customer.followup_reason, "We wrote on 2 Mar 2026")
        self.answer(message, "talleres@example.com")
        self.assertFalse(self.customer.awaiting_reply_since)
        self.assertFalse(self.customer.followup_state_id)

    def test_a_contact_of_the_company_counts_for_it(self):
        message = self.write_to(self.contact, self.contact)
        self.assertWaits()
        self.assertFalse(self.contact.awaiting_reply_since)
        self.answer(message, "lola@example.com")
        self.assertFalse(self.customer.awaiting_reply_since)

    def test_answer_of_somebody_else_changes_nothing(self):
        self.env["res.partner"].create({"name": "Other", "email": "other@example.com"})
        message = self.write_to(self.customer, self.customer)
        self.answer(message, "other@example.com")
        self.assertWaits()

    def test_since_is_the_first_unanswered_mail(self):
        self.customer.awaiting_reply_since = "2026-02-20"
        self.write_to(self.customer, self.customer)
        self.assertWaits("2026-02-20")

    def test_note_is_not_a_mail(self):
        self.write_to(self.customer, self.customer, subtype_xmlid="mail.mt_note")
        self.assertWaits(False)

    def test_nobody_was_mailed(self):
        self.write_to(self.customer, self.env["res.partner"])
        self.assertWaits(False)
        self.customer.email = False
        self.write_to(self.customer, self.customer)
        self.assertWaits(False)

    def test_colleagues_are_not_customers(self):
        self.write_to(self.customer, self.seller.partner_id)
        self.assertFalse(self.seller.partner_id.awaiting_reply_since)
        self.assertWaits(False)

    def test_sending_an_invoice_does_not_wait_for_a_word(self):
        invoice = self.env["account.move"].new({"move_type": "out_invoice"})
        self.assertFalse(invoice._followup_waits())
        self.assertTrue(self.env["res.partner"]._followup_waits())

    def test_mail_scheduled_for_later_counts_when_it_leaves(self):
        self.write_to(
            self.customer, self.customer, scheduled_date="2099-03-05 10:00:00"
        )
        self.assertWaits(False)
        with self.mock_mail_gateway():
            self.env["mail.message.schedule"].search([]).force_send()
        self.assertWaits()

    def test_user_outside_customer_files_writes(self):
        employee = new_test_user(
            self.env,
            "employee",
            groups="base.group_user,base.group_partner_manager",
            email="employee@example.com",
        )
        with self.mock_mail_gateway():
            self.customer.with_user(employee).message_post(
                body="Hello",
                partner_ids=self.customer.ids,
                subtype_xmlid="mail.mt_comment",
                message_type="comment",
            )
        self.assertWaits()

    def test_automatic_messages_are_not_contacts(self):
        self.write_to(self.customer, self.customer, message_type="notification")
        self.assertWaits(False)
        with self.mock_mail_gateway():
            self.customer.message_post(
                body="Your order",
                partner_ids=self.customer.ids,
                subtype_xmlid="mail.mt_comment",
                message_type="comment",
                author_id=self.env.ref("base.partner_root").id,
            )
        self.assertWaits(False)

    def test_second_mail_of_the_day_does_not_touch_the_row(self):
        self.write_to(self.customer, self.customer)
        self.env.flush_all()
        self.cr.execute("SELECT ctid FROM res_partner WHERE id=%s", self.customer.ids)
        place = self.cr.fetchone()
        self.customer._followup_on_outgoing()
        self.env.flush_all()
        self.cr.execute("SELECT ctid FROM res_partner WHERE id=%s", self.customer.ids)
        self.assertEqual(self.cr.fetchone(), place)

    def test_cadence_restarts_from_the_mail_but_an_agreed_date_stays(self):
        self.customer.followup_state_id = self.red
        self.customer._write_followup(
            [{"id": self.customer.id, "next_contact_date": self.day("2026-03-02")}]
        )
        self.write_to(self.customer, self.customer)
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-03"))
        self.customer.next_contact_date = "2026-03-20"
        self.customer._followup_on_incoming()
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-20"))

    def test_by_hand_colour_is_left_alone(self):
        self.customer.followup_state_id = self.red
        self.write_to(self.customer, self.customer)
        self.assertWaits()
        self.assertEqual(self.customer.followup_state_id, self.red)

    def test_a_suspect_who_writes_is_a_lead(self):
        """Whichever of the company wrote; our own e-mail changes nothing, and neither
        does theirs where more is known, or who only supplies."""
        self.customer.ficha_lifecycle = "suspect"
        message = self.write_to(self.contact, self.contact)
        self.assertEqual(self.customer.ficha_lifecycle, "suspect")
        self.answer(message, "lola@example.com")
        self.assertEqual(self.customer.ficha_lifecycle, "lead")
        self.assertFalse(self.contact.ficha_lifecycle)
        for number, stage in enumerate(("prospect", "customer", "former", False)):
            self.customer.ficha_lifecycle = stage
            self.answer(message, "talleres@example.com", number=20 + number)
            self.assertEqual(self.customer.ficha_lifecycle, stage)

    def test_out_of_office_is_nobodys_word(self):
        self.customer.ficha_lifecycle = "suspect"
        message = self.write_to(self.customer, self.customer)
        for number, header in enumerate(
            (
                "Auto-Submitted: auto-replied (vacation)",
                "X-Autoreply: yes",
                "X-Auto-Reply: 1",
                "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All",
                "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
            )
        ):
            with self.mock_mail_gateway():
                self.env["mail.thread"].message_process(
                    "res.partner",
                    f"{header}\n"
                    + ANSWER.format(
                        sender="talleres@example.com",
                        to="catchall@example.com",
                        number=number,
                        parent=message.message_id,
                    ),
                )
            self.assertWaits()
        self.assertEqual(self.customer.ficha_lifecycle, "suspect")
        # what their program sends of its own, an order, is a word of theirs
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(
                "res.partner",
                "Auto-Submitted: auto-generated\n"
                + ANSWER.format(
                    sender="talleres@example.com",
                    to="catchall@example.com",
                    number=9,
                    parent=message.message_id,
                ),
            )
        self.assertWaits(False)
