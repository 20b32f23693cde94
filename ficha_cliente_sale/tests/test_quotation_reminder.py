from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationReminder(QuotationCommon):
    """The last push: a ready mail about a quotation, and what came of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.customer_a.write({"email": "customer.a@example.com", "lang": "en_US"})
        cls.today = fields.Date.context_today(cls.clerk)

    def sent(self, partner=None, **vals):
        order = self.order(
            partner or self.customer_a,
            validity_date=self.today + timedelta(days=10),
            **vals,
        )
        order.action_quotation_sent()
        return order

    def compose(self, order, action=None):
        action = action or order.action_ficha_remind()
        env = self.env(user=order.env.uid)
        return Form.from_action(env, action).save()

    def entry(self, order):
        timeline = self.env["ficha.timeline"].with_user(self.clerk)
        kinds = ["quotation", "order"]
        entries = timeline.get_page(self.customer_a.id, kinds=kinds)["entries"]
        return next(e for e in entries if e["open"]["res_id"] == order.id)

    def test_the_mail_is_ready(self):
        order = self.sent()
        composer = self.compose(order)
        self.assertIn(order.name, composer.subject)
        self.assertIn(self.customer_a, composer.partner_ids)
        self.assertIn(f"/my/orders/{order.id}?access_token=", composer.body)
        self.assertIn("It is valid until", composer.body)
        self.assertTrue(
            composer.attachment_ids.filtered(lambda a: order.name in a.name)
        )
        # before it is sent nothing has happened
        self.assertFalse(order.ficha_reminded_date)

    def test_a_quotation_can_be_sent_in_spanish(self):
        """Odoo's own Spanish of its subject cannot be computed."""
        self.env["res.lang"]._activate_lang("es_ES")
        self.env["ir.module.module"]._load_module_terms(
            ["sale"], ["es_ES"], overwrite=True
        )
        order = self.order(self.customer_a)
        self.customer_a.lang = "es_ES"
        order = order.with_context(lang="es_ES")
        composer = self.compose(order, order.action_quotation_send())
        self.assertIn(f"Presupuesto (Ref {order.name})", composer.subject)
        # a subject of one's own stays as it is
        template = self.env.ref("sale.email_template_edi_sale")
        template.with_context(lang="es_ES").subject = "Nuestra oferta"
        self.env["mail.template"]._mend_quotation_subject()
        self.assertEqual(template.with_context(lang="es_ES").subject, "Nuestra oferta")

    def test_without_a_last_day(self):
        order = self.sent()
        order.validity_date = False
        self.assertNotIn("valid until", self.compose(order).body)

    def test_in_the_language_of_the_customer(self):
        for code in ("en_US", "es_ES"):
            self.env["res.lang"]._activate_lang(code)
        template = self.env.ref("ficha_cliente_sale.mail_template_quotation_reminder")
        template.with_context(lang="es_ES").subject = "Su presupuesto {{ object.name }}"
        self.customer_a.lang = "es_ES"
        order = self.sent()
        self.assertEqual(self.compose(order).subject, f"Su presupuesto {order.name}")
        self.customer_a.lang = "en_US"
        self.assertIn("your quotation", self.compose(order).subject)

    def test_what_was_sent_is_in_the_timeline(self):
        order = self.sent()
        self.assertNotIn("reminded", self.entry(order)["note"])
        self.compose(order).action_send_mail()
        self.assertEqual(order.ficha_reminded_date, self.today)
        self.assertEqual(order.state, "sent")
        self.assertIn("reminded on", self.entry(order)["note"])
        self.compose(order).action_send_mail()
        self.assertIn("reminded 2 times", self.entry(order)["note"])
        # and what came of it
        order.sudo().write({"signed_on": fields.Datetime.now(), "signed_by": "A"})
        order.action_confirm()
        entry = self.entry(order)
        self.assertTrue(entry["title"].startswith("Order"))
        self.assertIn("reminded 2 times", entry["note"])
        self.assertIn("signed on", entry["note"])
        self.assertNotIn("seen on", entry["note"])

    def test_another_mail_of_the_quotation_is_no_reminder(self):
        order = self.sent()
        order.message_post(body="By the way", partner_ids=self.customer_a.ids)
        self.assertFalse(order.ficha_reminded_date)

    def test_what_cannot_be_reminded_of(self):
        draft = self.order(self.customer_a)
        expired = self.sent()
        expired.validity_date = self.today - timedelta(days=1)
        bought = self.sent()
        bought.action_confirm()
        nobody = self.sent(self.plain)
        for order, words in (
            (draft, "not waiting"),
            (expired, "was valid until"),
            (bought, "not waiting"),
            (nobody, "E-mail"),
        ):
            with self.assertRaisesRegex(UserError, words):
                order.action_ficha_remind()

    def test_rights(self):
        order = self.sent(user_id=self.clerk.id)
        with self.assertRaises(AccessError):
            order.with_user(self.lone_seller).action_ficha_remind()

    def test_from_today(self):
        order = self.sent(user_id=self.clerk.id)
        order.sudo().ficha_sent_date = self.today - timedelta(days=8)
        order.sudo().write(
            {
                "ficha_reminder_count": 1,
                "ficha_reminded_date": self.today - timedelta(days=3),
            }
        )
        self.customer_a.user_id = self.clerk
        self.customer_a.last_contact_date = False
        Today = self.env["ficha.today"].with_user(self.clerk)
        lines = [
            line
            for section in Today.get_today()["sections"]
            for line in section["lines"]
            if line["source"] == "quotation" and line["res_id"] == order.id
        ]
        self.assertEqual(len(lines), 1)
        self.assertIn("reminded on", lines[0]["reason"])
        action = Today.action_write(
            lines[0]["partner_id"], True, lines[0]["source"], lines[0]["res_id"]
        )
        composer = self.compose(order, action)
        self.assertIn(f"/my/orders/{order.id}?access_token=", composer.body)


@tagged("post_install", "-at_install")
class TestQuotationSeenOnline(AccountTestInvoicingHttpCommon):
    def test_seen_by_the_customer(self):
        order = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.partner_a.id,
                    "order_line": [Command.create({"product_id": self.product_a.id})],
                }
            )
        )
        order.action_quotation_sent()
        self.authenticate(None, None)
        self.url_open(f"/my/orders/{order.id}?access_token=wrong")
        self.env.invalidate_all()
        self.assertFalse(order.ficha_seen_date)
        self.url_open(order.get_portal_url())
        self.env.invalidate_all()
        self.assertEqual(order.ficha_seen_date, fields.Date.context_today(order))
        self.assertIn("seen on", order._ficha_came_of_it())
