from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ficha_cliente.tests.common_accounting import AccountingCommon
from odoo.addons.ficha_cliente.tests.test_followup_mail import ANSWER
from odoo.addons.mail.tests.common import MockEmail

from .common_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionMail(InteractionCommon, AccountingCommon, MockEmail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env,
            "ficha_accountant",
            groups="base.group_user,account.group_account_invoice",
            email="accountant@example.com",
        )

    def post(self, record, partners, user=None, **kwargs):
        kwargs.setdefault("subtype_xmlid", "mail.mt_comment")
        kwargs.setdefault("message_type", "comment")
        with self.mock_mail_gateway():
            return record.with_user(user or self.user).message_post(
                body="Confidential prices",
                subject="Our offer",
                partner_ids=partners.ids,
                **kwargs,
            )

    def receive(self, sender, parent=None, to="catchall@example.com", number=1):
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(
                "res.partner",
                ANSWER.format(
                    sender=sender,
                    to=to,
                    number=number,
                    parent=parent.message_id if parent else "",
                ),
            )

    def invoice(self, partner):
        return self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": partner.id}
        )

    def test_out(self):
        message = self.post(self.customer, self.customer)
        mail = self.of(self.customer)
        self.assertEqual(mail.message_id, message)
        self.assertEqual(
            (mail.kind, mail.direction, mail.channel_id.code),
            ("message", "out", "email"),
        )
        self.assertEqual(mail.user_id, self.user)
        self.assertEqual(mail.company_id, self.env.company)
        self.assertFalse(mail.needs_reply)
        self.assertFalse(mail.contact_id)
        # what it says stays in the message
        self.assertEqual(mail.subject, "E-mail sent")
        self.assertFalse(mail.description)
        self.assertEqual(mail.with_user(self.user).display_name, "Our offer")
        self.assertEqual(
            mail.with_user(self.user).message_preview, "Confidential prices"
        )

    def test_in_and_answered(self):
        offer = self.post(self.contact, self.contact)
        self.receive("lola@example.com", offer)
        mail = self.of(self.customer)[1:]
        self.assertEqual(
            (mail.kind, mail.direction, mail.channel_id.code),
            ("message", "in", "email"),
        )
        self.assertEqual(mail.partner_id, self.customer)
        self.assertEqual(mail.contact_id, self.contact)
        # whom they answered attends them
        self.assertEqual(mail.user_id, self.user)
        self.assertTrue(mail.needs_reply)
        self.assertFalse(mail.replied_on)
        self.post(self.contact, self.contact)
        self.assertEqual(len(self.of(self.customer)), 3)
        self.assertTrue(mail.replied_on)

    def test_one_for_each_customer(self):
        other = self.env["res.partner"].create(
            {"name": "Other", "email": "other@example.com"}
        )
        self.post(self.customer, self.customer | self.contact | other | self.contact)
        self.assertEqual(len(self.of(self.customer)), 1)
        self.assertEqual(len(self.of(other)), 1)

    def test_unknown_address_about_a_customers_document(self):
        message = self.post(self.customer, self.customer)
        self.receive("unknown@example.com", message)
        self.assertEqual(self.of(self.customer)[1:].direction, "in")

    def test_notes_and_colleagues_do_not_enter(self):
        self.post(self.customer, self.customer, subtype_xmlid="mail.mt_note")
        self.post(self.customer, self.seller.partner_id)
        self.post(self.customer, self.customer, message_type="notification")
        self.customer.message_post(body="A note")
        self.assertFalse(self.of(self.customer))

    def test_suppliers_do_not_enter(self):
        supplier = self.env["res.partner"].create(
            {"name": "Mill", "email": "mill@example.com", "supplier_rank": 1}
        )
        self.post(supplier, supplier)
        self.assertFalse(self.of(supplier))

    def test_scheduled_enters_when_it_leaves_and_once(self):
        message = self.post(
            self.customer, self.customer, scheduled_date="2099-03-05 10:00:00"
        )
        self.assertFalse(self.of(self.customer))
        with self.mock_mail_gateway():
            self.env["mail.message.schedule"].search([]).force_send()
        self.assertEqual(self.of(self.customer).message_id, message)
        message.sudo().write({"body": "<p>Edited</p>"})
        with self.mock_mail_gateway():
            self.customer._notify_thread(message, skip_existing=True)
        self.assertEqual(len(self.of(self.customer)), 1)

    def test_rolled_back(self):
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self.post(self.customer, self.customer)
            raise ZeroDivisionError
        self.assertFalse(self.of(self.customer))

    def test_colleague_answers_from_the_own_mail_program(self):
        message = self.post(self.customer, self.customer)
        before = self.of(self.customer)
        self.receive(
            self.seller.email, message, to="catchall@example.com, lola@example.com"
        )
        mail = self.of(self.customer) - before
        self.assertEqual(mail.direction, "out")
        self.assertEqual(mail.user_id, self.seller)
        self.assertEqual(mail.contact_id, self.contact)

    def test_invoice_sent(self):
        question = self.interaction(kind="doubt", needs_reply=True)
        invoice = self.invoice(self.customer)
        self.post(invoice, self.customer, user=self.accountant)
        mail = self.of(self.customer)[1:]
        self.assertEqual(mail.direction, "out")
        self.assertFalse(self.customer.awaiting_reply_since)
        self.assertFalse(question.replied_on)

    def test_who_may_not_read_the_document(self):
        invoice = self.invoice(self.customer)
        self.post(invoice, self.customer, user=self.accountant)
        mail = self.of(self.customer).with_user(self.user)
        self.assertFalse(invoice.with_user(self.user).has_access("read"))
        self.assertEqual(mail.display_name, "E-mail sent")
        self.assertFalse(mail.message_preview)
        [values] = mail.read()
        for value in values.values():
            self.assertNotIn("Our offer", str(value))
            self.assertNotIn("Confidential", str(value))
        with self.assertRaisesRegex(AccessError, "may not read"):
            mail.action_open_message()
        self.assertEqual(self.of(self.customer).display_name, "Our offer")

    def test_open_the_mail(self):
        message = self.post(self.customer, self.customer)
        action = self.of(self.customer).with_user(self.user).action_open_message()
        self.assertEqual(action["url"], f"/mail/message/{message.id}")

    def test_to_several_customers_of_the_list(self):
        # who may be contacted is another question, and that of another module
        self.patch(
            self.env.registry["res.partner"],
            "_ficha_left_out",
            lambda partners, channel_code, purpose_code="own_news": {},
        )
        other = self.env["res.partner"].create(
            {"name": "Other", "email": "other@example.com"}
        )
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.user)
            .with_context(
                default_model="res.partner",
                default_res_ids=(self.customer | other).ids,
                default_composition_mode="mass_mail",
            )
            .create({"subject": "Closed in August", "body": "<p>Closed</p>"})
        )
        with self.mock_mail_gateway():
            composer.action_send_mail()
        for partner in self.customer | other:
            mail = self.of(partner)
            self.assertEqual((mail.direction, mail.kind), ("out", "message"))
            self.assertFalse(partner.awaiting_reply_since)

    def test_company_of_a_shared_customer(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.receive("talleres@example.com", self.post(self.customer, self.customer))
        sent, answer = self.of(self.customer)
        self.assertEqual(sent.company_id, self.env.company)
        # nobody said to which of our companies they wrote
        self.assertFalse(answer.company_id)
        self.user.company_ids += other
        elsewhere = self.Interaction.with_user(self.user).with_context(
            allowed_company_ids=other.ids
        )
        self.assertEqual(elsewhere.search([("id", "in", (sent | answer).ids)]), answer)

    def test_merged_customers_have_one_mail(self):
        twin = self.env["res.partner"].create(
            {"name": "Twin", "email": "twin@example.com"}
        )
        self.post(self.customer, self.customer | twin)
        self.assertEqual(len(self.of(twin)), 1)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.customer).ids, self.customer)
        self.assertEqual(len(self.of(self.customer)), 1)

    def test_our_own_company_writes(self):
        self.env.company.partner_id.email = "we@example.com"
        self.post(
            self.customer,
            self.customer,
            author_id=self.env.company.partner_id.id,
        )
        self.assertEqual(self.of(self.customer).direction, "out")
        self.assertFalse(self.of(self.env.company.partner_id))

    def test_a_hundred_cost_like_one(self):
        def send(number):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"Customer {i}", "email": f"c{number}.{i}@example.com"}
                    for i in range(number)
                ]
            )
            for partner in partners:
                self.post(partner, partner)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.cr.flush()
            queries = self.cr.sql_log_count - before
            self.assertEqual(len(self.of(partners[-1])), 1)
            return queries

        send(2)
        # whether a colleague is in the cache already may make one more or less
        self.assertLessEqual(send(30), send(3) + 2)
